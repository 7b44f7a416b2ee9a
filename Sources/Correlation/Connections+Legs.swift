public import Records

/// Finding the other leg of a proxied connection by addresses and by time.
///
/// The address that a front leg is addressed to is the one that the upstream leg comes from. Content is not compared
/// here.
extension Connections {
    /// How far apart the ends of two legs of one conversation may be, seconds.
    public static let sameEnd = 1.0

    private func legs(ofClient address: Address) -> [Connection] {
        var found: [Connection] = []
        history.walk(client: address) {
            found.append($0)
            return found.count < limits.legsPerAddress
        }
        found.reverse()
        return found
    }

    private func legs(ofServer address: Address) -> [Connection] {
        var found: [Connection] = []
        history.walk(server: address) {
            found.append($0)
            return found.count < limits.legsPerAddress
        }
        found.reverse()
        return found
    }

    /// A connection that a proxy tried to open for a request and did not get, before it answered by itself.
    public func failedAttempt(
        of facts: FlowFacts, since asked: Timestamp, until answered: Timestamp, hops: Hops
    ) -> Connection? {
        var found: Connection?
        for address in hops.upstreamAddresses(of: facts.server.address) {
            for leg in legs(ofClient: address) {
                guard leg.hasFailed, leg.flow != facts.id, leg.server != facts.server, leg.opened.time >= asked,
                    leg.opened.time <= answered
                else { continue }
                if let held = found, held.opened.time <= leg.opened.time { continue }
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
    ) -> Connection? {
        let found = hops.upstreamAddresses(of: facts.server.address).flatMap { legs(ofClient: $0) }.filter {
            $0.flow != facts.id && $0.server != facts.server
                && (pooled || Self.isInOrder(facts.opened.first, $0.opened)) && ended($0, around: time)
        }
        return nearest(found, to: facts)
    }

    /// The front leg before `facts`, which ended around `time`.
    public func front(of facts: FlowFacts, endedAround time: Timestamp, hops: Hops) -> Connection? {
        let found = hops.frontAddresses(of: facts.client.address).flatMap { legs(ofServer: $0) }.filter {
            $0.flow != facts.id && $0.server != facts.server && !$0.hasFailed
                && Self.isInOrder($0.opened, facts.opened.first) && ended($0, around: time)
        }
        return nearest(found, to: facts)
    }

    /// By its time and by its place in the capture: a clock that was set makes of later what is earlier.
    private static func isInOrder(_ one: PacketReference, _ other: PacketReference) -> Bool {
        one.time <= other.time && one.packet <= other.packet
    }

    /// A proxy opens its upstream connection within so many seconds.
    private static let passingOn = 5.0

    /// Whether anything was opened from a server's address soon after a flow to it was: it is a proxy, by the look of
    /// it.
    public func hasUpstream(_ facts: FlowFacts, hops: Hops) -> Bool {
        hops.upstreamAddresses(of: facts.server.address).contains { address in
            var isFound = false
            var looked = 0
            history.walk(client: address) { leg in
                looked += 1
                let delay = leg.opened.time.seconds(since: facts.opened.first.time)
                isFound =
                    leg.flow != facts.id && leg.server != facts.server && delay >= 0 && delay <= Self.passingOn
                    && !Self.storePorts.contains(leg.server.port)
                // They come from the youngest on; a little disorder is the capture's.
                return !isFound && delay >= -Self.passingOn && looked < limits.legsPerAddress
            }
            return isFound
        }
    }

    /// Ports of stores, queues and names: who asks there is an application, no proxy.
    private static let storePorts: Set<UInt16> = [
        53, 1433, 1521, 2379, 3306, 5432, 5672, 6379, 6380, 8500, 9042, 9092, 9200, 11211, 26379, 27017,
    ]

    private func ended(_ leg: Connection, around time: Timestamp) -> Bool {
        // A proxy waits for an opening up to a minute, and the pauses between SYNs double.
        if let last = leg.lastSYN { return leg.opened.time <= time && time.seconds(since: last) <= 35 }
        guard let end = leg.ended else { return false }
        return abs(end.time.seconds(since: time)) <= Self.sameEnd
    }

    /// The leg of the same path, and among those the one opened at the least distance.
    private func nearest(_ legs: [Connection], to facts: FlowFacts) -> Connection? {
        let path = facts.lastExchange.map { pathHash($0.target) }
        let same = path.map { path in legs.filter { $0.path == path } } ?? []
        let distance = { (leg: Connection) in abs(leg.opened.time.seconds(since: facts.opened.first.time)) }
        return (same.isEmpty ? legs.filter { $0.path == nil || path == nil } : same)
            .min { distance($0) == distance($1) ? $0.flow < $1.flow : distance($0) < distance($1) }
    }
}
