import Correlation
import Diagnosis
import Records
import Testing

/// Sessions that are refused, and what their store had answered.
@Suite struct SessionStoreTests {
    private static let id = SessionStory.cookie
    private let key = "session:\(SessionStory.cookie)"

    /// A command of the application in the time of the exchange that begins at `at`.
    private struct Step {
        var at: Double
        var words: String
        var effect: StoreEffect
        var result: StoreCommand.Result
        var ttl: Double?
        var words64: [UInt64]?
        var database: UInt32? = 0
    }

    private func get(_ at: Double, _ result: StoreCommand.Result, _ key: String? = nil, words: [UInt64]? = nil) -> Step
    {
        Step(at: at, words: "GET \(key ?? self.key)", effect: .reads, result: result, words64: words)
    }

    private func set(
        _ at: Double, _ ttl: Double? = nil, _ key: String? = nil, result: StoreCommand.Result = .ok,
        words: [UInt64]? = nil
    ) -> Step {
        Step(at: at, words: "SET \(key ?? self.key)", effect: .writes, result: result, ttl: ttl, words64: words)
    }

    private func talk(
        _ story: inout Story, _ steps: [Step], client: String = "10.2.0.1:51000", from start: Double = 0,
        closedBy side: Side? = nil, at end: Double = 0
    ) {
        story.flow(client, "10.3.0.1:6379", at: start) { talk in
            talk.connect(start)
            for step in steps {
                talk.command(step.words, step.at + 0.003) { command in
                    command.effect = step.effect
                    command.result = step.result
                    command.ttl = step.ttl
                    command.keyCount = 1
                    command.database = step.database
                    command.words = step.words64 ?? []
                    command.hasAllWords = step.words64 != nil
                }
            }
            if let side {
                talk.fin(side, end)
                talk.fin(side.other, end + 0.001)
            }
        }
    }

