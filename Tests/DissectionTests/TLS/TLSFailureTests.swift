import Records
import Testing

@testable import Dissection

@Suite("TLS failures and ends") struct TLSFailureTests {
    private let hello = ClientHelloBytes().record

    @Test func `A fatal alert in clear before the end of the handshake is its failure`() throws {
        let outcome = Playbook(.tls).client(hello).server(TLSBytes.alert(2, 40)).serverFIN().clientFIN()
            .sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.outcome == .failed)
        let alert = TLSHandshake.Alert(
            at: PacketReference(packet: 2, time: Timestamp(seconds: 1, nanoseconds: 0)), by: .server, level: 2,
            description: 40, encrypted: false)
        #expect(told.alerts == [alert])
        #expect(outcome.done.map(\.outcome) == [.failed])
    }

    @Test func `A warning does not fail a handshake`() throws {
        let outcome = Playbook(.tls).client(hello).server(TLSBytes.alert(1, 112) + ServerHelloBytes().record)
            .sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.outcome == .unknown)
        #expect(told.alerts.map(\.description) == [112])
        #expect(told.sawServerHello)
    }

    @Test func `A flow that ends after the hello has failed, a capture that ends has not`() {
        let begun = Playbook(.tls).client(hello)
        #expect(begun.serverRST().outcome().handshakes.first?.outcome == .failed)
        #expect(begun.clientFIN().serverFIN().outcome().done.first?.outcome == .failed)
        #expect(begun.outcome().handshakes.first?.outcome == .unknown)
        #expect(begun.outcome().done.isEmpty)
    }

    @Test func `A client of TLS 1.3 that answers with an alert has not finished`() throws {
        let outcome = Playbook(.tls).client(TLSPlaybooks.hello13().record)
            .server(ServerHelloBytes.version13().record + TLSBytes.applicationData(900))
            .client(TLSBytes.applicationData(19)).clientFIN().serverFIN().sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.outcome == .failed)
        #expect(told.finished == PerSide(both: false))
        #expect(told.alerts.isEmpty)
    }

    @Test func `A client that sends early and goes has not completed the handshake`() throws {
        let outcome = Playbook(.tls).client(hello)
            .server(ServerHelloBytes().record + TLSBytes.handshake(TLSBytes.serverHelloDone))
            .client(
                TLSBytes.handshake(TLSBytes.clientKeyExchange) + TLSBytes.changeCipherSpec
                    + TLSBytes.encryptedFinished + TLSBytes.applicationData(80)
            ).clientFIN().serverFIN().sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.outcome == .failed)
        #expect(told.finished == PerSide(client: true, server: false))
    }

    @Test func `close_notify in clear is told of its side`() throws {
        let outcome = Playbook(.tls).client(hello).server(ServerHelloBytes().record).client(TLSBytes.alert(1, 0))
            .sameHoweverCut()
        #expect(outcome.handshakes.first?.closeNotify == PerSide(client: true, server: false))
    }

    @Test func `Encrypted alerts have neither level nor description`() throws {
        let outcome = TLSPlaybooks.full12().client(TLSBytes.record(21, TLSBytes.noise(26)))
            .server(TLSBytes.record(21, TLSBytes.noise(26))).sameHoweverCut()
        let alerts = try #require(outcome.handshakes.first).alerts
        #expect(alerts.map(\.by) == [.client, .server])
        #expect(alerts.allSatisfy { $0.encrypted && $0.level == nil && $0.description == nil })
        #expect(outcome.handshakes.first?.closeNotify == PerSide(both: false))
    }

    @Test func `Alerts without a hello have an entry of their own, application data has none`() throws {
        let alerts = Playbook(.tls).client(TLSBytes.applicationData(90)).server(TLSBytes.record(21, TLSBytes.noise(26)))
            .sameHoweverCut()
        let told = try #require(alerts.handshakes.first)
        #expect(told.alerts.count == 1)
        #expect(!told.sawClientHello && !told.sawServerHello)
        #expect(told.offered == nil && told.resumed == nil && told.version == nil)
        #expect(told.outcome == .unknown)
        let data = Playbook(.tls).client(TLSBytes.applicationData(90)).server(TLSBytes.applicationData(900))
        #expect(data.clientRST().outcome().records.isEmpty)
    }

    @Test func `More alerts than allowed are not kept`() throws {
        var environment = Environment()
        environment.limits.alertsPerHandshake = 3
        let many = (0..<10).flatMap { _ in TLSBytes.alert(1, 90) }
        let outcome = Playbook(.tls, environment).client(hello).server(many).outcome()
        #expect(outcome.handshakes.first?.alerts.count == 3)
    }

    @Test func `A record cut by the end of its flow is owed by its sender`() throws {
        let record = TLSBytes.applicationData(5000)
        let outcome = TLSPlaybooks.full12().server(Array(record.prefix(1005))).serverFIN().clientFIN()
            .sameHoweverCut()
        let owed = try #require(outcome.owed)
        #expect((owed.by, owed.what, owed.subject) == (.server, .restOfMessage, "TLS record"))
        #expect((owed.received, owed.announced) == (1000, 5000))
        #expect((owed.since.packet, owed.progress.packet) == (7, 7))
        #expect(outcome.handshakes.first?.endedInRecord == .server)
    }

    @Test func `A header cut by the end of its flow is owed too`() throws {
        let outcome = TLSPlaybooks.full12().client([0x17, 0x03]).clientRST().outcome()
        let owed = try #require(outcome.owed)
        #expect((owed.by, owed.received, owed.announced) == (.client, 2, nil))
    }

    @Test func `A ClientHello cut by the end is owed, and no handshake is told`() throws {
        let outcome = Playbook(.tls).client(Array(hello.prefix(60))).clientRST().sameHoweverCut()
        #expect(outcome.handshakes.isEmpty)
        #expect((outcome.owed?.received, outcome.owed?.announced) == (55, UInt64(hello.count - 5)))
    }

    @Test func `An answer that is no TLS is malformed, and ends the reading of its direction`() throws {
        let outcome = Playbook(.tls).client(hello).server("HTTP/1.1 400 Bad Request\r\n\r\n").serverFIN()
            .client(TLSBytes.alert(2, 50)).clientFIN().sameHoweverCut()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.events.first?.detail == "tls: content type is 72")
        #expect(outcome.handshakes.first?.outcome == .failed)
        #expect(outcome.handshakes.first?.alerts.map(\.by) == [.client])
    }
}
