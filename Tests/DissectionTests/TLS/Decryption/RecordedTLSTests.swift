import Records
import Testing

@testable import Dissection

@Suite("TLS opened with keys, as recorded") struct RecordedTLSTests {
    private static let suites = [
        "tls13-aes128-gcm", "tls13-aes256-gcm", "tls13-chacha20", "tls13-aes128-ccm", "tls13-aes128-ccm8",
        "tls13-hello-retry", "tls12-aes128-gcm", "tls12-aes256-gcm", "tls12-chacha20", "tls12-aes128-ccm",
        "tls12-aes256-ccm8", "tls12-cbc-sha", "tls12-cbc-sha256-etm", "tls12-cbc-sha384", "tls12-rsa",
        "tls12-rsa-no-ems", "tls11-cbc", "tls10-cbc", "tls10-cbc-etm",
    ]

    @Test("Two exchanges come out of every suite, whole and cut", arguments: suites)
    func exchanges(name: String) throws {
        let outcome = try RecordedConversation(name).decrypted.sameHoweverCut()
        #expect(outcome.talk == ["/cart 200 14", "/last 200 14"])
        #expect(outcome.exchanges.first?.request?.cookies.map(\.name) == ["shop_session"])
        #expect(outcome.exchanges.last?.response?.setCookies.map(\.value) == ["/last"])
        #expect(outcome.identified == [.tls, .http1])
        #expect(outcome.events.isEmpty)
        #expect(outcome.owed == nil)
        let told = try #require(outcome.handshakes.first)
        #expect(outcome.handshakes.count == 1)
        #expect(told.decrypted && told.isReadWhole)
        #expect(told.outcome == .completed)
        #expect(told.resumed == false)
        #expect(told.finished == PerSide(both: true))
        #expect(told.certificate?.subject == "CN=shop.example")
        #expect(told.closeNotify.server)
        #expect(told.alerts.allSatisfy { $0.description == 0 && !$0.encrypted })
        // Clients of TLS 1.0 send the first octet alone, so that nobody can choose what the next block is chained to.
        #expect(told.applicationRecords == PerSide(client: name.hasPrefix("tls10") ? 4 : 2, server: 2))
    }

    @Test("Without its secret a connection tells what it tells without any keys", arguments: suites)
    func otherKeys(name: String) throws {
        let recorded = try RecordedConversation(name)
        let other = try RecordedConversation(name == "tls12-rsa" ? "tls12-chacha20" : "tls12-rsa").keyLog()
        let without = recorded.playbook(nil).clientFIN().serverFIN().outcome()
        #expect(recorded.playbook(other).clientFIN().serverFIN().sameHoweverCut() == without)
    }

