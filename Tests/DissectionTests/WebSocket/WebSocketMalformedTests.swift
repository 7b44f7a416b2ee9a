import Records
import Testing

@testable import Dissection

@Suite("WebSocket malformed") struct WebSocketMalformedTests {
    private func outcome(_ playbook: Playbook) -> Playbook.Outcome { WebSocketDissectorTests.outcome(playbook) }

    @Test("each fault is told once, and the frames after it are read")
    func faults() throws {
        let long = [UInt8](repeating: 0, count: 200)
        let cases: [(name: String, bytes: [UInt8], from: Side)] = [
            ("masked", frame(.text, [1], mask: 5), .server),
            ("not masked", frame(.text, [1]), .client),
            ("RSV", frame(.text, [1], reserved: 4), .server),
            ("of 200 bytes", frame(.ping, long), .server),
            ("fragmented", frame(.ping, isFinal: false), .server),
            ("shortest form", [0x82, 126, 0, 1, 7], .server),
            ("without a message", frame(.continuation, [1]), .server),
            ("before the one before", frame(.text, isFinal: false) + frame(.text), .server),
            ("of 1 byte", frame(.close, [3]), .server),
        ]
        for (name, bytes, side) in cases {
            let sound = side == .client ? clientFrame(.binary, [9]) : frame(.binary, [9])
            let playbook = side == .client ? upgraded().client(bytes + sound) : upgraded().server(bytes + sound)
            let outcome = outcome(playbook)
            #expect(outcome.events.map(\.kind) == [.malformed], "\(name)")
            #expect(outcome.events.first?.detail.contains(name) == true, "\(outcome.events)")
            #expect(try #require(outcome.session).frames[side].binary >= 1, "\(name)")
        }
    }

    @Test("the same fault again is not told again")
    func toldOnce() {
        let bytes = (0..<50).flatMap { _ in frame(.text, [1], mask: 5) }
        let outcome = outcome(upgraded().server(bytes))
        #expect(outcome.events.count == 1)
        #expect(outcome.session?.frames.server.text == 50)
    }

    @Test("a Close frame longer than allowed still gives its code")
    func longClose() throws {
        let payload = closePayload(1000, String(repeating: "x", count: 256))
        let session = try #require(outcome(upgraded().server(frame(.close, payload)).serverFIN()).session)
        #expect(session.close?.code == 1000)
        #expect(session.close?.reason?.count == 123)
        #expect(session.frames.server.bytes == 258)
        #expect(session.cutInFrame == nil)
    }

    @Test("a length with its highest bit set ends the reading of its side only")
    func impossibleLength() throws {
        let bytes: [UInt8] = [0x82, 127, 0x80, 0, 0, 0, 0, 0, 0, 0] + frame(.text, [1])
        let outcome = outcome(upgraded().server(bytes).client(clientFrame(.text, [1])).serverFIN().clientFIN())
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.session?.frames.server.text == 0)
        #expect(outcome.session?.frames.client.text == 1)
        #expect(outcome.owed == nil)
    }

    @Test("any bytes are survived")
    func noise() {
        var state: UInt64 = 0x1234_5678_9abc_def1
        for _ in 0..<300 {
            var playbook = upgraded()
            for line in 0..<4 {
                let bytes = (0..<40).map { _ -> UInt8 in
                    state ^= state << 13
                    state ^= state >> 7
                    state ^= state << 17
                    return UInt8(truncatingIfNeeded: state)
                }
                playbook = line % 2 == 0 ? playbook.client(bytes) : playbook.server(bytes)
                if state % 5 == 0 { playbook = playbook.serverGap(state % 9_000) }
            }
            let whole = playbook.serverRST().outcome()
            #expect(whole.session != nil)
            #expect(playbook.serverRST().outcome(pieceSize: 3) == whole)
        }
    }
}
