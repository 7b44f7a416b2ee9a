import Packets
import Records
import Testing

@Suite struct TCPOptionsTests {
    private func segment(_ options: [UInt8]) -> Segment {
        var decoding = Decoding()
        #expect(decoding.decode(Frame.ethernet(Frame.ipv4(Frame.tcp(flags: .syn, options: options)))) == .segment)
        return decoding.segment
    }

    @Test("a SYN's usual options are read")
    func usual() {
        let segment = segment([2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 9, 0, 0, 0, 0, 1, 3, 3, 7])
        #expect(segment.mss == 1460)
        #expect(segment.sackPermitted)
        #expect(segment.timestampValue == 9)
        #expect(segment.timestampEchoReply == 0)
        #expect(segment.windowScale == 7)
        #expect(!segment.fastOpen)
        #expect(segment.sack.count == 0)
    }

    @Test("blocks of the SACK option are read, the first four of them")
    func sack() {
        let blocks = [UInt32(100), 200, 300, 400, .max, 5, 7, 9].flatMap(\.octets)
        let segment = segment([1, 1, 5, 34] + blocks)
        #expect(segment.sack.count == 4)
        #expect(segment.sack[0] == (100, 200))
        #expect(segment.sack[1] == (300, 400))
        #expect(segment.sack[2] == (.max, 5))
        #expect(segment.sack[3] == (7, 9))
    }

    @Test(
        "TCP Fast Open is seen, registered or experimental",
        arguments: [
            [34, 2, 1, 1], [34, 10, 1, 2, 3, 4, 5, 6, 7, 8, 1, 1], [254, 4, 0xf9, 0x89],
        ] as [[UInt8]])
    func fastOpen(_ options: [UInt8]) {
        #expect(segment(options).fastOpen)
    }

    @Test(
        "options that lie end the reading, and the segment stands",
        arguments: [
            [2, 0, 5, 0xb4], [2, 1, 5, 0xb4], [2, 200, 5, 0xb4], [0, 2, 4, 5], [1, 1, 1, 2], [2, 3, 5, 0],
            [8, 4, 0, 0],
            [254, 4, 0xf9, 0x88],
        ] as [[UInt8]])
    func lying(_ options: [UInt8]) {
        let segment = segment(options)
        #expect(segment.mss == nil)
        #expect(segment.timestampValue == nil)
        #expect(!segment.fastOpen)
        #expect(segment.payloadLength == Frame.payload.count)
    }

    @Test("options are read as far as they were captured")
    func cut() {
        let frame = Frame.ethernet(Frame.ipv4(Frame.tcp([], flags: .syn, options: [2, 4, 5, 0xb4, 3, 3, 7, 0])))
        var decoding = Decoding()
        #expect(decoding.decode(Array(frame[..<60]), originalLength: frame.count) == .segment)
        #expect(decoding.segment.mss == 1460)
        #expect(decoding.segment.windowScale == nil)
        #expect(decoding.segment.payloadLength == 0)
    }

    @Test("all control bits are read, the reserved ones are not")
    func flags() {
        var decoding = Decoding()
        let all = TCPFlags(rawValue: 0xfff)
        #expect(decoding.decode(Frame.ethernet(Frame.ipv4(Frame.tcp(flags: all)))) == .segment)
        #expect(decoding.segment.flags == [.fin, .syn, .rst, .psh, .ack, .urg, .ece, .cwr, .ae])
    }
}