    @Test("Wrong secrets open nothing, and it is said", arguments: suites)
    func wrongKeys(name: String) throws {
        let recorded = try RecordedConversation(name)
        var log = KeyLog()
        for line in recorded.keyLines {
            let words = line.split(separator: " ")
            let secret = String(words[2].reversed())
            log.absorb(Array("\(words[0]) \(words[1]) \(secret)\n".utf8))
        }
        var outcome = recorded.playbook(log).clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.events.map(\.kind) == [.opaque])
        outcome.records.removeAll { if case .event = $0 { true } else { false } }
        let without = recorded.playbook(nil).clientFIN().serverFIN().outcome()
        #expect(outcome == without)
    }

    @Test("A key log that comes to an end in the middle of a line is used up to there")
    func growingKeyLog() throws {
        let recorded = try RecordedConversation("tls13-aes128-gcm")
        let text = Array(recorded.keyLines.joined(separator: "\n").utf8)
        for cut in stride(from: 0, to: text.count, by: 37) {
            var log = KeyLog()
            log.absorb(Array(text[..<cut]))
            log.absorb(Array(text[cut...]))
            log.finishLine()
            #expect(recorded.playbook(log).outcome().talk.count == 2)
            #expect(log.badLineCount == 0)
        }
    }

    @Test("Application secrets alone are enough for what is inside")
    func applicationSecretsAlone() throws {
        let recorded = try RecordedConversation("tls13-aes128-gcm")
        let log = recorded.keyLog { $0.contains("_TRAFFIC_SECRET_0") }
        let outcome = recorded.playbook(log).clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.talk == ["/cart 200 14", "/last 200 14"])
        let told = try #require(outcome.handshakes.first)
        #expect(told.decrypted && !told.isReadWhole)
        #expect(told.ticketsIssued.count == 2)
        #expect(told.outcome == .completed)
    }

    @Test("One direction's secrets read that direction, and the other stays closed")
    func oneDirection() throws {
        let recorded = try RecordedConversation("tls13-aes128-gcm")
        let log = recorded.keyLog { $0.hasPrefix("CLIENT_") }
        let outcome = recorded.playbook(log).clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.exchanges.compactMap(\.request?.target) == ["/cart", "/last"])
        #expect(outcome.exchanges.allSatisfy { $0.response == nil })
        #expect(outcome.handshakes.first?.isReadWhole == false)
    }

    @Test("Keys are updated in both directions")
    func keyUpdate() throws {
        let outcome = try RecordedConversation("tls13-key-update").decrypted.sameHoweverCut()
        #expect(outcome.talk == ["/cart 200 14", "/cart 200 14", "/last 200 14"])
        #expect(outcome.handshakes.first?.isReadWhole == true)
    }

    @Test("Tickets of TLS 1.3 come with their lifetimes, the certificate under encryption")
    func tickets() throws {
        let told = try #require(RecordedConversation("tls13-aes256-gcm").decrypted.outcome().handshakes.first)
        #expect(told.ticketsIssued.map(\.lifetime) == [300, 300])
        #expect(told.ticketsIssued.allSatisfy { $0.keyName.count == 16 && $0.hash.count == 16 })
        #expect(told.certificate?.issuer == "CN=shop.example")
    }

    @Test("Early data that the server takes is the first request")
    func earlyData() throws {
        let outcome = try RecordedConversation("tls13-early-data").decrypted.sameHoweverCut()
        #expect(outcome.talk == ["/cart 200 14", "/last 200 14"])
        let told = try #require(outcome.handshakes.first)
        #expect(told.resumed == true)
        #expect(told.earlyData)
        #expect(outcome.exchanges.first?.request?.at.packet == 1)
    }

    @Test("Early data that the server does not take was never said")
    func refusedEarlyData() throws {
        let recorded = try RecordedConversation("tls13-early-data-refused")
        let outcome = recorded.decrypted.sameHoweverCut()
        #expect(outcome.handshakes.first?.helloRetry == true)
        #expect(outcome.exchanges.allSatisfy { $0.request?.at.packet != 1 })
        #expect(outcome.talk.last == "/last 200 14")
    }

    @Test("Early data alone is read without knowing the suite", arguments: ["tls13-early-data"])
    func earlyDataAlone(name: String) throws {
        let recorded = try RecordedConversation(name)
        let log = recorded.keyLog { $0.hasPrefix("CLIENT_EARLY") }
        let outcome = recorded.playbook(log).clientFIN().serverFIN().sameHoweverCut()
        // The client's EndOfEarlyData proves that the server took it.
        #expect(outcome.exchanges.compactMap(\.request?.target) == ["/cart"])
    }

    @Test("A renegotiation is a second handshake of the same flow")
    func renegotiation() throws {
        let recorded = try RecordedConversation("tls12-renegotiation")
        let outcome = recorded.decrypted.sameHoweverCut()
        #expect(outcome.handshakes.count == 2)
        #expect(outcome.handshakes.allSatisfy { $0.decrypted && $0.outcome == .completed && $0.unreadRecords == 0 })
        #expect(outcome.handshakes.map(\.applicationRecords) == [PerSide(both: 1), PerSide(both: 1)])
    }

    @Test("A suite that is not read is named")
    func unreadSuite() throws {
        let outcome = try RecordedConversation("tls12-camellia").decrypted.sameHoweverCut()
        #expect(outcome.handshakes.first?.decrypted == false)
        #expect(
            outcome.events.map(\.detail) == [
                "tls: records of TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256 in TLS 1.2 are not opened"
            ])
    }

    @Test(
        "The server's RSA key opens what was encrypted to it",
        arguments: ["tls12-rsa", "tls12-rsa-no-ems", "tls11-cbc", "tls10-cbc", "tls10-cbc-etm"])
    func privateKey(name: String) throws {
        let recorded = try RecordedConversation(name)
        var keys = PrivateKeys()
        try keys.add(pem: "certificate first\n" + recorded.privateKey)
        var log = KeyLog()
        log.add(keys)
        let outcome = recorded.playbook(log).clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.talk == ["/cart 200 14", "/last 200 14"])
        #expect(outcome.handshakes.first?.isReadWhole == true)
    }

    @Test("The server's RSA key opens a renegotiation")
    func privateKeyOfRenegotiation() throws {
        let recorded = try RecordedConversation("tls12-renegotiation")
        var keys = PrivateKeys()
        try keys.add(pem: recorded.privateKey)
        var log = KeyLog()
        log.add(keys)
        #expect(recorded.playbook(log).outcome() == recorded.playbook(recorded.keyLog()).outcome())
    }

    @Test("The server's key is of no use where suites have forward secrecy")
    func privateKeyAndForwardSecrecy() throws {
        let recorded = try RecordedConversation("tls12-aes128-gcm")
        var keys = PrivateKeys()
        try keys.add(pem: RecordedConversation("tls12-rsa").privateKey)
        var log = KeyLog()
        log.add(keys)
        #expect(recorded.playbook(log).outcome() == recorded.playbook(nil).outcome())
    }

    /// Not of TLS 1.0, where each record is chained to the one before.
    @Test("Keys that come to light after the handshake read what follows", arguments: suites.dropLast(2))
    func lateKeys(name: String) throws {
        let recorded = try RecordedConversation(name)
        let source = KeySource()
        var conversation = Conversation(Environment(keys: source), forced: .tls)
        var sink = RecordSink()
        // In TLS 1.3 the client's close_notify looks like data.
        let data = recorded.lines.indices.filter {
            recorded.lines[$0].direction == .toServer && recorded.lines[$0].bytes.first == 23
        }
        let second = try #require(name.hasPrefix("tls13") ? data.dropLast().last : data.last)
        for (index, line) in recorded.lines.enumerated() {
            if index == second { source.add(recorded.keyLog()) }
            conversation.deliver(line.bytes.span.bytes, line.direction, of: packet(UInt64(index + 1)), into: &sink)
        }
        conversation.end(how: .fin, by: .client, at: packet(99), into: &sink)
        let outcome = Playbook.Outcome(records: sink.records)
        #expect(outcome.talk == ["/last 200 14"])
        #expect(outcome.handshakes.first?.decrypted == true)
        #expect(outcome.handshakes.first?.isReadWhole == false)
    }
}
