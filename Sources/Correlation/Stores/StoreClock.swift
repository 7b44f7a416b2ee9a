public import Records

/// Time as stores measure lifetimes.
public enum StoreClock {
    /// Stores count whole seconds: so far before its end a lifetime may be over, seconds.
    private static let grain = 1.05

    /// Whether a lifetime that ends at `end` may be over at `time`.
    public static func hasReached(_ end: Timestamp, at time: Timestamp) -> Bool { time.seconds(since: end) >= -grain }
}
