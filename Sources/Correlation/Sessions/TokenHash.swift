import Records

/// 128 bits that stand for a token's canonical value.
struct TokenHash: Hashable, Sendable {
    var high: UInt64
    var low: UInt64

    init(_ octets: some Sequence<UInt8>) {
        var mixture = Mixture()
        for octet in octets { mixture.take(octet) }
        self.init(mixture)
    }

    /// The same of octets that lie in one piece.
    init(_ octets: Span<UInt8>) {
        var mixture = Mixture()
        for index in octets.indices { mixture.take(octets[index]) }
        self.init(mixture)
    }

    private init(_ mixture: Mixture) {
        high = Self.mixed(mixture.one)
        low = Self.mixed(mixture.other ^ mixture.one)
    }

    /// Two hashes of the octets so far, that have nothing to do with each other.
    private struct Mixture {
        var one: UInt64 = 0xcbf2_9ce4_8422_2325
        var other: UInt64 = 0x9e37_79b9_7f4a_7c15

        @inline(__always)
        mutating func take(_ octet: UInt8) {
            one = (one ^ UInt64(octet)) &* 0x100_0000_01b3
            other = (other &+ UInt64(octet)) &* 0xd6e8_feb8_6659_fd93
            other ^= other >> 29
        }
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
