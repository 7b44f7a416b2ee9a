import Diagnosis
import Records
import Reporting
import Testing

@Suite("jsonl")
struct LinesReporterTests {
    private func reporter(options: ReportOptions = Sample.options()) -> LinesReporter {
        LinesReporter(sink: ByteSink(), redactor: Redactor(key: Sample.key), options: options)
    }

    private func kinds(_ output: String) -> [Substring] {
        output.split(separator: "\n").map { $0.dropFirst(11).prefix { $0 != "\"" } }
    }

    @Test("each record is a line of its kind, findings come after them, and the capture is last")
    func lines() {
        var reporter = reporter()
        let handshake = TLSHandshake(at: Sample.at(3))
        let place = Place(packet: 5, time: Sample.time(1), offset: 77, direction: .toClient)
        let output = reporter.run(
            [
                Sample.emission(
                    .flowOpened(
                        FlowOpened(
                            id: 0, client: Sample.client, server: Sample.server, roles: .handshake, first: Sample.at(1))
                    )),
                Sample.emission(.handshakeDone(handshake)),
                Sample.emission(.exchange(Sample.exchange())),
                Sample.emission(.handshake(handshake)),
                Sample.emission(.webSocket(WebSocketSession(opened: Sample.at(4)))),
                Sample.emission(.gap(StreamGap(place: place, byteCount: 1000, cause: .notCaptured)), flow: 4),
                Sample.emission(.event(FlowEvent(kind: .opaque, place: place, detail: "no keys")), flow: 4),
                Sample.emission(.flowClosed(Sample.closed(flow: 4)), flow: 4),
            ], findings: [Sample.finding()])
        #expect(
            kinds(output) == [
                "exchange", "handshake", "websocket", "gap", "event", "gap", "flow", "finding", "capture",
            ])
        let lines = output.split(separator: "\n")
        let at = #""packet":5,"time":"2025-11-24T16:00:01.000000Z","by":"server","offset":77"#
        #expect(lines[3] == #"{"record":"gap","flow":4,"kind":"bytes","cause":"not_captured",\#(at),"bytes":1000}"#)
        #expect(lines[4] == #"{"record":"event","flow":4,"kind":"opaque",\#(at),"detail":"no keys"}"#)
        #expect(lines[5].hasPrefix(#"{"record":"gap","flow":4,"kind":"idle","start":"#))
        #expect(!lines[6].contains("idle_gaps"))
        #expect(lines[7].hasPrefix(#"{"record":"finding","id":""#))
    }

    @Test("a live finding comes again only when it has grown, with its revision one higher")
    func revisions() {
        var reporter = reporter(options: Sample.options())
        var finding = Sample.finding()
        reporter.announce([finding])
        reporter.announce([finding])
        finding.count += 1
        reporter.announce([finding])
        let output = reporter.run([], findings: [finding, Sample.finding(code: "tcp.lossy")])
        let revisions = output.split(separator: "\n").map { line in
            line.split(separator: "\"revision\":").dropFirst().first.map { $0.prefix(1) }
        }
        #expect(kinds(output) == ["finding", "finding", "finding", "capture"])
        #expect(revisions == ["1", "2", nil, nil])
    }

    @Test("what was announced is forgotten in the end, and its revision rises all the same")
    func forgotten() {
        var reporter = LinesReporter(
            sink: ByteSink(), redactor: Redactor(key: Sample.key), options: Sample.options(), announcedLimit: 10)
        var first = Sample.finding(code: "first")
        for count in 1...3 {
            first.count = count
            reporter.announce([first])
        }
        for number in 0..<20 {
            var finding = Sample.finding(code: "number \(number)")
            finding.last.packet = UInt64(1_000 + number)
            reporter.announce([finding])
        }
        first.count = 4
        reporter.announce([first])
        let output = reporter.run([], findings: [])
        let lines = output.split(separator: "\n").filter { $0.contains("\"code\":\"first\"") }
        let revisions = lines.map { line in
            line.split(separator: "\"revision\":").dropFirst().first.map { $0.prefix(1) }
        }
        #expect(revisions == ["1", "2", "3", "4"])
    }

    @Test("findings below the wanted severity are not printed")
    func severity() {
        var options = Sample.options()
        options.minimumSeverity = .error
        var reporter = reporter(options: options)
        let output = reporter.run(
            [], findings: [Sample.finding(), Sample.finding(code: "tcp.lossy", severity: .warning)])
        #expect(kinds(output) == ["finding", "capture"])
    }
}
