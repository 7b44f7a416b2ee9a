import Records
import Testing

@testable import Dissection

@Suite("WebSocket") struct WebSocketDissectorTests {
    /// Runs a conversation whole and in pieces of one to nine bytes, which must make no difference.
    static func outcome(_ playbook: Playbook) -> Playbook.Outcome {
        let whole = playbook.outcome()
        for size in 1...9 { #expect(playbook.outcome(pieceSize: size) == whole, "pieces of \(size)") }
        return whole
    }

    private let talk =
        upgraded()
        .client(clientFrame(.text, Array("hello".utf8)))
        .server(frame(.text, [UInt8](repeating: 0x61, count: 300)))
        .server(frame(.ping, [1, 2, 3, 4]))
        .client(clientFrame(.pong, [1, 2, 3, 4]))
        .client(clientFrame(.binary, [1], isFinal: false) + clientFrame(.ping) + clientFrame(.continuation, [2]))
        .server(frame(.pong))
        .client(clientFrame(.close, closePayload(1000, "bye")))
        .server(frame(.close, closePayload(1000)))
        .serverFIN().clientFIN()

    @Test("frames are counted by opcode and side, pieces or not")
    func counts() throws {
        let session = try #require(Self.outcome(talk).session)
        #expect(session.frames.client.text == 1)
        #expect(session.frames.client.binary == 1)
        #expect(session.frames.client.continuation == 1)
        #expect(session.frames.client.ping == 1)
        #expect(session.frames.client.pong == 1)
        #expect(session.frames.client.close == 1)
        #expect(session.frames.client.bytes == 5 + 4 + 1 + 0 + 1 + 5)
        #expect(session.frames.server.text == 1)
        #expect(session.frames.server.bytes == 300 + 4 + 0 + 2)
    }

    @Test("the opening handshake is told with the session")
    func opening() throws {
        let session = try #require(Self.outcome(talk).session)
        #expect(session.target == "/chat?room=1")
        #expect(session.host == "chat.example")
        #expect(session.subprotocol == "chat.v1")
        #expect(session.opened.packet == 0)
        #expect(session.request?.packet == 0)
        #expect(session.extensions == nil)
    }

    @Test("a healthy conversation leaves nothing owed and nothing to complain of")
    func healthy() throws {
        let outcome = Self.outcome(talk)
        let session = try #require(outcome.session)
        #expect(outcome.owed == nil)
        #expect(outcome.events.isEmpty)
        #expect(session.unansweredPings == PerSide(both: 0))
        #expect(session.cutInFrame == nil)
        #expect(!session.hasGaps)
        #expect(session.framesAfterClose == 0)
        #expect(session.end == WebSocketSession.End(how: .fin, by: .server, at: packet(9)))
    }

    @Test("the first Close frame is told, with its code and reason")
    func close() throws {
        let session = try #require(Self.outcome(talk).session)
        #expect(session.close == WebSocketSession.Close(at: packet(7), by: .client, code: 1000, reason: "bye"))
        #expect(session.lastFrame.client == packet(7))
        #expect(session.lastFrame.server == packet(8))
    }

    @Test("a Close frame may have no code, and its reason may be ill-formed")
    func closeForms() throws {
        let bare = try #require(Self.outcome(upgraded().server(frame(.close)).serverFIN()).session)
        #expect(bare.close == WebSocketSession.Close(at: packet(1), by: .server, code: nil, reason: nil))
        let ill = closePayload(1011) + [0x6f, 0xff, 0x6b]
        let repaired = try #require(Self.outcome(upgraded().server(frame(.close, ill)).serverFIN()).session)
        #expect(repaired.close?.code == 1011)
        #expect(repaired.close?.reason == "o\u{fffd}k")
    }

    @Test("frames are listed when they are asked for, with the packet of their last byte")
    func list() throws {
        let long = frame(.binary, [UInt8](repeating: 1, count: 10), isFinal: false)
        let playbook = upgraded().server(Array(long.prefix(5))).server(Array(long.dropFirst(5)))
        let session = try #require(Self.outcome(playbook).session)
        #expect(
            session.frameList == [
                WebSocketSession.Frame(
                    at: packet(2), from: .server, opcode: 2, length: 10, isFinal: false, isCompressed: false)
            ])
        let plain = upgraded(listsFrames: false).server(long)
        #expect(try #require(plain.outcome().session).frameList.isEmpty)
    }

    @Test("a list that is full is said to be")
    func fullList() throws {
        var limits = Limits()
        limits.framesPerWebSocket = 2
        let outcome = Self.outcome(upgraded(limits: limits).server((0..<5).flatMap { _ in frame(.text, [1]) }))
        #expect(outcome.session?.frameList.count == 2)
        #expect(outcome.session?.frames.server.text == 5)
        #expect(outcome.events.map(\.kind) == [.limit])
    }

    @Test("RSV1 says compressed where compression was agreed on")
    func compressed() throws {
        let bytes = frame(.text, [1], reserved: 4) + frame(.text, [1])
        let outcome = Self.outcome(upgraded(extensions: "permessage-deflate; client_max_window_bits=15").server(bytes))
        #expect(outcome.session?.frameList.map(\.isCompressed) == [true, false])
        #expect(outcome.events.isEmpty)
    }

    @Test("reserved opcodes are counted as other")
    func reservedOpcodes() throws {
        let bytes = frame(WebSocketOpcode(rawValue: 3), [1, 2]) + frame(WebSocketOpcode(rawValue: 11), [3])
        let session = try #require(Self.outcome(upgraded().server(bytes)).session)
        #expect(session.frames.server.other == 2)
        #expect(session.frames.server.bytes == 3)
    }

    @Test("payload of many kilobytes passes without being held")
    func large() throws {
        let bytes = frame(.binary, [UInt8](repeating: 9, count: 200_000)) + frame(.text, [1])
        var limits = Limits()
        limits.heldBytesPerDirection = 200
        let outcome = upgraded(limits: limits).server(bytes).outcome(pieceSize: 50)
        #expect(outcome.session?.frames.server.binary == 1)
        #expect(outcome.session?.frames.server.text == 1)
        #expect(outcome.events.isEmpty)
    }

    @Test("it is read where it was asked for without an opening handshake")
    func forced() throws {
        let environment = Environment(hints: OpeningHints(clientPort: 1, serverPort: 2, isMidstream: true))
        let playbook = Playbook(.webSocket, environment).client(clientFrame(.text, [1])).server(frame(.ping))
        let session = try #require(Self.outcome(playbook).session)
        #expect(session.opened == packet(1))
        #expect(session.frames.client.text == 1)
        #expect(session.frames.server.ping == 1)
        #expect(session.hasGaps)
        #expect(session.request == nil)
    }

    @Test("it is never guessed")
    func neverGuessed() {
        let bytes = clientFrame(.text, [1])
        let hints = OpeningHints(clientPort: 1, serverPort: 2, isMidstream: true)
        #expect(WebSocketDissector.probe(client: bytes.span.bytes, server: bytes.span.bytes, hints: hints) == .no)
    }
}
