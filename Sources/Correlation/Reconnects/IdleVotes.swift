public import Records

/// After how much silence the flows of a host end: many that agree show a timer.
public struct IdleVotes: Sendable {
    /// One flow that ended in silence.
    public struct Vote: Sendable {
        public var flow: FlowID
        public var seconds: Double
        public var at: PacketReference
        var by: Side
        var client: Endpoint
    }

    /// A silence that a flow between two hosts came through.
    public struct Survival: Sendable {
        public var flow: FlowID
        public var seconds: Double
        public var after: UInt64
    }

    private let capacity: Int
    private var votes: BoundedTable<Endpoint, Ring<Vote>>
    private var survivals: BoundedTable<HostPair, Survival>
    private var deaths: BoundedTable<HostPair, Ring<Vote>>

    init(limits: CorrelationLimits) {
        capacity = limits.idleVotesPerService
        votes = BoundedTable(limit: limits.services)
        survivals = BoundedTable(limit: limits.hostPairs)
        deaths = BoundedTable(limit: limits.hostPairs)
    }

    mutating func close(_ facts: FlowFacts, _ closed: FlowClosed) {
        let capacity = capacity
        let pair = HostPair(client: facts.client.address, server: facts.server.address)
        let fatal = Side.allCases.compactMap { side -> UnacknowledgedTail? in
            guard let tail = closed.tcp.unacknowledged[side], closed.tcp.fin[side.other] == nil else { return nil }
            let isDead = tail.retransmissions >= 2 || closed.tcp.reset[side.other]?.answers != nil
            return isDead && tail.silenceBefore >= FlowFacts.shortestIdleEnd ? tail : nil
        }.first
        noteSurvival(closed, pair, fatal: fatal?.first.packet)
        if let fatal {
            let vote = Vote(
                flow: facts.id, seconds: fatal.silenceBefore, at: fatal.first, by: .client, client: facts.client)
            deaths.update(pair, initial: Ring(capacity: capacity)) { $0.append(vote) }
            return
        }
        guard let idle = facts.idleEnd(closed) else { return }
        let vote = Vote(flow: facts.id, seconds: idle.seconds, at: idle.at, by: idle.by, client: facts.client)
        votes.update(facts.server, initial: Ring(capacity: capacity)) { $0.append(vote) }
    }

    /// A silence after which the other side answered: nothing on the way forgets that soon.
    private mutating func noteSurvival(_ closed: FlowClosed, _ pair: HostPair, fatal: UInt64?) {
        let heard = max(closed.tcp.lastData.client?.packet ?? 0, closed.tcp.lastData.server?.packet ?? 0)
        let survived = closed.idleGaps.filter {
            $0.keepalives == 0 && $0.packetsWithin == 0 && $0.afterPacket < heard && $0.afterPacket < fatal ?? .max
        }.max { $0.seconds < $1.seconds }
        guard let survived else { return }
        let survival = Survival(
            flow: closed.opened.id, seconds: survived.seconds, after: survived.afterPacket)
        survivals.update(pair, initial: survival) { if $0.seconds < survival.seconds { $0 = survival } }
    }

    // MARK: Questions

    /// The flows of a service that the same side ended after the same silence, by the time of their ends.
    ///
    /// Timers fire late by their check interval, a second for most, and some a little early.
    public func agreeing(with seconds: Double, at server: Endpoint, by side: Side) -> [Vote] {
        let tolerance = max(0.5, seconds * 0.02)
        return (votes[server]?.elements ?? [])
            .filter { $0.by == side && abs($0.seconds - seconds) <= tolerance }
            .sorted { $0.at.packet < $1.at.packet }
    }

    /// Flows of a service that the same side ended after silence in all.
    public func all(at server: Endpoint, by side: Side) -> Int {
        (votes[server]?.elements ?? []).count { $0.by == side }
    }

    /// Flows between two hosts that were dead after a silence.
    public func deaths(_ client: Address, _ server: Address) -> [Vote] {
        deaths[HostPair(client: client, server: server)]?.elements ?? []
    }

    /// The longest silence that a flow between two hosts came through.
    public func longestSurvival(_ client: Address, _ server: Address) -> Survival? {
        survivals[HostPair(client: client, server: server)]
    }

    /// A turn of time is over.
    mutating func turn() {
        votes.turn()
        survivals.turn()
        deaths.turn()
    }

    public var forgotten: UInt64 { votes.forgotten &+ survivals.forgotten &+ deaths.forgotten }
}
