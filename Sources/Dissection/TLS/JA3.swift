import Crypto
import Records

/// The JA3 fingerprint of a ClientHello: MD5 over its numbers, in the order sent, GREASE left out.
enum JA3 {
    /// 32 hexadecimal digits.
    static func fingerprint(_ hello: ClientHello) -> String { hexadecimal(Insecure.MD5.hash(data: text(hello))) }

    /// What is hashed: version, cipher suites, extensions, groups, point formats in decimal.
    static func text(_ hello: ClientHello) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(512)
        text.appendDecimal(hello.legacyVersion)
        append(hello.cipherSuites, to: &text)
        append(hello.extensionTypes, to: &text)
        append(hello.supportedGroups, to: &text)
        append(hello.pointFormats.map { UInt16($0) }, to: &text)
        return text
    }

    private static func append(_ list: [UInt16], to text: inout [UInt8]) {
        var separator = UInt8(ascii: ",")
        for number in list where !isGREASE(number) {
            text.append(separator)
            text.appendDecimal(number)
            separator = UInt8(ascii: "-")
        }
        if separator == UInt8(ascii: ",") { text.append(separator) }
    }
}
