import Records

/// What a client asked, in cycles that each end with the server's ReadyForQuery (Message Flow).
///
/// A simple query is a cycle of its own; of the extended protocol all messages up to a Sync are one.
struct QueryLedger: Sendable, Equatable {
    struct Cycle: Sendable, Equatable {
        enum Kind: Sendable, Equatable { case login, simple, extended }

        var kind: Kind
        /// Its first packet.
        var since: PacketReference
        var keyword: StatementKeyword?
        /// The server can finish its answer: nothing more is needed from the client.
        var isClosed = false
        /// The client wants what there is so far (Flush).
        var isFlushed = false
        /// Statements executed in it whose answer is not over.
        var executes = 0
        /// The server has said something.
        var isAnswered = false
    }

    private(set) var cycles: [Cycle] = []
    /// Cycles beyond those that are kept.
    private var surplus = 0

    var front: Cycle? { cycles.first }

    /// Begins a cycle that is complete in itself.
    mutating func begin(_ kind: Cycle.Kind, at since: PacketReference, keyword: StatementKeyword? = nil) {
        append(Cycle(kind: kind, since: since, keyword: keyword, isClosed: true, executes: 1))
    }

    /// A message of the extended protocol: it belongs to the cycle that is open, or opens one.
    mutating func extend(at since: PacketReference, keyword: StatementKeyword? = nil, executes: Bool = false) {
        if cycles.last?.isClosed ?? true { append(Cycle(kind: .extended, since: since)) }
        let newest = cycles.count - 1
        guard !cycles[newest].isClosed else { return }
        cycles[newest].keyword = cycles[newest].keyword ?? keyword
        if executes { cycles[newest].executes &+= 1 }
    }

    mutating func flush() {
        if let newest = cycles.indices.last { cycles[newest].isFlushed = true }
    }

    /// Sync: the cycle is over as far as the client is concerned.
    mutating func close(at since: PacketReference) {
        if cycles.last?.isClosed ?? true { append(Cycle(kind: .extended, since: since)) }
        cycles[cycles.count - 1].isClosed = true
    }

    /// A Sync before COPY data is ignored (COPY Operations): the cycle goes on until the next one.
    mutating func reopen() {
        guard cycles.count == 1, surplus == 0, cycles[0].kind == .extended else { return }
        cycles[0].isClosed = false
    }

    /// The server has to wait for the client before it can go on.
    mutating func awaitClient(_ awaits: Bool) {
        guard let front, front.kind == .login else { return }
        cycles[0].isClosed = !awaits
    }

    mutating func answered() {
        if !cycles.isEmpty { cycles[0].isAnswered = true }
    }

    /// One statement of the extended protocol has run.
    mutating func completed() {
        guard let front, front.kind == .extended, front.executes > 0 else { return }
        cycles[0].executes = front.executes - 1
    }

    /// After an error the rest of the cycle is not run.
    mutating func failed() {
        if let front, front.kind == .extended { cycles[0].executes = 0 }
    }

    /// ReadyForQuery: the first cycle is over.
    mutating func ready() -> Cycle? {
        guard !cycles.isEmpty else { return nil }
        if surplus > 0, cycles.count == 1 {
            surplus -= 1
            return cycles[0]
        }
        return cycles.removeFirst()
    }

    mutating func removeAll() {
        cycles.removeAll(keepingCapacity: true)
        surplus = 0
    }

    /// Questions whose answer is not over.
    var unanswered: Int {
        var count = surplus
        for cycle in cycles where cycle.kind != .login && (cycle.isClosed || cycle.isFlushed) {
            count += cycle.isClosed ? max(1, cycle.executes) : cycle.executes
        }
        return count
    }

    private mutating func append(_ cycle: Cycle) {
        if cycles.count < DatabaseLimits.pending { cycles.append(cycle) } else { surplus += 1 }
    }
}
