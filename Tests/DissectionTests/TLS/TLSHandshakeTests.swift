import Records
import Testing

@testable import Dissection

@Suite("TLS handshakes") struct TLSHandshakeTests {
    @Test func `A full handshake of TLS 1.2 is read to its end`() throws {
        var hello = ClientHelloBytes()
        hello.extensions += [TLSBytes.sessionTicket([]), TLSBytes.applicationProtocols("h2", "http/1.1")]
        let outcome = TLSPlaybooks.full12(hello).sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(outcome.handshakes.count == 1)
        #expect(told.outcome == .completed)
        #expect((told.at.packet, told.serverHello?.packet, told.done?.packet) == (1, 2, 4))
        #expect(told.duration == 3)
        #expect(told.version == "TLS 1.2")
        #expect(told.cipher == 0xc02f)
        #expect(told.serverName == "shop.example")
        #expect(told.alpnOffered == ["h2", "http/1.1"])
        #expect(told.alpn == "http/1.1")
        #expect(told.offered == TLSHandshake.Offer.none)
        #expect(told.resumed == false)
        #expect(told.clientSupportsTickets && told.serverSupportsTickets)
        #expect(told.finished == PerSide(both: true))
        #expect(told.certificate?.subject.contains("CN=www.example.org") == true)
        #expect(told.applicationRecords == PerSide(client: 1, server: 2))
        #expect(told.applicationBytes == PerSide(client: 400, server: 9120))
        #expect(told.lastApplicationData.server?.packet == 6)
        #expect(outcome.done.count == 1)
        #expect(outcome.owed == nil)
        #expect(outcome.events.isEmpty)
    }

    @Test func `A ticket of TLS 1.2 is told without its value`() throws {
        let outcome = TLSPlaybooks.full12().outcome()
        let ticket = try #require(outcome.handshakes.first?.ticketsIssued.first)
        #expect(ticket.lifetime == 300)
        #expect(ticket.keyName == Array("a-key-name-of-16".utf8))
        #expect(ticket.hash == shortHash(TLSPlaybooks.ticket))
        #expect(ticket.at.packet == 4)
    }

