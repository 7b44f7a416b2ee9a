import Records
import Testing

@testable import Dissection

@Suite("PostgreSQL questions") struct PostgreSQLQueryTests {
    @Test("only the first word of a statement is kept")
    func keyword() throws {
        let outcome = loggedIn().client(query("/* app */ select secret_column from t")).clientFIN().serverFIN().agreed()
        #expect(try #require(outcome.owed).subject == "PostgreSQL SELECT")
        #expect(try #require(outcome.owed).what == .answer)
        #expect(try #require(outcome.owed).by == .server)
        #expect(try #require(outcome.database).unanswered == 1)
        #expect(!"\(outcome)".contains("secret_column"))
    }

    @Test("an answer that has begun and does not end is a rest of a message")
    func begun() throws {
        let outcome = loggedIn().client(query("select 1")).server(row("a") + row("b")).serverRST().agreed()
        #expect(try #require(outcome.owed).what == .restOfMessage)
        #expect(try #require(outcome.owed).since.packet == 5)
    }

    @Test("a statement in two packets is one question")
    func longStatement() throws {
        let long = query("insert into t values ('" + String(repeating: "x", count: 5_000) + "')")
        let outcome = loggedIn().client(Array(long.prefix(3_000))).client(Array(long.dropFirst(3_000)))
            .server(tag("INSERT 0 1") + ready("I")).agreed()
        #expect(try #require(outcome.database).queries == 1)
        #expect(outcome.owed == nil)
    }

    @Test("transactions are counted by what was done, savepoints are not")
    func transactions() throws {
        let outcome = loggedIn()
            .client(query("begin")).server(tag("BEGIN") + ready("T"))
            .client(query("rollback to a")).server(tag("ROLLBACK") + ready("T"))
            .client(query("commit")).server(tag("COMMIT") + ready("I"))
            .client(query("begin; rollback")).server(tag("BEGIN") + tag("ROLLBACK") + ready("I"))
            .client(query("rollback; begin")).server(tag("ROLLBACK") + tag("BEGIN") + ready("T")).agreed()
        let session = try #require(outcome.database)
        #expect(session.committed == 1)
        #expect(session.rolledBack == 2)
        #expect(session.openAtEnd)
        #expect(session.openSince?.packet == 13)
        #expect(outcome.events(.transactionBegan).map(\.at.packet) == [6, 14])
    }

    @Test("a commit of a failed transaction is a rollback")
    func failedTransaction() throws {
        let outcome = loggedIn().client(query("begin")).server(tag("BEGIN") + ready("T"))
            .client(query("select 1/0"))
            .server(report("E", severity: "ERROR", code: "22012", text: "division by zero") + ready("E"))
            .client(query("commit")).server(tag("ROLLBACK") + ready("I")).agreed()
        let session = try #require(outcome.database)
        #expect(session.rolledBack == 1)
        #expect(session.committed == 0)
        #expect(!session.openAtEnd)
        #expect(session.fatal == nil)
    }

    @Test("a transaction left open is seen at the end, and since when")
    func leftOpen() throws {
        let outcome = loggedIn().client(query("begin")).server(tag("BEGIN") + ready("T")).clientFIN().serverFIN()
            .agreed()
        let session = try #require(outcome.database)
        #expect(session.openAtEnd)
        #expect(session.openSince?.packet == 5)
        #expect(session.lastQuery?.packet == 5)
        #expect(session.ended == .cut)
    }

    private let bind = message("B", [0, 0, 0, 0, 0, 0, 0, 0])
    private let execute = message("E", [0] + number(0))
    private let sync = message("S")

    private func parse(_ text: String) -> [UInt8] { message("P", [0] + zeroed(text) + [0, 0]) }

