import Records

/// Finds the same request on the two sides of a proxy.
///
/// The inner exchange lies within the outer one in time; what else speaks for it are the trace identifier, the forwarded
/// address, a token that both carry, the box's other requests, and being quick.
struct Crossings: Sendable {
    /// Sightings that are held.
    private let capacity: Int
    private var ring: ContiguousArray<Sighting> = []
    /// What a search looks at first of each sighting in `ring`: kept together, for it looks at many.
    private var links: ContiguousArray<Link> = []
    /// Number of sightings so far; the youngest has `next - 1`.
    private(set) var next = 0
    /// When the last of all was asked or answered, nanoseconds.
    private var latest = Int64.min
    private var keyHeads: ContiguousArray<Int> = []
    private var traceHeads: ContiguousArray<Int> = []
    private var tokenHeads: ContiguousArray<Int> = []
    private var votes: BoundedTable<Box, Int>
    /// Endpoints that were seen to pass on: proxies.
    private var passing: BoundedTable<Endpoint, Bool>
    /// Addresses from which proxies ask.
    private var asking = AgingSet<Address>()

    private struct Box: QuickHashable {
        var front: Address
        var upstream: Address

        func quickHash(_ seed: UInt64) -> UInt64 { HostPair(client: front, server: upstream).quickHash(seed) }
    }

    private struct Link: Sendable {
        /// When it was asked and answered, nanoseconds; `Int64.max` where it was not.
        var asked: Int64
        var end: Int64
        /// Nothing that was entered up to it was asked or answered later.
        var latest: Int64
        var key: UInt64
        /// Whether it names whom it was passed on for.
        var isForwarded: Bool
        /// The sighting before it with the same key, trace and first token, as far as heads tell; -1 for none.
        var beforeOfKey = -1
        var beforeOfTrace = -1
        var beforeOfToken = -1
    }

    /// Clocks of two interfaces may differ by so much, nanoseconds.
    private static let slack: Int64 = 500_000
    /// A proxy passes a request on within so much time, and an answer back, nanoseconds.
    private static let passing: Int64 = 50_000_000
    private static let heads = 1 << 14
    private static let steps = 48
    private static let misses = 4
    private static let boxes = 16_384
    /// Points from which on it is believed.
    private static let enough = 4

    init(capacity: Int) {
        self.capacity = max(16, capacity)
        votes = BoundedTable(limit: Self.boxes)
        passing = BoundedTable(limit: Self.boxes)
    }

    /// The sighting with this number, if it is still held.
    subscript(number: Int) -> Sighting? {
        get { isHeld(number) ? ring[number % capacity] : nil }
        set { if let newValue, isHeld(number) { ring[number % capacity] = newValue } }
    }

    /// The youngest of the last so many sightings that satisfies the condition.
    func last(of count: Int = 2_048, where matches: (Sighting) -> Bool) -> Sighting? {
        for number in stride(from: next - 1, through: max(0, next - min(count, capacity)), by: -1) {
            if matches(ring[number % capacity]) { return ring[number % capacity] }
        }
        return nil
    }

    private func isHeld(_ number: Int) -> Bool { number >= 0 && number < next && number >= next - capacity }

    /// Takes in an exchange and finds the legs behind it.
    ///
    /// - Returns: its number.
    mutating func absorb(_ new: Sighting) -> Int {
        if keyHeads.isEmpty {
            ring.reserveCapacity(capacity)
            links.reserveCapacity(capacity)
            keyHeads = ContiguousArray(repeating: -1, count: Self.heads)
            traceHeads = keyHeads
            tokenHeads = keyHeads
        }
        var sighting = new
        let asked = new.passage.asked.time.nanoseconds
        let answered = new.passage.answered?.time.nanoseconds
        latest = max(latest, asked, answered ?? .min)
        var link = Link(
            asked: asked, end: answered ?? .max, latest: latest, key: new.key,
            isForwarded: new.forwarded != .max)
        let number = next
        let keyPlace = Int(truncatingIfNeeded: new.key) & (Self.heads - 1)
        let tracePlace = Int(truncatingIfNeeded: new.trace) & (Self.heads - 1)
        link.beforeOfKey = keyHeads[keyPlace]
        keyHeads[keyPlace] = number
        if new.trace != 0 {
            link.beforeOfTrace = traceHeads[tracePlace]
            traceHeads[tracePlace] = number
        }
        if new.tokenCount > 0 {
            let tokenPlace = Int(new.tokens[0].session) & (Self.heads - 1)
            link.beforeOfToken = tokenHeads[tokenPlace]
            tokenHeads[tokenPlace] = number
        }
        findInner(&sighting, link, number)
        if ring.count < capacity {
            ring.append(sighting)
            links.append(link)
        } else {
            ring[number % capacity] = sighting
            links[number % capacity] = link
        }
        next += 1
        return number
    }

