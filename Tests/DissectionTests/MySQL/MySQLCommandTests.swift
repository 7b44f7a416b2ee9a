import Records
import Testing

@testable import Dissection

@Suite("MySQL commands") struct MySQLCommandTests {
    @Test("result sets with and without the EOF between definitions and rows", arguments: [false, true])
    func results(deprecates: Bool) throws {
        let rows = packed(3, text("x")) + packed(4, [0xfb]) + ok(5, mark: 0xfe)
        let short = packed(1, [1]) + definition(2) + rows
        let answer = deprecates ? short : result()
        let outcome = connected(deprecates ? plainFlags | deprecateEOF : plainFlags)
            .client(asked("select 1")).server(answer).client(asked("show tables")).server(answer)
            .client(asked("update t set secret_column = 1")).clientFIN().serverFIN().agreed()
        #expect(try #require(outcome.database).queries == 3)
        #expect(try #require(outcome.database).unanswered == 1)
        #expect(try #require(outcome.owed).subject == "MySQL UPDATE")
        #expect(try #require(outcome.owed).what == .answer)
        #expect(try #require(outcome.owed).since.packet == 8)
        #expect(!"\(outcome)".contains("secret_column"))
        #expect(outcome.events.isEmpty)
    }

    @Test("several results of one statement are one answer")
    func multipleResults() throws {
        let second = packed(6, [1]) + definition(7) + eof(8) + eof(9)
        let first = connected().client(asked("call p()")).server(result(status: 2 | 8))
        #expect(try #require(first.clientFIN().serverFIN().agreed().owed).what == .restOfMessage)
        #expect(first.server(second + []).clientFIN().serverFIN().agreed().owed == nil)
    }

    @Test("an answer that stops in its rows is a rest of a message")
    func cutRows() throws {
        let answer = packed(1, [1]) + definition(2) + eof(3) + packed(4, text("x")) + little(50, 3) + [5, 49, 1, 2]
        let outcome = connected().client(asked("select 1")).server(answer).serverRST().agreed()
        #expect(try #require(outcome.owed).what == .restOfMessage)
        #expect(try #require(outcome.owed).by == .server)
    }

    @Test("prepared statements keep their keyword by their number")
    func prepared() throws {
        let prepare = command(0x16, Array("insert into t values (?, ?)".utf8))
        let answer =
            packed(1, [0] + little(9, 4) + little(0, 2) + little(2, 2) + [0, 0, 0]) + definition(2) + definition(3)
        let execute = command(0x17, little(9, 4) + [0] + little(1, 4) + [0])
        for (flags, end) in [(plainFlags, eof(4)), (plainFlags | deprecateEOF, [])] {
            let outcome = connected(flags).client(prepare).server(answer + end)
                .client(command(0x18, [9, 0, 0, 0, 0, 0, 1, 2]) + execute).server(ok(1))
                .client(command(0x19, little(9, 4)) + execute).clientFIN().serverFIN().agreed()
            #expect(try #require(outcome.owed).subject == "MySQL INSERT")
            #expect(try #require(outcome.database).queries == 2)
            #expect(outcome.events.isEmpty)
        }
    }

    @Test("a cursor's rows are fetched by commands of their own")
    func cursor() {
        let outcome = connected().client(command(0x17, little(9, 4) + [1] + little(1, 4)))
            .server(packed(1, [1]) + definition(2) + eof(3, status: 0x42))
            .client(command(0x1c, little(9, 4) + little(5, 4))).server(packed(1, [0, 0, 1]) + eof(2, status: 0x82))
            .clientFIN().serverFIN().agreed()
        #expect(outcome.owed == nil)
        #expect(outcome.events.isEmpty)
    }

    @Test("LOAD DATA LOCAL: the file comes between question and answer")
    func localInfile() throws {
        let begun = connected().client(asked("load data local infile 'x' into table t"))
            .server(packed(1, [0xfb] + Array("/home/ann/secret.csv".utf8)))
            .client(packed(2, Array("1\ta\n".utf8)))
        let outcome = begun.client(packed(3, [])).server(ok(4)).client(command(0x0e)).server(ok(1)).clientFIN()
            .serverFIN().agreed()
        #expect(outcome.owed == nil)
        #expect(outcome.events.isEmpty)
        #expect(outcome.events(.copy).count == 1)
        #expect(!"\(outcome)".contains("secret.csv"))
        let cut = begun.clientRST().agreed()
        #expect(try #require(cut.owed).by == .client)
        #expect(try #require(cut.owed).subject == "MySQL LOAD")
    }

