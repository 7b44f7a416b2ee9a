import Records
import Testing

@testable import Dissection

@Suite("PostgreSQL sessions") struct PostgreSQLSessionTests {
    @Test("a login tells who, where and with what, and no secret")
    func login() throws {
        let outcome = loggedIn().client(message("X")).clientFIN().serverFIN().agreed()
        let session = try #require(outcome.database)
        #expect(session.user == "ann")
        #expect(session.database == "shop")
        #expect(session.application == "till")
        #expect(session.serverVersion == "16.4")
        #expect(session.backendID == 4711)
        #expect(session.authenticated == true)
        #expect(session.ended == .terminate)
        #expect(outcome.owed == nil)
        #expect(outcome.databaseEvents.map(\.kind) == [.startup, .authentication, .authenticated, .terminate])
        #expect(!"\(outcome.records)".contains("secret"))
    }

    @Test("a refused login is an error, and the session ends with it")
    func refused() throws {
        let error = report(
            "E", severity: "FATAL", code: "28P01", text: "password authentication failed for user \"ann\"")
        let outcome = Playbook(.postgreSQL).client(startup(["user", "ann"])).server(authentication(5, [1, 2, 3, 4]))
            .client(message("p", zeroed("md5aaaa"))).server(error).serverFIN().clientFIN().agreed()
        let session = try #require(outcome.database)
        #expect(session.authenticated == false)
        #expect(session.ended == .error)
        #expect(session.fatal == .init(at: packet(4), code: "28P01", isUnasked: false))
        #expect(outcome.events(.error).map(\.code) == ["28P01"])
        #expect(outcome.events(.loginFailed).count == 1)
        #expect(outcome.owed == nil)
    }

    @Test("a database that is not there fails the login after the password was right")
    func noDatabase() throws {
        let error = report("E", severity: "FATAL", code: "3D000", text: "database \"shop\" does not exist")
        let outcome = Playbook(.postgreSQL).client(startup(["user", "ann"])).server(authentication(0) + error)
            .serverFIN()
            .clientFIN().agreed()
        #expect(try #require(outcome.database).authenticated == true)
        #expect(outcome.events(.loginFailed).count == 1)
    }

    @Test("where the server agrees to TLS, TLS goes on, whatever the client has sent already")
    func tls() throws {
        let outcome = Playbook(.postgreSQL).client(sslRequest + [0x16, 3, 1]).server("S").client([0, 5, 1, 0]).agreed()
        #expect(outcome.identified == [.postgreSQL, .tls])
        #expect(try #require(outcome.database).encrypted)
        #expect(outcome.events(.tlsRequest).count == 1)
    }

    @Test("where the server refuses TLS, the login comes in clear")
    func noTLS() throws {
        let outcome = Playbook(.postgreSQL).client(sslRequest).server("N").client(startup(["user", "ann"])).server(
            welcome
        )
        .clientFIN().serverFIN().agreed()
        #expect(try #require(outcome.database).user == "ann")
        #expect(try #require(outcome.database).ended == .cut)
    }

    @Test("after a refusal of GSSAPI encryption the client may still ask for TLS")
    func gss() {
        let outcome = Playbook(.postgreSQL).client(number(8) + number(80_877_104)).server("N").client(sslRequest)
            .server("S").client([0x16]).agreed()
        #expect(outcome.identified == [.postgreSQL, .tls])
        #expect(outcome.events(.tlsRequest).count == 2)
    }

    @Test("a cancel request names its backend, not its key, and is no session")
    func cancel() {
        let bytes = number(16) + number(80_877_102) + number(4711) + number(12_345_678)
        let outcome = Playbook(.postgreSQL).client(bytes).serverFIN().clientFIN().agreed()
        #expect(outcome.events(.cancelRequest).map(\.message) == ["backend 4711"])
        #expect(outcome.database == nil)
    }

    @Test("what ends a session unasked is told with its code", arguments: ["57P01", "57P05", "25P03"])
    func unasked(code: String) throws {
        let outcome = loggedIn().server(report("E", severity: "FATAL", code: code, text: "terminating connection"))
            .serverFIN().clientFIN().agreed()
        let session = try #require(outcome.database)
        #expect(session.fatal == .init(at: packet(5), code: code, isUnasked: true))
        #expect(session.ended == .error)
        #expect(outcome.events(.loginFailed).isEmpty)
        #expect(outcome.owed == nil)
    }

    @Test("a notice is not an error, and a setting that changes is neither")
    func notice() {
        let outcome = loggedIn().client(query("select 1"))
            .server(report("N", severity: "WARNING", code: "01000", text: "careful") + tag("SELECT 1") + ready("I"))
            .server(message("S", zeroed("TimeZone") + zeroed("UTC"))).agreed()
        #expect(outcome.events(.notice).map(\.message) == ["careful"])
        #expect(outcome.events(.error).isEmpty)
        #expect(outcome.database?.ended == nil)
    }

    @Test("protocol 3.2 with its longer key, and what the server does not know of it")
    func newerMinorVersion() throws {
        let negotiate = message("v", number(196_608) + number(1) + zeroed("_pq_.x"))
        let key = message("K", number(7) + [UInt8](repeating: 1, count: 32))
        let outcome = Playbook(.postgreSQL).client(startup(["user", "ann"], version: 196_610))
            .server(negotiate + authentication(0) + key + ready("I")).agreed()
        #expect(try #require(outcome.database).backendID == 7)
        #expect(outcome.events.isEmpty)
    }

    func packet(_ number: UInt64) -> PacketReference {
        PacketReference(packet: number, time: Timestamp(seconds: Int64(number) - 1, nanoseconds: 0))
    }
}