    private mutating func findInner(_ outer: inout Sighting, _ link: Link, _ number: Int) {
        guard outer.passage.answered != nil else { return }
        var best = Match()
        scan(outer, link, from: link.beforeOfTrace, .trace, &best)
        if best.points < 8 { scan(outer, link, from: link.beforeOfKey, .key, &best) }
        // A proxy may rewrite the path.
        if best.points == 0, outer.tokenCount > 0 { scan(outer, link, from: link.beforeOfToken, .token, &best) }
        // Time alone says nothing where several requests lie within.
        guard best.points > 1 || (best.points == 1 && best.guesses == 1) else { return }
        let inner = ring[best.number % capacity]
        let box = Box(front: outer.passage.server.address, upstream: inner.passage.client.address)
        let place = votes.enter(box, initial: 0)
        votes[place: place] += min(best.points, 4)
        guard votes[place: place] >= Self.enough else { return }
        if asking.count < Self.boxes { asking.insert(box.upstream) }
        outer.inner = best.number
        outer.tries = 1
        ring[best.number % capacity].outer = number
        _ = passing.enter(outer.passage.server, initial: true)
        claimRetries(&outer, number, inner, before: links[best.number % capacity].beforeOfKey)
    }

    /// The proxy may have asked another server before: those are the same request, too.
    private mutating func claimRetries(_ outer: inout Sighting, _ outerNumber: Int, _ last: Sighting, before: Int) {
        var number = before
        for _ in 0..<Self.steps {
            guard isHeld(number) else { return }
            let other = ring[number % capacity]
            if other.passage.asked.time < outer.passage.asked.time { return }
            if !other.isClaimed, other.key == last.key, other.passage.client.address == last.passage.client.address,
                other.passage.server != last.passage.server, other.bodyBytes == last.bodyBytes,
                other.trace == last.trace, other.origin == last.origin,
                let end = other.passage.answered, end.time <= last.passage.asked.time
            {
                ring[number % capacity].outer = outerNumber
                outer.tries += 1
            }
            number = links[number % capacity].beforeOfKey
        }
    }

    private enum Chain { case key, trace, token }

    /// The best of the sightings that were looked at.
    private struct Match {
        var points = 0
        var number = -1
        /// Sightings for which nothing speaks but time and path.
        var guesses = 0
    }

    private func scan(
        _ outer: Sighting, _ own: Link, from first: Int, _ chain: Chain, _ best: inout Match
    ) {
        var number = first
        var misses = 0
        var steps = 0
        // After two guesses only what names the other leg counts, unless the box is known to pass on.
        let isMute = outer.trace == 0 && outer.tokenCount == 0 && !isPassing(outer.passage.server)
        while steps < Self.steps, isHeld(number) {
            steps += 1
            let place = number % capacity
            // Nothing from here on was answered after this one began.
            if links[place].latest < own.asked { return }
            let end = links[place].end
            // Those that were over before this one began cannot be inside; long bodies end late, so a few may be.
            if end < own.asked {
                misses += 1
                if misses > Self.misses { return }
            } else if end <= own.end &+ Self.slack, links[place].asked >= own.asked &- Self.slack {
                let isOneGuessTooMany = isMute && best.guesses > 1 && !links[place].isForwarded
                let points = isOneGuessTooMany ? 0 : weigh(outer, own, place, guesses: best.guesses)
                if points == 1 { best.guesses += 1 }
                if points > best.points {
                    best.points = points
                    best.number = number
                }
            }
            switch chain {
            case .key: number = links[place].beforeOfKey
            case .trace: number = links[place].beforeOfTrace
            case .token: number = links[place].beforeOfToken
            }
        }
    }

