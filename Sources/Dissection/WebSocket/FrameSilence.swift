import Records

/// Finds the longest time in which nothing came.
struct FrameSilence: Sendable, Equatable {
    private(set) var last: PacketReference
    private(set) var longest: Stall?

    init(since opened: PacketReference) { last = opened }

    /// Something came, and before it nothing did.
    mutating func end(at reference: PacketReference) {
        let stall = Stall(start: last, end: reference)
        if stall.seconds > (longest?.seconds ?? 0) { longest = stall }
        last = reference
    }

    /// Something came, but bytes had been coming all the time.
    mutating func interrupt(at reference: PacketReference) {
        if last.time < reference.time { last = reference }
    }
}
