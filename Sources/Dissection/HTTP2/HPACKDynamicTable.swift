/// The dynamic table of HPACK (RFC 7541 § 2.3.2), as far as an observer knows it.
///
/// Entries are counted from the newest. So where the beginning was not captured, or bytes are missing, what was inserted
/// since is still found under its right index, and everything older is not known. In that state the table's true size is
/// not known either: entries are kept up to a bound of our own, since the encoder refers only to those that it has kept.
struct HPACKDynamicTable: Sendable {
    /// What an entry counts for beside its octets (§ 4.1).
    static let overhead = 32
    /// The size until the encoder says otherwise, octets.
    static let initialCapacity = 4096
    /// Octets kept whatever the encoder says.
    static let largestCapacity = 1 << 20
    /// Octets kept where the encoder's size is not known.
    private static let uncertainCapacity = 64 << 10

    private struct Entry: Sendable {
        /// Offset of the name since the table's beginning.
        var start: Int
        var nameCount: Int
        var valueCount: Int
        var isNameKnown: Bool

        var size: Int { nameCount + valueCount + HPACKDynamicTable.overhead }
    }

    /// Names and values, the oldest first; `dropped` octets before them are gone.
    private var octets: [UInt8] = []
    private var dropped = 0
    private var entries: [Entry] = []
    private var oldest = 0
    private(set) var size = 0
    private(set) var capacity = initialCapacity
    /// Whether all entries are known since the table was last empty.
    private(set) var isComplete = true

    var count: Int { entries.count - oldest }

    /// Older entries than those that come now are not known.
    mutating func lose() {
        clear()
        isComplete = false
    }

    /// The encoder's size update (§ 6.3).
    mutating func resize(to newCapacity: Int) {
        capacity = min(newCapacity, Self.largestCapacity)
        if newCapacity == 0 {
            clear()
            isComplete = true
        } else if newCapacity > Self.largestCapacity {
            isComplete = false
        }
        evict(downTo: bound)
    }

    /// Inserts the field whose name and value are `field`, the name of `nameCount` octets; a name that is not known has none.
    mutating func insert(_ field: [UInt8], nameCount: Int, isNameKnown: Bool) {
        let entry = Entry(
            start: dropped + octets.count, nameCount: nameCount, valueCount: field.count - nameCount,
            isNameKnown: isNameKnown)
        guard entry.size <= bound else {
            clear()
            return
        }
        evict(downTo: bound - entry.size)
        octets.append(contentsOf: field)
        entries.append(entry)
        size += entry.size
    }

    /// Whether there is an entry at `index`, counted from the newest, from 1.
    func holds(_ index: Int) -> Bool { index >= 1 && index <= count }

    /// Appends the name of the entry at `index`; returns its length, or `nil` if it is not known.
    func appendName(_ index: Int, to target: inout [UInt8]) -> Int? {
        let entry = entries[entries.count - index]
        guard entry.isNameKnown else { return nil }
        let start = entry.start - dropped
        target.append(contentsOf: octets[start..<start + entry.nameCount])
        return entry.nameCount
    }

    /// Appends the value of the entry at `index`.
    func appendValue(_ index: Int, to target: inout [UInt8]) {
        let entry = entries[entries.count - index]
        let start = entry.start - dropped + entry.nameCount
        target.append(contentsOf: octets[start..<start + entry.valueCount])
    }

    private var bound: Int { isComplete ? capacity : max(capacity, Self.uncertainCapacity) }

    private mutating func clear() {
        dropped += octets.count
        octets.removeAll(keepingCapacity: true)
        entries.removeAll(keepingCapacity: true)
        oldest = 0
        size = 0
    }

    private mutating func evict(downTo limit: Int) {
        while size > limit, oldest < entries.count {
            size -= entries[oldest].size
            oldest += 1
        }
        guard oldest < entries.count else {
            if oldest > 0 { clear() }
            return
        }
        compact()
    }

    /// Gives up the octets of evicted entries when they are half of all.
    private mutating func compact() {
        let gone = entries[oldest].start - dropped
        if gone > 2048, gone * 2 > octets.count {
            octets.removeFirst(gone)
            dropped += gone
        }
        if oldest > 64, oldest * 2 > entries.count {
            entries.removeFirst(oldest)
            oldest = 0
        }
    }
}
