/// Decimal text of numbers.
enum Decimal {
    static func append(_ value: UInt64, to bytes: inout OutputBuffer) {
        if value < 10 {
            bytes.append(0x30 + UInt8(value))
            return
        }
        // The digits come from the right; twenty places hold every UInt64.
        var digits: InlineArray<20, UInt8> = .init(repeating: 0)
        var rest = value
        var start = 20
        while rest > 0 {
            start -= 1
            digits[start] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
            rest /= 10
        }
        for index in start..<20 { bytes.append(digits[index]) }
    }

    /// Appends exactly `count` digits, zeros in front.
    static func append(_ value: UInt64, digits count: Int, to bytes: inout OutputBuffer) {
        var divisor: UInt64 = 1
        for _ in 1..<max(1, count) { divisor *= 10 }
        var rest = value
        for _ in 0..<count {
            bytes.append(0x30 + UInt8(truncatingIfNeeded: rest / divisor % 10))
            rest %= divisor
            divisor = max(1, divisor / 10)
        }
    }

    /// Appends seconds with at most nine decimals and no exponent.
    ///
    /// Packet times are whole nanoseconds, so nine decimals lose nothing of them.
    static func append(seconds value: Double, to bytes: inout OutputBuffer) {
        guard value.isFinite else { return bytes.append(0x30) }
        if value.sign == .minus, value < 0 { bytes.append(UInt8(ascii: "-")) }
        let magnitude = value.magnitude
        guard magnitude < 9e9 else { return append(UInt64(min(magnitude, 9e18)), to: &bytes) }
        let nanoseconds = UInt64((magnitude * 1e9).rounded())
        append(nanoseconds / 1_000_000_000, to: &bytes)
        var fraction = nanoseconds % 1_000_000_000
        guard fraction > 0 else { return }
        var places = 9
        while fraction % 10 == 0 {
            fraction /= 10
            places -= 1
        }
        bytes.append(UInt8(ascii: "."))
        append(fraction, digits: places, to: &bytes)
    }
}
