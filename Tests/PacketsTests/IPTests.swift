import Packets
import Records
import Testing

@Suite struct IPTests {
    @Test("link padding is no payload")
    func padding() {
        var decoding = Decoding()
        let frame = Frame.ethernet(Frame.ipv4(Frame.tcp([]))) + [0, 0, 0, 0, 0, 0]
        #expect(decoding.decode(frame) == .segment)
        #expect(decoding.segment.payloadLength == 0)
        #expect(decoding.segment.payloadCount == 0)
        #expect(decoding.segment.ipHeaderTotal == 40)
    }

    @Test("a total length of 0 is a segment to be cut by the network card", arguments: [true, false])
    func segmentationOffload(isIPv4: Bool) {
        let payload = [UInt8](repeating: 1, count: 70_000)
        let frame =
            isIPv4
            ? Frame.ethernet(Frame.ipv4(Frame.tcp(payload), totalLength: 0))
            : Frame.ethernet(Frame.ipv6(Frame.tcp(payload), payloadLength: 0), type: 0x86dd)
        var decoding = Decoding()
        #expect(decoding.decode(frame) == .segment)
        #expect(decoding.segment.payloadLength == 70_000)
        #expect(decoding.segment.payloadCount == 70_000)
        #expect(decoding.segment.ipHeaderTotal == 70_000 + (isIPv4 ? 40 : 60))
    }

    @Test("a datagram longer than its frame claims to have been announces what its header says")
    func longerThanFrame() {
        let frame = Frame.ethernet(Frame.ipv4(Frame.tcp([1, 2, 3]), totalLength: 1_040))
        var decoding = Decoding()
        #expect(decoding.decode(frame) == .segment)
        #expect(decoding.segment.payloadLength == 1_000)
        #expect(decoding.segment.payloadCount == 3)
    }

    @Test("a datagram longer than its PPPoE packet ends with it")
    func longerThanLink() {
        let packet = Frame.ipv4(Frame.tcp([]), totalLength: 46)
        let frame = Frame.ethernet(
            [0x11, 0, 0, 1] + UInt16(packet.count + 2).octets + [0, 0x21] + packet + [0, 0, 0, 0, 0, 0], type: 0x8864)
        var decoding = Decoding()
        #expect(decoding.decode(frame) == .segment)
        #expect(decoding.segment.payloadLength == 0)
        #expect(decoding.segment.payloadCount == 0)
    }

    @Test(
        "lengths that cannot be are malformed, and said",
        arguments: [
            (Frame.ipv4(Frame.tcp(), totalLength: 19), "total length is 19, in IPv4 header, packet 1"),
            (
                Frame.ipv4(Frame.tcp(), options: [0, 0, 0, 0], totalLength: 23),
                "total length is 23, in IPv4 header, packet 1"
            ),
            (
                Frame.ipv4(Frame.tcp(), totalLength: 33),
                "needed 20 bytes, 13 available, because IPv4 total length, in TCP header, packet 1"
            ),
            ([0x44] + Frame.ipv4(Frame.tcp())[1...], "header length is 16, in IPv4 header, packet 1"),
            ([0x55] + Frame.ipv4(Frame.tcp())[1...], "version is 5, in IP header, packet 1"),
            (Frame.ipv4(Frame.tcp(dataOffset: 16)), "data offset is 16, in TCP header, packet 1"),
            (Frame.ipv4(Frame.tcp([1, 2], dataOffset: 60)), "data offset is 60, in TCP header, packet 1"),
            (
                Frame.ipv6([6, 200] + [UInt8](repeating: 0, count: 30), next: 60),
                "needed 1608 bytes, 32 available, because IPv6 payload length, in IPv6 extension header, packet 1"
            ),
            (Frame.ipv4(Frame.udp([], to: 53, count: 7), protocol: 17), "length is 7, in UDP header, packet 1"),
        ])
    func malformed(_ packet: [UInt8], _ description: String) {
        var decoding = Decoding()
        #expect(decoding.decode(packet, linkType: .raw) == .skipped(.malformed))
        #expect(decoding.decoder.malformed.description == description)
        // On the fast path, too.
        #expect(decoding.decode(Frame.ethernet(packet, type: 0x0800)) == .skipped(.malformed))
    }

    @Test("headers that the capture cut are snapped, and said")
    func snapped() {
        var decoding = Decoding()
        let frame = Frame.ethernet(Frame.ipv4(Frame.tcp()))
        #expect(decoding.decode(Array(frame[..<50]), originalLength: frame.count) == .skipped(.snapped))
        let text = "needed 20 bytes, 16 available, because snap length, in TCP header, packet 1"
        #expect(decoding.decoder.malformed.description == text)
    }

    @Test(
        "a routing header with segments left names the final destination",
        arguments: [
            (0, 1, [3, 4], "2001:db8::4"), (4, 1, [3, 4], "2001:db8::3"), (2, 1, [5], "2001:db8::5"),
            (4, 0, [3, 4], "2001:db8::2"),
        ] as [(UInt8, UInt8, [UInt8], String)])
    func routing(type: UInt8, segmentsLeft: UInt8, addresses: [UInt8], destination: String) {
        let header: [UInt8] = [6, UInt8(addresses.count * 2), type, segmentsLeft, 0, 0, 0, 0]
        let packet = Frame.ipv6(header + addresses.flatMap { Frame.address($0) } + Frame.tcp(), next: 43)
        var decoding = Decoding()
        #expect(decoding.decode(packet, linkType: .raw) == .segment)
        #expect(decoding.segment.destination.address.description == destination)
    }

    @Test("the fast path and the layers agree", arguments: [0, 1, 5, 12, 18, 200])
    func paths(captured: Int) {
        let segment = Frame.tcp([UInt8](repeating: 3, count: captured), options: [1, 1, 8, 10, 0, 0, 0, 1, 0, 0, 0, 2])
        for packet in [Frame.ipv4(segment), Frame.ipv6(segment)] {
            var fast = Decoding()
            var layers = Decoding()
            let frame = Frame.ethernet(packet, type: packet[0] == 0x45 ? 0x0800 : 0x86dd)
            #expect(fast.decode(frame) == .segment)
            #expect(layers.decode(packet, linkType: .raw) == .segment)
            #expect(fast.segment.payloadOffset == layers.segment.payloadOffset + 14)
            #expect(fast.segment.payloadCount == layers.segment.payloadCount)
            #expect(fast.segment.payloadLength == layers.segment.payloadLength)
            #expect(fast.segment.ipHeaderTotal == layers.segment.ipHeaderTotal)
            #expect(fast.segment.ttl == layers.segment.ttl)
            #expect(fast.segment.identification == layers.segment.identification)
            #expect(fast.segment.timestampEchoReply == 2)
            #expect(layers.segment.timestampEchoReply == 2)
        }
    }
}
