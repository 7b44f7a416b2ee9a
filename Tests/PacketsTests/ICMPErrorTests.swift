import Packets
import Records
import Testing

@Suite struct ICMPErrorTests {
    private func decode(type: UInt8, code: UInt8, field: UInt32 = 0, quote: [UInt8]) -> Decoding? {
        var decoding = Decoding()
        let message = [type, code, 0, 0] + field.octets + quote
        let packet = Frame.ethernet(Frame.ipv4(message, protocol: 1, from: 0x0a00_0063))
        return decoding.decode(packet) == .icmpError ? decoding : nil
    }

    @Test("an error that quotes eight octets of TCP names the flow")
    func quoted() throws {
        let quote = Array(Frame.ipv4(Frame.tcp(sequence: 77))[..<28])
        let decoding = try #require(decode(type: 3, code: 3, quote: quote))
        let error = decoding.decoder.icmpError
        #expect(error.kind == .unreachable(.port))
        #expect(error.sender.description == "10.0.0.99")
        #expect(error.quotedSource.description == "10.0.0.1:40000")
        #expect(error.quotedDestination.description == "10.0.0.2:80")
        #expect(error.quotedSequence == 77)
        #expect(error.type == 3)
        #expect(error.code == 3)
    }

    @Test(
        "types and codes become the same words in both versions",
        arguments: [
            (3, 0, .unreachable(.network)), (3, 1, .unreachable(.host)), (3, 2, .unreachable(.protocol)),
            (3, 4, .fragmentationNeeded(mtu: 1_400)), (3, 13, .unreachable(.administrativelyProhibited)),
            (11, 0, .timeExceeded), (12, 0, .other),
        ] as [(UInt8, UInt8, ICMPError.Kind)])
    func kinds(type: UInt8, code: UInt8, kind: ICMPError.Kind) throws {
        let decoding = try #require(decode(type: type, code: code, field: 1_400, quote: Frame.ipv4(Frame.tcp())))
        #expect(decoding.decoder.icmpError.kind == kind)
    }

    @Test(
        "ICMPv6 errors quote through extension headers",
        arguments: [
            (1, 0, .unreachable(.network)), (1, 1, .unreachable(.administrativelyProhibited)),
            (1, 3, .unreachable(.host)),
            (1, 4, .unreachable(.port)), (2, 0, .packetTooBig(mtu: 1_280)), (3, 0, .timeExceeded), (4, 1, .other),
        ] as [(UInt8, UInt8, ICMPError.Kind)])
    func ipv6(type: UInt8, code: UInt8, kind: ICMPError.Kind) {
        let quote = Frame.ipv6([44, 0, 1, 4, 0, 0, 0, 0, 6, 0, 0, 1, 0, 0, 0, 1] + Frame.tcp(sequence: 5), next: 0)
        let message = [type, code, 0, 0] + UInt32(1_280).octets + quote
        var decoding = Decoding()
        #expect(decoding.decode(Frame.ethernet(Frame.ipv6(message, next: 58), type: 0x86dd)) == .icmpError)
        #expect(decoding.decoder.icmpError.kind == kind)
        #expect(decoding.decoder.icmpError.quotedSequence == 5)
        #expect(decoding.decoder.icmpError.quotedDestination.description == "[2001:db8::2]:80")
    }

    @Test(
        "an error about anything else is only ICMP",
        arguments: [
            Frame.ipv4(Frame.udp([1, 2, 3, 4], to: 53), protocol: 17),
            Frame.ipv4(Frame.tcp(), fragment: 0x2004),
            Array(Frame.ipv4(Frame.tcp())[..<27]),
            Array(Frame.ipv6(Frame.tcp())[..<47]),
            [UInt8](repeating: 0x50, count: 40),
            [],
        ])
    func others(_ quote: [UInt8]) {
        #expect(decode(type: 3, code: 1, quote: quote) == nil)
    }

    @Test("an echo that looks like a quotation is only ICMP")
    func echo() {
        #expect(decode(type: 8, code: 0, quote: Frame.ipv4(Frame.tcp())) == nil)
    }
}
