import Diagnosis
import Records
import Testing

@Suite struct SessionTokenTests {
    private static let second = Story.base / 1_000_000_000

    private static func bearer(_ value: String, _ change: (inout JWT) -> Void) -> Authorization {
        var token = JWT()
        token.algorithm = "HS256"
        token.subject = "anna"
        token.expires = second + 3_600
        token.issuedAt = second
        change(&token)
        return Authorization(scheme: "Bearer", value: value, jwt: token)
    }

    private static func refresh(
        _ story: inout SessionStory, at: Double, status: UInt16 = 200, token: String = "refresh-1234"
    ) {
        story.ask(
            "/token", at: at, method: "POST", status: status,
            request: {
                $0.facts = RequestFacts()
                $0.facts?.grantType = "refresh_token"
                $0.facts?.refreshToken = token
            },
            response: {
                $0.facts = ResponseFacts()
                if status == 200 { $0.facts?.accessToken = "new-access-token-\(at)" }
            })
    }

    private func expired(refreshedAt: Double?) -> [Finding] {
        var story = SessionStory()
        let token = Self.bearer("eyJaaaa.bbbb.cccc") { $0.expires = Self.second + 3 }
        story.ask("/api", at: 1, request: { $0.authorization = token })
        story.ask("/api", at: 5, status: 401, request: { $0.authorization = token })
        if let refreshedAt { Self.refresh(&story, at: refreshedAt) }
        story.end = 60
        return story.told { story in
            story.flow("10.0.0.9:1", "10.0.0.8:2", at: 50) { $0.connect(50) }
        }
    }

    @Test func anExpiredTokenThatNobodyRefreshesIsAnError() {
        let findings = expired(refreshedAt: nil)
        #expect(findings.first?.code == "token.expired")
        #expect(findings.first?.severity == .error)
    }

    @Test func anExpiredTokenThatIsRefreshedIsNormal() {
        let findings = expired(refreshedAt: 5.2)
        #expect(findings.isHealthy)
        #expect(findings.first("token.expired")?.severity == .info)
    }

    @Test func aTokenFromTheFutureSpeaksOfClocks() {
        var story = SessionStory()
        let token = Self.bearer("eyJaaaa.bbbb.cccc") {
            $0.issuedAt = Self.second + 90
            $0.notBefore = Self.second + 90
        }
        story.ask(
            "/token", at: 0, method: "POST",
            response: {
                $0.facts = ResponseFacts()
                $0.facts?.accessToken = "eyJaaaa.bbbb.cccc"
            })
        story.ask("/api", at: 1, status: 401, request: { $0.authorization = token })
        #expect(story.told().faults == ["token.not-yet-valid"])
    }

    @Test func aRefreshTokenUsedTwiceAtOnceRaces() {
        var story = SessionStory()
        Self.refresh(&story, at: 1)
        Self.refresh(&story, at: 1.005, status: 400)
        let findings = story.told()
        #expect(findings.faults == ["token.refresh-race"])
        #expect(findings.first?.count == 1)
    }

    @Test func anOldRefreshTokenIsNoRace() {
        var story = SessionStory()
        Self.refresh(&story, at: 1)
        Self.refresh(&story, at: 100, status: 400)
        #expect(story.told().isHealthy)
    }

    @Test(arguments: [true, false]) func aTokenThatAnybodyCanMakeIsWeak(_ isUnsigned: Bool) {
        var story = SessionStory()
        let token = Self.bearer("eyJaaaa.bbbb.cccc") {
            if isUnsigned { $0.algorithm = "none" } else { $0.expires = nil }
        }
        story.ask("/api", at: 1, request: { $0.authorization = token })
        let findings = story.told()
        #expect(findings.first("token.weak")?.severity == .notice)
        #expect(findings.isHealthy)
    }
}
