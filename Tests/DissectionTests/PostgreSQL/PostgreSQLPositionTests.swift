import Records
import Testing

@testable import Dissection

@Suite("PostgreSQL found and lost") struct PostgreSQLPositionTests {
    private var midstream: Environment {
        Environment(hints: OpeningHints(clientPort: 40_000, serverPort: 8_000, isMidstream: true))
    }

    @Test("is found by its first packet on any port")
    func found() {
        for first in [startup(["user", "ann"]), sslRequest] {
            let outcome = Playbook(.postgreSQL).client(first).outcome(pieceSize: 3, probes: true)
            #expect(outcome.identified == [.postgreSQL])
        }
        let other = Playbook(.postgreSQL).client([0, 0, 0, 40, 1, 2, 3, 4, 5, 6]).outcome(probes: true)
        #expect(other.identified.isEmpty)
    }

    @Test("in the middle it is found by a question, or by an answer")
    func foundInTheMiddle() throws {
        let question = Playbook(.postgreSQL, midstream).client(query("select 1"))
            .server(row("a") + tag("SELECT 1") + ready("T"))
        let outcome = question.clientFIN().serverFIN().outcome(probes: true)
        #expect(outcome.identified == [.postgreSQL])
        #expect(try #require(outcome.database).queries == 1)
        #expect(try #require(outcome.database).openAtEnd)
        #expect(outcome.events(.transactionBegan).isEmpty)
        let answer = Playbook(.postgreSQL, midstream).server(row("a") + tag("SELECT 1") + ready("I"))
        #expect(answer.outcome(probes: true).identified == [.postgreSQL])
        let turned = Playbook(.postgreSQL, midstream).client(row("a") + tag("SELECT 1") + ready("I"))
        #expect(turned.outcome(probes: true).identified == [.postgreSQL])
    }

    @Test("text in the middle of something is not taken for it")
    func text() {
        let outcome = Playbook(.postgreSQL, midstream).client("Quick brown foxes").server("Data follows here\r\n")
            .outcome(probes: true)
        #expect(outcome.identified.isEmpty)
    }

    @Test("after a gap messages are found again where a segment begins with one")
    func gap() throws {
        let outcome = loggedIn().client(query("select 1")).server(Array(row("abcdef").prefix(9))).serverGap(500)
            .server("the rest of a row").client(query("select 2"))
            .server(row("a") + tag("SELECT 1") + ready("T")).clientFIN().serverFIN().outcome()
        let session = try #require(outcome.database)
        #expect(session.hasGaps)
        #expect(session.openAtEnd)
        #expect(session.queries == 2)
        #expect(outcome.owed == nil)
        #expect(outcome.events.isEmpty)
    }

    @Test("a ReadyForQuery at the end of a segment tells where the next message begins")
    func readyAtEnd() throws {
        let outcome = loggedIn().serverGap(500).server(Array("middle of a row".utf8) + ready("T"))
            .server(report("E", severity: "FATAL", code: "57P01", text: "bye")).serverFIN().clientFIN().outcome()
        #expect(try #require(outcome.database).openAtEnd)
        #expect(try #require(outcome.database).fatal?.code == "57P01")
    }

    @Test("questions whose answers are missing are not called unanswered")
    func missingAnswer() {
        #expect(loggedIn().client(query("select 1")).serverGap(80).clientFIN().serverFIN().outcome().owed == nil)
    }

    @Test("what is no message ends the reading, and the session is told")
    func malformed() throws {
        let outcome = loggedIn().client([0x7f, 0, 0, 0, 9, 1, 2, 3, 4, 5]).client(query("select 1")).clientFIN()
            .serverFIN().agreed()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(try #require(outcome.database).user == "ann")
        #expect(try #require(outcome.database).queries == 0)
    }

    @Test("changed octets neither trap nor flood", arguments: 1...40)
    func mutations(seed: UInt64) {
        var dice = Dice(state: seed)
        let playbook = loggedIn().client(query("begin")).server(tag("BEGIN") + ready("T"))
            .client(message("P", [0] + zeroed("select 1") + [0, 0]) + message("S"))
            .server(message("1") + message("2") + row("a") + tag("SELECT 1") + ready("T"))
            .server(report("E", severity: "FATAL", code: "57P01", text: "bye")).client(message("X")).clientFIN()
            .serverFIN()
        for _ in 0..<25 {
            var changed = playbook.mutated(&dice)
            if Bool.random(using: &dice) { changed.environment = midstream }
            for size in [Int.max, 1] { #expect(changed.outcome(pieceSize: size).records.count < 60) }
        }
    }
}
