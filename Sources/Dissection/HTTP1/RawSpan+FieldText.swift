import Bytes

/// Octets that the grammar of HTTP names.
enum ASCII {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let space: UInt8 = 0x20
    static let quote: UInt8 = 0x22
    static let comma: UInt8 = 0x2c
    static let colon: UInt8 = 0x3a
    static let semicolon: UInt8 = 0x3b
    static let equals: UInt8 = 0x3d

    static func isBlank(_ octet: UInt8) -> Bool { octet == space || octet == tab }

    static func isDigit(_ octet: UInt8) -> Bool { octet &- 0x30 < 10 }

    /// The letter in lower case; other octets as they are.
    static func lowered(_ octet: UInt8) -> UInt8 { octet &- 0x41 < 26 ? octet | 0x20 : octet }

    /// The value of a hexadecimal digit.
    static func hexValue(_ octet: UInt8) -> UInt8? {
        switch octet {
        case 0x30...0x39: octet - 0x30
        case 0x41...0x46: octet - 0x37
        case 0x61...0x66: octet - 0x57
        default: nil
        }
    }

    /// Whether the octet may be in a token (RFC 9110 § 5.6.2).
    static func isToken(_ octet: UInt8) -> Bool {
        switch octet {
        case 0x30...0x39, 0x41...0x5a, 0x5e...0x7a: true
        case 0x21, 0x23...0x27, 0x2a, 0x2b, 0x2d, 0x2e, 0x7c, 0x7e: true
        default: false
        }
    }
}

/// Looking at the text of fields. Ranges are offsets into the span.
extension RawSpan {
    /// `range` without white space at both ends.
    func trimmed(_ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, ASCII.isBlank(uint8(at: start)) { start += 1 }
        while end > start, ASCII.isBlank(uint8(at: end - 1)) { end -= 1 }
        return start..<end
    }

    /// The offset of the first `octet` in `range`, eight octets at a time: faster than a call where it is near.
    func firstOffset(of octet: UInt8, in range: Range<Int>) -> Int? {
        precondition(range.lowerBound >= 0 && range.upperBound <= byteCount)
        let ones: UInt64 = 0x0101_0101_0101_0101
        let pattern = ones &* UInt64(octet)
        var offset = range.lowerBound
        while range.upperBound - offset >= 8 {
            let word = UInt64(littleEndian: unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)) ^ pattern
            let zeros = (word &- ones) & ~word & (ones << 7)
            if zeros != 0 { return offset + zeros.trailingZeroBitCount / 8 }
            offset += 8
        }
        while offset < range.upperBound {
            if unsafeLoad(fromByteOffset: offset, as: UInt8.self) == octet { return offset }
            offset += 1
        }
        return nil
    }

    /// The text, cut to at most `limit` octets and never within a character.
    func text(limit: Int) -> String {
        guard byteCount > limit else { return text }
        var end = max(0, limit)
        while end > 0, uint8(at: end) & 0xc0 == 0x80 { end -= 1 }
        return extracting(first: end).text
    }

    /// The octets as a decimal number; `nil` unless all are digits and the number fits.
    func decimal() -> UInt64? {
        guard !isEmpty else { return nil }
        var value: UInt64 = 0
        for index in 0..<byteCount {
            let digit = uint8(at: index) &- 0x30
            guard digit < 10 else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(UInt64(digit))
            guard !overflow, !carry else { return nil }
            value = sum
        }
        return value
    }

    /// The decimal number that the octets begin with.
    func leadingDecimal() -> UInt64? {
        var end = 0
        while end < byteCount, ASCII.isDigit(uint8(at: end)) { end += 1 }
        return extracting(first: end).decimal()
    }

    /// A decimal number with an optional sign, held at the ends of the range; `nil` unless digits follow.
    func clampedInteger() -> Int64? {
        guard !isEmpty else { return nil }
        let isNegative = uint8(at: 0) == 0x2d
        let hasSign = isNegative || uint8(at: 0) == 0x2b
        var value: Int64 = 0
        guard byteCount > (hasSign ? 1 : 0) else { return nil }
        for index in (hasSign ? 1 : 0)..<byteCount {
            let digit = uint8(at: index) &- 0x30
            guard digit < 10 else { return nil }
            let (tens, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = tens.addingReportingOverflow(Int64(digit))
            value = overflow || carry ? .max : sum
        }
        return isNegative ? (value == .max ? .min : -value) : value
    }

    /// Whether both hold the same octets.
    func equals(_ other: RawSpan) -> Bool {
        guard byteCount == other.byteCount else { return false }
        var offset = 0
        while byteCount - offset >= 8 {
            let left = unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self)
            guard left == other.unsafeLoadUnaligned(fromByteOffset: offset, as: UInt64.self) else { return false }
            offset += 8
        }
        while offset < byteCount {
            guard uint8(at: offset) == other.uint8(at: offset) else { return false }
            offset += 1
        }
        return true
    }

    /// The offset of `literal`, which is in lower case, at or after `start`; ASCII letters match in both cases.
    func firstOffset(ofIgnoringCase literal: StaticString, from start: Int = 0) -> Int? {
        let count = literal.utf8CodeUnitCount
        guard count > 0, start >= 0, byteCount - start >= count else { return nil }
        let first = literal.utf8Start.pointee
        for offset in start...(byteCount - count)
        where ASCII.lowered(uint8(at: offset)) == first && matchesIgnoringCase(literal, at: offset) {
            return offset
        }
        return nil
    }

    /// Whether a comma-separated list names `token`, which is in lower case.
    func listsToken(_ token: StaticString) -> Bool {
        var start = 0
        while start <= byteCount {
            let end = firstIndex(of: ASCII.comma, from: start) ?? byteCount
            let item = trimmed(start..<end)
            if extracting(item).equalsIgnoringCase(token) { return true }
            start = end + 1
        }
        return false
    }
}
