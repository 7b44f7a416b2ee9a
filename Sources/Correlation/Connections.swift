public import Records

/// Two hosts, by the side they take.
public struct HostPair: Hashable, Sendable {
    public var client: Address
    public var server: Address
}

/// A connection as the history of its two hosts remembers it.
public struct Connection: Sendable {
    public enum Answer: Sendable {
        /// Not known yet: nothing but its opening was told.
        case undecided
        case answered, refused, unanswered
        /// Its opening was not captured.
        case unseen
    }

    public var flow: FlowID
    public var client: Endpoint
    public var server: Endpoint
    public var opened: PacketReference
    public var answer: Answer
    public var ended: PacketReference?
    /// Who hung up: where silence was broken by a farewell, its sender, whoever sent the first FIN.
    public var endedBy: Side?
    /// Seconds of silence before it ended, where it ended in silence with nothing owed.
    public var idle: Double?
    /// Whether something that was sent into it was sent again and never acknowledged.
    public var vanished = false
    /// How its last TLS handshake came out.
    public var handshake: TLSHandshake.Outcome?
}

/// The histories of connections between hosts: a bounded fold of flows opened and closed.
public struct Connections: Sendable {
    private let limits: CorrelationLimits
    private var pairs: BoundedTable<HostPair, Ring<Connection>>
    private var failures: BoundedTable<Address, [Endpoint]>
    private var established: BoundedTable<UInt16, Ring<Established>>

    private struct Established: Sendable {
        var at: Timestamp
        var isIPv6: Bool
    }

    init(limits: CorrelationLimits) {
        self.limits = limits
        pairs = BoundedTable(limit: limits.hostPairs)
        failures = BoundedTable(limit: limits.failingClients)
        established = BoundedTable(limit: limits.ports)
    }

    /// - Returns: the number of the connection among those of its two hosts.
    mutating func open(_ opened: FlowOpened) -> UInt64 {
        var number: UInt64 = 0
        let pair = HostPair(client: opened.client.address, server: opened.server.address)
        let connection = Connection(
            flow: opened.id, client: opened.client, server: opened.server, opened: opened.first,
            answer: opened.roles == .handshake ? .undecided : .unseen)
        let capacity = limits.connectionsPerPair
        pairs.update(pair, initial: Ring(capacity: capacity)) {
            number = $0.appended
            $0.append(connection)
        }
        return number
    }

    /// The flow has an answer, as something else than its opening was told of it.
    mutating func answered(_ facts: FlowFacts) {
        change(facts.opened, facts.connectionNumber) { if $0.answer == .undecided { $0.answer = .answered } }
        rememberEstablished(facts.opened)
    }

    mutating func close(_ facts: FlowFacts, _ closed: FlowClosed) {
        let answer = facts.answer(closed)
        let idle = facts.idleEnd(closed)
        change(closed.opened, facts.connectionNumber) {
            $0.answer = answer
            $0.ended = closed.closed.at
            $0.endedBy = idle?.by ?? closed.closed.by
            $0.idle = idle?.seconds
            $0.handshake = facts.handshakes.last?.outcome
            $0.vanished = Side.allCases.contains { side in
                closed.tcp.unacknowledged[side].map { $0.retransmissions >= 3 } ?? false
            }
        }
        if answer == .answered, !facts.hasAnswer { rememberEstablished(closed.opened) }
        if answer == .refused || answer == .unanswered { rememberFailure(closed.opened) }
    }

    private mutating func change(
        _ opened: FlowOpened, _ number: UInt64, _ change: (inout Connection) -> Void
    ) {
        let pair = HostPair(client: opened.client.address, server: opened.server.address)
        guard pairs[pair] != nil else { return }
        pairs.update(pair, initial: Ring(capacity: 1)) { ring in
            // By number, not by looking: busy hosts have hundreds of connections.
            if let index = ring.index(ofNumber: number), ring[index].flow == opened.id { change(&ring[index]) }
        }
    }

    private mutating func rememberEstablished(_ opened: FlowOpened) {
        let entry = Established(at: opened.first.time, isIPv6: opened.server.address.isIPv6)
        let capacity = limits.connectionsPerPort
        established.update(opened.server.port, initial: Ring(capacity: capacity)) { $0.append(entry) }
    }

    private mutating func rememberFailure(_ opened: FlowOpened) {
        let limit = limits.failedTargetsPerClient
        failures.update(opened.client.address, initial: []) { targets in
            if targets.count < limit, !targets.contains(opened.server) { targets.append(opened.server) }
        }
    }

    // MARK: Questions

    /// Connections between two hosts, oldest first.
    public func between(_ client: Address, _ server: Address) -> [Connection] {
        pairs[HostPair(client: client, server: server)]?.elements ?? []
    }

    /// The first connection that one host opened to the other at or after `time`, other than `flow`.
    public func next(from client: Address, to server: Address, since time: Timestamp, not flow: FlowID) -> Connection? {
        between(client, server).first { $0.flow != flow && $0.answer != .unseen && $0.opened.time >= time }
    }

    /// Attempts of a client at a service that failed, in the seconds around `time`.
    public func failures(
        of client: Address, at server: Endpoint, around time: Timestamp, seconds: Double
    ) -> [Connection] {
        between(client, server.address).filter {
            $0.server == server && ($0.answer == .refused || $0.answer == .unanswered)
                && abs($0.opened.time.seconds(since: time)) <= seconds
        }
    }

    /// Whether a client met so many targets that refused it or did not answer that it must be looking for open ports.
    public func isScanner(_ client: Address) -> Bool {
        (failures[client]?.count ?? 0) >= limits.failedTargetsPerClient
    }

    /// Whether the same port was reached by the other address family within a second (RFC 8305, Happy Eyeballs).
    public func reachedByOtherFamily(port: UInt16, isIPv6: Bool, around time: Timestamp) -> Bool {
        guard let ring = established[port] else { return false }
        return ring.elements.contains { $0.isIPv6 != isIPv6 && abs($0.at.seconds(since: time)) <= 1 }
    }

    /// How many entries of these tables were put out for lack of room.
    public var forgotten: UInt64 { pairs.forgotten &+ failures.forgotten &+ established.forgotten }
}

extension FlowFacts {
    /// How its opening was answered.
    public func answer(_ closed: FlowClosed) -> Connection.Answer {
        let tcp = closed.tcp
        guard tcp.firstSYN != nil else { return tcp.firstSYNACK == nil ? .unseen : .answered }
        if tcp.firstSYNACK != nil || closed.bytes.server > 0 { return .answered }
        if tcp.reset.server != nil { return .refused }
        if let icmp = tcp.icmp, icmp.about == .client, icmp.saysUnreachable { return .refused }
        if tcp.lastPacket.server != nil { return .answered }
        // A client that goes on to acknowledge or to send was answered by packets that the capture did not see.
        if closed.bytes.client > 0 || closed.packets.client > UInt64(tcp.synCount.client) &+ 1 { return .unseen }
        return .unanswered
    }
}

extension ICMPQuote {
    /// Whether it says that what was sent cannot be delivered at all.
    public var saysUnreachable: Bool {
        ["net_unreachable", "host_unreachable", "port_unreachable", "administratively_prohibited"].contains(kind)
    }
}
