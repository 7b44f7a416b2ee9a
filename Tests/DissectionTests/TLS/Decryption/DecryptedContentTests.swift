import Records
import Testing

@testable import Dissection

@Suite("What is inside of TLS") struct DecryptedContentTests {
    private static let request = "GET /cart HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"

    @Test("Padding is taken off, and a record of padding alone says nothing", arguments: [0, 1, 100, 5_000])
    func padding(count: Int) throws {
        var sealed = SealedTLS13()
        let outcome = try sealed.handshake()
            .client(sealed.seal(.toServer, 23, Array(Self.request.utf8), padding: count))
            .client(sealed.seal(.toServer, 23, [], padding: count))
            .server(sealed.seal(.toClient, 23, Array(Self.answer.utf8), padding: count))
            .clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.talk == ["/cart 200 4"])
        #expect(outcome.handshakes.first?.isReadWhole == true)
    }

    @Test("A message goes over records, and a record holds messages")
    func records() throws {
        var sealed = SealedTLS13()
        var playbook = try sealed.handshake()
        for octet in Self.request.utf8 { playbook = try playbook.client(sealed.seal(.toServer, 23, [octet])) }
        playbook = try playbook.client(sealed.data(.toServer, Self.request + Self.request))
            .server(sealed.data(.toClient, Self.answer + Self.answer + Self.answer))
        #expect(
            playbook.clientFIN().serverFIN().sameHoweverCut().talk == ["/cart 200 4", "/cart 200 4", "/cart 200 4"])
    }

    @Test("The protocol agreed on is read, and told")
    func applicationProtocol() throws {
        var sealed = SealedTLS13()
        let outcome = try sealed.handshake(applicationProtocol: "h2")
            .client(
                sealed.data(.toServer, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")
                    + sealed.seal(.toServer, 23, [0, 0, 0, 4, 0, 0, 0, 0, 0])
            )
            .sameHoweverCut()
        #expect(outcome.identified == [.tls, .http2])
        #expect(outcome.handshakes.first?.alpn == "h2")
    }

    @Test("Without an agreement the bytes tell; what is unknown stays so and is decrypted")
    func probing() throws {
        var sealed = SealedTLS13()
        let known = try sealed.handshake().client(sealed.data(.toServer, Self.request)).sameHoweverCut()
        #expect(known.identified == [.tls, .http1])
        sealed = SealedTLS13()
        let unknown = try sealed.handshake(applicationProtocol: "acme-tls/1")
            .client(sealed.seal(.toServer, 23, TLSBytes.noise(100))).sameHoweverCut()
        #expect(unknown.identified == [.tls])
        #expect(unknown.handshakes.first?.decrypted == true)
    }

    @Test("close_notify is the end of a body that ends with the connection, even if a reset follows")
    func closeNotify() throws {
        var sealed = SealedTLS13()
        let outcome = try sealed.handshake().client(sealed.data(.toServer, Self.request))
            .server(sealed.data(.toClient, "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nto the end"))
            .server(sealed.closeNotify(.toClient)).clientRST().sameHoweverCut()
        #expect(outcome.talk == ["/cart 200 10"])
        #expect(outcome.owed == nil)
        #expect(outcome.handshakes.first?.closeNotify == PerSide(client: false, server: true))
    }

    @Test("A request that was never answered is owed at the end")
    func unanswered() throws {
        var sealed = SealedTLS13()
        let outcome = try sealed.handshake().client(sealed.data(.toServer, Self.request)).serverRST().sameHoweverCut()
        #expect(outcome.owed?.what == .answer)
        #expect(outcome.owed?.by == .server)
    }

    @Test("A fatal alert has its name")
    func alert() throws {
        var sealed = SealedTLS13()
        let outcome = try sealed.handshake().client(sealed.seal(.toServer, 21, [2, 48])).sameHoweverCut()
        let alert = try #require(outcome.handshakes.first?.alerts.first)
        #expect(alert.description == TLSAlert.unknownCA.rawValue)
        #expect(!alert.encrypted)
    }

    @Test("The place of a message is the packet of its record's last octet")
    func places() throws {
        var sealed = SealedTLS13()
        var playbook = try sealed.handshake()
        let record = try sealed.data(.toServer, Self.request)
        playbook = playbook.client(Array(record[..<30])).client(Array(record[30...]))
        #expect(playbook.outcome().exchanges.first?.request?.at.packet == 5)
    }

    @Test("TLS inside of TLS inside of TLS is read as deep as the limit says")
    func nesting() throws {
        // A tunnel: CONNECT inside, then another handshake inside of that.
        var outer = SealedTLS13()
        var playbook = try outer.handshake()
        let connect = "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"
        playbook = try playbook.client(outer.data(.toServer, connect))
            .server(outer.data(.toClient, "HTTP/1.1 200 OK\r\n\r\n"))
        var inner = SealedTLS13()
        let talk = try inner.handshake().client(inner.data(.toServer, Self.request))
            .server(inner.data(.toClient, Self.answer))
        for case .says(let direction, let bytes) in talk.lines {
            playbook.lines.append(.says(direction, try outer.seal(direction, 23, bytes)))
        }
        let outcome = playbook.clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.talk.contains("/cart 200 4"))
        #expect(outcome.handshakes.count == 2)
        playbook.environment.limits.dissectionDepth = 1
        let shallow = playbook.sameHoweverCut()
        #expect(!shallow.talk.contains("/cart 200 4"))
        #expect(shallow.events.contains { $0.kind == .limit || $0.detail.contains("dissectionDepth") })
    }

    @Test("Content of any kind is read without a trap")
    func noise() throws {
        var dice = Dice(state: 7)
        for _ in 0..<300 {
            var sealed = SealedTLS13()
            var playbook = try sealed.handshake()
            for _ in 0..<8 {
                let direction: Direction = Bool.random(using: &dice) ? .toServer : .toClient
                let type = UInt8.random(in: 19...25, using: &dice)
                var content = (0..<Int.random(in: 0...60, using: &dice)).map { _ in
                    UInt8.random(in: 0...255, using: &dice)
                }
                // Often a handshake message of a known kind, with a length that is a lie.
                if type == 22, content.count > 4 {
                    content[0] = [0, 1, 2, 4, 5, 8, 11, 13, 16, 20, 24].randomElement(using: &dice) ?? 0
                    (content[1], content[2]) = (0, 0)
                }
                playbook.lines.append(.says(direction, try sealed.seal(direction, type, content)))
            }
            #expect(playbook.serverRST().outcome().handshakes.isEmpty == false)
        }
    }

    @Test(
        "Conversations with changed, lost and doubled octets are read without a trap",
        arguments: [
            "tls13-aes128-gcm", "tls13-early-data", "tls13-key-update", "tls13-hello-retry", "tls12-aes128-gcm",
            "tls12-cbc-sha", "tls12-cbc-sha256-etm", "tls12-aes256-ccm8", "tls12-renegotiation", "tls10-cbc",
        ])
    func mutations(name: String) throws {
        let recorded = try RecordedConversation(name)
        let playbook = recorded.playbook(recorded.keyLog())
        var dice = Dice(state: UInt64(name.utf8.count) &* 977)
        for round in 0..<60 {
            var changed = playbook.mutated(&dice)
            if round % 3 == 0, let index = changed.lines.indices.randomElement(using: &dice) {
                changed.lines.insert(
                    .gap(Bool.random(using: &dice) ? .toClient : .toServer, UInt64(round * 7)), at: index)
            }
            let whole = changed.clientFIN().serverFIN().outcome()
            #expect(whole.handshakes.allSatisfy { $0.at.packet > 0 })
            if changed.lines.count < 2 { continue }
            _ = changed.outcome(pieceSize: 9)
        }
    }
}
