import Correlation
import Diagnosis
import Records
import Testing

@Suite struct SessionLossTests {
    private let id = SessionStory.cookie

    @Test func aSessionRefusedByAnotherServerThanItsOwnLacksAffinity() throws {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        story.ask("/cart", at: 2, to: "10.2.0.2:8000", status: 401, cookie: id)
        let findings = story.told()
        #expect(findings.faults == ["session.affinity-missing"])
        let finding = try #require(findings.first)
        #expect(finding.subject.id == "10.1.0.1:80")
        #expect(finding.count == 1)
        #expect(finding.occurrences[0].session == id)
        #expect(finding.occurrences[0].at == Story.packet(2.01))
    }

    @Test func aSessionThatAllServersTakeIsHealthy() {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        story.ask("/cart", at: 2, to: "10.2.0.2:8000", cookie: id)
        #expect(story.told().isHealthy)
    }

    @Test func anIssuerThatServesOtherPathsIsNoMissingAffinity() {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/api", at: 1, to: "10.2.0.2:8000", status: 401, cookie: id)
        story.ask("/api", at: 2, to: "10.2.0.2:8000", status: 401, cookie: id)
        #expect(story.told().faults == ["session.rejected"])
    }

    @Test func aSessionWhoseServerWentAwayIsLostOnFailover() {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        story.ask("/cart", at: 2, to: "10.2.0.2:8000", status: 401, cookie: id)
        let findings = story.told { story in
            story.flow("10.1.0.2:60000", "10.2.0.1:8000", at: 1.999) { talk in
                talk.syn(1.999)
                talk.reset(.server, 1.9995)
            }
        }
        #expect(findings.first?.code == "session.lost-on-failover")
        #expect(!findings.codes.contains("session.affinity-missing"))
    }

    @Test func aRefusalThatNothingExplainsIsToldOnceOnBothLegs() throws {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        for time in 2...6 { story.ask("/cart", at: Double(time), status: 401, cookie: id) }
        let findings = story.told()
        #expect(findings.faults == ["session.rejected"])
        let finding = try #require(findings.first)
        #expect(finding.count == 1)
        #expect(finding.confidence == .possible)
        #expect(finding.occurrences[0].note.contains("5 times"))
    }

    @Test func takingAndRefusingInTurnsOnOneLegIsPossiblyAffinity() {
        var story = SessionStory()
        story.hasUpstream = false
        story.signIn(at: 0)
        for time in 1...6 { story.ask("/cart", at: Double(time), status: time % 2 == 0 ? 401 : 200, cookie: id) }
        let findings = story.told()
        #expect(findings.faults == ["session.affinity-missing"])
        #expect(findings.first?.confidence == .possible)
    }

    @Test(arguments: [401, 403] as [UInt16])
    func aRefusalThatIsTakenBackIsNoLoss(_ status: UInt16) {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        story.ask("/admin", at: 2, status: status, cookie: id)
        story.ask("/cart", at: 3, cookie: id)
        #expect(story.told().isHealthy)
    }

    @Test func whoeverShowsNothingIsNotLoggedOut() {
        var story = SessionStory()
        for time in 0..<5 { story.ask("/cart", at: Double(time), status: 401) }
        #expect(story.told().isHealthy)
    }

    @Test func anAnonymousIdThatIsRefusedWasNeverSignedIn() {
        var story = SessionStory()
        story.ask("/", at: 0, status: 302, sets: id, response: { $0.location = "/login" })
        story.ask("/cart", at: 1, status: 401, cookie: id)
        story.ask("/cart", at: 2, status: 401, cookie: id)
        #expect(story.told().isHealthy)
    }

    @Test func whatIsRefusedAfterSignOutIsNoLoss() {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        story.ask("/logout", at: 2, method: "POST", status: 303, cookie: id)
        story.ask("/cart", at: 3, status: 401, cookie: id)
        let findings = story.told()
        #expect(findings.isHealthy)
        #expect(findings.first("session.logout")?.count == 1)
    }

    @Test func aWrongPasswordRefusesNoSession() {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        story.ask("/login", at: 2, method: "POST", status: 401, cookie: id)
        #expect(story.told().isHealthy)
    }

