public import Records

/// After how much silence servers ended database sessions without a word: equal silences at different times are a timer's.
public struct SilentEnds: Sendable {
    private struct Silence: Sendable {
        var seconds: Double
        var at: Timestamp
    }

    /// Ends remembered of one service.
    private static let endsPerService = 32
    /// Connections that are closed together are closed by one event, not by their timers, seconds.
    private static let together = 0.2

    private var ends: BoundedTable<Endpoint, Ring<Silence>>

    init(limits: CorrelationLimits) { ends = BoundedTable(limit: limits.databases) }

    mutating func close(_ facts: FlowFacts, _ closed: FlowClosed) {
        guard let session = facts.database, session.ended == .cut, let end = facts.databaseEnd(closed),
            end.isBare, end.by == .server, !end.wasAsked, end.lastWord != nil
        else { return }
        let silence = Silence(seconds: end.silence, at: end.at.time)
        ends.update(facts.server, initial: Ring(capacity: Self.endsPerService)) { $0.append(silence) }
    }

    /// How often a service ended sessions after the same silence; those that ended at one moment count once.
    public func agreeing(with seconds: Double, at server: Endpoint) -> Int {
        let tolerance = max(0.5, seconds * 0.02)
        let moments = (ends[server]?.elements ?? []).filter { abs($0.seconds - seconds) <= tolerance }.map(\.at)
            .sorted()
        var count = 0
        var last: Timestamp?
        for moment in moments where last.map({ moment.seconds(since: $0) > Self.together }) ?? true {
            count += 1
            last = moment
        }
        return count
    }

    /// A turn of time is over.
    mutating func turn() { ends.turn() }

    var forgotten: UInt64 { ends.forgotten }
}
