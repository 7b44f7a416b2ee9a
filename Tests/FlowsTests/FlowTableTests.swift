import Packets
import Records
import Testing

@testable import Flows

@Suite("Flow table")
struct FlowTableTests {
    private func segment(
        _ number: UInt64, _ source: UInt16, _ destination: UInt16, _ flags: TCPFlags, _ sequence: UInt32 = 0
    ) -> Segment {
        var segment = Segment()
        segment.number = number
        segment.source = Endpoint(address: Address(ipv4: 1), port: source)
        segment.destination = Endpoint(address: Address(ipv4: 2), port: destination)
        segment.flags = flags
        segment.sequence = sequence
        return segment
    }

    private func reversed(_ segment: Segment) -> Segment {
        var other = segment
        swap(&other.source, &other.destination)
        return other
    }

    /// The number of the flow that takes the segment.
    private func assign(_ segment: Segment, _ table: inout FlowTable) -> FlowID {
        switch table.assign(segment) {
        case .known(let flow): flow.id
        case .opened(let entry): table[entry].id
        }
    }

    @Test("Both directions are one flow, and flows are numbered in the order of their first packets")
    func numbering() {
        var table = FlowTable(limits: Limits(), shards: 1, seed: 7)
        let first = segment(1, 1_000, 80, [.syn])
        #expect(assign(first, &table) == 0)
        #expect(assign(segment(2, 1_001, 80, [.syn]), &table) == 1)
        #expect(assign(reversed(first), &table) == 0)
        #expect(table.nextID == 2)
    }

    @Test("The same SYN again is no new flow, one with another sequence number is")
    func portReuse() {
        var table = FlowTable(limits: Limits(), shards: 1, seed: 7)
        #expect(assign(segment(1, 1_000, 80, [.syn], 5), &table) == 0)
        #expect(assign(segment(2, 1_000, 80, [.ack], 6), &table) == 0)
        #expect(assign(segment(3, 1_000, 80, [.syn], 5), &table) == 0)
        #expect(assign(segment(4, 1_000, 80, [.syn], 9), &table) == 1)
        #expect(table.takeReplaced().map(\.id) == [0])
        #expect(assign(segment(5, 1_000, 80, [.ack], 10), &table) == 1)
    }

    @Test("Beyond the limit of closed flows the one that closed first goes, and its slot is used again")
    func closedFlows() {
        var limits = Limits()
        limits.closedFlows = 2
        var table = FlowTable(limits: limits, shards: 1, seed: 7)
        var gone: [FlowID] = []
        for port in UInt16(1)...6 {
            _ = table.assign(segment(UInt64(port), port, 80, [.syn]))
            _ = table.assign(segment(UInt64(port), port, 80, [.rst]))
            while let (removal, wasLive) = table.evict() {
                #expect(!wasLive)
                gone.append(removal.id)
                table.free(removal)
            }
        }
        #expect(gone == [0, 1, 2, 3])
        #expect(table.liveCount == 2)
    }

    @Test("Beyond the limit of flows one that was long silent goes")
    func liveFlows() {
        var limits = Limits()
        limits.flows = 10
        var table = FlowTable(limits: limits, shards: 1, seed: 7)
        var evicted = 0
        for number in UInt64(1)...200 {
            _ = table.assign(segment(number, UInt16(number), 80, [.syn]))
            while let (removal, wasLive) = table.evict() {
                #expect(wasLive)
                evicted += 1
                table.free(removal)
            }
        }
        #expect(evicted == 190)
        #expect(table.liveCount == 10)
        // What is still there is found, what went is not.
        let found = (UInt16(1)...200).filter { port in
            let one = Endpoint(address: Address(ipv4: 1), port: port)
            return table.find(one, Endpoint(address: Address(ipv4: 2), port: 80)) != nil
        }
        #expect(found.count == 10)
    }

    @Test("A table that grows and shrinks finds every flow it has", arguments: [UInt64(1), 99, 12_345])
    func growth(seed: UInt64) {
        var table = FlowTable(limits: Limits(), shards: 3, seed: seed)
        for number in UInt64(0)..<20_000 {
            #expect(
                assign(segment(number, UInt16(number % 60_000), UInt16(1 + number / 60_000), [.ack]), &table) == number)
        }
        for number in UInt64(0)..<20_000 {
            #expect(
                assign(segment(number, UInt16(number % 60_000), UInt16(1 + number / 60_000), [.ack]), &table) == number)
        }
        #expect(table.liveCount == 20_000)
    }
}
