/// One spelling for the spellings of one secret.
public enum CanonicalValue {
    /// The value without quotes, URL-decoded, and the core of a signed `s:<id>.<signature>` (as express-session signs).
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
        return octets
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
        return !octets.contains(UInt8(ascii: "%"))
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
