public import Records

/// Clients that databases refused at the start of a session, and whether they got in soon after.
public struct RefusedLogins: Sendable {
    private struct Refusal: Sendable {
        var flow: FlowID
        var at: Timestamp
        var admitted: PacketReference?
    }

    private struct Visitor: QuickHashable {
        var client: Address
        var server: Endpoint

        func quickHash(_ seed: UInt64) -> UInt64 { fold(client.quickHash(seed), server.quickHash(~seed)) }
    }

    /// A client that gets in later did not just try again, seconds.
    public static let window = 5.0
    /// Refusals remembered of one client.
    private static let refusalsPerClient = 64

    private var refusals: BoundedTable<Visitor, Ring<Refusal>>

    init(limits: CorrelationLimits) { refusals = BoundedTable(limit: limits.databases) }

    mutating func refuse(_ event: DatabaseEvent, _ ends: FlowEnds) {
        let visitor = Visitor(client: ends.client.address, server: ends.server)
        let refusal = Refusal(flow: ends.flow, at: event.at.time)
        refusals.update(visitor, initial: Ring(capacity: Self.refusalsPerClient)) { $0.append(refusal) }
    }

    mutating func admit(_ event: DatabaseEvent, _ ends: FlowEnds) {
        guard refusals.count > 0 else { return }
        refusals.change(Visitor(client: ends.client.address, server: ends.server)) { ring in
            for index in 0..<ring.count where ring[index].admitted == nil {
                let delay = event.at.time.seconds(since: ring[index].at)
                if delay >= 0, delay <= Self.window { ring[index].admitted = event.at }
            }
        }
    }

    /// When the client of a flow that was refused got in, if it did soon.
    public func admission(after flow: FlowID, of client: Endpoint, at server: Endpoint) -> PacketReference? {
        let ring = refusals[Visitor(client: client.address, server: server)]
        return ring?.elements.last { $0.flow == flow }?.admitted
    }

    /// A turn of time is over.
    mutating func turn() { refusals.turn() }

    var forgotten: UInt64 { refusals.forgotten }
}
