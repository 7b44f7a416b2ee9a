public import Records

/// Learns which two addresses are one proxy's: the one its clients ask, and the one it asks servers from.
///
/// A request that comes in and goes out again at once, to the same path, with the answer inside the answer, is a vote
/// for
/// it; a trace identifier that is the same, or a forwarded address that is the client's, counts twice.
public struct Hops: Sendable {
    /// An exchange as one leg has it.
    private struct Passage: Sendable {
        var flow: FlowID
        var client: Endpoint
        var server: Endpoint
        var opened: Timestamp
        var asked: Timestamp
        var answered: Timestamp?
        var forwardedFor: String?
        var trace: String?
    }

    private struct Pair: Hashable, Sendable {
        var front: Address
        var upstream: Address
    }

    /// A proxy passes a request on within so many seconds, and an answer back.
    private static let passingSeconds = 0.05
    /// A proxy's connection is open within so many seconds.
    private static let openingSeconds = 3.0
    /// Clocks of two interfaces may differ by so much, seconds.
    private static let slack = 0.000_5
    /// Votes from which on two addresses are taken for one box.
    private static let enough = 2
    private static let addressesPerBox = 8
    private static let passagesPerPath = 16

    private var recent: BoundedTable<Int, Ring<Passage>>
    private var votes: BoundedTable<Pair, Int>
    private var upstreams: BoundedTable<Address, [Address]>
    private var fronts: BoundedTable<Address, [Address]>

    init(limits: CorrelationLimits) {
        recent = BoundedTable(limit: limits.abortedTargets)
        votes = BoundedTable(limit: limits.hostPairs)
        upstreams = BoundedTable(limit: limits.legAddresses)
        fronts = BoundedTable(limit: limits.legAddresses)
    }

    mutating func absorb(_ exchange: HTTPExchange, _ opened: FlowOpened) {
        guard let request = exchange.request else { return }
        let passage = Passage(
            flow: opened.id, client: opened.client, server: opened.server, opened: opened.first.time,
            asked: request.at.time,
            answered: exchange.response?.at.time, forwardedFor: request.forwardedFor ?? request.forwarded,
            trace: request.traceID ?? request.requestID)
        let key = Self.key(request)
        if let others = recent[key] {
            for index in stride(from: others.count - 1, through: 0, by: -1) {
                let other = others[index]
                let weight = weigh(front: other, upstream: passage)
                if weight > 0 {
                    vote(other.server.address, passage.client.address, weight)
                    break
                }
                let reverse = weigh(front: passage, upstream: other)
                if reverse > 0 {
                    vote(passage.server.address, other.client.address, reverse)
                    break
                }
            }
        }
        recent.update(key, initial: Ring(capacity: Self.passagesPerPath)) { $0.append(passage) }
    }

    private static func key(_ request: HTTPRequest) -> Int {
        pathHash(request.target) ^ request.method.utf8.reduce(0) { $0 &* 31 &+ Int($1) }
    }

    /// How much speaks for one being the other, passed on; 0 where it cannot be.
    private func weigh(front: Passage, upstream: Passage) -> Int {
        guard front.flow != upstream.flow, front.server != upstream.server,
            front.server.address != upstream.client.address, front.client.address != upstream.client.address,
            front.client.address != upstream.server.address
        else { return 0 }
        // A connection opened for the request is its first sign; the request follows a round trip later.
        let isOpenedForIt = upstream.opened.seconds(since: front.asked) >= -Self.slack
        let delay = (isOpenedForIt ? upstream.opened : upstream.asked).seconds(since: front.asked)
        guard delay >= -Self.slack, delay <= Self.passingSeconds,
            upstream.asked.seconds(since: front.asked) <= Self.openingSeconds
        else { return 0 }
        if let outer = front.answered, let inner = upstream.answered {
            let back = outer.seconds(since: inner)
            guard back >= -Self.slack, back <= Self.passingSeconds else { return 0 }
        }
        let isTraced = front.trace != nil && front.trace == upstream.trace
        let isNamed = upstream.forwardedFor?.contains("\(front.client.address)") ?? false
        return isTraced || isNamed ? 2 : 1
    }

    private mutating func vote(_ front: Address, _ upstream: Address, _ weight: Int) {
        let pair = Pair(front: front, upstream: upstream)
        let before = votes[pair] ?? 0
        votes.update(pair, initial: 0) { $0 = min($0 + weight, 1_000) }
        guard before < Self.enough, before + weight >= Self.enough else { return }
        upstreams.update(front, initial: []) { if $0.count < Self.addressesPerBox { $0.append(upstream) } }
        fronts.update(upstream, initial: []) { if $0.count < Self.addressesPerBox { $0.append(front) } }
    }

    // MARK: Questions

    /// The flow on which a proxy asked the same thing behind `front` and got no answer, while `exchange` waited.
    public func unanswered(_ exchange: HTTPExchange, at front: Address) -> FlowID? {
        guard let request = exchange.request, let answered = exchange.response?.at.time else { return nil }
        let addresses = upstreamAddresses(of: front)
        return (recent[Self.key(request)]?.elements ?? []).last {
            $0.answered == nil && $0.asked.seconds(since: request.at.time) >= -Self.slack && $0.asked <= answered
                && addresses.contains($0.client.address) && $0.server.address != front
        }?.flow
    }

    /// The addresses from which a box that is asked at `address` asks others; itself first.
    public func upstreamAddresses(of address: Address) -> [Address] { [address] + (upstreams[address] ?? []) }

    /// The addresses at which a box that asks from `address` is asked; itself first.
    public func frontAddresses(of address: Address) -> [Address] { [address] + (fronts[address] ?? []) }

    public var forgotten: UInt64 {
        recent.forgotten &+ votes.forgotten &+ upstreams.forgotten &+ fronts.forgotten
    }
}
