import Packets
import Records
import Testing

@Suite struct FragmentTests {
    private let body = (0..<100).map { UInt8($0) }
    private var datagram: [UInt8] { Frame.tcp(body) }
    private var pieces: [[UInt8]] { Frame.fragments(of: datagram, at: [24, 64]) }

    @Test(
        "fragments make the segment in any order",
        arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func order(_ order: [Int]) {
        var decoding = Decoding()
        #expect(decoding.decode(pieces[order[0]]) == .pending)
        #expect(decoding.decode(pieces[order[1]]) == .pending)
        #expect(decoding.decode(pieces[order[2]]) == .segment)
        #expect(decoding.decoder.completedFragments == 2)
        #expect(decoding.segment.isReassembled)
        #expect(decoding.segment.number == 3)
        #expect(decoding.payload(of: []) == body)
        #expect(decoding.segment.payloadLength == 100)
        #expect(decoding.segment.ipHeaderTotal == 140)
        #expect(decoding.decoder.finish() == 0)
    }

    @Test("the next frame is no part of it any more")
    func afterwards() {
        var decoding = Decoding()
        for piece in pieces { _ = decoding.decode(piece) }
        let frame = Frame.ethernet(Frame.ipv4(Frame.tcp()))
        #expect(decoding.decode(frame) == .segment)
        #expect(!decoding.segment.isReassembled)
        #expect(decoding.decoder.completedFragments == 0)
        #expect(decoding.payload(of: frame) == Frame.payload)
    }

    @Test("a fragment that comes twice counts twice and changes nothing")
    func duplicate() {
        var decoding = Decoding()
        #expect(decoding.decode(pieces[0]) == .pending)
        #expect(decoding.decode(pieces[0]) == .pending)
        #expect(decoding.decode(pieces[2]) == .pending)
        #expect(decoding.decode(pieces[2]) == .pending)
        #expect(decoding.decode(pieces[1]) == .segment)
        #expect(decoding.decoder.completedFragments == 4)
        #expect(decoding.payload(of: []) == body)
    }

    @Test("where fragments overlap, the first one wins", arguments: [[0, 1, 2], [0, 2, 1], [2, 0, 1]])
    func overlap(_ order: [Int]) {
        let liar = Frame.ethernet(
            Frame.ipv4([UInt8](repeating: 0xee, count: 80), identification: 7, fragment: 0x2000 | 2))
        let three = [pieces[0], pieces[2], liar]
        var decoding = Decoding()
        _ = decoding.decode(three[order[0]])
        _ = decoding.decode(three[order[1]])
        #expect(decoding.decode(three[order[2]]) == .segment)
        // Octets 16 to 96 of the datagram are in the overlapping fragment; its TCP header takes 20.
        var expected = body
        let isFirst = { (piece: Int) in order.firstIndex(of: piece) ?? 0 < order.firstIndex(of: 2) ?? 0 }
        for index in body.indices {
            let offset = index + 20
            let held = offset < 24 && isFirst(0) || offset >= 64 && isFirst(1)
            if offset >= 16, offset < 96, !held { expected[index] = 0xee }
        }
        #expect(decoding.payload(of: []) == expected)
    }

    @Test("fragments of different datagrams do not mix")
    func interleaved() {
        let other = Frame.fragments(of: Frame.udp([1, 2, 3, 4, 5, 6, 7, 8, 9], to: 53), at: [8], protocol: 17)
        let third = Frame.fragments(of: Frame.tcp([9]), at: [16], identification: 8)
        var decoding = Decoding()
        #expect(decoding.decode(pieces[0]) == .pending)
        #expect(decoding.decode(other[1]) == .pending)
        #expect(decoding.decode(third[0]) == .pending)
        #expect(decoding.decode(pieces[2]) == .pending)
        #expect(decoding.decode(other[0]) == .skipped(.udp))
        #expect(decoding.decoder.completedFragments == 1)
        #expect(decoding.decode(third[1]) == .segment)
        #expect(decoding.payload(of: []) == [9])
        #expect(decoding.decode(pieces[1]) == .segment)
        #expect(decoding.payload(of: []) == body)
    }

    @Test("IPv6 fragments make the segment")
    func ipv6() {
        let piece = { (range: Range<Int>, more: UInt16) in
            Frame.ethernet(
                Frame.ipv6(
                    [6, 0] + (UInt16(range.lowerBound) | more).octets + [0, 0, 0, 9] + datagram[range], next: 44),
                type: 0x86dd)
        }
        var decoding = Decoding()
        #expect(decoding.decode(piece(48..<120, 0)) == .pending)
        #expect(decoding.decode(piece(0..<48, 1)) == .segment)
        #expect(decoding.payload(of: []) == body)
        #expect(decoding.segment.source.address.isIPv6)
    }

    @Test("fragments inside a datagram that came in fragments count once each")
    func nested() {
        let inner = pieces.map { Array($0[14...]) }
        var frames: [[UInt8]] = []
        for (index, packet) in inner.enumerated() {
            frames += Frame.fragments(of: packet, at: [16], protocol: 4, identification: UInt16(100 + index))
        }
        var decoding = Decoding()
        for frame in frames.dropLast() { #expect(decoding.decode(frame) == .pending) }
        #expect(decoding.decode(frames[5]) == .segment)
        #expect(decoding.decoder.completedFragments == 5)
        #expect(decoding.payload(of: []) == body)
        #expect(decoding.decoder.finish() == 0)
    }

    @Test("fragments are given up after thirty seconds of packet time")
    func age() {
        var decoding = Decoding()
        #expect(decoding.decode(pieces[0], seconds: 10) == .pending)
        #expect(decoding.decode(pieces[1], seconds: 39.9) == .pending)
        #expect(decoding.decode(pieces[2], seconds: 40.1) == .pending)
        #expect(decoding.decoder.abandonedFragments == 2)
        #expect(decoding.decoder.finish() == 3)
        #expect(decoding.decoder.finish() == 3)
    }

    @Test("the oldest datagram gives way when too many are begun")
    func number() {
        var limits = DecoderLimits()
        limits.fragmentedDatagrams = 2
        var decoding = Decoding(limits: limits)
        for identification in 1...3 as ClosedRange<UInt16> {
            let pieces = Frame.fragments(of: datagram, at: [24], identification: identification)
            #expect(decoding.decode(pieces[0]) == .pending)
        }
        #expect(decoding.decoder.abandonedFragments == 1)
        #expect(decoding.decode(Frame.fragments(of: datagram, at: [24], identification: 3)[1]) == .segment)
        #expect(decoding.decode(Frame.fragments(of: datagram, at: [24], identification: 1)[1]) == .pending)
        #expect(decoding.decoder.finish() == 3)
    }

    @Test("the oldest datagram gives way when too many octets are held")
    func octets() {
        var limits = DecoderLimits()
        limits.fragmentOctets = 1_000
        var decoding = Decoding(limits: limits)
        // A fragment near the end makes its datagram that long.
        let far = { (identification: UInt16) in
            Frame.ethernet(Frame.ipv4([1, 2], identification: identification, fragment: 0x2000 | 75))
        }
        #expect(decoding.decode(far(1)) == .pending)
        #expect(decoding.decoder.abandonedFragments == 0)
        #expect(decoding.decode(far(2)) == .pending)
        #expect(decoding.decoder.abandonedFragments == 1)
        #expect(decoding.decoder.finish() == 2)
    }

    @Test("a fragment that the capture cut is snapped, one that reaches beyond 65535 octets malformed")
    func bad() {
        var decoding = Decoding()
        #expect(decoding.decode(Array(pieces[1][..<50]), originalLength: pieces[1].count) == .skipped(.snapped))
        let long = Frame.ethernet(Frame.ipv4([UInt8](repeating: 0, count: 16), fragment: 8191))
        #expect(decoding.decode(long) == .skipped(.malformed))
        #expect(decoding.decoder.malformed.description == "fragment end is 65544, in IP fragment, packet 2")
        #expect(decoding.decoder.finish() == 0)
    }

    @Test("a reassembled datagram that is no good is malformed, with all its packets")
    func brokenInside() {
        var decoding = Decoding()
        let pieces = Frame.fragments(of: Frame.tcp(dataOffset: 8), at: [8])
        #expect(decoding.decode(pieces[0]) == .pending)
        #expect(decoding.decode(pieces[1]) == .skipped(.malformed))
        #expect(decoding.decoder.completedFragments == 1)
    }
}
