import Diagnosis
import Records
import Testing

@Suite struct SessionUseTests {
    private let id = SessionStory.cookie

    private func foreign(agent: String, address: String) -> [Finding] {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        story.ask("/cart", at: 2, from: address, agent: agent, cookie: id)
        story.ask("/cart", at: 3, cookie: id)
        return story.told()
    }

    @Test func twoClientsThatTakeTurnsShareASession() throws {
        let findings = foreign(agent: "curl", address: "10.0.0.66")
        #expect(findings.faults == ["session.shared"])
        #expect(findings.first?.occurrences.first?.at == Story.packet(2))
    }

    @Test func oneProgramThatRoamsDoesNotShare() {
        #expect(foreign(agent: "Firefox", address: "10.0.0.66").isHealthy)
    }

    @Test func twoProgramsOfOneHostDoNotShare() {
        #expect(foreign(agent: "curl", address: "10.0.0.1").isHealthy)
    }

    @Test func anIdThatCameInAURLAndStaysAtSignInIsFixed() {
        var story = SessionStory()
        story.ask("/app?sid=\(id)", at: 0, sets: id)
        story.signIn(at: 1, cookie: id, sets: nil)
        story.ask("/cart", at: 2, cookie: id)
        let findings = story.told()
        #expect(findings.faults == ["session.fixation"])
        #expect(findings.first("session.fixation")?.count == 1)
    }

    @Test func anIdThatStaysAtSignInIsANoticeAndANewOneNothing() {
        var kept = SessionStory()
        kept.ask("/", at: 0, sets: id)
        kept.signIn(at: 1, cookie: id, sets: nil)
        kept.ask("/cart", at: 2, cookie: id)
        #expect(kept.told().first("session.fixation")?.severity == .notice)
        var renewed = SessionStory()
        renewed.ask("/", at: 0, sets: id)
        renewed.signIn(at: 1, cookie: id, sets: "ff99ee88dd77cc66bb55")
        renewed.ask("/cart", at: 2, cookie: "ff99ee88dd77cc66bb55")
        #expect(renewed.told().first("session.fixation") == nil)
    }

    private func cookies(path: String?, secure: Bool = false, target: String) -> [Finding] {
        var story = SessionStory()
        for time in 0..<4 {
            story.ask(
                target, at: Double(time),
                response: {
                    var cookie = SetCookie(name: "sid", value: "aa11bb22cc33dd44ee\(10 + time)")
                    cookie.path = path
                    cookie.secure = secure
                    $0.setCookies = [cookie]
                })
        }
        return story.told()
    }

    @Test func aCookieThatMayNotBeSentIsToldWithItsReason() {
        let path = cookies(path: "/app", target: "/api/cart")
        #expect(path.faults == ["session.cookie-not-returned"])
        #expect(path.first?.cause.contains("Path") == true)
        #expect(cookies(path: "/", secure: true, target: "/").faults == ["session.cookie-not-returned"])
    }

    @Test func aClientWithoutAJarIsNoFault() {
        #expect(cookies(path: "/", target: "/").isHealthy)
    }

    @Test func tooManyRequestsOfASessionAreOneFinding() throws {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        for time in 2...4 { story.ask("/cart", at: Double(time), status: 429, cookie: id) }
        let findings = story.told()
        #expect(findings.faults == ["session.rate-limited"])
        #expect(findings.first?.sessionsAffected == 1)
    }
}
