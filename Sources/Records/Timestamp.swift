/// A moment of packet time: nanoseconds since 1970-01-01T00:00:00Z, leap seconds not counted.
public struct Timestamp: Sendable, Hashable, Comparable, Codable {
    public var nanoseconds: Int64

    @inlinable
    public init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// A moment in seconds since 1970 and the nanoseconds beyond; what does not fit is held at the ends of the range.
    @inlinable
    public init(seconds: Int64, nanoseconds: Int64) {
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        guard !overflow else {
            self.nanoseconds = seconds < 0 ? .min : .max
            return
        }
        let (sum, overflowed) = whole.addingReportingOverflow(nanoseconds)
        self.nanoseconds = overflowed ? (nanoseconds < 0 ? .min : .max) : sum
    }

    @inlinable
    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.nanoseconds < right.nanoseconds }

    /// Seconds from `earlier` to this moment; negative where the clock went backwards.
    @inlinable
    public func seconds(since earlier: Timestamp) -> Double {
        Double(nanosecondsSince(earlier)) / 1e9
    }

    /// Nanoseconds from `earlier` to this moment, held at the ends of the range.
    @inlinable
    public func nanosecondsSince(_ earlier: Timestamp) -> Int64 {
        let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        return overflow ? (nanoseconds < 0 ? .min : .max) : difference
    }

    /// The moment `seconds` later, held at the ends of the range.
    public func advanced(bySeconds seconds: Double) -> Timestamp {
        let sum = Double(nanoseconds) + seconds * 1e9
        guard sum > -9.2e18, sum < 9.2e18, abs(seconds) < 9.2e9 else {
            return Timestamp(nanoseconds: sum < 0 ? .min : .max)
        }
        return Timestamp(nanoseconds: nanoseconds &+ Int64(seconds * 1e9))
    }
}
