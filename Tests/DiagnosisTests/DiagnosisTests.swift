import Records
import Testing

@testable import Diagnosis

@Suite struct DiagnosisTests {
    /// Several breaks at once.
    private func troubles() -> Story {
        var story = Story()
        for index in 0..<3 {
            let begin = Double(index) * 4
            story.flow("10.0.0.1:4000\(index)", "10.0.0.2:8080", at: begin) {
                $0.syn(begin)
                $0.reset(.server, begin + 0.01, answers: begin)
            }
        }
        story.flow("10.0.0.1:41000", at: 20) {
            $0.connect(20)
            $0.exchange("/report", 20.1, answered: nil)
            $0.passes(.server, 20.11)
            $0.owes(.server, .answer, since: 20.1, "GET /report")
            $0.reset(.server, 21.5)
        }
        story.flow("10.0.0.1:42000", "10.0.0.3:80", at: 30) {
            $0.connect(30)
            $0.exchange("/a?sid=0123456789abcdef", 30.1, answered: 30.2) { exchange in
                exchange.request?.cookies = [Cookie(name: "JSESSIONID", value: "8b6b0123456789abcdef")]
            }
            $0.closed.tcp.longestZeroWindow.client = Stall(start: Story.packet(31), end: Story.packet(38))
            $0.fin(.client, 39)
        }
        return story
    }