    @Test("transactions are told by the flags of the answers")
    func transactions() throws {
        let outcome = connected()
            .client(asked("begin")).server(ok(1, status: 3))
            .client(asked("rollback to a")).server(ok(1, status: 3))
            .client(asked("commit")).server(ok(1, status: 2))
            .client(asked("begin")).server(ok(1, status: 3))
            .client(asked("select 1")).server(failure(1, 1213, "40001", "Deadlock found when trying to get lock"))
            .client(asked("start transaction")).server(ok(1, status: 3)).clientFIN().serverFIN().agreed()
        let session = try #require(outcome.database)
        #expect(session.committed == 1)
        #expect(session.rolledBack == 1)
        #expect(session.openAtEnd)
        #expect(session.openSince?.packet == 14)
        #expect(session.fatal == nil)
        #expect(outcome.events(.transactionBegan).count == 3)
    }

    @Test("an error within a session is told with its number and does not end it")
    func error() throws {
        let outcome = connected().client(asked("selec 1")).server(
            failure(1, 1064, "42000", "You have an error near 'selec 1'")
        )
        .client(command(0x0e)).server(ok(1)).clientFIN().serverFIN().agreed()
        #expect(outcome.events(.error).map(\.code) == ["1064"])
        #expect(outcome.events(.error).first?.safeMessage == "You have an error near '…'")
        #expect(try #require(outcome.database).ended == .cut)
    }

    @Test("a payload of sixteen megabytes goes on in the next packet")
    func chained() throws {
        var statement = [UInt8(3)] + Array("insert into t values ('".utf8)
        statement += [UInt8](repeating: 0x78, count: 0xff_ffff + 5 - statement.count)
        let long =
            little(0xff_ffff, 3) + [0] + Array(statement.prefix(0xff_ffff))
            + packed(1, Array(statement.dropFirst(0xff_ffff)))
        let playbook = connected().client(long).server(ok(2)).client(command(0x0e)).clientFIN().serverFIN()
        let outcome = playbook.outcome(pieceSize: 1 << 20)
        #expect(outcome == playbook.outcome(pieceSize: 99_991))
        #expect(try #require(outcome.database).queries == 1)
        #expect(try #require(outcome.owed).subject == "MySQL ping")
    }

    @Test("query attributes are passed over")
    func attributes() throws {
        let flags = plainFlags | 1 << 27
        let attributes: [UInt8] = [2, 1, 0b10, 1, 0xfd, 0] + text("a") + [3, 0] + text("b") + text("secret")
        let outcome = connected(flags).client(command(3, attributes + Array("delete from t".utf8))).clientFIN()
            .serverFIN()
            .agreed()
        #expect(try #require(outcome.owed).subject == "MySQL DELETE")
        let none = connected(flags).client(command(3, [0, 1] + Array("delete from t".utf8))).clientFIN().serverFIN()
        #expect(try #require(none.agreed().owed).subject == "MySQL DELETE")
    }

    @Test("a report of progress is not an error")
    func progress() {
        let outcome = connected().client(asked("alter table t engine=innodb"))
            .server(packed(1, [0xff, 0xff, 0xff, 1, 1, 2, 0, 0, 0, 4] + Array("copy".utf8))).server(ok(2)).clientFIN()
            .serverFIN().agreed()
        #expect(outcome.events(.error).isEmpty)
        #expect(outcome.owed == nil)
    }

    @Test("a replica streams and owes nothing")
    func binlog() {
        let outcome = connected().client(command(0x12, [4, 0, 0, 0])).server(
            packed(1, [0, 1, 2, 3]) + packed(2, [0, 9])
        )
        .clientFIN().serverFIN().agreed()
        #expect(outcome.events(.replication).count == 1)
        #expect(outcome.owed == nil)
    }
}
