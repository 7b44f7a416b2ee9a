import Records

/// Finds the same request on the two sides of a proxy.
///
/// The inner exchange lies within the outer one in time; what else speaks for it are the trace identifier, the forwarded
/// address, a token that both carry, the box's other requests, and being quick.
struct Crossings: Sendable {
    /// Sightings that are held.
    private let capacity: Int
    private var ring: [Sighting] = []
    /// Number of sightings so far; the youngest has `next - 1`.
    private(set) var next = 0
    private var keyHeads: [Int]
    private var traceHeads: [Int]
    private var tokenHeads: [Int]
    private var votes: [Box: Int] = [:]
    /// Endpoints that were seen to pass on: proxies.
    private(set) var passing: Set<Endpoint> = []

    private struct Box: Hashable, Sendable {
        var front: Address
        var upstream: Address
    }

    /// Clocks of two interfaces may differ by so much, seconds.
    private static let slack = 0.000_5
    private static let passingSeconds = 0.05
    private static let heads = 1 << 14
    private static let steps = 48
    private static let misses = 4
    private static let boxes = 16_384
    /// Points from which on it is believed.
    private static let enough = 4

    init(capacity: Int) {
        self.capacity = max(16, capacity)
        keyHeads = []
        traceHeads = []
        tokenHeads = []
    }

    /// The sighting with this number, if it is still held.
    subscript(number: Int) -> Sighting? {
        get { isHeld(number) ? ring[number % capacity] : nil }
        set { if let newValue, isHeld(number) { ring[number % capacity] = newValue } }
    }

    private func isHeld(_ number: Int) -> Bool { number >= 0 && number < next && number >= next - capacity }

    /// Takes in an exchange and finds the legs behind it.
    ///
    /// - Returns: its number.
    mutating func absorb(_ new: Sighting) -> Int {
        if keyHeads.isEmpty {
            keyHeads = [Int](repeating: -1, count: Self.heads)
            traceHeads = keyHeads
            tokenHeads = keyHeads
        }
        var sighting = new
        let number = next
        let keyPlace = Int(truncatingIfNeeded: new.key) & (Self.heads - 1)
        let tracePlace = Int(truncatingIfNeeded: new.trace) & (Self.heads - 1)
        sighting.beforeOfKey = keyHeads[keyPlace]
        keyHeads[keyPlace] = number
        if new.trace != 0 {
            sighting.beforeOfTrace = traceHeads[tracePlace]
            traceHeads[tracePlace] = number
        }
        if new.tokenCount > 0 {
            let tokenPlace = Int(new.tokens[0].session) & (Self.heads - 1)
            sighting.beforeOfToken = tokenHeads[tokenPlace]
            tokenHeads[tokenPlace] = number
        }
        findInner(&sighting, number)
        if ring.count < capacity { ring.append(sighting) } else { ring[number % capacity] = sighting }
        next += 1
        return number
    }

    private mutating func findInner(_ outer: inout Sighting, _ number: Int) {
        guard outer.passage.answered != nil else { return }
        var best = (points: 0, number: -1)
        scan(outer, from: outer.beforeOfTrace, .trace, &best)
        if best.points < 8 { scan(outer, from: outer.beforeOfKey, .key, &best) }
        // A proxy may rewrite the path.
        if best.points == 0, outer.tokenCount > 0 { scan(outer, from: outer.beforeOfToken, .token, &best) }
        guard best.points > 0, best.number >= 0 else { return }
        let inner = ring[best.number % capacity]
        let box = Box(front: outer.passage.server.address, upstream: inner.passage.client.address)
        if votes.count < Self.boxes || votes[box] != nil { votes[box, default: 0] += min(best.points, 4) }
        guard (votes[box] ?? 0) >= Self.enough else { return }
        outer.inner = best.number
        outer.tries = 1
        ring[best.number % capacity].outer = number
        if passing.count < Self.boxes { passing.insert(outer.passage.server) }
        claimRetries(&outer, number, inner)
    }