    @Test func `A session id that comes back without a certificate is a resumption`() throws {
        let id = TLSBytes.noise(32)
        let outcome = TLSPlaybooks.abbreviated12(ClientHelloBytes(sessionID: id), ServerHelloBytes(sessionID: id))
            .sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.offered == .sessionID)
        #expect(told.resumed == true)
        #expect(told.outcome == .completed)
        #expect(told.done?.packet == 3)
        #expect(told.certificate == nil)
    }

    @Test func `A ticket that the server takes is a resumption, with a new ticket or without`() throws {
        var hello = ClientHelloBytes()
        hello.extensions.append(TLSBytes.sessionTicket(TLSPlaybooks.ticket))
        let plain = TLSPlaybooks.abbreviated12(hello, ServerHelloBytes()).sameHoweverCut()
        let told = try #require(plain.handshakes.first)
        #expect(told.offered == .ticket)
        #expect(told.offeredIdentityLength == TLSPlaybooks.ticket.count)
        #expect(told.offeredIdentityHash == shortHash(TLSPlaybooks.ticket))
        #expect(told.resumed == true)

        let renewed = Playbook(.tls).client(hello.record)
            .server(
                ServerHelloBytes().record + TLSBytes.handshake(TLSBytes.newSessionTicket(lifetime: 60, [1, 2, 3]))
                    + TLSBytes.changeCipherSpec + TLSBytes.encryptedFinished
            ).outcome()
        #expect(renewed.handshakes.first?.resumed == true)
        #expect(renewed.handshakes.first?.ticketsIssued.count == 1)
    }

    @Test func `A ticket that the server refuses ends in a full handshake`() throws {
        var hello = ClientHelloBytes()
        hello.extensions.append(TLSBytes.sessionTicket(TLSPlaybooks.ticket))
        let told = try #require(TLSPlaybooks.full12(hello).outcome().handshakes.first)
        #expect(told.offered == .ticket)
        #expect(told.resumed == false)
    }

    @Test func `A full handshake with a PSK suite has no certificate and is no resumption`() throws {
        let outcome = Playbook(.tls).client(ClientHelloBytes(ciphers: [0xccab]).record)
            .server(
                ServerHelloBytes(sessionID: TLSBytes.noise(32), cipher: 0xccab).record
                    + TLSBytes.handshake(TLSBytes.serverHelloDone)
            )
            .client(
                TLSBytes.handshake(TLSBytes.clientKeyExchange) + TLSBytes.changeCipherSpec + TLSBytes.encryptedFinished
            )
            .server(TLSBytes.changeCipherSpec + TLSBytes.encryptedFinished).sameHoweverCut()
        #expect(outcome.handshakes.first?.resumed == false)
        #expect(outcome.handshakes.first?.outcome == .completed)
    }

    @Test func `TLS 1.3 is done with the client's first record that can hold a Finished`() throws {
        let hello = TLSPlaybooks.hello13()
        let answer = ServerHelloBytes.version13(sessionID: hello.sessionID)
        let outcome = TLSPlaybooks.full13(hello, answer).sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.version == "TLS 1.3")
        #expect(told.cipher == 0x1301)
        #expect(told.offered == TLSHandshake.Offer.none)
        #expect(told.resumed == false)
        #expect(told.done?.packet == 3)
        #expect(told.supportedVersions == [0x0304, 0x0303])
        #expect(told.alerts.isEmpty)
    }

    @Test func `A ticket of TLS 1.3 that the server takes is a resumption`() throws {
        let hello = TLSPlaybooks.hello13([TLSBytes.preSharedKey(TLSPlaybooks.ticket, age: 77)])
        let told = try #require(
            TLSPlaybooks.full13(hello, .version13(identity: 0)).sameHoweverCut().handshakes.first)
        #expect(told.offered == .psk)
        #expect(told.resumed == true)
        #expect(!told.isExternalPSK)
        #expect(told.offeredIdentity == TLSPlaybooks.ticket)
    }

    @Test func `A key agreed beforehand is no resumption`() throws {
        let hello = TLSPlaybooks.hello13([TLSBytes.preSharedKey(Array("sensor-17".utf8), age: 0)])
        let told = try #require(TLSPlaybooks.full13(hello, .version13(identity: 0)).outcome().handshakes.first)
        #expect(told.offered == .psk)
        #expect(told.isExternalPSK)
        #expect(told.resumed == false)
    }

    @Test func `A PSK that the server passes over is refused`() throws {
        let hello = TLSPlaybooks.hello13([TLSBytes.preSharedKey(TLSPlaybooks.ticket, age: 77)])
        let told = try #require(TLSPlaybooks.full13(hello, .version13()).outcome().handshakes.first)
        #expect(told.offered == .psk)
        #expect(told.resumed == false)
    }

    @Test func `A HelloRetryRequest and the second hello belong to one handshake`() throws {
        let hello = TLSPlaybooks.hello13()
        var retry = ServerHelloBytes.version13()
        retry.random = ServerHelloBytes.retryRandom
        let outcome = Playbook(.tls).client(hello.record).server(retry.record + TLSBytes.changeCipherSpec)
            .client(TLSBytes.changeCipherSpec + hello.record)
            .server(ServerHelloBytes.version13().record + TLSBytes.applicationData(900))
            .client(TLSBytes.applicationData(53)).sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(outcome.handshakes.count == 1)
        #expect(told.helloRetry)
        #expect((told.at.packet, told.serverHello?.packet, told.done?.packet) == (1, 4, 5))
    }

    @Test func `Early data does not count as the client's Finished`() throws {
        let psk = TLSBytes.preSharedKey(TLSPlaybooks.ticket, age: 9)
        let hello = TLSPlaybooks.hello13([TLSBytes.extensionBlock(42, []), psk])
        let outcome = Playbook(.tls)
            .client(hello.record + TLSBytes.changeCipherSpec + TLSBytes.applicationData(500))
            .server(ServerHelloBytes.version13(identity: 0).record + TLSBytes.applicationData(200))
            .client(TLSBytes.applicationData(700))
            .client(TLSBytes.applicationData(21) + TLSBytes.applicationData(53)).sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(told.earlyData)
        #expect(told.resumed == true)
        #expect(told.done?.packet == 4)
    }

    @Test func `A draft of TLS 1.3 with the short ServerHello is read`() throws {
        var hello = ClientHelloBytes()
        hello.extensions = [TLSBytes.supportedVersions(0x7f13, 0x0303)]
        let body = TLSBytes.uint16(0x7f13) + TLSBytes.noise(32) + TLSBytes.uint16(0x1302)
        let psk = TLSBytes.extensionBlock(41, [0, 0])
        let answer = TLSBytes.handshake(TLSBytes.message(2, body + TLSBytes.uint16(psk.count) + psk))
        let told = try #require(
            Playbook(.tls).client(hello.record).server(answer).sameHoweverCut().handshakes.first)
        #expect(told.version == "TLS 1.3-draft19")
        #expect(told.cipher == 0x1302)
        #expect(told.resumed == true)
    }

    @Test func `A hello in clear after the handshake begins another one`() throws {
        let first = TLSPlaybooks.full12()
        var both = first
        both.lines += first.lines
        let outcome = both.sameHoweverCut()
        #expect(outcome.handshakes.map(\.at.packet) == [1, 7])
        #expect(outcome.handshakes.allSatisfy { $0.outcome == .completed })
        #expect(outcome.handshakes.map(\.applicationRecords.server) == [2, 2])
    }

    @Test func `A renegotiation under encryption is counted`() throws {
        let outcome = TLSPlaybooks.full12()
            .client(TLSBytes.record(22, TLSBytes.noise(300)))
            .server(TLSBytes.record(22, TLSBytes.noise(90)) + TLSBytes.record(20, TLSBytes.noise(48)))
            .sameHoweverCut()
        let told = try #require(outcome.handshakes.first)
        #expect(outcome.handshakes.count == 1)
        #expect(told.encryptedHandshakeRecords == 2)
        #expect(outcome.events.isEmpty)
    }

    @Test func `Hellos of SSL 3.0 are read`() throws {
        let hello = ClientHelloBytes(version: 0x0300, ciphers: [0x0004], extensions: [])
        let outcome = Playbook(.tls).client(hello.record)
            .server(ServerHelloBytes(version: 0x0300, sessionID: TLSBytes.noise(32), cipher: 4).record)
            .sameHoweverCut()
        #expect(outcome.handshakes.first?.version == "SSLv3")
        #expect(outcome.handshakes.first?.offered == TLSHandshake.Offer.none)
    }

    @Test func `The session id that TLS 1.3 sends for the looks is no offer, one of TLS 1.2 is`() throws {
        let id = TLSBytes.noise(32)
        let old = Playbook(.tls).client(ClientHelloBytes(sessionID: id).record).outcome()
        let new = Playbook(.tls).client(TLSPlaybooks.hello13().record).outcome()
        #expect(old.handshakes.first?.offered == .sessionID)
        #expect(new.handshakes.first?.offered == TLSHandshake.Offer.none)
        #expect(new.handshakes.first?.clientSessionID == id)
    }
}
