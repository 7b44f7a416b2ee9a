internal import Records

/// The clock of a pcapng interface (if_tsresol and if_tsoffset).
struct TimestampResolution: Equatable {
    /// The octet of if_tsresol: the exponent of a power of ten, or of two where its highest bit is set.
    private let option: UInt8
    /// Ticks in a second; 0 where they are more than can be counted.
    private let unitsPerSecond: UInt64
    /// Nanoseconds in a tick where that is a whole number, else 0.
    private let nanosecondsPerUnit: UInt64
    /// Seconds to add to every time.
    var offset: Int64 = 0

    /// Microseconds, which is what a file without the option means.
    init() { self.init(option: 6) }

    /// Ticks that are the given fraction of a second.
    init(option: UInt8) {
        self.option = option
        let exponent = Int(option & 0x7f)
        if option & 0x80 != 0 {
            unitsPerSecond = exponent < 64 ? 1 << UInt64(exponent) : 0
        } else {
            unitsPerSecond = TimestampResolution.powerOfTen(exponent)
        }
        let isWhole = unitsPerSecond != 0 && 1_000_000_000 % unitsPerSecond == 0
        nanosecondsPerUnit = isWhole ? 1_000_000_000 / unitsPerSecond : 0
    }

    /// The moment that `ticks` stands for, held at the ends of the range.
    @inline(__always)
    func timestamp(_ ticks: UInt64) -> Timestamp {
        if nanosecondsPerUnit != 0, offset == 0 {
            let (product, overflow) = ticks.multipliedReportingOverflow(by: nanosecondsPerUnit)
            return Timestamp(nanoseconds: overflow ? .max : Int64(clamping: product))
        }
        return general(ticks)
    }

    @inline(never)
    private func general(_ ticks: UInt64) -> Timestamp {
        guard unitsPerSecond != 0 else { return Timestamp(seconds: offset, nanoseconds: tiny(ticks)) }
        let (seconds, rest) = ticks.quotientAndRemainder(dividingBy: unitsPerSecond)
        // rest < unitsPerSecond, so the quotient is below 10^9 and the division cannot overflow.
        let scaled = rest.multipliedFullWidth(by: 1_000_000_000)
        let fraction = unitsPerSecond.dividingFullWidth(scaled).quotient
        let (sum, overflow) = Int64(clamping: seconds).addingReportingOverflow(offset)
        return Timestamp(seconds: overflow ? .max : sum, nanoseconds: Int64(clamping: fraction))
    }

    /// Nanoseconds of ticks so short that 2^64 of them are about a second or less.
    private func tiny(_ ticks: UInt64) -> Int64 {
        let exponent = Int(option & 0x7f)
        if option & 0x80 != 0 {
            return Int64(clamping: ticks.multipliedFullWidth(by: 1_000_000_000).high >> UInt64(exponent - 64))
        }
        let unitsPerNanosecond = TimestampResolution.powerOfTen(exponent - 9)
        return unitsPerNanosecond == 0 ? 0 : Int64(clamping: ticks / unitsPerNanosecond)
    }

    /// The power of ten; 0 where it has more than 64 bits.
    private static func powerOfTen(_ exponent: Int) -> UInt64 {
        exponent < 20 ? (0..<exponent).reduce(UInt64(1)) { power, _ in power * 10 } : 0
    }
}
