import Records
import Testing

@testable import Dissection

@Suite("TLS with bytes missing") struct TLSGapTests {
    private static var midstream: Environment {
        Environment(hints: OpeningHints(clientPort: 50_000, serverPort: 443, isMidstream: true))
    }

    @Test func `A gap within application data changes nothing`() {
        let data = TLSBytes.applicationData(5000)
        let outcome = TLSPlaybooks.full12().server(Array(data.prefix(500))).serverGap(2000)
            .server(Array(data.dropFirst(2500))).client(TLSBytes.applicationData(10)).outcome()
        #expect(outcome.handshakes.first?.applicationRecords == PerSide(client: 2, server: 3))
        #expect(outcome.handshakes.first?.hasGaps == false)
        #expect(outcome.owed == nil)
    }

    @Test func `After a gap over records reading goes on at the next record that begins a segment`() {
        let data = TLSBytes.applicationData(300)
        let outcome = TLSPlaybooks.full12().server(Array(data.prefix(100))).serverGap(1000)
            .server(TLSBytes.noise(90)).server(TLSBytes.noise(77)).server(data).server(
                TLSBytes.record(21, TLSBytes.noise(26))
            )
            .outcome()
        #expect(outcome.handshakes.first?.applicationRecords.server == 3)
        #expect(outcome.handshakes.first?.alerts.count == 1)
        #expect(outcome.events.isEmpty)
    }

    @Test func `Without the server's bytes after its hello resumption stays open`() throws {
        let outcome = Playbook(.tls).client(ClientHelloBytes().record).server(ServerHelloBytes().record)
            .serverGap(2000).server(TLSBytes.changeCipherSpec + TLSBytes.encryptedFinished).clientRST().outcome()
        let told = try #require(outcome.handshakes.first)
        #expect(told.resumed == nil)
        #expect(told.hasGaps)
        #expect(told.outcome == .unknown)
    }

    @Test func `A certificate that had begun before the gap tells of a full handshake`() throws {
        let certificate = TLSBytes.handshake(TLSBytes.certificate(Certificates.modern))
        let outcome = Playbook(.tls).client(ClientHelloBytes().record)
            .server(ServerHelloBytes().record + Array(certificate.prefix(100))).serverGap(2000)
            .server(TLSBytes.changeCipherSpec).outcome()
        #expect(outcome.handshakes.first?.resumed == false)
    }

    @Test func `A gap over ChangeCipherSpec does not make messages of what is encrypted`() {
        let outcome = Playbook(.tls).client(ClientHelloBytes().record).server(ServerHelloBytes().record)
            .serverGap(6).server(TLSBytes.encryptedFinished).outcome()
        #expect(outcome.events.isEmpty)
        #expect(outcome.handshakes.count == 1)
    }

    @Test func `From the server alone a handshake of TLS 1.3 is read as far as it goes`() throws {
        let outcome = Playbook(.tls)
            .server(ServerHelloBytes.version13(identity: 0).record + TLSBytes.applicationData(900))
            .server(TLSBytes.applicationData(9000)).serverRST().sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.resumed == true)
        #expect(told.offered == nil)
        #expect(told.outcome == .unknown)
    }

    @Test func `From the client alone resumption and version stay open`() throws {
        let outcome = Playbook(.tls).client(ClientHelloBytes().record)
            .client(
                TLSBytes.handshake(TLSBytes.clientKeyExchange) + TLSBytes.changeCipherSpec + TLSBytes.encryptedFinished
            )
            .client(TLSBytes.applicationData(100)).clientRST().sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect((told.version, told.resumed) == (nil, nil))
        #expect(told.outcome == .completed)
        #expect(told.done?.packet == 3)
    }

    @Test func `A flow joined in the middle of a record is read from the next one`() {
        let outcome = Playbook(.tls, Self.midstream).server(TLSBytes.noise(700)).client(TLSBytes.applicationData(80))
            .server(TLSBytes.applicationData(900)).client(TLSBytes.record(21, TLSBytes.noise(26))).outcome(probes: true)
        #expect(outcome.identified == [.tls])
        #expect(outcome.handshakes.first?.alerts.count == 1)
        #expect(outcome.handshakes.first?.applicationRecords == PerSide(client: 1, server: 1))
        #expect(outcome.events.isEmpty)
    }

    @Test func `A ticket and ChangeCipherSpec without hellos are told as an entry without conclusions`() throws {
        let bytes =
            TLSBytes.handshake(TLSBytes.newSessionTicket(lifetime: 300, [1, 2, 3])) + TLSBytes.changeCipherSpec
            + TLSBytes.encryptedFinished
        let outcome = Playbook(.tls, Self.midstream).server(bytes).sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.ticketsIssued.count == 1)
        #expect(told.resumed == nil)
        #expect(told.outcome == .unknown)
    }
}
