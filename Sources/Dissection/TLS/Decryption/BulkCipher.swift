import Records

/// How a cipher suite protects records, read off its name in the registry.
struct BulkCipher: Sendable, Equatable {
    enum Mode: Sendable, Equatable {
        case aesGCM
        case aesCCM(tagBytes: Int)
        case chaCha20Poly1305
        /// AES in CBC mode, with HMAC.
        case aesCBC(HashFunction)
    }

    var mode: Mode
    var keyBytes: Int
    /// The hash of key derivation in TLS 1.2 and 1.3.
    var hash: HashFunction
    /// The client encrypts the premaster secret to the server's RSA key.
    var isRSAKeyExchange: Bool

    /// `nil` for suites whose records are not opened: those of RC4, DES, 3DES, Camellia, ARIA, and without encryption.
    init?(_ suite: CipherSuite) {
        guard let name = suite.name else { return nil }
        // Before WITH stands the key exchange; suites of TLS 1.3 name none.
        let parts = name.split(separator: "_").map(String.init)
        let words = Array(parts[((parts.firstIndex(of: "WITH") ?? 0) + 1)...])
        isRSAKeyExchange = name.hasPrefix("TLS_RSA_WITH_")
        hash = words.last == "SHA384" ? .sha384 : .sha256
        switch (words.first, words.dropFirst().first) {
        case ("CHACHA20", "POLY1305"):
            mode = .chaCha20Poly1305
            keyBytes = 32
        case ("AES", "128"), ("AES", "256"):
            guard words.count >= 3, let mode = BulkCipher.mode(words) else { return nil }
            self.mode = mode
            keyBytes = words[1] == "128" ? 16 : 32
        default: return nil
        }
    }

    /// The mode behind `AES`, `128`.
    private static func mode(_ words: [String]) -> Mode? {
        switch words[2] {
        case "GCM": .aesGCM
        case "CCM": .aesCCM(tagBytes: words.dropFirst(3).first == "8" ? 8 : 16)
        case "CBC":
            switch words.dropFirst(3).first {
            case "SHA": .aesCBC(.sha1)
            case "SHA256": .aesCBC(.sha256)
            case "SHA384": .aesCBC(.sha384)
            default: nil
            }
        default: nil
        }
    }

    /// Octets of the key that authenticates records; none where encryption does it.
    var macKeyBytes: Int {
        if case .aesCBC(let hash) = mode { hash.byteCount } else { 0 }
    }

    /// Octets that TLS 1.2 derives of what is mixed into nonces.
    var fixedIVBytes: Int {
        switch mode {
        case .aesGCM, .aesCCM: 4
        case .chaCha20Poly1305: 12
        case .aesCBC: 16
        }
    }
}
