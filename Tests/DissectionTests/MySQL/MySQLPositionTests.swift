import Records
import Testing

@testable import Dissection

@Suite("MySQL found and lost") struct MySQLPositionTests {
    private var midstream: Environment {
        Environment(hints: OpeningHints(clientPort: 40_000, serverPort: 20_130, isMidstream: true))
    }

    @Test("is found by the server's greeting on any port")
    func greeted() {
        for size in [Int.max, 5] {
            let outcome = Playbook(.mySQL).server(greeting()).outcome(pieceSize: size, probes: true)
            #expect(outcome.identified == [.mySQL])
        }
        let other = Playbook(.mySQL).server("220 mail ready\r\n").outcome(probes: true)
        #expect(other.identified.isEmpty)
    }

    @Test("in the middle it is found by a statement, a result set, or a ping with its answer")
    func foundInTheMiddle() throws {
        let middle = Playbook(.mySQL, midstream)
        let statement = middle.client(asked("select 1")).server(result()).clientFIN().serverFIN().outcome(probes: true)
        #expect(statement.identified == [.mySQL])
        #expect(try #require(statement.database).queries == 1)
        #expect(statement.owed == nil)
        #expect(middle.server(result()).outcome(probes: true).identified == [.mySQL])
        #expect(middle.client(command(0x0e)).server(ok(1)).outcome(probes: true).identified == [.mySQL])
        #expect(middle.client(result()).outcome(probes: true).identified == [.mySQL])
        #expect(middle.client(Array("\u{5}words".utf8)).outcome(probes: true).identified.isEmpty)
    }

    @Test("in the middle a compressed connection is told by a command that was not worth compressing")
    func compressed() {
        let plain = asked("select * from t")
        let bytes = little(plain.count, 3) + [0, 0, 0, 0] + plain
        let outcome = Playbook(.mySQL, midstream).client(bytes).outcome(probes: true)
        #expect(outcome.identified == [.mySQL])
        #expect(outcome.events.map(\.kind) == [.opaque])
    }

    @Test("in the middle the last word of the server is understood")
    func lastWord() throws {
        let outcome = Playbook(.mySQL, midstream).server(failure(0, 4031, "HY000", "The client was disconnected"))
            .serverFIN().clientFIN().outcome(probes: true)
        #expect(try #require(outcome.database).fatal?.code == "4031")
    }

    @Test("after a gap commands are found again, and answers with them")
    func gap() throws {
        let outcome = connected().client(asked("select 1")).server(packed(1, [1]) + definition(2)).serverGap(900)
            .server("the rest of a row").client(asked("begin")).server(ok(1, status: 3)).clientFIN().serverFIN()
            .outcome()
        let session = try #require(outcome.database)
        #expect(session.hasGaps)
        #expect(session.openAtEnd)
        #expect(outcome.owed == nil)
        #expect(outcome.events.isEmpty)
    }

    @Test("questions whose answers are missing are not called unanswered")
    func missingAnswer() {
        #expect(connected().client(asked("select 1")).serverGap(80).clientFIN().serverFIN().outcome().owed == nil)
    }

    @Test("a packet out of turn ends the reading, and the session is told")
    func malformed() throws {
        let outcome = connected().client(packed(7, [3, 65])).client(asked("select 1")).clientFIN().serverFIN().agreed()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(try #require(outcome.database).user == "ann")
        #expect(try #require(outcome.database).queries == 0)
    }

    @Test("changed octets neither trap nor flood", arguments: 1...40)
    func mutations(seed: UInt64) {
        var dice = Dice(state: seed)
        let playbook = connected().client(asked("begin")).server(ok(1, status: 3))
            .client(command(3, [2, 1, 0, 1, 0xfd, 0] + text("a") + [3, 0] + text("b") + Array("select".utf8)))
            .server(result(status: 10) + packed(6, [0xfb])).client(packed(2, [1])).client(packed(3, []))
            .server(failure(4, 1213, "40001", "Deadlock")).client(command(0x16, Array("select ?".utf8)))
            .server(packed(1, [0, 9, 0, 0, 0, 1, 0, 1, 0, 0, 0, 0]) + definition(2) + eof(3) + definition(4) + eof(5))
            .client(command(0x11, [0])).server(packed(1, [0xfe])).client(command(1)).clientFIN().serverFIN()
        for _ in 0..<25 {
            var changed = playbook.mutated(&dice)
            if Bool.random(using: &dice) { changed.environment = midstream }
            for size in [Int.max, 1] { #expect(changed.outcome(pieceSize: size).records.count < 60) }
        }
    }
}
