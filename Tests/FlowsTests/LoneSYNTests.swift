import Packets
import Records
import Testing

@testable import Flows

@Suite("Lone SYN")
struct LoneSYNTests {
    private static func syn(mss: UInt16?, windowScale: UInt8?) -> Segment {
        var segment = Segment()
        segment.number = 7
        segment.time = Timestamp(nanoseconds: 5_000)
        segment.source = Endpoint(address: Address(ipv4: 0x0a00_0001), port: 40_000)
        segment.destination = Endpoint(address: Address(ipv4: 0x0a00_0002), port: 443)
        segment.sequence = 99
        segment.flags = .syn
        segment.window = 64_240
        segment.ttl = 64
        segment.mss = mss
        segment.windowScale = windowScale
        return segment
    }

    @Test("It tells what a flow of that segment would tell", arguments: [(1460, 7), (nil, nil), (536, 0)])
    func attempt(mss: Int?, windowScale: Int?) throws {
        let segment = Self.syn(mss: mss.map { UInt16($0) }, windowScale: windowScale.map { UInt8($0) })
        let attempt = try #require(LoneSYN(segment)).attempt(3, evicted: nil)
        var flow = Flow(id: 3, segment: segment, ports: { $0 == 443 })
        flow.takeOpening(segment, Flow.Reading(Shard.Options()))
        #expect(attempt.opened == flow.opened)
        #expect(attempt.closed == flow.closed(evicted: nil))
    }

    @Test("A SYN with payload, or with Fast Open, is more than that")
    func more() {
        var segment = Self.syn(mss: 1460, windowScale: 7)
        segment.fastOpen = true
        #expect(LoneSYN(segment) == nil)
        segment = Self.syn(mss: 1460, windowScale: 7)
        segment.payloadLength = 1
        #expect(LoneSYN(segment) == nil)
    }
}
