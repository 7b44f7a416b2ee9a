import Bytes

/// Base 64 with the URL and filename safe alphabet (RFC 4648 § 5); the standard alphabet and padding are taken too.
enum Base64URL {
    /// The octets; `nil` if the text is longer than `limit` octets or holds anything else.
    static func decode(_ text: RawSpan, limit: Int) -> [UInt8]? {
        guard text.byteCount <= limit else { return nil }
        var end = text.byteCount
        while end > 0, text.uint8(at: end - 1) == ASCII.equals { end -= 1 }
        guard end % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(end / 4 * 3 + 3)
        var bits: UInt32 = 0
        var count = 0
        for index in 0..<end {
            guard let value = value(text.uint8(at: index)) else { return nil }
            bits = bits << 6 | value
            count += 6
            if count >= 8 {
                count -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
            }
        }
        return bytes
    }

    /// Whether the octet is of the URL-safe alphabet.
    static func isSafe(_ octet: UInt8) -> Bool { octet != 0x2b && octet != 0x2f && value(octet) != nil }

    private static func value(_ octet: UInt8) -> UInt32? {
        switch octet {
        case 0x41...0x5a: UInt32(octet) - 0x41
        case 0x61...0x7a: UInt32(octet) - 0x61 + 26
        case 0x30...0x39: UInt32(octet) - 0x30 + 52
        case 0x2d, 0x2b: 62
        case 0x5f, 0x2f: 63
        default: nil
        }
    }
}
