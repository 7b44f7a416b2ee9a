import Records
import Testing

@testable import Dissection

@Suite("Hellos of SSL 2.0") struct SSL2HelloTests {
    private func clientHello(version: Int, sessionID: [UInt8] = []) -> [UInt8] {
        let body =
            [1] + TLSBytes.uint16(version) + TLSBytes.uint16(6) + TLSBytes.uint16(sessionID.count)
            + TLSBytes.uint16(16) + [0, 0, 4, 1, 0, 0x80] + sessionID + TLSBytes.noise(16)
        return TLSBytes.uint16(0x8000 | body.count) + body
    }

    private func serverHello(hit: Bool) -> [UInt8] {
        let certificate = hit ? [] : Certificates.old
        let body =
            [4, hit ? 1 : 0, hit ? 0 : 1] + TLSBytes.uint16(2) + TLSBytes.uint16(certificate.count)
            + TLSBytes.uint16(3) + TLSBytes.uint16(16) + certificate + [1, 0, 0x80] + TLSBytes.noise(16)
        return TLSBytes.uint16(0x8000 | body.count) + body
    }

    @Test func `A server may answer it with TLS`() throws {
        let outcome = Playbook(.tls).client(clientHello(version: 0x0301))
            .server(ServerHelloBytes(version: 0x0301, sessionID: TLSBytes.noise(32), cipher: 4).record)
            .client(TLSBytes.handshake(TLSBytes.clientKeyExchange, version: 0x0301)).sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.version == "TLS 1.0")
        #expect(told.offered == TLSHandshake.Offer.none)
        #expect(told.sawClientHello && told.sawServerHello)
        #expect(outcome.events.isEmpty)
    }

    @Test func `A server of SSL 2.0 is read as far as its hello`() throws {
        let playbook = Playbook(.tls).client(clientHello(version: 2)).server(serverHello(hit: false))
            .client([0x81, 0x12] + TLSBytes.noise(274)).server(TLSBytes.noise(42))
        let told = try #require(playbook.sameHoweverCut().handshakes.first)
        #expect(told.version == "SSLv2")
        #expect(told.resumed == false)
        #expect(told.certificate?.subject == "CN=old+UID=x,DC=example,DC=org")
        #expect(playbook.outcome(probes: true).identified == [.tls])
        #expect(playbook.outcome().events.isEmpty)
        #expect(playbook.outcome().owed == nil)
    }

    @Test func `A session id that the server knows is a resumption`() throws {
        let outcome = Playbook(.tls).client(clientHello(version: 2, sessionID: TLSBytes.noise(16)))
            .server(serverHello(hit: true)).outcome()
        #expect(outcome.handshakes.first?.offered == .sessionID)
        #expect(outcome.handshakes.first?.resumed == true)
    }

    @Test func `Fields that contradict each other are no hello`() {
        var bytes = clientHello(version: 0x0301)
        bytes[6] = 5
        #expect(SSL2ClientHello(bytes.span.bytes) == nil)
        #expect(TLSOpening(bytes.span.bytes) == .foreign)
    }
}
