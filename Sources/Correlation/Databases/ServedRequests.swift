public import Records

/// Which requests an application answered with an error while it was asking a database.
///
/// An application is asked at one address and asks its databases from another. That both are one is learned from time:
/// transactions that begin and end within a request, where no other client's do.
public struct ServedRequests: Sendable {
    /// A request that was answered by 5xx.
    public struct Failure: Sendable {
        public var flow: FlowID
        public var server: Endpoint
        public var client: Endpoint
        public var asked: PacketReference
        public var answered: PacketReference
        public var status: UInt16
    }

    private struct Transaction: Sendable {
        var client: Address
        var began: UInt64
        var ended: UInt64
    }

    private static let transactionsKept = 128
    private static let failuresKept = 512
    /// Transactions looked at for one request.
    private static let looked = 32
    /// Votes from which on two addresses are taken for one application's.
    private static let enough = 2
    /// An error follows what caused it within so many seconds.
    private static let aftermath = 2.0

    private var transactions = Ring<Transaction>(capacity: transactionsKept)
    private var failures = Ring<Failure>(capacity: failuresKept)
    /// By the address of the application's server side, and that of its database side.
    private var votes: BoundedTable<HostPair, Int>

    init(limits: CorrelationLimits) { votes = BoundedTable(limit: limits.databases) }

    /// A transaction is over.
    mutating func note(of client: Address, began: PacketReference, ended: PacketReference) {
        transactions.append(Transaction(client: client, began: began.packet, ended: ended.packet))
    }

    mutating func absorb(_ exchange: HTTPExchange, _ ends: FlowEnds) {
        guard let request = exchange.request, let response = exchange.response else { return }
        if response.status >= 500 {
            failures.append(
                Failure(
                    flow: ends.flow, server: ends.server, client: ends.client, asked: request.at,
                    answered: response.at, status: response.status))
        }
        guard transactions.count > 0 else { return }
        vote(from: request.at.packet, to: response.at.packet, ends.server.address)
    }

    private mutating func vote(from asked: UInt64, to answered: UInt64, _ server: Address) {
        var client: Address?
        var index = transactions.count - 1
        let last = max(0, transactions.count - Self.looked)
        while index >= last, transactions[index].ended > asked {
            let transaction = transactions[index]
            index -= 1
            guard transaction.began > asked, transaction.ended < answered else { continue }
            // Where two clients ask databases at once, time does not tell which of them serves the request.
            if let client, client != transaction.client { return }
            client = transaction.client
        }
        guard let client else { return }
        votes.update(HostPair(client: server, server: client), initial: 0) { $0 = min($0 + 1, 1_000) }
    }

    // MARK: Questions

    /// Whether what is asked at `server` is answered by who asks databases from `client`.
    private func serves(_ server: Address, _ client: Address) -> Bool {
        server == client || votes[HostPair(client: server, server: client)] ?? 0 >= Self.enough
    }

    /// The request that an application was answering at `moment`, and answered with an error right after.
    public func failure(of client: Address, during moment: PacketReference) -> Failure? {
        failures.elements.filter {
            $0.asked.packet < moment.packet && $0.answered.packet > moment.packet
                && $0.answered.time.seconds(since: moment.time) <= Self.aftermath
                && serves($0.server.address, client)
        }.min { $0.answered.packet < $1.answered.packet }
    }

    /// The first request that came after `moment`, and was answered with an error before the application had reached the
    /// database again, at `back` if it ever did.
    public func failure(of client: Address, after moment: PacketReference, back: PacketReference?) -> Failure? {
        let first = failures.elements.filter {
            $0.asked.packet > moment.packet && serves($0.server.address, client)
        }.min { $0.asked.packet < $1.asked.packet }
        guard let first, first.answered.time.seconds(since: first.asked.time) <= Self.aftermath else { return nil }
        guard let back else { return first }
        return first.answered.packet < back.packet ? first : nil
    }

    /// A turn of time is over.
    mutating func turn() { votes.turn() }

    var forgotten: UInt64 { votes.forgotten }
}
