/// A table that forgets what was entered first when it is full, and what was not touched for long when it is told that
/// time has passed.
struct BoundedTable<Key: QuickHashable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var key: Key
        var value: Value
        /// The turn of time in which it was touched last.
        var turn: UInt32
    }

    private var entries: ContiguousArray<Entry> = []
    private var index = PlaceIndex()
    private var oldest = 0
    private let limit: Int
    private var turns: UInt32 = 0
    /// Entries put out for lack of room.
    private(set) var forgotten: UInt64 = 0

    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { entries.count }

    /// All entries, in an order that depends on nothing but what was entered.
    var pairs: some Sequence<(key: Key, value: Value)> { entries.lazy.map { ($0.key, $0.value) } }

    subscript(key: Key) -> Value? { place(of: key).map { entries[$0].value } }

    /// Where the value of a key is; good until something else is entered.
    @inline(__always)
    func place(of key: Key) -> Int? {
        index.find(key.quickHash(index.seed)) { entries[$0].key == key }
    }

    /// The value at a place.
    subscript(place place: Int) -> Value {
        @inline(__always) _read { yield entries[place].value }
        @inline(__always) _modify { yield &entries[place].value }
    }

    /// Where the value of `key` is, which is `initial` if there was none.
    @inline(__always)
    mutating func enter(_ key: Key, initial: @autoclosure () -> Value) -> Int {
        if let known = place(of: key) {
            entries[known].turn = turns
            return known
        }
        return add(Entry(key: key, value: initial(), turn: turns))
    }

    /// Changes the value of `key`, which is `initial` if there is none yet.
    @inline(__always)
    mutating func update(_ key: Key, initial: @autoclosure () -> Value, _ change: (inout Value) -> Void) {
        let place = enter(key, initial: initial())
        change(&entries[place].value)
    }

    /// Changes the value of `key`, if there is one.
    @inline(__always)
    mutating func change(_ key: Key, _ change: (inout Value) -> Void) {
        guard let place = place(of: key) else { return }
        entries[place].turn = turns
        change(&entries[place].value)
    }

    private mutating func add(_ new: consuming Entry) -> Int {
        var entry = new
        let seed = index.seed
        let hash = entry.key.quickHash(seed)
        let place: Int
        if entries.count < limit {
            place = entries.count
            entries.append(consume entry)
        } else {
            place = oldest
            oldest = (oldest + 1) % limit
            forgotten &+= 1
            index.remove(place, entries[place].key.quickHash(seed))
            // They change places: nothing of them is counted.
            swap(&entries[place], &entry)
        }
        index.insert(place, hash)
        return place
    }

    // MARK: Time

    /// All there is, what was entered first first.
    var all: [(key: Key, value: Value)] {
        (entries[oldest...] + entries[..<oldest]).map { ($0.key, $0.value) }
    }

    /// A turn of time is over: forgets what was not touched in the last `WindowTurn.kept` turns.
    ///
    /// - Returns: whether anything was forgotten.
    @discardableResult
    mutating func turn() -> Bool {
        turns &+= 1
        guard entries.contains(where: { turns &- $0.turn > WindowTurn.kept }) else { return false }
        let kept = (entries[oldest...] + entries[..<oldest]).filter { turns &- $0.turn <= WindowTurn.kept }
        entries = ContiguousArray(kept)
        oldest = 0
        index = PlaceIndex()
        for (place, entry) in entries.enumerated() { index.insert(place, entry.key.quickHash(index.seed)) }
        return true
    }

    /// Changes all values that there are, which does not make them younger.
    mutating func changeAll(_ change: (inout Value) -> Void) {
        for place in entries.indices { change(&entries[place].value) }
    }
}

/// Time as tables know it: what was not touched for a window is forgotten, at half a window's accuracy.
public enum WindowTurn {
    /// Turns in a window: what was touched in one of the last so many is kept.
    public static let kept: UInt32 = 2
}
