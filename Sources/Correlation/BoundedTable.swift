/// A table that forgets what was entered first when it is full.
struct BoundedTable<Key: QuickHashable, Value: Sendable>: Sendable {
    private struct Entry: Sendable {
        var key: Key
        var value: Value
    }

    private var entries: ContiguousArray<Entry> = []
    private var index = PlaceIndex()
    private var oldest = 0
    private let limit: Int
    /// Entries put out for lack of room.
    private(set) var forgotten: UInt64 = 0

    init(limit: Int) { self.limit = max(1, limit) }

    var count: Int { entries.count }

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
        if let known = place(of: key) { return known }
        return add(Entry(key: key, value: initial()))
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
        if let place = place(of: key) { change(&entries[place].value) }
    }

    private mutating func add(_ entry: Entry) -> Int {
        let place: Int
        let seed = index.seed
        if entries.count < limit {
            place = entries.count
            entries.append(entry)
        } else {
            place = oldest
            oldest = (oldest + 1) % limit
            forgotten &+= 1
            index.remove(place, entries[place].key.quickHash(seed))
            entries[place] = entry
        }
        index.insert(place, entry.key.quickHash(seed))
        return place
    }
}