    /// The proxy may have asked another server before: those are the same request, too.
    private mutating func claimRetries(_ outer: inout Sighting, _ outerNumber: Int, _ last: Sighting) {
        var number = last.beforeOfKey
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
            number = other.beforeOfKey
        }
    }

    private enum Chain { case key, trace, token }

    private func scan(
        _ outer: Sighting, from first: Int, _ chain: Chain, _ best: inout (points: Int, number: Int)
    ) {
        var number = first
        var misses = 0
        for _ in 0..<Self.steps {
            guard isHeld(number) else { return }
            let place = number % capacity
            // Those that were over before this one began cannot be inside; long bodies end late, so a few may be.
            if let end = ring[place].passage.answered, end.time < outer.passage.asked.time {
                misses += 1
                if misses > Self.misses { return }
            } else {
                let points = weigh(outer, place)
                if points > best.points { best = (points, number) }
            }
            switch chain {
            case .key: number = ring[place].beforeOfKey
            case .trace: number = ring[place].beforeOfTrace
            case .token: number = ring[place].beforeOfToken
            }
        }
    }

    /// How much speaks for the sighting at `place` being `outer` passed on; 0 where it cannot be.
    private func weigh(_ outer: Sighting, _ place: Int) -> Int {
        let front = outer.passage
        guard !ring[place].isClaimed, front.flow != ring[place].passage.flow,
            let outerEnd = front.answered, let innerEnd = ring[place].passage.answered
        else { return 0 }
        let delay = ring[place].passage.asked.time.seconds(since: front.asked.time)
        let rest = outerEnd.time.seconds(since: innerEnd.time)
        guard delay >= -Self.slack, rest >= -Self.slack, front.server != ring[place].passage.server,
            front.client.address != ring[place].passage.client.address
                || front.server.address == ring[place].passage.client.address
        else { return 0 }
        return points(outer, ring[place], isQuick: delay <= Self.passingSeconds && rest <= Self.passingSeconds)
    }

    private func points(_ outer: Sighting, _ inner: Sighting, isQuick: Bool) -> Int {
        let (front, back) = (outer.passage, inner.passage)
        let isTraced = outer.trace != 0 && outer.trace == inner.trace
        // Another client's request to the same path is none of this one's.
        if outer.trace != 0, inner.trace != 0, !isTraced { return 0 }
        if inner.forwarded != .max, inner.origin != outer.origin { return 0 }
        let isSharing = sharesToken(outer, inner)
        guard isTraced || outer.key == inner.key || (isSharing && front.status == back.status) else { return 0 }
        var points = isTraced ? 8 : 0
        if inner.forwarded != .max, inner.origin == outer.origin { points += 4 }
        if isSharing { points += 4 }
        if front.status == back.status { points += 1 }
        if outer.bodyBytes == inner.bodyBytes { points += 1 }
        if isQuick { points += 1 }
        // Alone, time and path are enough only between boxes that were seen to pass on before.
        if points < Self.enough {
            guard isQuick, front.status == back.status else { return 0 }
            let box = Box(front: front.server.address, upstream: back.client.address)
            if (votes[box] ?? 0) < Self.enough { return 1 }
        }
        return points
    }

    private func sharesToken(_ one: Sighting, _ other: Sighting) -> Bool {
        for index in 0..<one.tokenCount {
            for place in 0..<other.tokenCount where one.tokens[index].session == other.tokens[place].session {
                return true
            }
        }
        return false
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
    func isPassing(_ endpoint: Endpoint) -> Bool { passing.contains(endpoint) }

    /// The addresses at which each box is asked, in order, by the address from which it asks others.
    var fronts: [Address: [Address]] {
        var fronts: [Address: [Address]] = [:]
        for (box, points) in votes where points >= Self.enough { fronts[box.upstream, default: []].append(box.front) }
        return fronts.mapValues { $0.sorted() }
    }

    /// Whether this address asks for others: it is the upstream side of a box.
    func asksForOthers(_ address: Address) -> Bool {
        votes.contains { $0.key.upstream == address && $0.value >= Self.enough }
    }
}
