import Records
import Testing

@testable import Dissection

@Suite("TLS opened with keys, with bytes missing") struct DecryptionLossTests {
    private static let request = "GET /big HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let last = "GET /last HTTP/1.1\r\nHost: a\r\n\r\n"
    private static let answer = "HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine"
    private static let body = TLSBytes.noise(80_000)
    private static let big = Array("HTTP/1.1 200 OK\r\nContent-Length: 80000\r\n\r\n".utf8) + body

    /// Requests for something big, and the records of the answer; the loss of one is for each test to choose.
    private func download() throws -> (SealedTLS13, Playbook, [[UInt8]]) {
        var sealed = SealedTLS13()
        let begun = try sealed.handshake().client(sealed.data(.toServer, Self.request))
        let records = try sealed.data(.toClient, Self.big)
        return (sealed, begun, records)
    }

    @Test("A hole within one full record is a hole of known size in what is inside")
    func holeInRecord() throws {
        var (sealed, playbook, records) = try download()
        for (index, record) in records.enumerated() {
            if index == 2 {
                playbook = playbook.server(Array(record[..<5_000])).serverGap(3_000).server(Array(record[8_000...]))
            } else {
                playbook = playbook.server(record)
            }
        }
        playbook = try playbook.client(sealed.data(.toServer, Self.last)).server(sealed.data(.toClient, Self.answer))
        let outcome = playbook.clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.talk == ["/big 200 80000", "/last 200 4"])
        #expect(outcome.handshakes.first?.decrypted == true)
        #expect(outcome.handshakes.first?.unreadRecords == 1)
        #expect(outcome.handshakes.first?.isReadWhole == false)
    }

    @Test("A hole that takes a record's end exactly is the same", arguments: [0, 1])
    func holeToTheEnd(left: Int) throws {
        var (sealed, playbook, records) = try download()
        for (index, record) in records.enumerated() {
            if index == 2 {
                playbook = playbook.server(Array(record[..<5_000])).serverGap(UInt64(record.count - 5_000 - left))
                    .server(Array(record.suffix(left)))
            } else {
                playbook = playbook.server(record)
            }
        }
        playbook = try playbook.client(sealed.data(.toServer, Self.last)).server(sealed.data(.toClient, Self.answer))
        #expect(playbook.clientFIN().serverFIN().sameHoweverCut().talk == ["/big 200 80000", "/last 200 4"])
    }

    @Test("After a hole over several records numbers are found again", arguments: [20_000, 33_333, 49_000])
    func holeOverRecords(count: Int) throws {
        var (sealed, playbook, records) = try download()
        let stream = Array(records.joined())
        playbook = playbook.server(Array(stream[..<10_000])).serverGap(UInt64(count))
            .server(Array(stream[(10_000 + count)...]))
        playbook = try playbook.client(sealed.data(.toServer, Self.last)).server(sealed.data(.toClient, Self.answer))
        let outcome = playbook.clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.talk.last == "/last 200 4")
        #expect(outcome.exchanges.first?.hasGaps == true)
        #expect(outcome.events.isEmpty)
        #expect(outcome.handshakes.first?.hasRecordGaps == true)
    }

    @Test("What looks like a header within a record's octets is tried and passed over")
    func falseHeaders() throws {
        var (sealed, playbook, records) = try download()
        playbook = playbook.server(records[0]).serverGap(50_000)
            .server([23, 3, 3, 0, 40] + TLSBytes.noise(30) + [23, 3, 3, 1] + [23, 3, 3, 0, 17] + TLSBytes.noise(400))
        playbook = try playbook.client(sealed.data(.toServer, Self.last)).server(sealed.data(.toClient, Self.answer))
        #expect(playbook.clientFIN().serverFIN().sameHoweverCut().talk.last == "/last 200 4")
    }

    @Test("Keys that were updated within a hole are found")
    func updateLost() throws {
        var sealed = SealedTLS13()
        var playbook = try sealed.handshake().client(sealed.data(.toServer, Self.request))
            .server(sealed.data(.toClient, Self.answer))
        let lost =
            try sealed.data(.toClient, "HTTP/1.1 100 Continue\r\n\r\n") + sealed.seal(.toClient, 22, [24, 0, 0, 1, 0])
        sealed.update(.toClient)
        let more = try sealed.data(.toClient, "HTTP/1.1 100 Continue\r\n\r\n")
        playbook = playbook.serverGap(UInt64(lost.count + more.count))
        playbook = try playbook.client(sealed.data(.toServer, Self.last)).server(sealed.data(.toClient, Self.answer))
        #expect(playbook.clientFIN().serverFIN().sameHoweverCut().talk == ["/big 200 4", "/last 200 4"])
    }

    @Test("The end of the handshake may be lost")
    func finishedLost() throws {
        var sealed = SealedTLS13()
        var playbook = try sealed.handshake()
        playbook.lines.removeLast()
        playbook = try playbook.clientGap(64).client(sealed.data(.toServer, Self.request))
            .server(sealed.data(.toClient, Self.answer))
        let outcome = playbook.clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.talk == ["/big 200 4"])
        #expect(outcome.handshakes.first?.outcome == .completed)
        #expect(outcome.handshakes.first?.hasGaps == true)
    }

    @Test("TLS 1.2 goes on after a hole of whole records, too")
    func holeInTLS12() throws {
        let recorded = try RecordedConversation("tls12-aes128-gcm")
        var playbook = recorded.playbook(recorded.keyLog())
        // The first request with its answer: the client's next record has another number than the last one read.
        let data = playbook.lines.indices.filter {
            if case .says(_, let bytes) = playbook.lines[$0] { bytes.first == 23 } else { false }
        }
        for index in data.prefix(2) {
            guard case .says(let direction, let bytes) = playbook.lines[index] else { continue }
            playbook.lines[index] = .gap(direction, UInt64(bytes.count))
        }
        let outcome = playbook.clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.talk == ["/last 200 14"])
        #expect(outcome.handshakes.first?.closeNotify.server == true)
    }

    @Test("A record that was changed on its way is a hole, and the next one is read")
    func changedRecord() throws {
        var sealed = SealedTLS13()
        var playbook = try sealed.handshake().client(sealed.data(.toServer, Self.request))
        var broken = try sealed.data(.toClient, Self.answer)
        broken[20] ^= 1
        playbook = try playbook.server(broken).client(sealed.data(.toServer, Self.last))
            .server(sealed.data(.toClient, Self.answer))
        let outcome = playbook.clientFIN().serverFIN().sameHoweverCut()
        #expect(outcome.talk.last == "/last 200 4")
        #expect(outcome.handshakes.first?.unreadRecords == 1)
    }

    @Test("Records without end that no key opens are given up, and that is said once")
    func givenUp() throws {
        var sealed = SealedTLS13()
        var playbook = try sealed.handshake().client(sealed.data(.toServer, Self.request))
        for _ in 0..<400 { playbook = playbook.server(TLSBytes.applicationData(40)) }
        let outcome = playbook.clientFIN().serverFIN().outcome()
        #expect(outcome.events.map(\.kind) == [.opaque])
        #expect(outcome.handshakes.first?.unreadRecords == 400)
    }

    @Test("A record cut by the end of the flow is owed, unless the message in it is")
    func cutRecord() throws {
        var (_, playbook, records) = try download()
        playbook = playbook.server(records[0]).server(Array(records[1][..<3_000]))
        let outcome = playbook.serverRST().sameHoweverCut()
        #expect(outcome.owed?.what == .restOfMessage)
        #expect(outcome.owed?.by == .server)
        #expect(outcome.owed?.announced == 80_000)
        #expect(outcome.handshakes.first?.endedInRecord == .server)

        var sealed = SealedTLS13()
        let idle = try sealed.handshake().server(Array(sealed.data(.toClient, Self.answer).prefix(30))).serverRST()
        #expect(idle.sameHoweverCut().owed?.subject == "TLS record")
    }
}
