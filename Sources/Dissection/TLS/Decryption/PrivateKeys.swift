import CryptoExtras

/// RSA keys of servers: they open what clients of TLS 1.2 and before encrypt to them (RFC 5246 § 7.4.7.1).
public struct PrivateKeys: Sendable {
    /// Why a file holds no key of use.
    public enum Fault: Error, Sendable, CustomStringConvertible {
        case notPEM
        case encrypted
        case notRSA

        public var description: String {
            switch self {
            case .notPEM: "no private key in PEM form (-----BEGIN PRIVATE KEY-----)"
            case .encrypted: "the key is encrypted; write it in clear first: openssl pkey -in KEY -out CLEAR"
            case .notRSA: "no RSA key of 1024 bits or more; other keys open no TLS traffic"
            }
        }
    }

    /// A key as its PEM document: the library's key may not be shared by threads.
    private struct Key: Sendable {
        var document: String
        /// Octets of what is encrypted to it.
        var byteCount: Int
    }

    private var keys: [Key] = []

    public init() {}

    public var isEmpty: Bool { keys.isEmpty }
    public var count: Int { keys.count }

    /// Adds the key of a PEM document, of PKCS#1 or PKCS#8.
    public mutating func add(pem: String) throws(Fault) {
        let document = PrivateKeys.keyDocument(pem)
        guard document.contains("-----BEGIN ") else { throw .notPEM }
        if document.contains("ENCRYPTED") { throw .encrypted }
        guard let key = try? _RSA.Encryption.PrivateKey(unsafePEMRepresentation: document) else { throw .notRSA }
        keys.append(Key(document: document, byteCount: key.keySizeInBits / 8))
    }

    mutating func merge(_ other: PrivateKeys) { keys += other.keys }

    /// Opens a premaster secret: 48 octets, the first of which is the major version of every TLS.
    func decrypt(_ encrypted: [UInt8]) -> [UInt8]? {
        for key in keys where key.byteCount == encrypted.count {
            guard let key = try? _RSA.Encryption.PrivateKey(unsafePEMRepresentation: key.document),
                let opened = try? key.decrypt(encrypted, padding: ._WEAK_AND_INSECURE_PKCS_V1_5)
            else { continue }
            let secret = [UInt8](opened)
            if secret.count == 48, secret[0] == 3 { return secret }
        }
        return nil
    }

    /// The first private key of a file that may hold certificates as well.
    private static func keyDocument(_ pem: String) -> String {
        var lines: [Substring] = []
        var isInside = false
        for line in pem.split(whereSeparator: \.isNewline) {
            let isBorder = line.contains("PRIVATE KEY-----")
            if isBorder || isInside { lines.append(line) }
            if isBorder {
                if isInside { break }
                isInside = true
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
