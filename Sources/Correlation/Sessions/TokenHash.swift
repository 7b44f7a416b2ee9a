import Records

/// 128 bits that stand for a token's canonical value.
struct TokenHash: Hashable, Sendable {
    var high: UInt64
    var low: UInt64

    /// Eight octets at a time: a multiplication for each would be most of the work.
    init(_ octets: Span<UInt8>) {
        let bytes = octets.bytes
        var mixture = Mixture()
        var offset = 0
        while bytes.byteCount - offset >= 8 {
            mixture.take(UInt64(littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)))
            offset += 8
        }
        var rest: UInt64 = 0
        while offset < bytes.byteCount {
            rest = rest << 8 | UInt64(octets[offset])
            offset += 1
        }
        // The octets that are left leave the highest one free: shorter texts are no beginnings of longer ones.
        mixture.take(rest ^ UInt64(truncatingIfNeeded: bytes.byteCount) << 56)
        high = Self.mixed(mixture.one)
        low = Self.mixed(mixture.other ^ mixture.one)
    }

    /// Two hashes of the octets so far, that have nothing to do with each other.
    private struct Mixture {
        var one: UInt64 = 0xcbf2_9ce4_8422_2325
        var other: UInt64 = 0x9e37_79b9_7f4a_7c15

        @inline(__always)
        mutating func take(_ word: UInt64) {
            one = fold(one ^ word, 0xa076_1d64_78bd_642f)
            other = fold(other &+ word, 0xd6e8_feb8_6659_fd93) &+ HashConstant.second
        }
    }

    /// Of a text as it is.
    init(text: String) { self.init(text.utf8Span.span) }

    /// Of a token's value in any of its spellings.
    init(canonical value: String) {
        if CanonicalValue.isCanonical(value) {
            self.init(value.utf8Span.span)
        } else {
            self.init(CanonicalValue.octets(of: value).span)
        }
    }

    static func mixed(_ value: UInt64) -> UInt64 {
        var mixed = (value ^ (value >> 32)) &* 0xd6e8_feb8_6659_fd93
        mixed = (mixed ^ (mixed >> 32)) &* 0xd6e8_feb8_6659_fd93
        return mixed ^ (mixed >> 32)
    }
}
