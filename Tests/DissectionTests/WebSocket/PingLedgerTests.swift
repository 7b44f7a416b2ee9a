import Records
import Testing

@testable import Dissection

@Suite("WebSocket pings") struct PingLedgerTests {
    private func at(_ seconds: Int64) -> PacketReference {
        PacketReference(packet: UInt64(seconds), time: Timestamp(seconds: seconds, nanoseconds: 0))
    }

    private func end(_ seconds: Int64) -> Timestamp { at(seconds).time }

    @Test("a pong answers the ping with its payload and those before it")
    func answersEarlier() {
        var pings = PingLedger()
        for number in 1...4 { pings.sent([UInt8(number)], at: at(Int64(number)), isWatched: true) }
        pings.answered([3])
        #expect(pings.unanswered(until: end(60)).count == 1)
        #expect(pings.unanswered(until: end(60)).first == at(4))
    }

    @Test("an unsolicited pong answers nothing")
    func unsolicited() {
        var pings = PingLedger()
        pings.answered([])
        pings.sent([1], at: at(1), isWatched: true)
        pings.answered([])
        pings.answered([2])
        #expect(pings.unanswered(until: end(60)).count == 1)
    }

    @Test("a ping that left no time for its pong is not held against the peer")
    func tooLate() {
        var pings = PingLedger()
        pings.sent([1], at: at(10), isWatched: true)
        #expect(pings.unanswered(until: end(10)).count == 0)
        #expect(pings.unanswered(until: end(11)).count == 1)
    }

    @Test("many unanswered pings are counted in bounded memory, and the first is remembered")
    func many() {
        var pings = PingLedger()
        for number in 1...1_000 { pings.sent([7], at: at(Int64(number)), isWatched: true) }
        #expect(pings.unanswered(until: end(5_000)).count == 1_000)
        #expect(pings.unanswered(until: end(5_000)).first == at(1))
        pings.answered([7])
        #expect(pings.unanswered(until: end(5_000)).count == 0)
        #expect(pings.unanswered(until: end(5_000)).first == nil)
    }

    @Test("pings whose answers may have been missed are forgiven")
    func forgiven() {
        var pings = PingLedger()
        pings.sent([1], at: at(1), isWatched: true)
        pings.forgive()
        pings.sent([2], at: at(2), isWatched: false)
        #expect(pings.unanswered(until: end(60)).count == 0)
    }

    @Test("the median distance leaves out those across a gap")
    func interval() {
        var pings = PingLedger()
        #expect(pings.medianInterval == nil)
        for second in [0, 20, 41, 60] { pings.sent([], at: at(Int64(second)), isWatched: true) }
        pings.interrupt()
        pings.sent([], at: at(900), isWatched: true)
        #expect(pings.medianInterval == 20)
    }
}
