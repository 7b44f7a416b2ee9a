import Records
import Testing

@testable import Dissection

@Suite("WebSocket silence") struct FrameSilenceTests {
    private func at(_ seconds: Int64) -> PacketReference {
        PacketReference(packet: UInt64(seconds), time: Timestamp(seconds: seconds, nanoseconds: 0))
    }

    @Test("the longest silence is kept, with the packets around it")
    func longest() {
        var silence = FrameSilence(since: at(1))
        for second in [3, 60, 61, 90] { silence.end(at: at(Int64(second))) }
        #expect(silence.longest == Stall(start: at(3), end: at(60)))
    }

    @Test("a time in which bytes came is no silence, nor is one in which the clock went backwards")
    func interrupted() {
        var silence = FrameSilence(since: at(10))
        silence.interrupt(at: at(50))
        silence.end(at: at(51))
        silence.end(at: at(20))
        #expect(silence.longest == Stall(start: at(50), end: at(51)))
    }
}
