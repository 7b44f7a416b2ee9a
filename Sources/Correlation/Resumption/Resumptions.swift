public import Records

/// Follows TLS sessions from where they are given to where they are offered: a bounded fold of handshakes.
public struct Resumptions: Sendable {
    /// A handshake that may turn out to be the same one on the other side of a TCP balancer.
    private struct Passage: Sendable {
        var key: ResumptionKey
        var flow: FlowID
        var client: Endpoint
        var server: Endpoint
        var hello: PacketReference
        var answered: Timestamp
    }

    /// How many handshakes with a server were full and resumed, and how long they took in all, seconds.
    public struct Tally: Sendable {
        public var full = 0
        public var resumed = 0
        var fullSeconds = 0.0
        var resumedSeconds = 0.0

        public var meanFull: Double? { full > 0 ? fullSeconds / Double(full) : nil }
        public var meanResumed: Double? { resumed > 0 ? resumedSeconds / Double(resumed) : nil }
    }

    /// A balancer passes a hello on within so many seconds.
    private static let passingSeconds = 0.05
    /// Clocks of two interfaces may differ by so much, seconds.
    private static let slack = 0.000_5
    /// Handshakes with one and the same look remembered as possible legs.
    private static let passagesPerPrint = 4
    /// Handshakes of one client with one server before anything is concluded.
    public static let enough = 3

    private let limits: CorrelationLimits
    private var chains: BoundedTable<ResumptionKey, ResumptionChain>
    private var passages: BoundedTable<UInt64, Ring<Passage>>
    private var tallies: BoundedTable<Endpoint, Tally>

    init(limits: CorrelationLimits) {
        self.limits = limits
        chains = BoundedTable(limit: limits.resumptionChains)
        passages = BoundedTable(limit: limits.resumptionPassages)
        tallies = BoundedTable(limit: limits.services)
    }

    /// A handshake has just been done.
    mutating func begin(_ handshake: TLSHandshake, of opened: FlowOpened) {
        guard var visit = TLSVisit(handshake, of: opened) else { return }
        let key = ResumptionKey(handshake, of: opened)
        match(&visit, handshake, key)
        enter(visit, key, name: handshake.serverName)
        let isFull = !visit.resumed
        let seconds = visit.duration
        guard !visit.isUpstreamLeg else { return }
        tallies.update(visit.server, initial: Tally()) {
            if isFull {
                $0.full += 1
                $0.fullSeconds += seconds
            } else {
                $0.resumed += 1
                $0.resumedSeconds += seconds
            }
        }
    }

    /// A handshake is told with all that belongs to it: tickets of TLS 1.3 come late.
    mutating func complete(_ handshake: TLSHandshake, of opened: FlowOpened) {
        let key = ResumptionKey(handshake, of: opened)
        change(key, flow: opened.id) { visit in
            guard visit.hello == handshake.at else { return }
            visit.takeTickets(of: handshake)
            visit.isDecrypted = handshake.isReadWhole
            visit.isFinal = true
        }
    }

    private mutating func enter(_ visit: TLSVisit, _ key: ResumptionKey, name: String?) {
        let capacity = limits.visitsPerChain
        chains.update(key, initial: ResumptionChain(capacity: capacity, serverName: name)) {
            $0.ring.append(visit)
            if !visit.isUpstreamLeg { $0.total += 1 }
        }
    }

    private mutating func change(_ key: ResumptionKey, flow: FlowID, _ change: (inout TLSVisit) -> Void) {
        guard chains[key] != nil else { return }
        chains.update(key, initial: ResumptionChain(capacity: 1, serverName: nil)) { chain in
            if let index = chain.ring.lastIndex(where: { $0.flow == flow }) { change(&chain.ring[index]) }
        }
    }

    // MARK: Legs

    /// Finds the same handshake on the other pair of addresses: byte for byte the same, one inside the other.
    private mutating func match(_ visit: inout TLSVisit, _ handshake: TLSHandshake, _ key: ResumptionKey) {
        let print = Self.print(handshake)
        let passage = Passage(
            key: key, flow: visit.flow, client: visit.client, server: visit.server, hello: visit.hello,
            answered: visit.decision.time)
        if let others = passages[print] {
            for index in stride(from: others.count - 1, through: 0, by: -1) {
                let other = others[index]
                if Self.isPassedOn(from: other, to: passage) {
                    visit.isUpstreamLeg = true
                    let backend = TLSVisit.Backend(flow: visit.flow, server: visit.server)
                    change(other.key, flow: other.flow) { $0.backend = $0.backend ?? backend }
                    break
                }
                if Self.isPassedOn(from: passage, to: other) {
                    visit.backend = TLSVisit.Backend(flow: other.flow, server: other.server)
                    hide(other)
                    break
                }
            }
        }
        passages.update(print, initial: Ring(capacity: Self.passagesPerPrint)) { $0.append(passage) }
    }

