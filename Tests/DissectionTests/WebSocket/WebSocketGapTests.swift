import Records
import Testing

@testable import Dissection

@Suite("WebSocket gaps") struct WebSocketGapTests {
    private func outcome(_ playbook: Playbook) -> Playbook.Outcome { WebSocketDissectorTests.outcome(playbook) }

    @Test("a gap within a payload costs nothing")
    func withinPayload() throws {
        let bytes = frame(.binary, [UInt8](repeating: 1, count: 100))
        let playbook = upgraded().server(Array(bytes.prefix(30))).serverGap(40).server(Array(bytes.dropFirst(70)))
            .server(frame(.text, [1]))
        let session = try #require(outcome(playbook).session)
        #expect(session.frames.server.binary == 1)
        #expect(session.frames.server.text == 1)
        #expect(!session.hasGaps)
    }

    @Test("after other gaps frames are read again once two headers fit; the first of them is not counted")
    func regained() throws {
        let playbook = upgraded().server(frame(.text, [1])).serverGap(77)
            .server(frame(.text, [2, 2])).server(frame(.text, [3, 3, 3])).server(frame(.close, closePayload(1001)))
            .serverFIN()
        let outcome = outcome(playbook)
        let session = try #require(outcome.session)
        #expect(session.hasGaps)
        #expect(session.frames.server.text == 2)
        #expect(session.frames.server.bytes == 1 + 3 + 2)
        #expect(session.close?.code == 1001)
        #expect(outcome.events.isEmpty)
    }

    @Test("where no frame is found after a gap, that side is given up, and the other is read on")
    func lost() throws {
        let playbook = upgraded().server(frame(.text, [1])).serverGap(77)
            .server(Array("\"key\": \"the middle of a text\"".utf8)).server(frame(.close, closePayload(1001)))
            .client(clientFrame(.ping, [1])).client(clientFrame(.text, [2])).clientFIN().serverFIN()
        let outcome = outcome(playbook)
        let session = try #require(outcome.session)
        #expect(outcome.events.map(\.kind) == [.opaque])
        #expect(session.frames.server.text == 1)
        #expect(session.close == nil)
        #expect(session.frames.client.text == 1)
        #expect(session.unansweredPings.client == 0)
        #expect(session.cutInFrame == nil)
        #expect(outcome.owed == nil)
    }

    @Test("a frame whose end lies within a gap has passed")
    func frameEndsInGap() throws {
        let bytes = frame(.binary, [UInt8](repeating: 1, count: 100))
        let session = try #require(outcome(upgraded().server(Array(bytes.prefix(50))).serverGap(90)).session)
        #expect(session.frames.server.binary == 1)
        #expect(session.lastFrame.server == packet(2))
    }

    @Test("a pong that may lie in a gap is not called missing")
    func pongInGap() throws {
        let playbook = upgraded().server(frame(.ping, [1])).clientGap(30).server(frame(.text, [1])).serverFIN()
        #expect(try #require(outcome(playbook).session).unansweredPings.server == 0)
    }

    @Test("the silence before a gap is not known")
    func silence() throws {
        let playbook = upgraded().server(frame(.text, [1])).client([]).client([]).client([]).serverGap(10)
            .server(frame(.text, [1])).serverFIN()
        #expect(try #require(outcome(playbook).session).longestSilence?.seconds == 1)
    }
}
