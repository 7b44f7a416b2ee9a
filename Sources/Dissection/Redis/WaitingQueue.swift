/// What waits for its turn, oldest first.
struct WaitingQueue<Element: Sendable>: Sendable {
    /// Places before `head` are empty; the others are not.
    fileprivate var storage: ContiguousArray<Element?> = []
    fileprivate var head = 0

    var count: Int { storage.count - head }
    var isEmpty: Bool { storage.count == head }

    /// The one at `index`, counted from the oldest.
    func element(at index: Int) -> Element? { index >= 0 && index < count ? storage[head + index] : nil }

    /// The oldest.
    var first: Element? { isEmpty ? nil : storage[head] }

    /// Changes the element at `index`, counted from the oldest, if there is one.
    mutating func update(at index: Int, _ change: (inout Element) -> Void) {
        guard index >= 0, index < count, var element = storage[head + index].take() else { return }
        change(&element)
        storage[head + index] = consume element
    }

    /// The index of the oldest element that satisfies `condition`, among the oldest `limit`.
    func firstIndex(within limit: Int, where condition: (borrowing Element) -> Bool) -> Int? {
        for index in 0..<min(limit, count) {
            if let element = storage[head + index], condition(element) { return index }
        }
        return nil
    }

    /// What `look` makes of the oldest; `nil` if there is none.
    @inline(__always)
    func atFirst<Value>(_ look: (borrowing Element) -> Value) -> Value? {
        guard !isEmpty else { return nil }
        switch storage[head] {
        case .some(let element): return look(element)
        case nil: return nil
        }
    }

    mutating func append(_ element: consuming Element) { storage.append(element) }

    /// Takes the oldest out; `nil` if there is none.
    mutating func popFirst() -> Element? {
        guard head < storage.count else { return nil }
        let first = storage[head].take()
        head += 1
        if head == storage.count {
            storage.removeAll(keepingCapacity: storage.capacity <= 1_024)
            head = 0
        } else if head >= 256, head * 2 >= storage.count {
            storage.removeFirst(head)
            head = 0
        }
        return first
    }
}

extension WaitingQueue where Element == RedisDissector.Waiting {
    /// What kind of command the oldest is: looked at for every answer, where a copy of the whole would cost more than all
    /// the rest.
    var firstVerb: RedisVerb? {
        @inline(__always) get { head < storage.count ? storage[head]?.verb : nil }
    }
}
