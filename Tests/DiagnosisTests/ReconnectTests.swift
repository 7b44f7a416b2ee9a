import Records
import Testing

@testable import Diagnosis

@Suite struct ReconnectTests {
    /// A WebSocket from `begin` that is cut by the server's side after `silence`.
    private func lost(
        _ story: inout Story, _ begin: Double, client: String = "10.0.0.1", silence: Double = 5, code: UInt16? = nil,
        target: String = "/live", isProxied: Bool = false
    ) {
        story.flow("\(client):\(40_000 + Int(begin * 10))", at: begin) { talk in
            talk.connect(begin)
            talk.openWebSocket(target, begin + 0.1)
            talk.frame(.client, begin + 0.2)
            talk.frame(.server, begin + 0.21)
            let end = begin + 0.21 + silence
            if let code { talk.close(.server, end - 0.001, code) }
            talk.fin(.server, end)
            talk.fin(.client, end + 0.01)
        }
    }

    @Test func theSameEndThreeTimesAndBackEachTimeIsALoop() {
        var story = Story()
        for index in 0..<4 { lost(&story, Double(index) * 6) }
        let finding = story.told().first("websocket.reconnect-loop")
        #expect(finding?.severity == .warning)
        // The fourth one did not come back.
        #expect(finding?.count == 3)
        #expect(finding?.subject.id == "10.0.0.2:80")
    }

    @Test func oneReturnIsNoLoop() {
        var story = Story()
        lost(&story, 0)
        lost(&story, 6)
        #expect(story.told().first("websocket.reconnect-loop") == nil)
    }

    @Test func endsThatDifferAreNoLoop() {
        var story = Story()
        for (index, silence) in [5.0, 9, 14, 20, 27].enumerated() {
            lost(&story, Double(index) * 40, silence: silence)
        }
        #expect(story.told().first("websocket.reconnect-loop") == nil)
    }

    @Test func aClientThatComesBackMuchLaterIsNotDrivenTo() {
        var story = Story()
        for index in 0..<5 { lost(&story, Double(index) * 600) }
        #expect(story.told().first("websocket.reconnect-loop") == nil)
    }

    @Test func closeFramesWithTheSameCodeMakeALoopToo() {
        var story = Story()
        for index in 0..<4 { lost(&story, Double(index) * 3, silence: 0.5, code: 1011) }
        #expect(story.told().first("websocket.reconnect-loop")?.cause.contains("Close 1011") == true)
    }

    @Test func severalClientsInALoopAreOneFinding() {
        var story = Story()
        for index in 0..<4 {
            lost(&story, Double(index) * 6)
            lost(&story, Double(index) * 6 + 1, client: "10.0.0.7")
        }
        let loops = story.told().filter { $0.code == "websocket.reconnect-loop" }
        #expect(loops.count == 1)
        #expect(loops.first?.count == 6)
    }

    @Test func manyFlowsThatEndAfterTheSameSilenceShowATimer() {
        var story = Story()
        for index in 0..<5 { lost(&story, Double(index) * 40, client: "10.0.0.\(index + 1)", silence: 7.3) }
        let finding = story.told().first("websocket.idle-timeout")
        #expect(finding?.confidence == .certain)
        #expect(finding?.cause.contains("7.30 s") == true)
    }
}
