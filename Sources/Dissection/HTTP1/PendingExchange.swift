import Records

/// A request that waits for its answer, or an answer whose request was not seen.
struct PendingExchange: Sendable {
    var version: HTTPVersion
    /// `nil` where only the answer was seen.
    var request: HTTPRequest?
    var informational: [UInt16] = []
    /// All octets of the request came, or none will come any more.
    var isRequestOver = false
    /// CONNECT, or a request for another protocol: what follows it waits for the answer.
    var switches = false
    var isConnect = false
    /// HEAD: the answer has no body, whatever its fields say.
    var isHead = false
    var hasGaps = false

    init(
        version: HTTPVersion, request: consuming HTTPRequest?, isRequestOver: Bool = false, switches: Bool = false,
        isConnect: Bool = false, isHead: Bool = false
    ) {
        self.version = version
        self.request = request
        self.isRequestOver = isRequestOver
        self.switches = switches
        self.isConnect = isConnect
        self.isHead = isHead
    }
}

/// Exchanges in the order of their requests: answers come in the same order (RFC 9112 § 9.3.2).
struct ExchangeQueue: Sendable {
    private var storage: ContiguousArray<PendingExchange> = []
    private var head = 0

    var count: Int { storage.count - head }
    var isEmpty: Bool { storage.count == head }

    /// The exchange at `index`, counted from the oldest.
    subscript(index: Int) -> PendingExchange {
        _read { yield storage[head + index] }
        _modify { yield &storage[head + index] }
    }

    mutating func append(_ exchange: consuming PendingExchange) { storage.append(exchange) }

    /// Puts an exchange before all others.
    mutating func prepend(_ exchange: consuming PendingExchange) { storage.insert(exchange, at: head) }

    /// Takes the oldest exchange out; there must be one.
    mutating func removeFirst() -> PendingExchange {
        if count == 1, head == 0 { return storage.removeLast() }
        var first = PendingExchange(version: .simple, request: nil)
        swap(&first, &storage[head])
        head += 1
        if head == storage.count || head >= 32 && head * 2 >= storage.count {
            storage.removeFirst(head)
            head = 0
        }
        return first
    }
}
