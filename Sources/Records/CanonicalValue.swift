/// One spelling for the spellings of one secret.
public enum CanonicalValue {
    /// The value without quotes, URL-decoded, the core of a signed `s:<id>.<signature>` (as express-session signs), and
    /// the UUID whose Base64 it is (as Spring Session's cookie carries it).
    public static func octets(of value: String) -> [UInt8] {
        var octets = Array(value.utf8)
        if octets.count >= 2, octets.first == UInt8(ascii: "\""), octets.last == UInt8(ascii: "\"") {
            octets = Array(octets.dropFirst().dropLast())
        }
        if octets.contains(UInt8(ascii: "%")) { octets = percentDecoded(octets) }
        if octets.starts(with: [UInt8(ascii: "s"), UInt8(ascii: ":")]),
            let dot = octets.lastIndex(of: UInt8(ascii: "."))
        {
            octets = Array(octets[2..<dot])
        }
        return encodedUUID(octets) ?? octets
    }

    /// The same as text.
    public static func text(of value: String) -> String {
        isCanonical(value) ? value : String(decoding: octets(of: value), as: UTF8.self)
    }

    /// Whether there is nothing to take off or to decode.
    public static func isCanonical(_ value: String) -> Bool {
        let octets = value.utf8
        guard let first = octets.first else { return true }
        if first == UInt8(ascii: "\"") { return false }
        if first == UInt8(ascii: "s"), octets.dropFirst().first == UInt8(ascii: ":") { return false }
        if octets.count == encodedUUIDCount, encodedUUID(Array(octets)) != nil { return false }
        return !octets.contains(UInt8(ascii: "%"))
    }

    /// Octets of the Base64 of a UUID's 36: it has no padding.
    private static let encodedUUIDCount = 48

    /// The UUID in its form with hyphens, where the octets are its Base64.
    private static func encodedUUID(_ octets: [UInt8]) -> [UInt8]? {
        // The hyphen at place 8 ends the third group of four.
        guard octets.count == encodedUUIDCount, octets[11] == UInt8(ascii: "t") else { return nil }
        var result: [UInt8] = []
        result.reserveCapacity(36)
        for start in stride(from: 0, to: encodedUUIDCount, by: 4) {
            var group: UInt32 = 0
            for octet in octets[start..<(start + 4)] {
                guard let value = base64Digit(octet) else { return nil }
                group = group << 6 | value
            }
            for shift: UInt32 in [16, 8, 0] { result.append(UInt8(truncatingIfNeeded: group >> shift)) }
        }
        for (place, octet) in result.enumerated() {
            let isHyphen = octet == UInt8(ascii: "-")
            guard [8, 13, 18, 23].contains(place) ? isHyphen : digit(octet) != nil else { return nil }
        }
        return result
    }

    /// The value of a digit of Base64, of either alphabet (RFC 4648).
    private static func base64Digit(_ octet: UInt8) -> UInt32? {
        switch octet {
        case 0x41...0x5a: UInt32(octet) - 0x41
        case 0x61...0x7a: UInt32(octet) - 0x61 + 26
        case 0x30...0x39: UInt32(octet) - 0x30 + 52
        case UInt8(ascii: "+"), UInt8(ascii: "-"): 62
        case UInt8(ascii: "/"), UInt8(ascii: "_"): 63
        default: nil
        }
    }

    private static func percentDecoded(_ octets: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(octets.count)
        var index = 0
        while index < octets.count {
            if octets[index] == UInt8(ascii: "%"), index + 2 < octets.count,
                let high = digit(octets[index + 1]), let low = digit(octets[index + 2])
            {
                result.append(high << 4 | low)
                index += 3
            } else {
                result.append(octets[index])
                index += 1
            }
        }
        return result
    }

    private static func digit(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x37
        case 0x61...0x66: octet - 0x57
        default: nil
        }
    }
}
