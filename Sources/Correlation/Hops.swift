public import Records

/// Learns which two addresses are one proxy's: the one its clients ask, and the one it asks servers from.
///
/// A request that comes in and goes out again at once, to the same path, with the answer inside the answer, is a vote
/// for
/// it; a trace identifier that is the same, or a forwarded address that is the client's, counts twice.
public struct Hops: Sendable {
    /// An exchange as one leg has it.
    private struct Passage: Sendable {
        var key: UInt64
        /// Nanoseconds since 1970; `answered` is `Int64.max` where there is no answer.
        var asked: Int64
        var answered: Int64
        /// When its connection was opened.
        var opened: Int64
        var flow: FlowID
        var client: Endpoint
        var server: Endpoint
        /// Of the trace or request identifier; 0 where there is none.
        var trace: UInt64

        var isAnswered: Bool { answered != .max }
    }

    /// What a search looks at first of each passage: kept together, for it looks at many.
    private struct Link: Sendable {
        var key: UInt64
        var answered: Int64
        /// Nothing that was entered up to it was asked or answered later.
        var latest: Int64
        /// The passage before it whose key has the same place; -1 for none.
        var before: Int
        /// Of its trace: equal for equal ones.
        var traceMark: UInt32
        var isForwarded: Bool
    }

    private struct Pair: QuickHashable {
        var front: Address
        var upstream: Address

        func quickHash(_ seed: UInt64) -> UInt64 { HostPair(client: front, server: upstream).quickHash(seed) }
    }

    /// A proxy passes a request on within so much time, and an answer back, nanoseconds.
    private static let passing: Int64 = 50_000_000
    /// A proxy's connection is open within so much time, nanoseconds.
    private static let opening: Int64 = 3_000_000_000
    /// Clocks of two interfaces may differ by so much, nanoseconds.
    private static let slack: Int64 = 500_000
    /// Votes from which on two addresses are taken for one box.
    private static let enough = 2
    private static let addressesPerBox = 8
    private static let passagesPerPath = 16

    private static let heads = 1 << 16
    /// Passages of other paths that are passed over before a chain is given up.
    private static let strangers = 64

    private let capacity: Int
    private var ring: ContiguousArray<Passage> = []
    private var links: ContiguousArray<Link> = []
    /// What the passages say of whom they were passed on for: apart, since few do, and a passage is copied often.
    private var forwarded: ContiguousArray<String?> = []
    /// Passages ever entered: the number of the next one.
    private var appended = 0
    /// When the last of all was asked or answered, and when the last unanswered one was entered, nanoseconds.
    private var latest = Int64.min
    private var lastUnanswered = Int64.min
    /// The number of the last passage that names whom it was passed on for; -1 for none.
    private var lastForwarded = -1
    private var pathHeads: ContiguousArray<Int> = []
    private var votes: BoundedTable<Pair, Int>
    private var upstreams: BoundedTable<Address, [Address]>
    private var fronts: BoundedTable<Address, [Address]>
    private let limits: CorrelationLimits

    init(limits: CorrelationLimits) {
        self.limits = limits
        capacity = max(1, limits.passages)
        votes = BoundedTable(limit: limits.hostPairs)
        upstreams = BoundedTable(limit: limits.legAddresses)
        fronts = BoundedTable(limit: limits.legAddresses)
    }

    mutating func absorb(_ exchange: HTTPExchange, _ opened: FlowOpened) {
        guard let request = exchange.request else { return }
        absorb(exchange, request, FlowEnds(opened), key: ExchangeKey(request).value)
    }

