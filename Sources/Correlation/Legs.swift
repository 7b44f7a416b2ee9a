public import Records

/// One of the two connections that a proxy joins, as far as it takes to find the other.
public struct Leg: Sendable {
    public var flow: FlowID
    public var client: Endpoint
    public var server: Endpoint
    public var opened: Timestamp
    public var ended: PacketReference?
    public var endedBy: Side?
    /// Path of the request that was waiting, or that asked for the WebSocket.
    var path: Int?
    public var isWebSocket: Bool
    /// It was refused, or never answered.
    var hasFailed = false
    /// The last SYN of an opening that nobody answered.
    var unanswered: Timestamp?
}

/// Finds the other leg of a proxied connection by addresses and by time.
///
/// The address that a front leg is addressed to is the one that the upstream leg comes from. Content is not compared
/// here.
public struct Legs: Sendable {
    private let limits: CorrelationLimits
    private var byServer: BoundedTable<Address, Ring<Leg>>
    private var byClient: BoundedTable<Address, Ring<Leg>>

    /// How far apart the ends of two legs of one conversation may be, seconds.
    public static let sameEnd = 1.0

    init(limits: CorrelationLimits) {
        self.limits = limits
        byServer = BoundedTable(limit: limits.legAddresses)
        byClient = BoundedTable(limit: limits.legAddresses)
    }

    /// - Returns: the numbers of the leg among those of its server and of its client.
    mutating func open(_ opened: FlowOpened) -> (ofServer: UInt64, ofClient: UInt64) {
        var numbers: (ofServer: UInt64, ofClient: UInt64) = (0, 0)
        let leg = Leg(
            flow: opened.id, client: opened.client, server: opened.server, opened: opened.first.time,
            isWebSocket: false)
        let capacity = limits.legsPerAddress
        byServer.update(opened.server.address, initial: Ring(capacity: capacity)) {
            numbers.ofServer = $0.appended
            $0.append(leg)
        }
        byClient.update(opened.client.address, initial: Ring(capacity: capacity)) {
            numbers.ofClient = $0.appended
            $0.append(leg)
        }
        return numbers
    }

    mutating func close(_ facts: FlowFacts, _ closed: FlowClosed) {
        // By number, not by looking: a busy host has hundreds of legs, most of them put out before they end.
        let change = { (ring: inout Ring<Leg>, number: UInt64) in
            guard let index = ring.index(ofNumber: number), ring[index].flow == facts.id else { return }
            ring[index].ended = closed.closed.at
            ring[index].endedBy = closed.closed.by
            ring[index].isWebSocket = facts.isWebSocket
            ring[index].hasFailed = [.refused, .unanswered].contains(facts.answer(closed))
            ring[index].unanswered = facts.answer(closed) == .unanswered ? closed.tcp.lastSYN?.time : nil
            ring[index].path = (Self.waiting(closed) ?? facts.lastExchange?.target).map(pathHash)
        }
        if byServer[facts.server.address] != nil {
            byServer.update(facts.server.address, initial: Ring(capacity: 1)) { change(&$0, facts.legNumbers.ofServer) }
        }
        if byClient[facts.client.address] != nil {
            byClient.update(facts.client.address, initial: Ring(capacity: 1)) { change(&$0, facts.legNumbers.ofClient) }
        }
    }

    /// The target of the request that waited for its answer at the end, out of its words: `GET /path`.
    private static func waiting(_ closed: FlowClosed) -> String? {
        guard let owed = closed.owed, owed.what == .answer,
            let word = owed.subject.split(separator: " ").last, word.hasPrefix("/")
        else { return nil }
        return String(word)
    }

    /// A connection that a proxy tried to open for a request and did not get, before it answered by itself.
    public func failedAttempt(
        of facts: FlowFacts, since asked: Timestamp, until answered: Timestamp, hops: Hops
    ) -> Leg? {
        var found: Leg?
        for address in hops.upstreamAddresses(of: facts.server.address) {
            for leg in byClient[address]?.elements ?? [] {
                guard leg.hasFailed, leg.flow != facts.id, leg.server != facts.server, leg.opened >= asked,
                    leg.opened <= answered
                else { continue }
                if let held = found, held.opened <= leg.opened { continue }
                found = leg
            }
        }
        return found
    }

    /// The upstream leg behind `facts`, which ended around `time`.
    ///
    /// With `pooled` it may be older than the front leg, as the connections of a pool are.
    public func upstream(
        of facts: FlowFacts, endedAround time: Timestamp, hops: Hops, pooled: Bool = false
    ) -> Leg? {
        let legs = hops.upstreamAddresses(of: facts.server.address).flatMap { byClient[$0]?.elements ?? [] }
        let found = legs.filter {
            $0.flow != facts.id && $0.server != facts.server && (pooled || $0.opened >= facts.opened.first.time)
                && ended($0, around: time)
        }
        return nearest(found, to: facts)
    }

    /// The front leg before `facts`, which ended around `time`.
    public func front(of facts: FlowFacts, endedAround time: Timestamp, hops: Hops) -> Leg? {
        let legs = hops.frontAddresses(of: facts.client.address).flatMap { byServer[$0]?.elements ?? [] }
        let found = legs.filter {
            $0.flow != facts.id && $0.server != facts.server && $0.opened <= facts.opened.first.time
                && ended($0, around: time)
        }
        return nearest(found, to: facts)
    }

    /// Whether anything was opened from a server's address soon after a flow to it was: it is a proxy, by the look of
    /// it.
    public func hasUpstream(_ facts: FlowFacts, hops: Hops) -> Bool {
        hops.upstreamAddresses(of: facts.server.address).contains { address in
            (byClient[address]?.elements ?? []).contains {
                $0.flow != facts.id && $0.server != facts.server && $0.opened >= facts.opened.first.time
                    && !Self.storePorts.contains($0.server.port)
                    && $0.opened.seconds(since: facts.opened.first.time) <= 5
            }
        }
    }

    /// Ports of stores, queues and names: who asks there is an application, no proxy.
    private static let storePorts: Set<UInt16> = [
        53, 1433, 1521, 2379, 3306, 5432, 5672, 6379, 6380, 8500, 9042, 9092, 9200, 11211, 26379, 27017,
    ]

    private func ended(_ leg: Leg, around time: Timestamp) -> Bool {
        // A proxy waits for an opening up to a minute, and the pauses between SYNs double.
        if let last = leg.unanswered { return leg.opened <= time && time.seconds(since: last) <= 35 }
        guard let end = leg.ended else { return false }
        return abs(end.time.seconds(since: time)) <= Self.sameEnd
    }

    /// The leg of the same path, and among those the one opened at the least distance.
    private func nearest(_ legs: [Leg], to facts: FlowFacts) -> Leg? {
        let path = facts.lastExchange.map { pathHash($0.target) }
        let same = path.map { path in legs.filter { $0.path == path } } ?? []
        let distance = { (leg: Leg) in abs(leg.opened.seconds(since: facts.opened.first.time)) }
        return (same.isEmpty ? legs.filter { $0.path == nil || path == nil } : same)
            .min { distance($0) == distance($1) ? $0.flow < $1.flow : distance($0) < distance($1) }
    }

    public var forgotten: UInt64 { byServer.forgotten &+ byClient.forgotten }
}
