import Records

/// Troubles that come in storms: the first of each kind in ten seconds are told one by one, the rest is counted.
struct Bursts: Sendable {
    private struct Burst: Sendable {
        var since: Timestamp
        var told = 0
        var total: UInt64 = 0
    }

    /// Seconds of a storm, and troubles told in that time.
    private static let length = 10.0
    private static let toldAtOnce = 100

    private var bursts: BoundedTable<UInt64, Burst>

    init(limit: Int) { bursts = BoundedTable(limit: limit) }

    /// Counts one; whether it is to be told by itself.
    mutating func admit(_ kind: UInt64, at time: Timestamp) -> Bool {
        let place = bursts.enter(kind, initial: Burst(since: time))
        if time.seconds(since: bursts[place: place].since) >= Self.length {
            bursts[place: place].since = time
            bursts[place: place].told = 0
        }
        bursts[place: place].total &+= 1
        bursts[place: place].told += 1
        return bursts[place: place].told <= Self.toldAtOnce
    }

    /// How many of a kind there were in all.
    func total(_ kind: UInt64) -> UInt64 { bursts[kind]?.total ?? 0 }

    /// A turn of time is over.
    mutating func turn() { bursts.turn() }

    var forgotten: UInt64 { bursts.forgotten }
}
