import Crypto
import Records

/// The JA4 fingerprint of a ClientHello: readable properties, then hashes over sorted numbers, GREASE left out.
enum JA4 {
    /// `t13d1516h2_8daaf6152771_e5627efa2ab1`
    static func fingerprint(_ hello: ClientHello) -> String {
        let ciphers = hello.cipherSuites.filter { !isGREASE($0) }
        let extensions = hello.extensionTypes.filter { !isGREASE($0) }
        let properties =
            "t" + version(hello) + (extensions.contains(ExtensionType.serverName) ? "d" : "i")
            + twoDigits(ciphers.count) + twoDigits(extensions.count) + protocolLetters(hello)
        return properties + "_" + hash(listed(ciphers.sorted())) + "_" + extensionHash(extensions, hello)
    }

    /// The highest version offered.
    private static func version(_ hello: ClientHello) -> String {
        let offered = hello.supportedVersions.filter { !isGREASE($0) }.max() ?? hello.legacyVersion
        switch offered {
        case 0x0304: return "13"
        case 0x0303: return "12"
        case 0x0302: return "11"
        case 0x0301: return "10"
        case 0x0300: return "s3"
        case 0x0002: return "s2"
        default: return "00"
        }
    }

    private static func twoDigits(_ count: Int) -> String {
        let number = min(count, 99)
        return number < 10 ? "0\(number)" : "\(number)"
    }

    /// First and last character of the first protocol name; of its hexadecimal form where they are not alphanumeric.
    private static func protocolLetters(_ hello: ClientHello) -> String {
        guard let name = hello.applicationProtocols.first, let first = name.first, let last = name.last else {
            return "00"
        }
        if isAlphanumeric(first), isAlphanumeric(last) { return String(decoding: [first, last], as: UTF8.self) }
        return String(hexadecimal([first]).prefix(1)) + String(hexadecimal([last]).suffix(1))
    }

    private static func isAlphanumeric(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5a, 0x61...0x7a: true
        default: false
        }
    }

    /// Extensions without server name and ALPN, sorted; then signature algorithms in the order sent.
    private static func extensionHash(_ extensions: [UInt16], _ hello: ClientHello) -> String {
        guard !extensions.isEmpty else { return none }
        var text = listed(
            extensions.filter { $0 != ExtensionType.serverName && $0 != ExtensionType.applicationProtocols }.sorted())
        let algorithms = hello.signatureAlgorithms.filter { !isGREASE($0) }
        if !algorithms.isEmpty {
            text.append(UInt8(ascii: "_"))
            text += listed(algorithms)
        }
        return hash(text)
    }

    /// Four hexadecimal digits each, with commas between.
    private static func listed(_ numbers: [UInt16]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(numbers.count * 5)
        for number in numbers {
            if !text.isEmpty { text.append(UInt8(ascii: ",")) }
            text.appendHexadecimal(number)
        }
        return text
    }

    private static let none = "000000000000"

    /// The first twelve digits of SHA-256.
    private static func hash(_ text: [UInt8]) -> String {
        text.isEmpty ? none : hexadecimal(SHA256.hash(data: text).prefix(6))
    }
}
