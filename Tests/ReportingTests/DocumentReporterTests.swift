import Diagnosis
import Foundation
import Records
import Reporting
import Testing

@Suite("json")
struct DocumentReporterTests {
    private func reporter(spoolLimit: Int = DocumentReporter.spoolLimit, secrets: Bool = false) -> DocumentReporter {
        DocumentReporter(
            sink: ByteSink(), redactor: Redactor(key: Sample.key, showsSecrets: secrets), options: Sample.options(),
            spoolLimit: spoolLimit)
    }

    @Test("of more records than a document may hold, the oldest are left out")
    func recordLimit() {
        var options = Sample.options()
        options.recordLimit = 4
        var reporter = DocumentReporter(sink: ByteSink(), redactor: Redactor(key: Sample.key), options: options)
        let closed = (0..<9).map { number in
            var emission = Sample.emission(.flowClosed(Sample.closed()))
            emission.flow = FlowID(number)
            return emission
        }
        let output = reporter.run(closed, findings: [])
        #expect(output.components(separatedBy: #""community_id""#).count - 1 == 3)
        var whole = DocumentReporter(sink: ByteSink(), redactor: Redactor(key: Sample.key), options: Sample.options())
        #expect(whole.run(closed, findings: []).components(separatedBy: #""community_id""#).count - 1 == 9)
    }