    @Test func `findings come by severity, confidence, count and time`() {
        let findings = troubles().told()
        #expect(
            findings.codes == [
                "tcp.connect-refused", "tcp.reset-in-exchange", "tcp.stalled", "session.exposed", "session.exposed",
            ])
        #expect(findings[0].count == 3)
    }

    @Test func `the same records give the same conclusions, however often time is told`() {
        let story = troubles()
        var one = Diagnosis()
        let expected = story.run(&one)
        var other = Diagnosis()
        for emission in story.emissions.sorted(by: { $0.precedes($1) }) {
            other.advance(to: emission.time)
            other.absorb(emission)
            other.advance(to: emission.time)
        }
        var summary = expected.capture
        summary.first = expected.capture.first
        let conclusions = other.finish(summary)
        #expect(conclusions == expected)
    }

    @Test func `verdicts fall ten seconds after their symptoms, not at the end only`() {
        let story = troubles()
        var diagnosis = Diagnosis()
        for emission in story.emissions.sorted(by: { $0.precedes($1) }) { diagnosis.absorb(emission) }
        diagnosis.advance(to: Story.packet(33).time)
        let revised = Set(diagnosis.revised.codes)
        #expect(revised.isSuperset(of: ["tcp.connect-refused", "tcp.reset-in-exchange"]))
        let again = diagnosis.revised
        #expect(again.isEmpty)
    }

    @Test func `no text tells a value that opens a session`() {
        for finding in troubles().told() {
            let texts =
                [finding.cause, finding.title, finding.displayFilter, finding.subject.id]
                + finding.evidence.map(\.text) + finding.occurrences.map(\.note) + finding.fixes.map(\.text)
            #expect(!texts.contains { $0.contains("0123456789abcdef") })
        }
    }

    @Test func `an occurrence of lower severity does not swell a finding`() throws {
        var story = Story()
        for index in 0..<3 {
            let begin = Double(index) * 5
            story.flow("10.0.0.1:4000\(index)", at: begin) {
                $0.connect(begin)
                $0.exchange("/p\(index)", begin + 0.1, answered: nil)
                $0.passes(.server, begin + 0.11)
                $0.owes(.server, .answer, since: begin + 0.1, "GET /p\(index)")
                $0.fin(index == 2 ? .server : .client, begin + 0.5)
            }
        }
        let finding = try #require(story.told().first)
        #expect(finding.severity == .error)
        #expect(finding.count == 1)
    }

    @Test func `a finding keeps its first hundred occurrences and counts all`() throws {
        var story = Story()
        for index in 0..<250 {
            let begin = Double(index)
            story.flow("10.0.0.1:\(10_000 + index)", at: begin) {
                $0.connect(begin)
                $0.exchange("/report", begin + 0.1, answered: nil)
                $0.passes(.server, begin + 0.11)
                $0.owes(.server, .answer, since: begin + 0.1, "GET /report")
                $0.reset(.server, begin + 0.5)
            }
        }
        let finding = try #require(story.told().first)
        #expect(finding.count == 250)
        #expect(finding.occurrences.count == 100)
        #expect(finding.evidence.count <= 24)
        #expect(finding.last.packet == Story.packet(249.5).packet)
    }

    @Test func `what waits for a verdict is bounded`() {
        var options = DiagnosisOptions()
        options.pendingSymptoms = 10
        var diagnosis = Diagnosis(options: options)
        var story = Story()
        for index in 0..<100 {
            story.flow("10.0.0.1:\(10_000 + index)", at: 0.001 * Double(index)) {
                $0.connect(0.001 * Double(index))
                $0.exchange("/report", 0.2, answered: nil)
                $0.passes(.server, 0.3)
                $0.owes(.server, .answer, since: 0.2, "GET /report")
                $0.reset(.server, 0.5)
            }
        }
        for emission in story.emissions.sorted(by: { $0.precedes($1) }) {
            diagnosis.absorb(emission)
            #expect(diagnosis.pending <= 10)
        }
        let findings = diagnosis.finish(CaptureSummary()).findings
        #expect(findings.map(\.count) == [100])
    }

    @Test func `a flow with missing bytes makes nobody certain`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/report", 0.1, answered: nil)
            $0.passes(.server, 0.11)
            $0.closed.tcp.missingBytes.client = 10
            $0.owes(.server, .answer, since: 0.1, "GET /report")
            $0.reset(.server, 1.4)
        }
        #expect(story.told().first("tcp.reset-in-exchange")?.confidence == .likely)
    }

    @Test func `a capture with holes is a warning, with a snap length a notice`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.closed.tcp.missingBytes.server = 1_460
            $0.says(.server, 0.5)
            $0.fin(.client, 1)
        }
        story.capture.missingBytes = 1_460
        let finding = try #require(story.told().first)
        #expect(finding.code == "capture.incomplete")
        #expect(finding.severity == .warning)
        #expect(finding.subject.kind == .capture)

        var cut = Story()
        cut.flow {
            $0.connect(0)
            $0.closed.tcp.cutBytes.server = 500
            $0.fin(.client, 1)
        }
        cut.capture.cutBytes = 500
        #expect(cut.told().map(\.severity) == [.notice])
    }

    @Test func `packets captured twice are a notice`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.closed.tcp.duplicates.server = 5
            $0.fin(.client, 1)
        }
        story.capture.duplicatePackets = 5
        story.capture.packets.read = 100
        let finding = try #require(story.told().first)
        #expect(finding.code == "capture.duplicates")
        #expect(finding.severity == .notice)
        #expect(finding.cause.contains("5.0 %"))
    }

    @Test func `an empty capture concludes nothing`() {
        var diagnosis = Diagnosis()
        let conclusions = diagnosis.finish(CaptureSummary())
        #expect(conclusions.findings.isEmpty)
    }

    @Test func `a visit to a shop is healthy`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/cart", 0.1, answered: 0.2, status: 302)
            $0.exchange("/login", 0.3, answered: 0.4, status: 401) { $0.response?.challenge = "Basic" }
            $0.exchange("/login", 0.5, answered: 0.6, method: "POST")
            $0.fin(.server, 5.7)
            $0.fin(.client, 6)
        }
        story.flow("10.0.0.9:33333", at: 1) {
            $0.connect(1)
            $0.fin(.client, 1.2)
            $0.reset(.client, 1.3)
        }
        story.flow("10.0.0.1:44444", at: 2) { $0.connect(2) }
        #expect(story.told().isHealthy)
    }
}