    /// How much speaks for the sighting at `place`, which lies within `outer`, being `outer` passed on; 0 where it
    /// cannot be.
    private func weigh(_ outer: Sighting, _ own: Link, _ place: Int, guesses: Int) -> Int {
        guard links[place].end != .max, !ring[place].isClaimed, outer.passage.flow != ring[place].passage.flow,
            outer.passage.server != ring[place].passage.server,
            outer.passage.client.address != ring[place].passage.client.address
                || outer.passage.server.address == ring[place].passage.client.address
        else { return 0 }
        let isTraced = outer.trace != 0 && outer.trace == ring[place].trace
        // Another client's request to the same path is none of this one's.
        if outer.trace != 0, ring[place].trace != 0, !isTraced { return 0 }
        let isForwarded = ring[place].forwarded != .max
        if isForwarded, ring[place].origin != outer.origin { return 0 }
        let isSharing = sharesToken(outer, place)
        let isSameStatus = outer.passage.status == ring[place].passage.status
        // One guess too many, and none counts; between boxes that are known it is none.
        if guesses > 1, !isTraced, !isForwarded, !isSharing, !isPassing(outer.passage.server) { return 0 }
        guard isTraced || own.key == links[place].key || (isSharing && isSameStatus) else { return 0 }
        let isQuick =
            links[place].asked &- own.asked <= Self.passing && own.end &- links[place].end <= Self.passing
        var points = isTraced ? 8 : 0
        if isForwarded { points += 4 }
        if isSharing { points += 4 }
        if isSameStatus { points += 1 }
        if outer.bodyBytes == ring[place].bodyBytes { points += 1 }
        if isQuick { points += 1 }
        // Alone, time and path are enough only between boxes that were seen to pass on before.
        if points < Self.enough {
            guard isQuick, isSameStatus else { return 0 }
            let box = Box(front: outer.passage.server.address, upstream: ring[place].passage.client.address)
            if (votes[box] ?? 0) < Self.enough { return 1 }
        }
        return points
    }

    private func sharesToken(_ outer: Sighting, _ place: Int) -> Bool {
        for index in 0..<outer.tokenCount {
            for other in 0..<ring[place].tokenCount
            where outer.tokens[index].session == ring[place].tokens[other].session { return true }
        }
        return false
    }

    /// A turn of time is over.
    mutating func turn() {
        votes.turn()
        passing.turn()
        asking.turn()
    }

    /// Sessions are forgotten: they are struck out of what was seen.
    mutating func forget(_ isGone: (SessionID) -> Bool) {
        for place in ring.indices {
            let tokens = (0..<ring[place].tokenCount).map { ring[place].tokens[$0] }
            let kept = tokens.filter { !isGone(Int($0.session)) }
            guard kept.count < tokens.count else { continue }
            ring[place].tokenCount = kept.count
            for (index, token) in kept.enumerated() { ring[place].tokens[index] = token }
        }
    }

    /// Numbers of the clients and the token names that are still spoken of.
    func mark(clients: inout Set<UInt32>, names: inout Set<UInt32>) {
        for sighting in ring {
            clients.insert(sighting.forwarded)
            clients.insert(sighting.origin)
            for index in 0..<sighting.tokenCount { names.insert(sighting.tokens[index].name) }
        }
    }

    /// The leg nearest to the client of the same request.
    func root(of number: Int) -> Int {
        var place = number
        for _ in 0..<8 {
            guard let outer = self[place]?.outer, outer >= 0, isHeld(outer) else { break }
            place = outer
        }
        return place
    }

    func isClaimed(_ number: Int) -> Bool { self[number]?.isClaimed ?? false }

    /// All legs of an exchange from this one on, towards the application.
    func way(of number: Int) -> [Passage] {
        var passages: [Passage] = []
        var place = number
        while let sighting = self[place], passages.count < 8 {
            passages.append(sighting.passage)
            place = sighting.inner
        }
        return passages
    }

    /// The leg nearest to the application.
    func innermost(of number: Int) -> Sighting? {
        var found = self[number]
        for _ in 0..<8 {
            guard let inner = found?.inner, inner >= 0, let next = self[inner] else { break }
            found = next
        }
        return found
    }

    /// Whether requests were seen to be passed on by what is asked at this endpoint.
    func isPassing(_ endpoint: Endpoint) -> Bool { passing.place(of: endpoint) != nil }

    /// The addresses at which each box is asked, in order, by the address from which it asks others.
    var fronts: [Address: [Address]] {
        var fronts: [Address: [Address]] = [:]
        for (box, points) in votes.pairs where points >= Self.enough {
            fronts[box.upstream, default: []].append(box.front)
        }
        return fronts.mapValues { $0.sorted() }
    }

    /// Whether this address asks for others: it is the upstream side of a box.
    func asksForOthers(_ address: Address) -> Bool { asking.contains(address) }
}
