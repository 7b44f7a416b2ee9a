import Testing

@testable import Correlation

@Suite struct RingTests {
    @Test func `the last values stay, oldest first`() {
        var ring = Ring<Int>(capacity: 3)
        for value in 1...7 { ring.append(value) }
        #expect(ring.elements == [5, 6, 7])
        #expect(ring.last == 7)
        #expect(ring.lastIndex { $0 == 6 } == 1)
        #expect(ring.lastIndex { $0 == 4 } == nil)
    }

    @Test func `a table that is full forgets what was entered first and counts it`() {
        var table = BoundedTable<UInt64, Int>(limit: 2)
        for key in UInt64(1)...5 { table.update(key, initial: 0) { $0 += Int(key) } }
        table.update(5, initial: 0) { $0 += 1 }
        #expect(table.count == 2)
        #expect(table[3] == nil)
        #expect(table[5] == 6)
        #expect(table.forgotten == 3)
    }
}