    @Test func aHeaderThatAHopForgetsIsDropped() throws {
        var story = SessionStory()
        story.ask(
            "/sessions", at: 0, method: "POST", status: 201,
            response: { $0.sessionHeaders = [SessionHeader(name: "session_id", value: "Abc123Def456Ghi7")] })
        story.ask(
            "/orders", at: 1, status: 401, behind: { $0.sessionHeaders = [] },
            request: { $0.sessionHeaders = [SessionHeader(name: "session_id", value: "Abc123Def456Ghi7")] })
        let findings = story.told()
        #expect(findings.faults == ["session.header-dropped"])
        let finding = try #require(findings.first)
        #expect(finding.subject.id == "10.1.0.1:80 → 10.2.0.1:8000")
        #expect(finding.fixes.contains { $0.text.contains("underscores_in_headers on") })
    }

    @Test func aHeaderThatAHopRewritesIsChanged() {
        var story = SessionStory()
        story.ask(
            "/sessions", at: 0, method: "POST", status: 201,
            response: { $0.sessionHeaders = [SessionHeader(name: "X-Session-ID", value: "Abc123Def456Ghi7")] })
        story.ask(
            "/orders", at: 1, status: 401,
            behind: { $0.sessionHeaders = [SessionHeader(name: "X-Session-ID", value: "abc123def456ghi7")] },
            request: { $0.sessionHeaders = [SessionHeader(name: "X-Session-ID", value: "Abc123Def456Ghi7")] })
        let findings = story.told()
        #expect(findings.faults == ["session.header-changed"])
        #expect(findings.first?.cause.contains("upper and lower case") == true)
    }

    @Test func aHeaderThatIsDroppedAndNotMissedIsHealthy() {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/static", at: 1, cookie: id, behind: { $0.cookies = [] })
        #expect(story.told().isHealthy)
    }

    @Test func aSessionInUseThatEndsAtItsStatedLifetimeExpired() {
        var story = SessionStory()
        story.ask(
            "/login", at: 0, method: "POST", sets: id,
            request: {
                $0.facts = RequestFacts()
                $0.facts?.hasPassword = true
            },
            response: {
                $0.facts = ResponseFacts()
                $0.facts?.expiresIn = 8
            })
        for time in [2.0, 4, 6, 7.5] { story.ask("/cart", at: time, cookie: id) }
        story.ask("/cart", at: 9, status: 401, cookie: id)
        let findings = story.told()
        #expect(findings.faults == ["session.expired"])
        #expect(findings.first?.severity == .error)
    }

    @Test func anotherSignInOfTheUserOverwritesTheSession() {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        story.signIn(at: 2, from: "10.0.0.9", agent: "Phone", sets: "ff99ee88dd77cc66bb55")
        story.ask("/cart", at: 3, status: 401, cookie: id)
        #expect(story.told().faults == ["session.overwritten"])
    }

    @Test func twoDevicesOfOneUserAreHealthy() {
        var story = SessionStory()
        story.signIn(at: 0)
        story.signIn(at: 2, from: "10.0.0.9", agent: "Phone", sets: "ff99ee88dd77cc66bb55")
        story.ask("/cart", at: 3, cookie: id)
        #expect(story.told().isHealthy)
    }

    @Test func conclusionsTellTheSessionAndItsLife() throws {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: id)
        story.ask("/cart", at: 2, status: 401, cookie: id)
        let session = try #require(story.run().sessions.first)
        #expect(session.key == id)
        #expect(session.user == "anna")
        #expect(session.clients.map(\.description) == ["10.0.0.1"])
        #expect(session.events.map(\.kind) == [.issued, .accepted, .refused])
        #expect(session.flows.count == 6)
    }

    @Test func theSameRecordsAlwaysSayTheSame() {
        var story = SessionStory()
        for number in 0..<20 {
            let value = "aa11bb22cc33dd44ee\(10 + number)"
            let client = "10.0.1.\(number)"
            story.signIn("user\(number)", at: Double(number), from: client, sets: value)
            story.ask("/cart", at: Double(number) + 0.3, from: client, cookie: value)
            story.ask("/cart", at: Double(number) + 0.6, from: client, to: "10.2.0.2:8000", status: 401, cookie: value)
        }
        let first = story.told()
        #expect(first.first?.count == 20)
        #expect(first.first?.sessionsAffected == 20)
        #expect(story.told() == first)
    }
}
