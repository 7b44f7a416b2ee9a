/// A table that forgets what was entered first when it is full.
struct BoundedTable<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private var values: [Key: Value] = [:]
    private var order: [Key] = []
    private var oldest = 0
    private let limit: Int
    /// Entries put out for lack of room.
    private(set) var forgotten: UInt64 = 0

    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { values.count }

    subscript(key: Key) -> Value? { values[key] }

    /// Changes the value of `key`, which is `initial` if there is none yet.
    mutating func update(_ key: Key, initial: @autoclosure () -> Value, _ change: (inout Value) -> Void) {
        if values[key] == nil { enter(key) }
        change(&values[key, default: initial()])
    }

    private mutating func enter(_ key: Key) {
        guard order.count >= limit else {
            order.append(key)
            return
        }
        values[order[oldest]] = nil
        order[oldest] = key
        oldest = (oldest + 1) % limit
        forgotten &+= 1
    }
}
