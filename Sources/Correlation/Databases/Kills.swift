public import Records

/// KILL statements seen on any connection, by the connection that they name.
public struct Kills: Sendable {
    /// A KILL of one connection.
    public struct Kill: Sendable {
        public var at: PacketReference
        public var flow: FlowID
        public var client: Endpoint
    }

    private struct Target: QuickHashable {
        var server: Address
        var connection: UInt32

        func quickHash(_ seed: UInt64) -> UInt64 {
            fold(server.quickHash(seed) ^ UInt64(connection), HashConstant.first)
        }
    }

    private var kills: BoundedTable<Target, Kill>

    init(limits: CorrelationLimits) { kills = BoundedTable(limit: limits.databases) }

    mutating func absorb(_ event: DatabaseEvent, _ ends: FlowEnds) {
        guard event.database == .mySQL, let target = event.target, event.message?.begins("connection") ?? false else {
            return
        }
        let kill = Kill(at: event.at, flow: ends.flow, client: ends.client)
        kills.update(Target(server: ends.server.address, connection: target), initial: kill) { $0 = kill }
    }

    /// The KILL that names a connection of a server.
    public func kill(of connection: UInt32, at server: Endpoint) -> Kill? {
        kills[Target(server: server.address, connection: connection)]
    }

    /// A turn of time is over.
    mutating func turn() { kills.turn() }

    var forgotten: UInt64 { kills.forgotten }
}