    /// Signed in at 0, good at 1, refused at `refused`.
    private func visits(refused: Double) -> SessionStory {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 1, cookie: Self.id)
        story.ask("/cart", at: refused, status: 401, cookie: Self.id)
        return story
    }

    @Test func aLifetimeThatUseDoesNotExtendIsTheStoresClock() throws {
        let findings = visits(refused: 7).told { talk(&$0, [set(0, 6), get(1, .hit), get(7, .miss)]) }
        #expect(findings.faults == ["session.expired"])
        let finding = try #require(findings.first)
        #expect(finding.confidence == .certain)
        #expect(finding.subject.kind == .store)
    }

    @Test func aSessionThatWasReadJustBeforeIsInUse() throws {
        var story = visits(refused: 7)
        story.ask("/cart", at: 5, cookie: Self.id)
        let findings = story.told { talk(&$0, [set(0, 6), get(1, .hit), get(5, .hit), get(7, .miss)]) }
        #expect(try #require(findings.first("session.expired")).severity == .error)
    }

    @Test func anExtensionMovesTheEndSoThatTheSessionWasThrownOut() {
        let extended = Step(
            at: 1.001, words: "EXPIRE \(key)", effect: [.extends, .counts], result: .integer(1), ttl: 600)
        let findings = visits(refused: 7).told {
            talk(&$0, [set(0, 6), get(1, .hit), extended, get(7, .miss)])
        }
        #expect(findings.faults == ["session.evicted"])
    }

    @Test func whatIsGoneWhileItsStoreLivesOnWasThrownOut() throws {
        let findings = visits(refused: 7).told { talk(&$0, [set(0, 600), get(1, .hit), get(7, .miss)]) }
        #expect(findings.faults == ["session.evicted"])
        #expect(try #require(findings.first).confidence == .likely)
    }

    @Test func whatIsGoneAfterTheStoreCutItsConnectionsIsLostWithIt() {
        let findings = visits(refused: 7).told { story in
            talk(&story, [set(0, 600), get(1, .hit)], closedBy: .server, at: 3)
            talk(&story, [get(7, .miss)], client: "10.2.0.1:51001", from: 7.0015)
        }
        #expect(findings.faults == ["session.store-lost"])
    }

    @Test func anotherSessionThatOutlivedTheCutSaysThatTheStoreWasNotRestarted() {
        let other = "session:bb22cc33dd44ee55ff66"
        let findings = visits(refused: 7).told { story in
            talk(&story, [set(0, 600), set(0.5, 600, other), get(1, .hit)], closedBy: .server, at: 3)
            talk(&story, [get(7, .miss), get(8, .hit, other)], client: "10.2.0.1:51001", from: 7.0015)
        }
        #expect(findings.faults == ["session.evicted"])
    }

    @Test(arguments: [0, 1] as [UInt32])
    func emptyingADatabaseLosesTheSessionsInItAndNoOthers(_ database: UInt32) {
        let flush = Step(at: 4, words: "FLUSHDB", effect: .empties, result: .ok, database: database)
        let findings = visits(refused: 7).told { story in
            talk(&story, [set(0, 600), get(1, .hit), get(7, .miss)])
            talk(&story, [flush], client: "10.2.0.1:51001", from: 3.9)
        }
        #expect(findings.faults == [database == 0 ? "session.store-lost" : "session.evicted"])
    }

    @Test func aStoreThatCannotBeReachedIsToldAndNotItsRefusal() {
        var story = visits(refused: 7)
        story.end = 60
        let findings = story.told { story in
            talk(&story, [set(0, 600), get(1, .hit)], closedBy: .server, at: 3)
            for (index, at) in [7.002, 7.004].enumerated() {
                story.flow("10.2.0.1:\(51_001 + index)", "10.3.0.1:6379", at: at) { talk in
                    talk.syn(at)
                    talk.reset(.server, at + 0.0002)
                }
            }
        }
        #expect(findings.faults == ["session.store-lost"])
    }

    @Test func aSessionThatTheStoreStillHasIsNotTheStoresLoss() {
        let findings = visits(refused: 7).told { talk(&$0, [set(0, 6), get(1, .hit), get(7, .hit)]) }
        #expect(findings.faults == ["session.rejected"])
    }

    @Test func aKeyThatIsDeletedInTheOtherSignInIsProof() throws {
        var story = visits(refused: 7)
        story.signIn(at: 4, from: "10.0.0.9", agent: "Telephone", sets: "ff00ee11dd22cc33bb44")
        let deleted = Step(at: 4, words: "DEL \(key)", effect: [.deletes, .counts], result: .integer(1))
        let findings = story.told { talk(&$0, [set(0, 600), get(1, .hit), deleted, get(7, .miss)]) }
        #expect(findings.faults == ["session.overwritten"])
        #expect(try #require(findings.first).confidence == .certain)
    }

    // MARK: Lost updates

    /// Two applications read at 1 and 2, and write at 3 and 4; somebody reads at 5.
    private func writers(
        first: [UInt64] = [1, 2], second: [UInt64] = [1, 3], read: [UInt64] = [1, 3],
        result: StoreCommand.Result = .ok, secondReadsAt: Double = 2
    ) -> [Finding] {
        var story = SessionStory()
        story.signIn(at: 0)
        story.ask("/cart", at: 6, cookie: Self.id)
        return story.told { story in
            talk(&story, [get(1, .hit, words: [1]), set(3, 600, words: first), get(5, .hit, words: read)])
            talk(
                &story, [get(secondReadsAt, .hit, words: [1]), set(4, 600, result: result, words: second)],
                client: "10.2.0.2:51000")
        }
    }

    @Test func whatOneWriterAddedAndAnotherWroteOverIsLost() throws {
        let findings = writers()
        #expect(findings.faults == ["session.lost-update"])
        #expect(try #require(findings.first).occurrences[0].session == Self.id)
    }

    @Test func changesThatLoseNothingAreHealthy() {
        // The later writer had read what the earlier one wrote.
        #expect(writers(secondReadsAt: 3.5).isHealthy)
        // It has the words, too.
        #expect(writers(second: [1, 2, 3], read: [1, 2, 3]).isHealthy)
        // Nothing was added: clocks and counters do not count.
        #expect(writers(first: [1], second: [1], read: [1]).isHealthy)
        // One value in the place of another: the later one is right.
        #expect(writers(first: [2], second: [3], read: [3]).isHealthy)
        // They are back at the next read.
        #expect(writers(read: [1, 2, 3]).isHealthy)
        // It was not written: somebody else had changed it.
        #expect(writers(result: .exists).isHealthy)
    }
}
