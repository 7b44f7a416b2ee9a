import Bytes
import Testing

@testable import Dissection

@Suite struct HTTP2SignatureTests {
    private static let opening = OpeningHints(clientPort: 40_000, serverPort: 80, isMidstream: false)
    private static let midstream = OpeningHints(clientPort: 40_000, serverPort: 80, isMidstream: true)

    private func probe(_ client: [UInt8], _ server: [UInt8] = [], _ hints: OpeningHints = opening) -> Probe {
        HTTP2Signature.probe(client: client.span.bytes, server: server.span.bytes, hints: hints)
    }

    @Test func `the preface is certain, its beginning possible`() {
        #expect(probe(HTTP2Bytes.preface) == .certain)
        for count in 1..<24 { #expect(probe(Array(HTTP2Bytes.preface.prefix(count))) == .possible) }
        #expect(probe(Array("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n".utf8)) == .no)
        #expect(probe([], HTTP2Bytes.settings) == .possible)
        #expect(probe([], HTTP2Bytes.preface, Self.midstream) == .certainReversed)
    }

    @Test(
        arguments: [
            Array("GET / HTTP/1.1\r\n\r\n".utf8), [UInt8](repeating: 0, count: 100),
            [0x16, 0x03, 0x01, 0x00, 0x2e, 0x01], [0, 0, 0, 8, 4, 0xd2, 0x16, 0x2f],
            [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 1],
            [0x4a, 0, 0, 0, 10, 0x38, 0x2e, 0x30, 0x2e, 0x33, 0x36, 0],
        ] as [[UInt8]])
    func `other bytes are never certain`(_ bytes: [UInt8]) {
        for hints in [Self.opening, Self.midstream] {
            #expect(probe(bytes, [], hints) != .certain)
            #expect(probe([], bytes, hints) != .certain)
            #expect(probe(bytes, bytes, hints) != .certain)
        }
    }

    @Test func `random bytes in mid-connection are never certain`() {
        var state: UInt64 = 42
        for _ in 0..<20_000 {
            var bytes: [UInt8] = []
            for _ in 0..<64 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                // Many zeros, as binary protocols have.
                bytes.append(state >> 60 < 8 ? 0 : UInt8(state >> 33 & 0xf))
            }
            let answer = probe(bytes, [], Self.midstream)
            #expect(answer != .certain && answer != .certainReversed)
        }
    }

    @Test func `in mid-connection a row of frames is certain, a single small one is not`() {
        let ping = HTTP2Bytes.ping("aaaaaaaa")
        #expect(probe(ping, [], Self.midstream) == .possible)
        #expect(probe(ping, HTTP2Bytes.ping("aaaaaaaa", isACK: true), Self.midstream) == .certain)
        #expect(probe(HTTP2Bytes.headers(5, [0x83, 0xc0]) + HTTP2Bytes.data(5, [1]), [], Self.midstream) == .certain)
        #expect(
            probe(HTTP2Bytes.headers(5, [0x88]) + HTTP2Bytes.data(5, [1]), [], Self.midstream) == .certainReversed)
        // Where the beginning was captured, a client without preface does not speak HTTP/2.
        #expect(probe(ping + ping + ping, [], Self.opening) == .no)
    }
}
