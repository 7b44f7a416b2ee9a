import Captures
import Records
import Testing

@testable import Analysis

@Suite("Packets of the last seconds")
struct RecentPacketsTests {
    /// Adds a packet of so many octets at a second.
    private func add(_ length: Int, at second: Double, flow: FlowID, number: UInt64, to packets: inout RecentPackets) {
        [UInt8](repeating: 1, count: length).withUnsafeBytes { octets in
            var frame = Frame()
            frame.linkType = .ethernet
            frame.time = Timestamp(nanoseconds: Int64(second * 1e9))
            frame.originalLength = length
            frame.bytes = octets
            packets.add(frame, flow: flow, number: number)
        }
    }

    private func numbers(of flows: Set<FlowID>, in packets: RecentPackets, limit: Int = 1 << 20) -> [UInt64] {
        var numbers: [UInt64] = []
        packets.forEach(of: flows, limit: limit) { _, number in numbers.append(number) }
        return numbers
    }

    @Test("Those of the flows that are wanted are given in their order, with their numbers")
    func wanted() {
        var packets = RecentPackets(seconds: 100)
        for number in 0..<30 {
            add(60, at: Double(number), flow: FlowID(number % 3), number: UInt64(number + 1), to: &packets)
        }
        #expect(numbers(of: [2], in: packets) == stride(from: 3, to: 31, by: 3).map { UInt64($0) })
        #expect(numbers(of: [0, 1], in: packets).count == 20)
        #expect(numbers(of: [7], in: packets).isEmpty)
    }

    @Test("What is older than wanted is forgotten, and so is what there is no room for")
    func bounded() {
        var old = RecentPackets(seconds: 20)
        for number in 0..<100 { add(60, at: Double(number), flow: 0, number: UInt64(number), to: &old) }
        let kept = numbers(of: [0], in: old)
        #expect(kept.last == 99)
        #expect((70...80).contains(kept.first ?? 0))
        var large = RecentPackets(seconds: 1_000, limit: 4 << 20)
        for number in 0..<20_000 { add(1_500, at: 1, flow: 0, number: UInt64(number), to: &large) }
        let room = numbers(of: [0], in: large, limit: 1 << 30)
        #expect(room.last == 19_999)
        #expect((2_000...5_000).contains(room.count))
    }

    @Test("Of more than fits into a file the beginning and the end are given")
    func limited() {
        var packets = RecentPackets(seconds: 100)
        for number in 1...100 { add(1_000, at: 1, flow: 0, number: UInt64(number), to: &packets) }
        let given = numbers(of: [0], in: packets, limit: 16_000)
        #expect(given == [1, 2] + (87...100).map { UInt64($0) })
        #expect(numbers(of: [0], in: packets, limit: 100_000).count == 100)
    }
}
