import Bytes

/// Finds a field by its name with a look or two into a table, and without making text of it.
struct FieldNameTable: Sendable {
    static let shared = FieldNameTable()

    private struct Entry: Sendable {
        var head: UInt64
        var tail: UInt64
        var count: Int
        var field: HTTPField
        var name: StaticString
    }

    private let entries: [Entry]
    /// Open addressing: the index of an entry plus one, 0 where empty.
    private let slots: [UInt16]
    private let longest: Int
    private static let slotCount = 512

    private init() {
        let names = HTTPField.names + SessionHeaderNames.known.map { ($0, HTTPField.session) }
        longest = names.map(\.0.utf8CodeUnitCount).max() ?? 0
        var slots = [UInt16](repeating: 0, count: Self.slotCount)
        entries = names.map { name, field in
            let octets = [UInt8](UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
            let (head, tail) = Self.key(octets.span.bytes)
            return Entry(head: head, tail: tail, count: octets.count, field: field, name: name)
        }
        for (index, entry) in entries.enumerated() {
            var slot = Self.slot(entry.head, entry.tail, entry.count)
            while slots[slot] != 0 { slot = (slot + 1) % Self.slotCount }
            slots[slot] = UInt16(index + 1)
        }
        self.slots = slots
    }

    func field(named name: RawSpan) -> HTTPField? {
        let count = name.byteCount
        guard count > 1, count <= longest else { return nil }
        let (head, tail) = Self.key(name)
        var slot = Self.slot(head, tail, count)
        while slots[slot] != 0 {
            let index = Int(slots[slot]) - 1
            // The two words hold names of up to sixteen octets as a whole.
            if entries[index].head == head, entries[index].tail == tail, entries[index].count == count,
                count <= 16 || name.equalsIgnoringCase(entries[index].name)
            {
                return entries[index].field
            }
            slot = (slot + 1) % Self.slotCount
        }
        return nil
    }

    @inline(__always)
    private static func slot(_ head: UInt64, _ tail: UInt64, _ count: Int) -> Int {
        let mixed = (head ^ tail &* 0x9e37_79b9_7f4a_7c15 ^ UInt64(truncatingIfNeeded: count)) &* 0xd6e8_feb8_6659_fd93
        return Int(truncatingIfNeeded: mixed >> 55)
    }

    /// The first and the last eight octets, letters in lower case; of a shorter name all octets, and zero.
    private static func key(_ name: RawSpan) -> (head: UInt64, tail: UInt64) {
        let lowered: UInt64 = 0x2020_2020_2020_2020
        if name.byteCount >= 8 {
            let head = name.unsafeLoadUnaligned(fromByteOffset: 0, as: UInt64.self)
            let tail = name.unsafeLoadUnaligned(fromByteOffset: name.byteCount - 8, as: UInt64.self)
            return (head | lowered, tail | lowered)
        }
        var head: UInt64 = 0
        for index in 0..<name.byteCount { head = head << 8 | UInt64(name.uint8(at: index) | 0x20) }
        return (head, 0)
    }
}