    private mutating func hide(_ passage: Passage) {
        guard chains[passage.key] != nil else { return }
        chains.update(passage.key, initial: ResumptionChain(capacity: 1, serverName: nil)) { chain in
            guard let index = chain.ring.lastIndex(where: { $0.flow == passage.flow }) else { return }
            if !chain.ring[index].isUpstreamLeg { chain.total -= 1 }
            chain.ring[index].isUpstreamLeg = true
        }
    }

    private static func isPassedOn(from front: Passage, to upstream: Passage) -> Bool {
        guard front.flow != upstream.flow, front.server != upstream.server, front.client != upstream.server,
            front.hello.packet < upstream.hello.packet
        else { return false }
        let delay = upstream.hello.time.seconds(since: front.hello.time)
        let back = front.answered.seconds(since: upstream.answered)
        return delay >= -slack && delay <= passingSeconds && back >= -slack && back <= passingSeconds
    }

    /// What both legs of one handshake have in common, and hardly any other handshake.
    private static func print(_ handshake: TLSHandshake) -> UInt64 {
        var hash = OctetHash()
        hash.mix(handshake.clientSessionID)
        hash.mix(handshake.serverSessionID)
        hash.mix(handshake.offeredIdentityHash)
        hash.mix((handshake.serverName ?? "").utf8)
        hash.mix((handshake.ja3 ?? handshake.ja4 ?? "").utf8)
        hash.mix(UInt64(handshake.cipher ?? 0))
        // The tickets of TLS 1.3 may not have been told yet.
        if handshake.version?.hasPrefix("TLS 1.3") != true {
            for ticket in handshake.ticketsIssued { hash.mix(ticket.hash) }
        }
        return hash.value
    }

    // MARK: Questions

    /// The chain that a handshake belongs to, if it wants an explanation now: not taken up again, and not the first.
    ///
    /// Within `patience` seconds it is asked for only once: what comes meanwhile is in the same answer.
    mutating func question(
        _ handshake: TLSHandshake, of opened: FlowOpened, isComplete: Bool, patience: Double
    ) -> ResumptionQuestion? {
        guard handshake.resumed == false, !handshake.isExternalPSK else { return nil }
        // What TLS 1.3 gives its client is known when the flow is over, if it can be read.
        let isLate = handshake.decrypted && handshake.version?.hasPrefix("TLS 1.3") == true
        guard isLate == isComplete else { return nil }
        let key = ResumptionKey(handshake, of: opened)
        let now = handshake.at.time
        guard let chain = chains[key], chain.total >= Self.enough,
            chain.ring.last(where: { $0.flow == opened.id })?.isUpstreamLeg == false
        else { return nil }
        let before = chain.asked
        if let before, now.seconds(since: before) < patience { return nil }
        chains.update(key, initial: ResumptionChain(capacity: 1, serverName: nil)) { $0.asked = now }
        return ResumptionQuestion(key: key, flow: opened.id, since: before)
    }

    public func chain(_ key: ResumptionKey) -> ResumptionChain? { chains[key] }

    public func tally(of server: Endpoint) -> Tally? { tallies[server] }

    /// A turn of time is over.
    mutating func turn() {
        chains.turn()
        passages.turn()
        tallies.turn()
    }

    public var forgotten: UInt64 { chains.forgotten &+ passages.forgotten &+ tallies.forgotten }
}

/// Why a client's handshake was not taken up again, asked about its whole chain.
public struct ResumptionQuestion: Sendable {
    public var key: ResumptionKey
    /// The flow whose handshake raised it.
    public var flow: FlowID
    /// When it was last asked about the chain.
    public var since: Timestamp?
}

extension Ring {
    fileprivate func last(where matches: (Element) -> Bool) -> Element? { lastIndex(where: matches).map { self[$0] } }
}
