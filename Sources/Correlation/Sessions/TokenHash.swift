import Records

/// 128 bits that stand for a token's canonical value.
struct TokenHash: Hashable, Sendable {
    var high: UInt64
    var low: UInt64

    init(_ octets: some Sequence<UInt8>) {
        var one: UInt64 = 0xcbf2_9ce4_8422_2325
        var other: UInt64 = 0x9e37_79b9_7f4a_7c15
        for octet in octets {
            one = (one ^ UInt64(octet)) &* 0x100_0000_01b3
            other = (other &+ UInt64(octet)) &* 0xd6e8_feb8_6659_fd93
            other ^= other >> 29
        }
        high = Self.mixed(one)
        low = Self.mixed(other ^ one)
    }

    /// The same of octets that lie in one piece.
    init(_ octets: Span<UInt8>) {
        var one: UInt64 = 0xcbf2_9ce4_8422_2325
        var other: UInt64 = 0x9e37_79b9_7f4a_7c15
        for index in octets.indices {
            let octet = UInt64(octets[index])
            one = (one ^ octet) &* 0x100_0000_01b3
            other = (other &+ octet) &* 0xd6e8_feb8_6659_fd93
            other ^= other >> 29
        }
        high = Self.mixed(one)
        low = Self.mixed(other ^ one)
    }

    /// Of a text as it is.
    init(text: String) { self.init(text.utf8) }

    /// Of a token's value in any of its spellings.
    init(canonical value: String) {
        if CanonicalValue.isCanonical(value) {
            self.init(value.utf8)
        } else {
            self.init(CanonicalValue.octets(of: value))
        }
    }

    static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 32)) &* 0xd6e8_feb8_6659_fd93
        mixed = (mixed ^ (mixed >> 32)) &* 0xd6e8_feb8_6659_fd93
        return mixed ^ (mixed >> 32)
    }
}
