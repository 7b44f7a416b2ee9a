import Diagnosis
import Records
import Testing

@testable import Reporting

/// The model that pages are made from.
@Suite("Report")
struct ReportTests {
    private func report(_ scenario: String, _ change: (inout ReportOrder) -> Void = { _ in }) throws -> Report {
        var order = ReportOrder(.html)
        change(&order)
        return Report(try RecordedRun.of(scenario).lines, order)
    }

    @Test("both legs of a proxy are lanes, and the silence is as long as it was, with the default that it matches")
    func lanes() throws {
        let story = try #require(try report("websocket-nginx-idle-60s").stories.first)
        #expect(story.lanes.map(\.role) == [.client, .proxy, .server])
        let silence = try #require(story.events.first { $0.kind == .silence })
        #expect(abs((silence.silence ?? 0) - 60.06) < 0.02)
        #expect(silence.known?.contains("nginx proxy_read_timeout") == true)
        #expect(story.events.filter { $0.kind == .silence }.count == 1)
        // The last frame is no record of its own: it stands right before the silence, without a time.
        let place = try #require(story.events.firstIndex { $0.remarks == ["The last frame"] })
        #expect(story.events[place + 1].kind == .silence)
        #expect(story.events.allSatisfy { $0.packet > 0 && story.lanes.indices.contains($0.from) })
    }

    @Test("where nothing is told it is silence only if it was measured, and no longer than that")
    func silences() {
        let event = { (packet: UInt64, time: Double?, silence: Double?) in
            Story.Event(
                kind: .request, time: time.map { Sample.time($0) }, packet: packet, from: 0, to: 1, text: "",
                silence: silence)
        }
        let gap = ReportFlow.Silence(start: Sample.time(20), seconds: 30, before: 9, after: 10, keepalives: 0)
        let item = StoryEvents.Item(kind: .silence, time: nil, packet: 10, by: nil, text: "", silence: gap)
        let told = { (events: [Story.Event], measured: Bool) -> [String] in
            var story = Story(id: "", title: "", flows: [], lanes: [], events: events, omitted: 0, omittedBehind: 0)
            StorySilences.insert(into: &story, StorySilences.Measured(measured ? [item] : []), software: "")
            return story.events.filter { $0.kind == .silence }.map(\.text)
        }
        #expect(told([event(5, 2, nil), event(10, 50, 30)], true) == ["18 s later", "30 s of silence"])
        #expect(told([event(5, 2, nil), event(9, nil, nil), event(10, 50, 30)], true) == ["30 s of silence"])
        #expect(told([event(5, 2, nil), event(10, 50, nil)], false) == ["48 s later"])
        #expect(
            told([event(5, 20, nil), event(8, 30, nil), event(10, 50, 30)], true) == [
                "10 s of silence", "20 s of silence",
            ])
        #expect(told([event(5, 49.5, nil), event(10, 50, nil)], false).isEmpty)
    }

    @Test("a session's time line follows it through the proxy to each of its servers")
    func session() throws {
        let report = try report("affinity-missing-round-robin")
        #expect(report.sessionTally.broke == 4)
        let places = try #require(report.storiesByFinding[report.findings[0].id])
        #expect(places.count == 4)
        let story = report.stories[places[0]]
        #expect(story.lanes.map(\.role) == [.client, .proxy, .server, .server])
        #expect(story.title.hasPrefix("Session "))
        #expect(story.events.contains { $0.isBad && $0.text.hasPrefix("401") })
    }

    @Test("a store's commands are asked by the application, not by the proxy on its machine")
    func store() throws {
        let report = try report("redis-eviction")
        let links = report.topology.links.map { (report.topology.nodes[$0.from].box, report.topology.nodes[$0.to].box) }
        let asking = links.filter { $0.1.role == .store }.map(\.0)
        #expect(!asking.isEmpty && asking.allSatisfy { $0.role == .server })
    }

    @Test("guessed relations make no ring, and a proxy with several ports is one box")
    func ring() throws {
        let topology = try report("mixed-stores-healthy").topology
        let proxies = topology.nodes.filter { $0.box.role == .proxy }.map(\.box.name)
        #expect(proxies == ["10.20.0.2:80,81,82"])
        #expect(topology.links.allSatisfy { topology.nodes[$0.from].column < topology.nodes[$0.to].column })
    }

    @Test("limits leave out what matters least, and say how much")
    func limits() throws {
        let report = try report("redis-eviction") {
            $0.limits.flows = 5
            $0.limits.sessions = 1
            $0.limits.findings = 1
            $0.limits.stories = 1
        }
        #expect(report.flows.count == 5 && report.flowCount == 63)
        #expect(report.flows.allSatisfy { !$0.findings.isEmpty })
        #expect(report.sessions.map(\.fate) == [.broke])
        #expect(report.findings.count == 1 && report.moreFindings == 1)
        #expect(report.stories.count == 1)
    }

    @Test("findings below the wanted severity are in no part of it")
    func severity() throws {
        let report = try report("redis-eviction") { $0.minimumSeverity = .error }
        #expect(report.findings.allSatisfy { $0.severity == .error })
        #expect(report.flows.allSatisfy { $0.findings.count <= 1 })
    }

    @Test(
        "the verdict is one sentence",
        arguments: [
            (
                "websocket-nginx-idle-60s",
                "2 of 2 WebSockets broke: WebSocket cut after silence, by the proxy 127.0.0.1:8080."
            ),
            (
                "tls13-ticket-key-mismatch",
                "Nothing broke, but something is about to: TLS ticket keys are not shared, by the server 10.20.0.2:443."
            ),
            ("cookie-returned-healthy", "No drops found in "),
        ])
    func verdict(scenario: String, sentence: String) throws {
        #expect(ReportVerdict(try report(scenario)).sentence.hasPrefix(sentence))
    }

    @Test("nothing seen is not all well")
    func empty() {
        let line =
            #"{"record":"capture","tool":{"name":"hangup","version":"1"},"sources":[],"packets":{"read":0,"analyzed":0,"skipped":{}},"visibility":{"flows":0}}"#
        let report = Report(RunLines(Array(line.utf8)), ReportOrder(.html))
        #expect(ReportVerdict(report).sentence == "No TCP flow was seen, so nothing can be said.")
        var sink = ByteSink()
        HTMLReport(report).write(to: &sink)
        let page = String(decoding: sink.bytes, as: UTF8.self)
        #expect(page.contains("No TCP flow was seen") && page.hasSuffix("</html>\n"))
    }
}
