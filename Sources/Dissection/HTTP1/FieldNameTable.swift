import Bytes

/// Finds a field by its name with two comparisons of eight octets, and without making text of it.
struct FieldNameTable: Sendable {
    static let shared = FieldNameTable()

    private struct Entry: Sendable {
        var head: UInt64
        var tail: UInt64
        var field: HTTPField
        var name: StaticString
    }

    /// Sorted by the length of the names.
    private let entries: [Entry]
    /// The index of the first entry whose name has as many octets, and of the first of more.
    private let starts: [Int]

    private init() {
        let names = HTTPField.names + SessionHeaderNames.known.map { ($0, HTTPField.session) }
        let longest = names.map(\.0.utf8CodeUnitCount).max() ?? 0
        var entries: [Entry] = []
        var starts: [Int] = []
        for count in 0...longest {
            starts.append(entries.count)
            for (name, field) in names where name.utf8CodeUnitCount == count {
                let octets = [UInt8](UnsafeBufferPointer(start: name.utf8Start, count: count))
                let (head, tail) = Self.key(octets.span.bytes)
                entries.append(Entry(head: head, tail: tail, field: field, name: name))
            }
        }
        starts.append(entries.count)
        self.entries = entries
        self.starts = starts
    }

    func field(named name: RawSpan) -> HTTPField? {
        let count = name.byteCount
        guard count > 1, count < starts.count - 1 else { return nil }
        let (head, tail) = Self.key(name)
        for index in starts[count]..<starts[count + 1] where entries[index].head == head {
            // The two words hold names of up to sixteen octets as a whole.
            guard entries[index].tail == tail, count <= 16 || name.equalsIgnoringCase(entries[index].name) else {
                continue
            }
            return entries[index].field
        }
        return nil
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
