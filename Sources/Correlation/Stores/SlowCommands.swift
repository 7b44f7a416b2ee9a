public import Records

/// Commands that a store took long to answer, or never answered: what the requests of that time waited for.
public struct SlowCommands: Sendable {
    /// A command that waited.
    public struct Wait: Sendable {
        public var flow: FlowID
        public var client: Endpoint
        public var server: Endpoint
        public var store: StoreCommand.Store
        public var command: String
        public var at: PacketReference
        /// `nil` where the answer never came.
        public var answered: PacketReference?

        /// Seconds of it until `end`.
        func seconds(until end: Timestamp) -> Double { min(answered?.time ?? end, end).seconds(since: at.time) }
    }

    /// A command is slow from so many seconds on.
    private static let slow = 1.0
    private static let kept = 512
    /// Commands that are meant to wait.
    private static let patient: Set<String> = [
        "blpop", "brpop", "brpoplpush", "blmove", "blmpop", "bzpopmin", "bzpopmax", "bzmpop", "xread", "xreadgroup",
        "wait", "waitaof", "subscribe", "psubscribe", "ssubscribe", "monitor", "client", "debug",
    ]

    private var waits = Ring<Wait>(capacity: kept)

    mutating func absorb(_ command: StoreCommand, _ ends: FlowEnds) {
        if let answered = command.answered {
            guard answered.time.seconds(since: command.at.time) >= Self.slow else { return }
        } else if command.hasGaps {
            return
        }
        let name = command.command.prefix { $0 != " " }.lowercased()
        guard !Self.patient.contains(name) else { return }
        waits.append(
            Wait(
                flow: ends.flow, client: ends.client, server: ends.server, store: command.store,
                command: command.command, at: command.at, answered: command.answered))
    }

    /// What an application with these addresses waited for while it was asked: for most of that time, the longest.
    public func wait(of clients: [Address], from asked: PacketReference, to end: PacketReference) -> Wait? {
        let least = max(Self.slow, end.time.seconds(since: asked.time) / 2)
        return waits.elements
            .filter {
                $0.at.packet > asked.packet && $0.at.packet < end.packet && clients.contains($0.client.address)
                    && $0.seconds(until: end.time) >= least
            }
            .max { $0.seconds(until: end.time) < $1.seconds(until: end.time) }
    }
}
