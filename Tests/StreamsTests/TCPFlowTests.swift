import Packets
import Records
import Testing

@testable import Streams

@Suite("TCP")
struct TCPFlowTests {
    @Test("A quiet conversation is read in order, each byte once, and closed by FIN")
    func ordinary() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "GET /")
        wire.send(.server, 5_001, ack: 1_006, "hello")
        wire.send(.server, 5_006, [.fin, .ack], ack: 1_006)
        wire.send(.client, 1_006, [.fin, .ack], ack: 5_007)
        wire.end()
        #expect(wire.text(.client) == "GET /")
        #expect(wire.text(.server) == "hello")
        #expect(wire.fins == [.server, .client])
        #expect(wire.flow.closing.how == .fin)
        #expect(wire.flow.closing.by == .server)
        let story = wire.flow.story
        #expect(story.handshake == .complete)
        #expect(story.roundTrip == 0.002)
        #expect(story.retransmitted == PerSide(both: 0))
        #expect(wire.flow.bytes == PerSide(client: 5, server: 5))
    }

    @Test(
        "Segments in any order give the same bytes",
        arguments: [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]])
    func reordered(order: [Int]) {
        let pieces: [(UInt32, String)] = [(1_001, "abc"), (1_004, "def"), (1_007, "ghi")]
        var wire = Wire()
        wire.shakeHands()
        for index in order { wire.send(.client, pieces[index].0, ack: 5_001, pieces[index].1) }
        wire.end()
        #expect(wire.text(.client) == "abcdefghi")
        #expect(wire.gaps.isEmpty)
        #expect(wire.flow.bytes.client == 9)
    }

    @Test("A retransmission is delivered once and counted")
    func retransmission() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abc")
        wire.send(.client, 1_001, ack: 5_001, "abc", after: 300)
        wire.send(.server, 5_001, ack: 1_004)
        wire.end()
        #expect(wire.text(.client) == "abc")
        #expect(wire.flow.story.retransmitted.client == 1)
        #expect(wire.flow.story.duplicates.client == 0)
    }

    @Test("The same packet captured twice is a duplicate and no retransmission of its sender")
    func capturedTwice() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abc", identification: 77)
        wire.send(.client, 1_001, ack: 5_001, "abc", after: 0, identification: 77, ttl: 63)
        wire.send(.server, 5_001, ack: 1_004)
        wire.end()
        #expect(wire.flow.story.duplicates.client == 1)
        #expect(wire.flow.story.dataSegments.client == 1)
    }

    @Test("Of overlapping segments the first wins, and other content is counted")
    func overlap() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_004, ack: 5_001, "def")
        wire.send(.client, 1_003, ack: 5_001, "cXXXg")
        wire.send(.client, 1_001, ack: 5_001, "ab")
        wire.end()
        #expect(wire.text(.client) == "abcdefg")
        #expect(wire.flow.story.overlapConflicts.client == 1)
    }

    @Test("Sequence numbers wrap")
    func wrap() {
        var wire = Wire()
        wire.send(.client, .max - 3, [.syn])
        wire.send(.server, 5_000, [.syn, .ack], ack: .max - 2)
        wire.send(.client, .max - 2, ack: 5_001, "abcdef")
        wire.send(.client, 3, ack: 5_001, "ghi")
        wire.end()
        #expect(wire.text(.client) == "abcdefghi")
    }

    @Test("Bytes that were acknowledged but never captured are missing, after a second")
    func notCaptured() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abc")
        wire.send(.client, 1_007, ack: 5_001, "ghi")
        wire.send(.server, 5_001, ack: 1_010)
        #expect(wire.text(.client) == "abc")
        wire.send(.client, 1_010, ack: 5_001, "jkl", after: 1_100)
        #expect(wire.text(.client) == "abcghijkl")
        #expect(wire.gaps.map(\.cause) == [.notCaptured])
        #expect(wire.gaps.map(\.byteCount) == [3])
        #expect(wire.flow.story.missingBytes.client == 3)
    }

    @Test("An ACK captured before its data is no loss")
    func acknowledgedFirst() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.server, 5_001, ack: 1_004, "answer")
        wire.send(.client, 1_001, ack: 5_001, "ask")
        wire.end()
        #expect(wire.order == [.client, .server])
        #expect(wire.gaps.isEmpty)
        #expect(wire.flow.story.missingBytes.client == 0)
    }

    @Test("A hole that nobody acknowledged was lost on the network")
    func lost() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abc")
        wire.send(.client, 1_007, ack: 5_001, "ghi")
        wire.end()
        #expect(wire.text(.client) == "abcghi")
        #expect(wire.gaps.map(\.cause) == [.lost])
        #expect(wire.flow.story.missingBytes.client == 0)
    }

    @Test("What the snap length cut is a gap of its own kind")
    func cut() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abcdef", cut: 2)
        wire.send(.client, 1_007, ack: 5_001, "ghi")
        wire.end()
        #expect(wire.text(.client) == "abghi")
        #expect(wire.gaps.map(\.cause) == [.cut])
        #expect(wire.flow.story.cutBytes.client == 4)
        #expect(wire.flow.bytes.client == 9)
    }

    @Test("Keep-alive probes are counted, bring no bytes and do not end a silence")
    func keepalive() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abc")
        wire.send(.server, 5_001, ack: 1_004)
        wire.send(.client, 1_003, ack: 5_001, "\0", after: 4_000)
        wire.send(.server, 5_001, ack: 1_004)
        wire.send(.client, 1_004, ack: 5_001, "def", after: 4_000)
        wire.end()
        #expect(wire.text(.client) == "abcdef")
        #expect(wire.flow.story.keepalives.client == 1)
        #expect(wire.flow.idleGaps.map(\.keepalives) == [1])
        #expect(wire.flow.idleGaps.map { ($0.seconds * 10).rounded() } == [80])
    }

    @Test("A reset outside the window is counted and ends nothing")
    func blindReset() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abc")
        wire.send(.server, 4_000_000_000, [.rst])
        wire.send(.server, 5_001, ack: 1_004, "ok")
        wire.end()
        #expect(wire.flow.story.resets.server == 1)
        #expect(wire.flow.closing.how == .open)
        #expect(wire.text(.server) == "ok")
        #expect(wire.flow.story.reset.server?.isInWindow == false)
    }

    @Test("A reset inside the window ends the connection")
    func reset() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abc")
        wire.send(.server, 5_001, [.rst, .ack], ack: 1_004)
        wire.end()
        #expect(wire.flow.closing == Closing(how: .reset, by: .server, at: wire.now))
    }

    @Test("What was sent and never acknowledged is told, with how often it was tried")
    func tail() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abc", after: 9_000)
        for _ in 0..<4 { wire.send(.client, 1_001, ack: 5_001, "abc", after: 500) }
        wire.end()
        let tail = wire.flow.story.unacknowledged.client
        #expect(tail?.first.packet == 4)
        #expect(tail?.last.packet == 8)
        #expect(tail?.retransmissions == 4)
        #expect(tail?.byteCount == 3)
        #expect(tail.map { $0.silenceBefore.rounded() } == 9)
        #expect(tail?.packetBefore == 3)
        #expect(wire.flow.closing.how == .timeout)
    }

    @Test("A closed window is a stall until it opens")
    func zeroWindow() {
        var wire = Wire()
        wire.shakeHands()
        wire.send(.client, 1_001, ack: 5_001, "abc")
        wire.send(.server, 5_001, ack: 1_004, window: 0)
        wire.send(.server, 5_001, ack: 1_004, after: 6_000, window: 500)
        #expect(wire.flow.story.zeroWindows.server == 1)
        #expect(wire.flow.story.longestZeroWindow.server?.seconds == 6)
    }

    @Test("Data in the SYN (TCP Fast Open) comes first")
    func fastOpen() {
        var wire = Wire()
        wire.send(.client, 1_000, [.syn], "early")
        wire.send(.server, 5_000, [.syn, .ack], ack: 1_006)
        wire.send(.client, 1_006, ack: 5_001, "late")
        wire.end()
        #expect(wire.text(.client) == "earlylate")
    }

    @Test("One side alone is read without waiting for the other")
    func oneSided() {
        var wire = Wire()
        wire.send(.client, 1_001, ack: 5_001, "abc")
        wire.send(.client, 1_004, ack: 9_999, "def")
        #expect(wire.text(.client) == "abcdef")
        #expect(wire.flow.story.isOneSided)
        #expect(wire.flow.story.handshake == .none)
    }

    @Test("A second SYN-ACK with another sequence number, before any payload, is where the server begins")
    func otherSequence() {
        var wire = Wire()
        wire.send(.server, 5_000, [.syn, .ack], ack: 1_001)
        wire.send(.server, 9_000, [.syn, .ack], ack: 1_001, after: 2_000)
        wire.send(.client, 1_001, ack: 9_001, "abc")
        wire.send(.server, 9_001, ack: 1_004, "def")
        wire.end()
        #expect(wire.text(.client) == "abc")
        #expect(wire.text(.server) == "def")
        #expect(wire.gaps.isEmpty)
    }
}
