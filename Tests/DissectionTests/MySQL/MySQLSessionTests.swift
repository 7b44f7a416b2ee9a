import Records
import Testing

@testable import Dissection

@Suite("MySQL sessions") struct MySQLSessionTests {
    @Test("a login tells who, where and with what, and no secret")
    func whole() throws {
        let outcome = connected().client(command(1)).clientFIN().serverFIN().agreed()
        let session = try #require(outcome.database)
        #expect(session.user == "ann")
        #expect(session.database == "shop")
        #expect(session.application == "till")
        #expect(session.serverVersion == "8.0.36")
        #expect(session.backendID == 77)
        #expect(session.authenticated == true)
        #expect(session.ended == .terminate)
        #expect(outcome.databaseEvents.map(\.kind) == [.startup, .authenticated, .terminate])
        #expect(outcome.owed == nil)
        #expect(!"\(outcome.records)".contains("secret"))
    }

    @Test("a refused login")
    func refused() throws {
        let outcome = Playbook(.mySQL).server(greeting()).client(login())
            .server(failure(2, 1045, "28000", "Access denied for user 'ann'@'h' (using password: YES)")).serverFIN()
            .clientFIN().agreed()
        let session = try #require(outcome.database)
        #expect(session.authenticated == false)
        #expect(session.ended == .error)
        #expect(session.fatal?.code == "1045")
        #expect(session.fatal?.isUnasked == false)
        #expect(outcome.events(.error).map(\.code) == ["1045"])
        #expect(outcome.events(.loginFailed).count == 1)
    }

    @Test("a change of method, and the exchanges of caching_sha2, pass unread")
    func authSwitch() throws {
        let method = packed(2, [0xfe] + Array("caching_sha2_password".utf8) + [0] + [UInt8](repeating: 7, count: 21))
        let outcome = Playbook(.mySQL).server(greeting()).client(login()).server(method)
            .client(packed(3, Array("hash".utf8))).server(packed(4, [1, 4])).client(packed(5, [2]))
            .server(packed(6, [1] + Array("-----BEGIN PUBLIC KEY-----".utf8))).client(packed(7, [9, 9, 9]))
            .server(ok(8)).clientFIN().serverFIN().agreed()
        #expect(try #require(outcome.database).authenticated == true)
        #expect(outcome.events(.authentication).map(\.message) == ["caching_sha2_password"])
        #expect(try #require(outcome.database).ended == .cut)
    }

    @Test("instead of a greeting the server may refuse", arguments: [1040, 1129, 1130])
    func noGreeting(code: Int) throws {
        let bytes = packed(0, [0xff] + little(code, 2) + Array("Too many connections".utf8))
        let playbook = Playbook(.mySQL).server(bytes).serverFIN().clientFIN()
        let session = try #require(playbook.agreed().database)
        #expect(session.ended == .error)
        #expect(session.fatal?.code == String(code))
        #expect(playbook.outcome(probes: true).identified == [.mySQL])
    }

    @Test("the server says that the client was idle for too long, then closes")
    func interactionTimeout() throws {
        let outcome = connected().client(asked("select 1")).server(result())
            .server(failure(0, 4031, "HY000", "The client was disconnected by the server because of inactivity."))
            .serverFIN().clientFIN().agreed()
        let session = try #require(outcome.database)
        #expect(session.fatal?.code == "4031")
        #expect(session.fatal?.isUnasked == true)
        #expect(session.ended == .error)
        #expect(outcome.owed == nil)
    }

    @Test("an older server closes without a word: cut, and nothing owed")
    func waitTimeout() throws {
        let outcome = connected().client(asked("select 1")).server(result()).serverFIN().clientFIN().agreed()
        #expect(try #require(outcome.database).ended == .cut)
        #expect(outcome.owed == nil)
    }

    @Test("an SSLRequest hands over to TLS")
    func tls() throws {
        let flags = plainFlags | 1 << 11
        let request = packed(1, little(flags, 4) + little(1 << 24, 4) + [33] + [UInt8](repeating: 0, count: 23))
        let outcome = Playbook(.mySQL).server(greeting(flags)).client(request + [0x16, 3, 1, 0, 5]).agreed()
        #expect(outcome.identified == [.mySQL, .tls])
        #expect(try #require(outcome.database).encrypted)
        #expect(try #require(outcome.database).serverVersion == "8.0.36")
    }

    @Test("a compressed connection is said to be one, and its end is not judged")
    func compressed() throws {
        let outcome = connected(plainFlags | 1 << 5).client([1, 2, 3, 4, 5, 6, 7, 8]).clientFIN().serverFIN().agreed()
        #expect(outcome.events.map(\.kind) == [.opaque])
        #expect(try #require(outcome.database).ended == nil)
        #expect(try #require(outcome.database).authenticated == true)
    }

    @Test("a change of user is a login again; a reset is told")
    func changeUser() throws {
        let change = command(0x11, Array("bob".utf8) + [0, 0])
        let outcome = connected().client(change).server(packed(1, [0xfe] + Array("m".utf8) + [0]))
            .client(packed(2, [1, 2])).server(ok(3)).client(command(0x1f)).server(ok(1)).client(command(1)).clientFIN()
            .serverFIN().agreed()
        #expect(
            outcome.databaseEvents.map(\.kind) == [
                .startup, .authenticated, .changeUser, .authentication, .authenticated, .resetConnection, .terminate,
            ])
    }
}