    @Test("a pipeline of the extended protocol: each Sync is answered by one ReadyForQuery")
    func pipeline() throws {
        let unit = parse("update t set a = 1") + bind + execute + sync
        let answer = message("1") + message("2") + tag("UPDATE 1") + ready("I")
        let whole = loggedIn().client(unit + unit + unit).server(answer).server(answer)
        let outcome = whole.clientFIN().serverFIN().agreed()
        #expect(try #require(outcome.database).queries == 3)
        #expect(try #require(outcome.database).unanswered == 1)
        #expect(try #require(outcome.owed).subject == "PostgreSQL UPDATE")
        #expect(whole.server(answer).clientFIN().serverFIN().agreed().owed == nil)
    }

    @Test("after an error the rest of a pipeline up to its Sync is not run, and nothing is owed")
    func failedPipeline() throws {
        let outcome = loggedIn().client(parse("select 1") + bind + execute + bind + execute + sync)
            .server(message("1") + report("E", severity: "ERROR", code: "42P01", text: "relation \"t\" does not exist"))
            .server(ready("I")).clientFIN().serverFIN().agreed()
        #expect(outcome.owed == nil)
        #expect(try #require(outcome.database).unanswered == 0)
    }

    @Test("a client that has not asked for the answer yet is owed none; after a Flush it is")
    func flush() throws {
        let waiting = loggedIn().client(parse("select 1") + bind + execute)
        #expect(waiting.clientFIN().serverFIN().agreed().owed == nil)
        let flushed = waiting.client(message("H")).clientFIN().serverFIN().agreed()
        #expect(try #require(flushed.owed).subject == "PostgreSQL SELECT")
    }

    @Test("COPY in both directions passes without confusion")
    func copy() throws {
        let format: [UInt8] = [0, 0, 1, 0, 0]
        let outcome = loggedIn()
            .client(query("copy t from stdin")).server(message("G", format))
            .client(message("d", Array("Q\u{0}\u{0}\u{0}\u{5}\n".utf8)) + message("d", [1, 2]) + message("c"))
            .server(tag("COPY 2") + ready("I"))
            .client(query("copy t to stdout")).server(message("H", format) + message("d", [1]) + message("d", [2]))
            .server(message("c") + tag("COPY 2") + ready("I")).clientFIN().serverFIN().agreed()
        #expect(outcome.events(.copy).map(\.message) == ["in", "out"])
        #expect(try #require(outcome.database).queries == 2)
        #expect(outcome.owed == nil)
        #expect(outcome.events.isEmpty)
    }

    @Test("in the extended protocol the Sync before the data is ignored")
    func extendedCopy() throws {
        let outcome = loggedIn().client(parse("copy t from stdin") + bind + execute + sync)
            .server(message("1") + message("2") + message("G", [0, 0, 1, 0, 0]))
            .client(message("d", [1]) + message("c") + sync)
        #expect(try #require(outcome.clientFIN().serverFIN().agreed().owed).subject == "PostgreSQL COPY")
        let answered = outcome.server(tag("COPY 1") + ready("I")).clientFIN().serverFIN().agreed()
        #expect(answered.owed == nil)
    }

    @Test("a client that stops in the middle of COPY data owes the rest")
    func cutCopy() throws {
        let outcome = loggedIn().client(query("copy t from stdin")).server(message("G", [0, 0, 1, 0, 0]))
            .client(message("d", [1, 2, 3])).clientRST().agreed()
        #expect(try #require(outcome.owed).by == .client)
        #expect(try #require(outcome.owed).subject == "PostgreSQL COPY")
    }

    @Test("replication streams both ways and owes nothing")
    func replication() throws {
        let outcome = Playbook(.postgreSQL).client(startup(["user", "r", "replication", "database"])).server(welcome)
            .client(query("START_REPLICATION SLOT s LOGICAL 0/0")).server(message("W", [0, 0, 0]))
            .server(message("d", [1, 2, 3])).client(message("d", [4])).clientRST().agreed()
        #expect(outcome.events(.replication).map(\.by) == [.client, .server])
        #expect(outcome.owed == nil)
    }
}
