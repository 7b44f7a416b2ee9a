public import Records

/// The histories of connections between hosts: a bounded fold of flows opened and closed.
public struct Connections: Sendable {
    let limits: CorrelationLimits
    var history: ConnectionHistory
    private var failures: BoundedTable<Address, FailedTargets>
    private var established: BoundedTable<UInt16, Ring<Established>>

    private struct Established: Sendable {
        var at: Timestamp
        var isIPv6: Bool
    }

    /// Hashes of the first few targets that refused a client or did not answer.
    private struct FailedTargets: Sendable {
        private var hashes = InlineArray<10, UInt64>(repeating: 0)
        var count = 0

        mutating func enter(_ target: Endpoint, limit: Int) {
            guard count < min(limit, hashes.count) else { return }
            let hash = target.quickHash(1)
            for index in 0..<count where hashes[index] == hash { return }
            hashes[count] = hash
            count += 1
        }
    }

    init(limits: CorrelationLimits) {
        self.limits = limits
        history = ConnectionHistory(capacity: limits.connections)
        failures = BoundedTable(limit: limits.failingClients)
        established = BoundedTable(limit: limits.ports)
    }

    /// - Returns: the number of the connection in the history.
    mutating func open(_ opened: FlowOpened) -> Int { history.append(Connection(opened)) }

    /// A SYN that nobody answered.
    mutating func absorb(_ attempt: ConnectionAttempt) {
        _ = history.append(Connection(attempt))
        rememberFailure(attempt.client, attempt.server)
    }

    /// The flow has an answer, as something else than its opening was told of it.
    mutating func answered(_ number: Int, _ ends: FlowEnds) {
        history.change(number, of: ends.flow) { if $0.answer == .undecided { $0.answer = .answered } }
        rememberEstablished(ends.server, ends.first.time)
    }

    mutating func close(_ facts: borrowing FlowFacts, _ closed: FlowClosed) {
        let answer = facts.answer(closed)
        let idle = facts.idleEnd(closed)
        let path = Self.path(facts, closed)
        let isWebSocket = facts.isWebSocket
        let outcome = facts.handshakes.last?.outcome
        history.change(facts.connectionNumber, of: closed.opened.id) {
            $0.answer = answer
            $0.ended = closed.closed.at
            $0.hungUp = idle?.by ?? closed.closed.by
            $0.endedBy = closed.closed.by
            $0.idle = idle?.seconds
            $0.idleBefore = idle?.before
            $0.handshake = outcome
            $0.vanished = Self.hasVanished(closed.tcp)
            $0.isWebSocket = isWebSocket
            $0.lastSYN = answer == .unanswered ? closed.tcp.lastSYN?.time : nil
            $0.path = path
        }
        if answer == .answered, !facts.hasAnswer {
            rememberEstablished(closed.opened.server, closed.opened.first.time)
        }
        if answer == .refused || answer == .unanswered { rememberFailure(closed.opened.client, closed.opened.server) }
    }

    private static func hasVanished(_ tcp: TCPStory) -> Bool {
        tcp.unacknowledged.client.map { $0.retransmissions >= 3 } ?? false
            || tcp.unacknowledged.server.map { $0.retransmissions >= 3 } ?? false
    }

    /// Path of the request that waited for its answer at the end, out of its words `GET /path`, else of the last one.
    private static func path(_ facts: borrowing FlowFacts, _ closed: FlowClosed) -> Int? {
        if let owed = closed.owed, owed.what == .answer, let word = owed.subject.split(separator: " ").last,
            word.hasPrefix("/")
        {
            return pathHash(String(word))
        }
        return (facts.lastExchange?.target).map(pathHash)
    }

    private mutating func rememberEstablished(_ server: Endpoint, _ opened: Timestamp) {
        let place = established.enter(server.port, initial: Ring(capacity: limits.connectionsPerPort))
        established[place: place].append(Established(at: opened, isIPv6: server.address.isIPv6))
    }

    private mutating func rememberFailure(_ client: Endpoint, _ server: Endpoint) {
        let place = failures.enter(client.address, initial: FailedTargets())
        failures[place: place].enter(server, limit: limits.failedTargetsPerClient)
    }

    // MARK: Questions

    /// Connections between two hosts, oldest first.
    public func between(_ client: Address, _ server: Address) -> [Connection] {
        var found: [Connection] = []
        history.walk(client, server) {
            found.append($0)
            return found.count < limits.connectionsPerPair
        }
        found.reverse()
        return found
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
            $0.server == server && $0.hasFailed && abs($0.opened.time.seconds(since: time)) <= seconds
        }
    }

    /// Whether a host is seen to talk to anybody else than one server: a capture at that server shows nothing of it.
    public func isSeen(_ host: Address, besides server: Endpoint) -> Bool {
        var isFound = false
        var looked = 0
        history.walk(client: host) {
            looked += 1
            isFound = $0.server != server
            return !isFound && looked < limits.legsPerAddress
        }
        if !isFound, host != server.address {
            history.walk(server: host) { _ in
                isFound = true
                return false
            }
        }
        return isFound
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

    /// A turn of time is over.
    mutating func turn() {
        failures.turn()
        established.turn()
    }

    /// How many entries of these tables were put out for lack of room.
    public var forgotten: UInt64 { history.forgotten &+ failures.forgotten &+ established.forgotten }
}
