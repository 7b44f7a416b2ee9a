import Records

/// An exchange of which something is still to come.
struct PendingExchange: Sendable {
    var exchange: HTTPExchange
    /// All octets of the request came, or none will come any more.
    var isRequestOver = false
    /// The head of the final response was read.
    var isAnswered = false
    var isResponseOver = false
    /// CONNECT, or a request for another protocol: what follows it waits for the answer.
    var switches = false

    init(_ exchange: HTTPExchange) { self.exchange = exchange }

    var isOver: Bool { isRequestOver && isResponseOver }
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
        if count == 1 {
            let last = storage.removeLast()
            storage.removeAll(keepingCapacity: storage.capacity <= 4)
            head = 0
            return last
        }
        var first = PendingExchange(HTTPExchange(version: ""))
        swap(&first, &storage[head])
        head += 1
        if head >= 32, head * 2 >= storage.count {
            storage.removeFirst(head)
            head = 0
        }
        return first
    }
}