    mutating func absorb(_ exchange: HTTPExchange, _ request: HTTPRequest, _ ends: FlowEnds, key: UInt64) {
        if pathHeads.isEmpty {
            // Room for all: what is not touched takes no memory, and nothing is moved as they grow.
            ring.reserveCapacity(capacity)
            links.reserveCapacity(capacity)
            forwarded.reserveCapacity(capacity)
            pathHeads = ContiguousArray(repeating: -1, count: Self.heads)
        }
        let place = Int(truncatingIfNeeded: key) & (Self.heads - 1)
        let forwardedFor = request.forwardedFor ?? request.forwarded
        let passage = Passage(
            key: key, asked: request.at.time.nanoseconds, answered: exchange.response?.at.time.nanoseconds ?? .max,
            opened: ends.first.time.nanoseconds, flow: ends.flow, client: ends.client, server: ends.server,
            trace: (request.traceID ?? request.requestID).map { TokenHash(text: $0).low | 1 } ?? 0)
        latest = max(latest, passage.asked, passage.isAnswered ? passage.answered : .min)
        let link = Link(
            key: key, answered: passage.answered, latest: latest, before: pathHeads[place],
            traceMark: UInt32(truncatingIfNeeded: passage.trace >> 16), isForwarded: forwardedFor != nil)
        compare(passage, link, forwardedFor)
        pathHeads[place] = appended
        if ring.count < capacity {
            ring.append(passage)
            links.append(link)
            forwarded.append(forwardedFor)
        } else {
            ring[appended % capacity] = passage
            links[appended % capacity] = link
            forwarded[appended % capacity] = forwardedFor
        }
        if link.isForwarded { lastForwarded = appended }
        if !passage.isAnswered { lastUnanswered = latest }
        appended += 1
    }

    /// Looks for the other leg of an exchange among the last ones of its path, the youngest first.
    ///
    /// Time and path alone are a vote only where no other exchange fits: on a busy service many lie within each other.
    private mutating func compare(_ passage: Passage, _ link: Link, _ forwardedFor: String?) {
        var steps = Steps()
        var number = link.before
        var guess: (front: Address, upstream: Address)?
        var guesses = 0
        let begin = passage.asked &- Self.slack
        let isUnansweredNear = lastUnanswered >= begin &- Self.opening
        while let place = next(&number, &steps, key: passage.key) {
            // What was over before this one began lies neither within it nor around it.
            if links[place].latest < begin, !isUnansweredNear { break }
            if links[place].answered < begin { continue }
            // After two guesses only what names the other leg counts.
            if guesses > 1, !link.isForwarded, !links[place].isForwarded {
                if passage.trace == 0 {
                    if lastForwarded < appended - capacity { break }
                    continue
                }
                if link.traceMark != links[place].traceMark { continue }
            }
            let reverse = Self.weigh(front: ring[place], upstream: passage, forwardedFor)
            let weight =
                reverse > 0 ? reverse : Self.weigh(front: passage, upstream: ring[place], forwarded[place])
            guard weight > 0 else { continue }
            let pair =
                reverse > 0
                ? (ring[place].server.address, passage.client.address)
                : (passage.server.address, ring[place].client.address)
            if weight > 1 { return vote(pair.0, pair.1, weight) }
            guess = pair
            guesses += 1
        }
        if guesses == 1, let guess { vote(guess.front, guess.upstream, 1) }
    }

    /// How far a walk along a chain has come.
    private struct Steps {
        var looked = 0
        var strangers = 0
    }

    /// The place of the next passage of a path, the youngest first; `nil` when there is none or enough was looked at.
    private func next(_ number: inout Int, _ steps: inout Steps, key: UInt64) -> Int? {
        while number >= 0, number >= appended - capacity, steps.looked < Self.passagesPerPath,
            steps.strangers < Self.strangers
        {
            let place = number % capacity
            number = links[place].before
            if links[place].key == key {
                steps.looked += 1
                return place
            }
            steps.strangers += 1
        }
        return nil
    }

