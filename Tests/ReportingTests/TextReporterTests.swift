import Diagnosis
import Records
import Reporting
import Testing

@Suite("text")
struct TextReporterTests {
    private func text(
        options: ReportOptions = Sample.options(), findings: [Finding] = [], capture: CaptureSummary = Sample.capture(),
        flows: [FlowClosed] = [Sample.closed()]
    ) -> String {
        var reporter = TextReporter(sink: ByteSink(), redactor: Redactor(key: Sample.key), options: options)
        let records = flows.map { Sample.emission(.flowClosed($0), flow: $0.opened.id) }
        return reporter.run(records, findings: findings, capture: capture)
    }

    @Test("a page of 80 columns, whole")
    func golden() {
        var logout = Sample.finding(code: "session.logout", severity: .info)
        logout.title = "A user logged out"
        let page = text(
            options: Sample.options(width: 80), findings: [Sample.finding(), logout],
            flows: [Sample.closed(), Sample.closed(flow: 20), Sample.closed(flow: 5)])
        #expect(
            page == """
                read      checkout.pcapng (pcapng, ether) · 18,204 packets, 12.4 MB
                when      2025-11-24 16:00:00.000 – 16:12:32.875 UTC, 12 min 33 s
                          (local 17:00:00 – 17:12:32 CET)
                seen      412 TCP flows · 1,204 HTTP exchanges · 38 TLS handshakes ·
                          3 WebSockets
                not seen  41 flows encrypted and not read · 212 packets skipped: arp 12, udp 200

                1 error and 1 for information. The first one is the answer.

                1 error[tcp.idle-timeout]: The proxy closes connections after 60 s of silence,
                  and sessions end with them
                  where     server 10.0.0.2:80, 4 times from 16:01:01.000 to 16:02:21.000
                  by        proxy 10.0.0.2:80 (likely)
                  cause     10.0.0.2:80 ended the connection 60.25 s after the last packet. That
                            is nginx's default proxy_read_timeout (60 s), and four other
                            connections of this server ended at the same age.
                  evidence  #7  the last packet before a silence of 60.25 s
                            #8  FIN of the server; nothing was owed, a WebSocket was open
                  fix       nginx   proxy_read_timeout 3600s; in the location that serves
                                    WebSockets
                            client  send a ping every 30 s, so that the connection is never
                                    silent for long
                  filter    tcp.stream == 0
                  again     #20  16:01:00.000, flow 20: idle for 60.1 s
                            #31  16:01:33.000, flow 31: idle for 60.1 s
                            #47  16:02:21.000, flow 47: idle for 60.1 s
                  see also  websocket.no-heartbeat

                2 info[session.logout]: A user logged out (4 times, first packet 8)

                Flows
                  flow  client          server       lasted     idle  end            finding
                     0  10.0.0.5:51234  10.0.0.2:80  61.5 s  60.25 s  fin by server  1,2
                    20  10.0.0.5:51234  10.0.0.2:80  61.5 s  60.25 s  fin by server  1,2
                     5  10.0.0.5:51234  10.0.0.2:80  61.5 s  60.25 s  fin by server
                  and 409 other flows: --format json has all

                """)
    }

    @Test("a healthy capture is said to be one in two lines, and what was not read is said with it")
    func healthy() {
        let page = text(options: Sample.options(width: 120))
        #expect(
            page.hasSuffix(
                """

                No drops found in 1,204 HTTP exchanges, 38 TLS handshakes and 3 WebSockets. 41 flows are encrypted and not read: only
                their TCP and TLS were judged.

                """))
        #expect(page.split(separator: "\n").count == 6)
    }

    @Test("nothing seen is not called healthy")
    func nothingSeen() {
        var capture = CaptureSummary()
        capture.packets.read = 5
        capture.packets.skip(.quic, count: 5)
        let page = text(capture: capture, flows: [])
        #expect(page.contains("No TCP flow was seen, so nothing can be said."))
        #expect(page.contains("5 packets skipped: quic 5"))
        #expect(!page.contains("No drops"))
    }

    @Test("all that could not be seen is said")
    func unseen() {
        var capture = Sample.capture()
        capture.visibility.midConnection = 2
        capture.visibility.oneSided = 3
        capture.visibility.unknownProtocol = 1
        capture.evictedFlows = 4
        capture.missingBytes = 1_200_000
        capture.cutBytes = 900
        capture.droppedByKernel = 7
        capture.droppedByInterface = 1
        capture.duplicatePackets = 6
        capture.sources[0].error = "record of 4 GB"
        for number in 0..<6 {
            capture.sources.append(
                SourceSummary(path: "b\(number)", format: "pcap", linkType: "ether", truncated: true))
        }
        let page = text(options: Sample.options(width: 80), capture: capture)
        let words = page.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        for text in [
            "2 begun before the capture", "3 with one side only", "1 in unknown protocols", "4 given up for memory",
            "1.2 MB never captured", "900 B cut by the snap length", "7 packets dropped by the kernel",
            "1 packet dropped by the interface", "6 packets captured twice",
            "checkout.pcapng: record of 4 GB", "b3 ends in the middle of a packet", "2 other files likewise",
            "7 files from checkout.pcapng on",
            "1 flow is in unknown protocols", "The capture has holes.",
        ] { #expect(words.contains(text), "\(text)") }
    }

    @Test("no line is longer than the terminal is wide", arguments: [60, 80, 100, 120])
    func width(columns: Int) {
        var finding = Sample.finding()
        finding.cause += " " + String(repeating: "x", count: 300) + " " + String(repeating: "漢字", count: 100)
        finding.displayFilter = String(repeating: "tcp.stream==1||", count: 30)
        finding.fixes.append(.init(for: String(repeating: "long name ", count: 9), "text"))
        var closed = Sample.closed(flow: 1_234_567)
        closed.opened.client = Sample.endpoint("2001:db8:1111:2222:3333:4444:5555:6666", 51234)
        closed.opened.server = Sample.endpoint("2001:db8:1111:2222:3333:4444:5555:7777", 443)
        let page = text(options: Sample.options(width: columns), findings: [finding], flows: [closed])
        for line in page.split(separator: "\n") {
            let wide = line.unicodeScalars.filter { $0.value >= 0x4e00 && $0.value < 0xa000 }.count
            #expect(line.unicodeScalars.count + wide <= columns, "\(line)")
        }
    }

    @Test("text from the wire cannot drive the terminal")
    func hostile() {
        var finding = Sample.finding()
        finding.title = "reset\u{1b}[2J\u{7}\r\n\u{9b}31m\u{202e}evil\u{200b}\u{7f}"
        finding.evidence[0].text = "\u{1b}]0;owned\u{7}"
        finding.fixes[0] = .init(for: "nginx\u{1b}[31m", "\u{8}\u{8}text")
        var capture = Sample.capture()
        capture.sources[0].path = "a\u{1b}c.pcap"
        var closed = Sample.closed()
        closed.protocols = ["http\u{1b}1"]
        let page = text(options: Sample.options(width: 120), findings: [finding], capture: capture, flows: [closed])
        #expect(page.unicodeScalars.allSatisfy { $0 == "\n" || ($0.value >= 0x20 && $0.value != 0x7f) })
        #expect(
            page.unicodeScalars.allSatisfy { !(0x80..<0xa0).contains($0.value) && $0 != "\u{202e}" && $0 != "\u{200b}" }
        )
        #expect(page.contains(#"reset\x1b[2J\x07\x0d\x0a\x9b31m\u{202e}evil\u{200b}\x7f"#))
    }

    @Test("colour is only where it is wanted, and changes no letter")
    func color() {
        let plain = text(options: Sample.options(), findings: [Sample.finding()])
        let colored = text(options: Sample.options(color: true), findings: [Sample.finding()])
        #expect(!plain.contains("\u{1b}"))
        #expect(
            colored.contains("\u{1b}[1;31merror[tcp.idle-timeout]:\u{1b}[0m") || colored.contains("\u{1b}[1;31merror"))
        var stripped = ""
        var isEscape = false
        for scalar in colored.unicodeScalars {
            if scalar == "\u{1b}" { isEscape = true }
            if !isEscape { stripped.unicodeScalars.append(scalar) }
            if scalar == "m" { isEscape = false }
        }
        #expect(stripped == plain)
    }

    @Test("the first finding with its fix stands on the first screen")
    func firstScreen() {
        let lines = text(options: Sample.options(width: 80), findings: [Sample.finding()]).split(
            separator: "\n", omittingEmptySubsequences: false)
        let fix = lines.firstIndex { $0.hasPrefix("  filter") }
        #expect((fix ?? 99) < 24)
    }

    @Test("the table is short however many flows there are, and has the flows of findings first")
    func table() {
        let flows = (0..<5000).map { Sample.closed(flow: UInt64($0)) }
        var capture = Sample.capture()
        capture.visibility.flows = 5000
        let page = text(findings: [Sample.finding(flow: 4321)], capture: capture, flows: flows)
        let rows = page.split(separator: "\n").drop { $0 != "Flows" }.dropFirst(2)
        #expect(rows.count == 16)
        #expect(rows.first?.hasPrefix("  4321  ") == true)
        #expect(rows.last == "  and 4,985 other flows: --format json has all")
    }

    @Test("more findings than a person reads are counted")
    func many() {
        let findings = (0..<60).map { Sample.finding(code: "session.logout", severity: .info, flow: UInt64($0)) }
        let page = text(findings: findings)
        #expect(page.contains("and 20 more findings: --format json has all"))
        #expect(page.contains("40 info[session.logout]") && !page.contains("41 info["))
    }

    @Test("findings below the wanted severity are not printed, and the verdict says what was asked")
    func severity() {
        var options = Sample.options()
        options.minimumSeverity = .error
        let page = text(options: options, findings: [Sample.finding(severity: .warning)])
        #expect(page.contains("No drops of severity error found in"))
        #expect(!page.contains("tcp.idle-timeout"))
    }

    @Test("a finding is told as soon as it is certain, and once")
    func announced() {
        var reporter = TextReporter(sink: ByteSink(), redactor: Redactor(key: Sample.key), options: Sample.options())
        reporter.announce([Sample.finding()])
        let first = reporter.output
        var grown = Sample.finding()
        grown.count = 99
        reporter.announce([grown])
        #expect(first.hasPrefix("1 error[tcp.idle-timeout]: "))
        #expect(reporter.output == first)
        #expect(reporter.run([], findings: [grown]).contains("99 times"))
    }
}
