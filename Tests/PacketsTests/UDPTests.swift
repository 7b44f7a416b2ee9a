import Packets
import Records
import Testing

@Suite struct UDPTests {
    private func reason(_ payload: [UInt8], from source: UInt16 = 50_000, to destination: UInt16) -> Verdict {
        var decoding = Decoding()
        return decoding.decode(
            Frame.ethernet(Frame.ipv4(Frame.udp(payload, from: source, to: destination), protocol: 17)))
    }

    private let filler = [UInt8](repeating: 0, count: 20)

    @Test(
        "QUIC's long header is known by its version",
        arguments: [
            [0xc0, 0, 0, 0, 1, 8], [0xd0, 0x6b, 0x33, 0x43, 0xcf, 8], [0xc0, 0xff, 0, 0, 29, 8], [0x80, 0, 0, 0, 0, 8],
            [0xc0, 0x1a, 0x2a, 0x3a, 0x4a, 8],
        ] as [[UInt8]])
    func long(_ header: [UInt8]) {
        #expect(reason(header + filler, to: 443) == .skipped(.quic))
        #expect(reason(header + filler, from: 443, to: 50_000) == .skipped(.quic))
        #expect(reason(header + filler, to: 9_999) == .skipped(.udp))
    }

    @Test("QUIC's short header is known on its port only")
    func short() {
        #expect(reason([0x40] + filler, to: 443) == .skipped(.quic))
        #expect(reason([0x40] + filler, to: 8_443) == .skipped(.udp))
        #expect(reason([0x00] + filler, to: 443) == .skipped(.udp))
        #expect(reason([0x40, 1, 2], to: 443) == .skipped(.udp))
        #expect(reason([0xc0, 0, 0, 9, 9, 8] + filler, to: 443) == .skipped(.udp))
    }

    @Test(
        "a tunnel's port does not make a tunnel",
        arguments: [
            (4789, [0, 0, 0, 0, 0, 0, 1, 0]), (6081, [0xc0, 0, 8, 0, 0, 0, 0, 0]),
            (2152, [0x30, 1, 0, 0, 0, 0, 0, 0, 0x45]),
            (2152, [0x30, 255, 0, 0, 0, 0, 0, 0, 0x15]), (2152, [0x34, 255, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0]),
            (1701, [0xc8, 2, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0]), (3544, [1, 2, 3, 4, 5, 6, 7, 8]),
            (4790, [0x0c, 0, 0, 9, 0, 0, 1, 0]), (8472, [8]),
        ] as [(UInt16, [UInt8])])
    func noTunnel(port: UInt16, payload: [UInt8]) {
        #expect(reason(payload, to: port) == .skipped(.udp))
    }

    @Test("a client of a well-known service that happens to use a tunnel's port has no tunnel")
    func clientPort() {
        let dns: [UInt8] = [0x08, 0, 1, 0, 0, 1, 0, 0] + [UInt8](repeating: 0, count: 30)
        #expect(reason(dns, from: 4_789, to: 53) == .skipped(.udp))
    }
}
