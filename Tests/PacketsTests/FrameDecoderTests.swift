import Packets
import Records
import Testing

@Suite struct FrameDecoderTests {
    @Test("every way to a TCP segment leads to the same segment", arguments: GoodFrame.all)
    func good(_ frame: GoodFrame) {
        var decoding = Decoding()
        #expect(decoding.decode(frame.octets, linkType: frame.linkType) == .segment)
        #expect(decoding.payload(of: frame.octets) == Frame.payload)
        #expect(decoding.segment.payloadLength == Frame.payload.count)
        #expect(decoding.segment.source.port == 40_000)
        #expect(decoding.segment.destination.port == 80)
        #expect(decoding.segment.sequence == 1)
        #expect(decoding.segment.acknowledgment == 2)
        #expect(decoding.segment.window == 512)
        #expect(decoding.segment.flags == [.psh, .ack])
        #expect(decoding.segment.tunnels.tunnels == frame.tunnels)
        #expect(decoding.segment.vlans.identifiers == frame.vlans)
        let isIPv6 = decoding.segment.source.address.isIPv6
        #expect(decoding.segment.source.address.description == (isIPv6 ? "2001:db8::1" : "10.0.0.1"))
        #expect(decoding.segment.destination.address.description == (isIPv6 ? "2001:db8::2" : "10.0.0.2"))
        #expect(decoding.segment.ttl == (isIPv6 ? 62 : 63))
        #expect(decoding.segment.identification == (isIPv6 ? 0 : 7))
    }

    @Test("a frame that the snap length cut keeps its announced length, or is snapped", arguments: GoodFrame.all)
    func cut(_ frame: GoodFrame) {
        var whole = Decoding()
        _ = whole.decode(frame.octets, linkType: frame.linkType)
        for count in 0..<frame.octets.count {
            var decoding = Decoding()
            let prefix = Array(frame.octets[..<count])
            let verdict = decoding.decode(prefix, originalLength: frame.octets.count, linkType: frame.linkType)
            if verdict == .segment {
                #expect(decoding.segment.payloadLength == Frame.payload.count, "cut at \(count)")
                #expect(
                    decoding.segment.payloadCount
                        == max(0, min(count, decoding.segment.payloadOffset + 18) - whole.segment.payloadOffset))
            } else {
                // A UDP tunnel whose header is cut cannot be told from other UDP.
                let isUDP = verdict == .skipped(.udp) && frame.name.hasSuffix("UDP")
                #expect(verdict == .skipped(.snapped) || isUDP || frame.name.contains("answer"), "cut at \(count)")
            }
            if count >= whole.segment.payloadOffset { #expect(verdict == .segment) }
        }
    }

    // A netfilter log may end after any of its attributes.
    @Test(
        "a frame that ends early although nothing cut it is malformed",
        arguments: GoodFrame.links.filter { $0.linkType != .nflog })
    func short(_ frame: GoodFrame) {
        for count in 0..<20 {
            var decoding = Decoding()
            let verdict = decoding.decode(Array(frame.octets[..<count]), linkType: frame.linkType)
            #expect(verdict == .skipped(.malformed), "cut at \(count)")
            #expect(decoding.decoder.malformed.number == 1)
        }
    }

    @Test(
        "nothing but TCP becomes a segment",
        arguments: [
            (Frame.ethernet([0, 1, 8, 0, 6, 4, 0, 1], type: 0x0806), SkipReason.arp),
            (Frame.ethernet([UInt8](repeating: 0, count: 46), type: 0x88cc), .nonIP),
            (Frame.ethernet([0x42, 0x42, 3, 0, 0, 0], type: 6), .nonIP),
            (Frame.ethernet([0x11, 9, 0, 0, 0, 0], type: 0x8863), .nonIP),
            (Frame.ethernet(Frame.ipv4([8, 0, 0, 0, 0, 1, 0, 1], protocol: 1)), .icmp),
            (Frame.ethernet(Frame.ipv6([135, 0, 0, 0, 0, 0, 0, 0], next: 58), type: 0x86dd), .icmp),
            (Frame.ethernet(Frame.ipv4(Frame.udp([1, 2, 3], to: 53), protocol: 17)), .udp),
            (Frame.ethernet(Frame.ipv4([UInt8](repeating: 1, count: 24), protocol: 50)), .otherIP),
            (Frame.ethernet(Frame.ipv4([UInt8](repeating: 1, count: 24), protocol: 132)), .otherIP),
            (Frame.ethernet(Frame.ipv6([], next: 59), type: 0x86dd), .otherIP),
            (Frame.ethernet(Frame.ipv4(Frame.gre([0, 0], type: 0x2001), protocol: 47)), .otherIP),
            (
                Frame.ethernet(Frame.ipv4(Frame.gre(Frame.ethernet([0], type: 0x0806), type: 0x6558), protocol: 47)),
                .arp
            ),
        ])
    func skipped(_ frame: [UInt8], _ reason: SkipReason) {
        var decoding = Decoding()
        #expect(decoding.decode(frame) == .skipped(reason))
    }

