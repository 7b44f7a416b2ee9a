public import Records

/// Sessions that servers ended with a word about shutdown, crash or kill: who ended at the same moment without one shares
/// the reason.
public struct Shutdowns: Sendable {
    /// A session that was told so.
    public struct Farewell: Sendable {
        public var flow: FlowID
        public var at: PacketReference
        public var code: String
    }

    /// Farewells remembered of one service.
    private static let farewellsPerService = 32

    private var farewells: BoundedTable<Endpoint, Ring<Farewell>>

    init(limits: CorrelationLimits) { farewells = BoundedTable(limit: limits.databases) }

    mutating func absorb(_ event: DatabaseEvent, _ ends: FlowEnds) {
        guard event.endsSession, let code = event.code else { return }
        let farewell = Farewell(flow: ends.flow, at: event.at, code: code)
        farewells.update(ends.server, initial: Ring(capacity: Self.farewellsPerService)) { $0.append(farewell) }
    }

    /// The farewell of another session of the service nearest to `time`, within two seconds.
    public func farewell(at server: Endpoint, around time: Timestamp, not flow: FlowID) -> Farewell? {
        (farewells[server]?.elements ?? [])
            .filter { $0.flow != flow && abs($0.at.time.seconds(since: time)) <= 2 }
            .min { abs($0.at.time.seconds(since: time)) < abs($1.at.time.seconds(since: time)) }
    }

    /// A turn of time is over.
    mutating func turn() { farewells.turn() }

    var forgotten: UInt64 { farewells.forgotten }
}