    /// How much speaks for one being the other, passed on; 0 where it cannot be.
    private static func weigh(front: Passage, upstream: Passage, _ forwardedFor: String?) -> Int {
        // A connection opened for the request is its first sign; the request follows a round trip later.
        let isOpenedForIt = upstream.opened &- front.asked >= -slack
        let delay = (isOpenedForIt ? upstream.opened : upstream.asked) &- front.asked
        guard delay >= -slack, delay <= passing, upstream.asked &- front.asked <= opening else { return 0 }
        if front.isAnswered, upstream.isAnswered {
            let back = front.answered &- upstream.answered
            guard back >= -slack, back <= passing else { return 0 }
        }
        guard front.flow != upstream.flow, front.server != upstream.server,
            front.server.address != upstream.client.address, front.client.address != upstream.client.address,
            front.client.address != upstream.server.address
        else { return 0 }
        let isTraced = front.trace != 0 && front.trace == upstream.trace
        let isNamed = forwardedFor?.contains("\(front.client.address)") ?? false
        return isTraced || isNamed ? 2 : 1
    }

    private mutating func vote(_ front: Address, _ upstream: Address, _ weight: Int) {
        let pair = Pair(front: front, upstream: upstream)
        let before = votes[pair] ?? 0
        votes.update(pair, initial: 0) { $0 = min($0 + weight, 1_000) }
        guard before < Self.enough, before + weight >= Self.enough else { return }
        join(pair)
    }

    /// Two addresses are taken for one box.
    private mutating func join(_ pair: Pair) {
        upstreams.update(pair.front, initial: []) {
            if $0.count < Self.addressesPerBox { $0.append(pair.upstream) }
        }
        fronts.update(pair.upstream, initial: []) { if $0.count < Self.addressesPerBox { $0.append(pair.front) } }
    }

    /// A turn of time is over. What was learned of boxes lives as long as votes for it come.
    mutating func turn() {
        guard votes.turn() else { return }
        upstreams = BoundedTable(limit: limits.legAddresses)
        fronts = BoundedTable(limit: limits.legAddresses)
        for (pair, count) in votes.all where count >= Self.enough { join(pair) }
    }

    // MARK: Questions

    /// The flow on which a proxy asked the same thing behind `front` and got no answer, while `exchange` waited.
    public func unanswered(_ exchange: HTTPExchange, at front: Address) -> FlowID? {
        guard let request = exchange.request, let answered = exchange.response?.at.time else { return nil }
        let addresses = upstreamAddresses(of: front)
        let key = ExchangeKey(request).value
        guard !pathHeads.isEmpty else { return nil }
        var steps = Steps()
        var number = pathHeads[Int(truncatingIfNeeded: key) & (Self.heads - 1)]
        while let place = next(&number, &steps, key: key) {
            let passage = ring[place]
            if !passage.isAnswered, passage.asked &- request.at.time.nanoseconds >= -Self.slack,
                passage.asked <= answered.nanoseconds, addresses.contains(passage.client.address),
                passage.server.address != front
            {
                return passage.flow
            }
        }
        return nil
    }

    /// How often a client asked for the same thing on another connection since `time`, and was answered.
    func answers(_ key: UInt64, to client: Address, since time: Timestamp, not flow: FlowID) -> Int {
        guard !pathHeads.isEmpty else { return 0 }
        var steps = Steps()
        var number = pathHeads[Int(truncatingIfNeeded: key) & (Self.heads - 1)]
        var count = 0
        while let place = next(&number, &steps, key: key) {
            let isHis = ring[place].flow != flow && ring[place].client.address == client
            if isHis, ring[place].isAnswered, ring[place].asked >= time.nanoseconds { count += 1 }
        }
        return count
    }

    /// The addresses from which a box that is asked at `address` asks others; itself first.
    public func upstreamAddresses(of address: Address) -> [Address] { [address] + (upstreams[address] ?? []) }

    /// The addresses at which a box that asks from `address` is asked; itself first.
    public func frontAddresses(of address: Address) -> [Address] { [address] + (fronts[address] ?? []) }

    public var forgotten: UInt64 {
        UInt64(max(0, appended - capacity)) &+ votes.forgotten &+ upstreams.forgotten &+ fronts.forgotten
    }
}
