import Diagnosis
import Records
import Testing

@Suite struct DatabaseTests {
    private static let server = "10.0.0.9:5432"

    /// A session that is asked at 1 s, ended at 61 s (at 48 s without a word), and asked again at `late`, where given.
    private func idle(
        code: String?, late: Double? = nil, probe: Bool = false, changed: Bool = false, by: Side = .server
    ) -> Story {
        var story = Story()
        story.flow("10.0.0.1:40000", Self.server) {
            $0.connect(0)
            $0.says(.client, 1)
            $0.says(.server, 1.01)
            if code != nil { $0.says(.server, 61) }
            $0.fin(by, code == nil ? 48 : 61.001)
            if let late {
                $0.says(.client, late)
                $0.reset(.server, late + 0.001, answers: late)
            }
            let isReason = code != nil
            $0.database(.postgreSQL, 0.1) { session in
                session.lastQuery = Story.packet(late.flatMap { probe ? nil : $0 } ?? 1)
                session.lastProbe = probe ? late.map { Story.packet($0) } : nil
                session.lastAnswer = Story.packet(1.01)
                session.openAtEnd = changed
                session.openChanged = changed
                session.openSince = changed ? Story.packet(0.9) : nil
                session.ended = isReason ? .error : .cut
                if isReason { session.fatal = .init(at: Story.packet(61), code: code, isUnasked: true) }
            }
            if let code {
                $0.tells(
                    61,
                    DatabaseEvent(database: .postgreSQL, at: Story.packet(61), kind: .error, by: .server, code: code))
            }
        }
        story.end = 90
        return story
    }

    @Test func `57P05 and a query after it is an idle timeout that broke something`() throws {
        let finding = try #require(idle(code: "57P05", late: 65).told().first)
        #expect(finding.code == "database.idle-timeout")
        #expect(finding.severity == .error)
        #expect(finding.confidence == .certain)
        #expect(finding.cause.contains("60.0 s"))
    }

    @Test func `57P05 that only the pool's test met is a warning`() throws {
        let finding = try #require(idle(code: "57P05", late: 65, probe: true).told().first)
        #expect(finding.code == "database.idle-timeout")
        #expect(finding.severity == .warning)
    }

    @Test func `a transaction that was left idle is cut by 25P03`() throws {
        let finding = try #require(idle(code: "25P03", changed: true).told().first)
        #expect(finding.code == "database.idle-in-transaction")
        #expect(finding.severity == .error)
    }

    @Test(arguments: ["57P01", "57P02"])
    func `an administrator's word and a crash end sessions by force`(code: String) throws {
        #expect(try #require(idle(code: code, changed: true).told().first).code == "database.terminated")
    }

    @Test func `a bare FIN and a query long after it is a stale connection`() throws {
        let finding = try #require(idle(code: nil, late: 52).told().first)
        #expect(finding.code == "database.stale-connection")
        #expect(finding.severity == .error)
    }

    @Test func `a bare FIN inside a transaction that changed something loses it`() throws {
        #expect(
            try #require(idle(code: nil, changed: true, by: .client).told().first).code == "database.transaction-lost")
    }

    // MARK: Look-alikes

    @Test func `a client that says goodbye has lost nothing`() {
        var story = Story()
        story.flow("10.0.0.1:40000", Self.server) {
            $0.connect(0)
            $0.says(.client, 1)
            $0.says(.server, 1.01)
            $0.says(.client, 61, bytes: 5)
            $0.fin(.client, 61.001)
            $0.fin(.server, 61.002)
            $0.database(.postgreSQL, 0.1) { session in
                session.lastQuery = Story.packet(1)
                session.lastAnswer = Story.packet(1.01)
                session.ended = .terminate
            }
        }
        story.end = 90
        #expect(story.told().isHealthy)
    }

    @Test func `an open transaction without changes that a client drops loses nothing`() {
        var story = Story()
        story.flow("10.0.0.1:40000", Self.server) {
            $0.connect(0)
            $0.says(.client, 1)
            $0.says(.server, 1.01)
            $0.fin(.client, 2)
            $0.fin(.server, 2.001)
            $0.database(.postgreSQL, 0.1) { session in
                session.lastQuery = Story.packet(1)
                session.lastAnswer = Story.packet(1.01)
                session.openAtEnd = true
                session.ended = .cut
            }
        }
        story.end = 30
        #expect(story.told().isHealthy)
    }

    // MARK: Logins

    private func refusal(code: String, admitted: Double?) -> Story {
        var story = Story()
        let event = { (seconds: Double, kind: DatabaseEvent.Kind, code: String?) in
            DatabaseEvent(database: .postgreSQL, at: Story.packet(seconds), kind: kind, by: .server, code: code)
        }
        story.flow("10.0.0.1:40000", Self.server) {
            $0.connect(0)
            $0.says(.client, 0.1)
            $0.says(.server, 0.2)
            $0.tells(0.2, event(0.2, .loginFailed, code))
            $0.fin(.server, 0.21)
            $0.database(.postgreSQL, 0.1) { session in
                session.authenticated = false
                session.ended = .error
                session.fatal = .init(at: Story.packet(0.2), code: code, isUnasked: false)
            }
        }
        if let admitted {
            story.flow("10.0.0.1:40001", Self.server, at: admitted) {
                $0.connect(admitted)
                $0.says(.client, admitted + 0.1)
                $0.says(.server, admitted + 0.2)
                $0.tells(admitted + 0.2, event(admitted + 0.2, .authenticated, nil))
                $0.database(.postgreSQL, admitted + 0.1) { $0.ended = nil }
            }
        }
        story.end = 60
        return story
    }

    @Test func `a refused login is an error, and information where the client gets in within 5 s`() throws {
        let refused = try #require(refusal(code: "28P01", admitted: nil).told().first)
        #expect(refused.code == "database.login-failed")
        #expect(refused.severity == .error)
        let retried = refusal(code: "28P01", admitted: 1).told()
        #expect(retried.isHealthy)
        #expect(retried.first?.code == "database.login-failed")
        #expect(refusal(code: "28P01", admitted: 20).told().first?.severity == .error)
    }

    @Test func `a full server is told apart from a wrong password`() throws {
        let finding = try #require(refusal(code: "53300", admitted: nil).told().first)
        #expect(finding.code == "database.too-many-connections")
        #expect(finding.severity == .error)
    }
}