    @Test("a small document, whole")
    func golden() {
        var reporter = reporter()
        var capture = CaptureSummary()
        capture.sources = [
            SourceSummary(path: "a.pcap", format: "pcap", linkType: "ether", bytes: 900, packets: 9, truncated: true)
        ]
        capture.first = Sample.time(0)
        capture.last = Sample.time(61.5)
        capture.packets.read = 10
        capture.packets.analyzed = 9
        capture.packets.skip(.arp)
        capture.droppedByKernel = 3
        capture.visibility.flows = 1
        let output = reporter.run(
            [
                Sample.emission(.exchange(Sample.exchange())),
                Sample.emission(.flowClosed(Sample.closed())),
            ],
            findings: [Sample.finding()], capture: capture)
        let start = "2025-11-24T16:00:00.000000Z"
        let ended = "2025-11-24T16:01:01.000000Z"
        let none = #"{"client":0,"server":0}"#
        let evidence = Sample.finding().evidence.map { piece in
            #"{"packet":\#(piece.packet),"flow":0,"text":"\#(piece.text)"}"#
        }
        let again = [20, 31, 47].map { packet in
            let second = packet * 3
            let time = "2025-11-24T16:0\(second / 60):\(second % 60 < 10 ? "0" : "")\(second % 60).000000Z"
            return #"{"time":"\#(time)","packet":\#(packet),"flow":\#(packet),"note":"idle for 60.1 s"}"#
        }
        #expect(
            output == """
                {"schema":"hangup.report/1","tool":{"name":"hangup","version":"1.0.0"},
                "capture":{"sources":[{"path":"a.pcap","format":"pcap","link_type":"ether","bytes":900,"packets":9,\
                "truncated":true}],"first_time":"\(start)","last_time":"2025-11-24T16:01:01.500000Z","duration":61.5,\
                "packets":{"read":10,"analyzed":9,"skipped":{"arp":1}},"dropped":{"kernel":3},"missing_bytes":0,"cut_bytes":0,\
                "duplicate_packets":0,"evicted_flows":0,"visibility":{"flows":1,"encrypted_unread":0,"mid_connection":0,"one_sided":0,\
                "unknown_protocol":0,"exchanges":0,"handshakes":0,"websockets":0,"commands":0,\
                "database_sessions":0,"sessions":0,"lost_sessions":0}},
                "flows":[
                {"id":0,"community_id":"1:Z7DxDMdWbDGM1kjNAxltCpZLw4A=","transport":"tcp",\
                "client":{"address":"10.0.0.5","port":51234},"server":{"address":"10.0.0.2","port":80},\
                "first_packet":1,"last_packet":9,"start_time":"\(start)","end_time":"2025-11-24T16:01:01.500000Z",\
                "duration":61.5,"protocols":["http1"],"packets":{"client":5,"server":4},\
                "bytes":{"client":300,"server":1200},"tcp":{"handshake":"complete","rtt":0.000213,\
                "mss":{"client":1460,"server":1448},"retransmitted":\(none),"duplicates":\(none),"out_of_order":\(none),\
                "missing_bytes":\(none),"overlap_conflicts":\(none),"keepalives":\(none),"zero_windows":\(none),\
                "resets":\(none)},"closed":{"how":"fin","by":"server","time":"\(ended)","packet":8},\
                "idle_gaps":[{"start":"2025-11-24T16:00:00.750000Z","end":"\(ended)","seconds":60.25,"before_packet":7,\
                "after_packet":8,"keepalives":2}],"findings":["745b555c"],"http":[{"version":"1.1",\
                "request":{"packet":4,"time":"2025-11-24T16:00:00.500000Z","method":"GET",\
                "target":"/cart?sid=~f0133729&page=~80ddc334","host":"shop.example",\
                "cookies":[{"name":"sid","value":"8b6b~a962356b"}],"body_bytes":0},\
                "response":{"packet":6,"time":"2025-11-24T16:00:00.750000Z","status":200,"reason":"OK",\
                "body_bytes":12,"complete":true}}]}],
                "sessions":[],
                "findings":[
                {"id":"745b555c","code":"tcp.idle-timeout","category":"timeout","severity":"error","layer":4,\
                "confidence":"likely","title":"\(Sample.finding().title)",\
                "subject":{"kind":"server","id":"10.0.0.2:80"},"by":{"role":"proxy","address":"10.0.0.2","port":80},\
                "first_time":"\(ended)","last_time":"2025-11-24T16:02:21.000000Z","count":4,\
                "occurrences":[{"time":"\(ended)","packet":8,"flow":0,"note":"idle for 60.25 s"},\
                \(again.joined(separator: ","))],"evidence":[\(evidence.joined(separator: ","))],\
                "cause":"\(Sample.finding().cause)",\
                "fixes":[{"for":"nginx","text":"\(Sample.finding().fixes[0].text)"},\
                {"for":"client","text":"\(Sample.finding().fixes[1].text)"}],"display_filter":"tcp.stream == 0",\
                "related":["websocket.no-heartbeat"]}],
                "topology":[]}

                """)
    }

    @Test("flows come by number, their records in their order, and what has no list has none")
    func order() {
        var reporter = reporter(secrets: true)
        var second = Sample.exchange()
        second.request?.target = "/second"
        let output = reporter.run([
            Sample.emission(.exchange(Sample.exchange()), flow: 7),
            Sample.emission(.flowClosed(Sample.closed(flow: 12)), flow: 12),
            Sample.emission(.exchange(second), flow: 7),
            Sample.emission(.flowClosed(Sample.closed(flow: 7)), flow: 7),
            Sample.emission(.flowClosed(Sample.closed(flow: 3)), flow: 3),
        ])
        let lines = output.split(separator: "\n").filter { $0.hasPrefix("{\"id\"") }
        #expect(lines.map { $0.prefix(9) } == ["{\"id\":3,\"", "{\"id\":7,\"", "{\"id\":12,"])
        #expect(lines.map { $0.contains("\"http\"") } == [false, true, false])
        let targets = lines[1].split(separator: "\"target\":\"").dropFirst().map { $0.prefix(7) }
        #expect(targets == ["/cart?s", "/second"])
    }

    @Test("a capture without packets is a document with empty lists")
    func empty() {
        var reporter = reporter()
        let output = reporter.run([], capture: CaptureSummary())
        #expect(output.hasSuffix("\"flows\":[],\n\"sessions\":[],\n\"findings\":[],\n\"topology\":[]}\n"))
        #expect(!output.contains("first_time"))
    }

    @Test("the bytes are the same whether records waited in memory or in a file", arguments: [0, 1, 1000, 100_000])
    func spool(limit: Int) {
        var records: [Emission] = []
        for number in 0..<600 {
            var exchange = Sample.exchange(cookie: "cookie-value-\(number)")
            // Some longer than one reading of the file.
            if number % 50 == 0 { exchange.request?.userAgent = String(repeating: "agent \(number) ", count: 1000) }
            records.append(Sample.emission(.exchange(exchange), flow: UInt64(number % 7)))
        }
        for flow in 0..<7 {
            records.append(Sample.emission(.flowClosed(Sample.closed(flow: UInt64(flow))), flow: UInt64(flow)))
        }
        var inMemory = reporter()
        var inFile = reporter(spoolLimit: limit)
        #expect(inFile.run(records) == inMemory.run(records))
    }
}