    @Test("a link type that is not known is named as such")
    func unsupportedLink() {
        var decoding = Decoding()
        #expect(
            decoding.decode(Frame.ipv4(Frame.tcp()), linkType: LinkType(rawValue: 253)) == .skipped(.unsupportedLink))
    }

    @Test("the number of nested headers is bounded")
    func nesting() {
        var limits = DecoderLimits()
        limits.nestedHeaders = 6
        let packet = { (count: Int) in
            (0..<count).reduce(Frame.ipv4(Frame.tcp())) { inner, _ in Frame.ipv4(inner, protocol: 4) }
        }
        var decoding = Decoding(limits: limits)
        // Each IP header takes two steps: itself, and what its protocol number says.
        #expect(decoding.decode(packet(2), linkType: .raw) == .segment)
        #expect(decoding.decode(packet(3), linkType: .raw) == .skipped(.malformed))
        #expect(decoding.decoder.malformed.description == "number of nested headers is 7, in packet, packet 2")
        var unlimited = Decoding()
        #expect(unlimited.decode(packet(2_000), linkType: .raw) == .skipped(.malformed))
    }

    @Test("a segment carries nothing over from the one before")
    func stateless() {
        var decoding = Decoding()
        let options: [UInt8] = [2, 4, 5, 0xb4, 4, 2, 3, 3, 7, 1, 1, 1]
        let first = Frame.ethernet(
            Frame.vlan(Frame.ipv4(Frame.ipv4(Frame.tcp(options: options)), protocol: 4), identifier: 3), type: 0x8100)
        #expect(decoding.decode(first) == .segment)
        #expect(decoding.segment.mss == 1460)
        #expect(decoding.decode(Frame.ethernet(Frame.ipv4(Frame.tcp()))) == .segment)
        #expect(decoding.segment.mss == nil)
        #expect(decoding.segment.windowScale == nil)
        #expect(!decoding.segment.sackPermitted)
        #expect(decoding.segment.vlans == VLANStack())
        #expect(decoding.segment.tunnels == TunnelStack())
        #expect(decoding.segment.number == 2)
    }

    @Test("every packet is counted once, whatever its octets", arguments: 1...8 as ClosedRange<UInt64>)
    func accounting(seed: UInt64) {
        var numbers = SeededNumbers(state: seed)
        var limits = DecoderLimits()
        limits.fragmentedDatagrams = 8
        limits.fragmentOctets = 4_096
        var decoding = Decoding(limits: limits)
        let fragments = Frame.fragments(of: Frame.tcp([UInt8](repeating: 7, count: 80)), at: [24, 48])
        let frames = GoodFrame.all + fragments.map { GoodFrame(name: "fragment", octets: $0) }
        var counted = 0
        var pending = 0
        for round in 0..<4_000 {
            var frame = frames.randomElement(using: &numbers) ?? frames[0]
            for _ in 0..<Int.random(in: 0...3, using: &numbers) {
                let index = Int.random(in: 0..<frame.octets.count, using: &numbers)
                frame.octets[index] = UInt8.random(in: 0...255, using: &numbers)
            }
            let kept =
                Bool.random(using: &numbers)
                ? frame.octets.count : Int.random(in: 0...frame.octets.count, using: &numbers)
            let octets = Array(frame.octets[..<kept])
            let original = Bool.random(using: &numbers) ? kept : frame.octets.count
            let verdict = decoding.decode(
                octets, originalLength: original, linkType: frame.linkType, seconds: Double(round) / 100)
            if verdict == .pending {
                pending += 1
                #expect(decoding.decoder.completedFragments == 0)
                continue
            }
            counted += 1 + decoding.decoder.completedFragments
            pending -= decoding.decoder.completedFragments
            if verdict == .segment {
                let end = decoding.segment.payloadOffset + decoding.segment.payloadCount
                #expect(decoding.segment.payloadOffset >= 0)
                #expect(decoding.segment.payloadCount >= 0)
                #expect(end <= (decoding.segment.isReassembled ? decoding.decoder.reassembled.count : octets.count))
                #expect(decoding.segment.payloadLength >= decoding.segment.payloadCount)
            }
        }
        #expect(decoding.decoder.finish() == pending)
        #expect(counted + pending == 4_000)
    }
}
