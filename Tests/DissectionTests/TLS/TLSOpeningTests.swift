import Records
import Testing

@testable import Dissection

@Suite("TLS recognised") struct TLSOpeningTests {
    private let hello = ClientHelloBytes().record
    private let answer = ServerHelloBytes().record

    private func probe(_ client: [UInt8], _ server: [UInt8] = [], port: UInt16 = 9999) -> Probe {
        let hints = OpeningHints(clientPort: 50_000, serverPort: port, isMidstream: false)
        return TLSDissector.probe(client: client.span.bytes, server: server.span.bytes, hints: hints)
    }

    @Test func `Hellos are certain on any port`() {
        #expect(probe(hello) == .certain)
        #expect(probe([], answer) == .certain)
        #expect(probe(Array(hello.prefix(11))) == .certain)
    }

    @Test func `Hellos from the wrong side turn the flow round`() {
        #expect(probe(answer) == .certainReversed)
        #expect(probe([], hello) == .certainReversed)
    }

    @Test func `A beginning of a hello is possible`() {
        for count in 1..<11 { #expect(probe(Array(hello.prefix(count))) == .possible, "\(count) octets") }
        #expect(probe([], []) == .no)
    }

    @Test func `Two records in a row are certain, one on a usual port only`() {
        let data = TLSBytes.applicationData(100)
        #expect(probe(data + data) == .certain)
        #expect(probe(data, data) == .certain)
        #expect(probe(data) == .possible)
        #expect(probe(data, port: 443) == .certain)
        #expect(probe(TLSBytes.record(21, TLSBytes.noise(26)), port: 993) == .certain)
        #expect(probe(data + Array("GET / HTTP/1.1".utf8), port: 443) == .no)
    }

    @Test(arguments: ["GET / HTTP/1.1\r\n", "220 mail ready\r\n", "SSH-2.0-x\r\n", "\u{16}\u{2}\u{1}", "\u{17}none"])
    func `Other protocols are none, on any port`(text: String) {
        #expect(probe(Array(text.utf8), port: 443) == .no)
    }

    @Test func `Noise on a usual port is none`() {
        #expect(probe([0x16, 0x03, 0x01, 0xff, 0xff, 1, 0, 0, 0, 3, 3], port: 443) == .no)
        #expect(probe([0x17, 0x03, 0x03, 0x41, 0x01] + TLSBytes.noise(50), port: 443) == .no)
        #expect(probe([0x80, 0x2e, 1, 0, 2] + TLSBytes.noise(50), port: 443) == .no)
    }

    @Test func `A handshake is recognised from its bytes, whoever is taken for the client`() throws {
        let forth = TLSPlaybooks.full12()
        let told = forth.outcome(probes: true)
        #expect(told.identified == [.tls])
        #expect(told.handshakes.first?.outcome == .completed)
    }

    @Test func `After a plain beginning TLS is recognised at its hello`() {
        let outcome = Playbook(.tls).server("220 ready\r\n").client("STARTTLS\r\n").server("220 go\r\n")
            .client(hello).server(answer).outcome(probes: true)
        #expect(outcome.identified == [.tls])
        #expect(outcome.handshakes.first?.sawServerHello == true)
        #expect(outcome.events.isEmpty)
    }
}
