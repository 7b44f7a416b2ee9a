import Records

/// What shows that a store lived through a time: connections that stayed, and keys that were still there.
///
/// Of each second the proof that reaches back farthest is kept.
struct StoreContinuity: Sendable {
    private struct Proof: Sendable {
        /// Packets from and to which it reaches.
        var since = UInt64.max
        var until: UInt64 = 0
    }

    private struct Second: Sendable {
        var number = Int64.min
        var connection = Proof()
        var key = Proof()
    }

    private static let secondsKept = 64

    private var current = Second()
    private var before = Ring<Second>(capacity: secondsKept)

    /// A connection that was opened at `since` answers at `at`.
    @inline(__always)
    mutating func answer(since: UInt64, at: PacketReference) {
        enter(at.time)
        if since <= current.connection.since {
            current.connection.since = since
            current.connection.until = max(current.connection.until, at.packet)
        }
    }

    /// A key that was there at `since` still is at `at`.
    mutating func hit(since: UInt64, at: PacketReference) {
        enter(at.time)
        if since <= current.key.since {
            current.key.since = since
            current.key.until = max(current.key.until, at.packet)
        }
    }

    @inline(__always)
    private mutating func enter(_ time: Timestamp) {
        let number = time.nanoseconds / 1_000_000_000
        guard number > current.number else { return }
        if current.number != .min { before.append(current) }
        current = Second()
        current.number = number
    }

    /// Whether one connection is seen to have lasted from `since` to `until`.
    func hasConnection(from since: UInt64, to until: UInt64) -> Bool {
        any { $0.connection.since <= since && $0.connection.until >= until }
    }

    /// Whether another key that was there at `since` was still there at `until`.
    func hasKey(from since: UInt64, to until: UInt64) -> Bool {
        any { $0.key.since <= since && $0.key.until >= until }
    }

    private func any(_ matches: (Second) -> Bool) -> Bool {
        if matches(current) { return true }
        for index in 0..<before.count where matches(before[index]) { return true }
        return false
    }
}
