import Records
import Testing

@testable import Dissection

@Suite("WebSocket ends") struct WebSocketEndTests {
    private func outcome(_ playbook: Playbook) -> Playbook.Outcome { WebSocketDissectorTests.outcome(playbook) }

    @Test("whoever ended first is remembered, whatever follows")
    func firstEnd() throws {
        let session = try #require(outcome(upgraded().server(frame(.text, [1])).clientFIN().serverRST()).session)
        #expect(session.end == WebSocketSession.End(how: .fin, by: .client, at: packet(2)))
        #expect(session.close == nil)
    }

    @Test("a capture that ends first is no end")
    func open() throws {
        let outcome = outcome(upgraded().server(Array(frame(.text, [1, 2, 3]).prefix(3))))
        #expect(outcome.session?.end == nil)
        #expect(outcome.session?.cutInFrame == nil)
        #expect(outcome.owed == nil)
    }

    @Test("a frame cut in its middle is owed by its sender")
    func cutFrame() throws {
        let bytes = frame(.text, [UInt8](repeating: 1, count: 100))
        let outcome = outcome(upgraded().server(frame(.ping)).server(Array(bytes.prefix(42))).serverRST())
        let session = try #require(outcome.session)
        #expect(session.cutInFrame == .server)
        #expect(session.frames.server.text == 0)
        #expect(
            outcome.owed
                == Owed(
                    what: .restOfMessage, by: .server, since: packet(2), progress: packet(2), received: 40,
                    announced: 100, subject: "WebSocket message"))
    }

    @Test("what is owed is the same when the cut side ended by FIN")
    func cutFrameFIN() throws {
        let bytes = clientFrame(.text, [UInt8](repeating: 1, count: 100))
        let outcome = outcome(upgraded().client(Array(bytes.prefix(46))).clientFIN().serverFIN())
        #expect(outcome.owed?.by == .client)
        #expect(outcome.owed?.received == 40)
        #expect(outcome.owed?.announced == 100)
    }

    @Test("half a header is a cut, too")
    func cutHeader() throws {
        let outcome = outcome(upgraded().server(frame(.text, [1])).server([0x81]).serverFIN().clientFIN())
        #expect(outcome.session?.cutInFrame == .server)
        #expect(outcome.owed?.by == .server)
        #expect(outcome.owed?.announced == nil)
    }

    @Test("a fragmented message without its last fragment is owed, though no frame was cut")
    func unfinishedMessage() throws {
        let bytes = frame(.text, [1, 2], isFinal: false) + frame(.continuation, [3], isFinal: false)
        let outcome = outcome(upgraded().server(bytes).client(clientFrame(.pong)).clientFIN().serverFIN())
        #expect(outcome.session?.cutInFrame == nil)
        #expect(outcome.owed?.by == .server)
        #expect(outcome.owed?.received == 3)
        #expect(outcome.owed?.since == packet(1))
    }

    @Test("after a Close frame nothing is owed")
    func closedWithin() throws {
        let outcome = outcome(
            upgraded().server(frame(.text, [1], isFinal: false)).client(clientFrame(.close, closePayload(1009)))
                .clientFIN().serverFIN())
        #expect(outcome.owed == nil)
        #expect(outcome.session?.close?.code == 1009)
    }

    @Test("pings that nobody answers are told of the side that sent them")
    func unanswered() throws {
        let playbook = upgraded()
            .server(frame(.ping, [1])).client(clientFrame(.pong, [1]))
            .server(frame(.ping, [2])).server(frame(.ping, [3])).server(frame(.text, [0])).serverFIN()
        let session = try #require(outcome(playbook).session)
        #expect(session.unansweredPings == PerSide(client: 0, server: 2))
        #expect(session.firstUnansweredPing.server == packet(3))
        #expect(session.firstUnansweredPing.client == nil)
        #expect(session.pingInterval.server == 1)
        #expect(session.pingInterval.client == nil)
    }

    @Test("a peer that has closed owes no pong")
    func closedOwesNothing() throws {
        let playbook = upgraded()
            .server(frame(.ping, [1]) + frame(.close, closePayload(1000)))
            .client(clientFrame(.ping, [2]))
            .client(clientFrame(.close, closePayload(1000))).serverFIN()
        let session = try #require(outcome(playbook).session)
        #expect(session.unansweredPings.client == 0)
    }

    @Test("the silence before the end is measured up to who ended it")
    func silence() throws {
        let playbook = upgraded()
            .server(frame(.text, [1])).client([]).client([]).client([]).clientFIN().serverFIN()
        let session = try #require(outcome(playbook).session)
        #expect(session.longestSilence == Stall(start: packet(1), end: packet(5)))
    }

    @Test("a long payload that keeps coming is no silence")
    func longPayload() throws {
        let bytes = frame(.binary, [UInt8](repeating: 1, count: 100))
        let playbook = (0..<6).reduce(upgraded()) { $0.server(Array(bytes[$1 * 17..<$1 * 17 + 17])) }
        let session = try #require(outcome(playbook.server(frame(.text, [1])).serverFIN()).session)
        #expect(session.longestSilence?.seconds == 1)
    }

    @Test("frames after a side's own Close frame are counted")
    func afterClose() throws {
        let playbook = upgraded().server(frame(.close) + frame(.text, [1]) + frame(.close)).client(clientFrame(.close))
        let session = try #require(outcome(playbook).session)
        #expect(session.framesAfterClose == 2)
        #expect(session.frames.server.close == 2)
    }

    @Test("a WebSocket that carried nothing is told, too")
    func empty() throws {
        let session = try #require(upgraded().serverFIN().clientFIN().outcome().session)
        #expect(session.frames == PerSide(both: WebSocketSession.FrameCounts()))
        #expect(session.end?.by == .server)
    }
}
