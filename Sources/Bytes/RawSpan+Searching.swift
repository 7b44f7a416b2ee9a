#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// Searching with the C library's vectorized routines.
extension RawSpan {
    /// The offset of the first `octet` at or after `start`; `nil` if there is none.
    public func firstIndex(of octet: UInt8, from start: Int = 0) -> Int? {
        guard start >= 0, start < byteCount else { return nil }
        return withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return nil }
            guard let found = memchr(base + start, Int32(octet), bytes.count - start) else { return nil }
            return UnsafeRawPointer(found) - base
        }
    }

    /// Whether the octets at `offset` are those of `literal`.
    public func matches(_ literal: StaticString, at offset: Int = 0) -> Bool {
        guard offset >= 0, byteCount - offset >= literal.utf8CodeUnitCount else { return false }
        return withUnsafeBytes { bytes in
            guard let base = bytes.baseAddress else { return literal.utf8CodeUnitCount == 0 }
            return memcmp(base + offset, literal.utf8Start, literal.utf8CodeUnitCount) == 0
        }
    }

    /// Whether the octets at `offset` are those of `literal`, which is in lower case; ASCII letters match in both cases.
    public func matchesIgnoringCase(_ literal: StaticString, at offset: Int = 0) -> Bool {
        let count = literal.utf8CodeUnitCount
        guard offset >= 0, byteCount - offset >= count else { return false }
        return withUnsafeBytes { bytes in
            for index in 0..<count {
                let octet = bytes[offset + index]
                let lower = octet &- 0x41 < 26 ? octet | 0x20 : octet
                if lower != literal.utf8Start[index] { return false }
            }
            return true
        }
    }

    /// Whether all octets, ASCII letters in either case, are those of `literal`, which is in lower case.
    public func equalsIgnoringCase(_ literal: StaticString) -> Bool {
        byteCount == literal.utf8CodeUnitCount && matchesIgnoringCase(literal)
    }
}
