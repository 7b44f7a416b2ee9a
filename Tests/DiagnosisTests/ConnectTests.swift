import Diagnosis
import Records
import Testing

@Suite struct ConnectTests {
    /// Attempts of one client that are refused by RST.
    private func refused(_ times: [Double], _ server: String = "10.0.0.2:8080", client: String = "10.0.0.1") -> Story {
        var story = Story()
        for (index, time) in times.enumerated() {
            story.flow("\(client):\(40_000 + index)", server, at: time) {
                $0.syn(time)
                $0.reset(.server, time + 0.01, answers: time)
            }
        }
        return story
    }

    @Test func `two refused attempts within a minute are one finding with two occurrences`() throws {
        let finding = try #require(refused([1, 4]).told().first("tcp.connect-refused"))
        #expect(finding.severity == .error)
        #expect(finding.confidence == .certain)
        #expect(finding.count == 2)
        #expect(finding.subject.id == "10.0.0.2:8080")
        #expect(finding.by.role == .server)
        #expect(finding.displayFilter == "tcp.stream in {0, 1}")
        #expect(finding.evidence.contains { $0.packet == Story.packet(1.01).packet })
    }

    @Test(arguments: [[1.0], [1, 70]]) func `a single refused attempt is nothing to tell`(times: [Double]) {
        var story = refused(times)
        story.end = 200
        #expect(story.told().isEmpty)
    }

    @Test func `one attempt is enough where the service was seen to serve before`() throws {
        var story = Story()
        story.flow("10.0.0.9:41000", at: 0) {
            $0.connect(0)
            $0.exchange("/", 0.1, answered: 0.2)
            $0.fin(.client, 0.3)
        }
        story.flow(at: 5) {
            $0.syn(5)
            $0.reset(.server, 5.01, answers: 5)
        }
        let finding = try #require(story.told().first("tcp.connect-refused"))
        #expect(finding.cause.contains("did serve before"))
    }

    @Test func `a proxy's refused connection is told with its 502, once`() throws {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:80", at: 0) {
            $0.connect(0)
            $0.exchange("/cart", 0.1, answered: 0.12, status: 502)
            $0.fin(.client, 3)
        }
        story.flow("10.0.0.2:50000", "10.0.1.3:8000", at: 0.11) {
            $0.syn(0.11)
            $0.reset(.server, 0.111, answers: 0.11)
        }
        let findings = story.told()
        #expect(findings.codes == ["tcp.connect-refused"])
        #expect(findings[0].cause.contains("502"))
    }

    @Test func `a scanner's refused targets are nothing to tell`() {
        var story = Story()
        for port in 1...12 {
            for attempt in 0..<2 {
                let at = Double(port) + Double(attempt) * 0.3
                story.flow("10.0.0.1:\(40_000 + port * 2 + attempt)", "10.0.0.2:\(port)", at: at) {
                    $0.syn(at)
                    $0.reset(.server, at + 0.01, answers: at)
                }
            }
        }
        story.end = 100
        #expect(story.told().isEmpty)
    }

    @Test func `a client that reaches the other address family at once is healthy`() {
        var story = Story()
        for (index, at) in [1.0, 5.0].enumerated() {
            story.flow("[2001:db8::1]:4000\(index)", "[2001:db8::2]:80", at: at) {
                $0.syn(at)
                $0.reset(.server, at + 0.01, answers: at)
            }
            story.flow("10.0.0.1:4000\(index)", "10.0.0.2:80", at: at + 0.2) {
                $0.connect(at + 0.2)
                $0.exchange("/", at + 0.3, answered: at + 0.4)
                $0.fin(.client, at + 0.5)
            }
        }
        #expect(story.told().isHealthy)
    }

    @Test func `an ICMP refusal by another address is the firewall's`() throws {
        var story = Story()
        for (index, at) in [1.0, 2.0].enumerated() {
            story.flow("10.0.0.1:4000\(index)", at: at) {
                $0.syn(at)
                $0.closed.tcp.icmp = ICMPQuote(
                    at: Story.packet(at + 0.01), sender: Story.endpoint("10.0.0.254:0").address,
                    kind: "administratively_prohibited", mtu: nil, about: .client, count: 1)
            }
        }
        let finding = try #require(story.told().first("tcp.connect-refused"))
        #expect(finding.by.role == .middlebox)
        #expect(finding.count == 2)
    }

    /// SYNs without an answer beside a healthy flow.
    private func unanswered(_ syns: [Double], end: Double, healthy: Bool = true) -> Story {
        var story = Story()
        if healthy {
            story.flow("10.0.0.1:39000", "10.0.0.2:80", at: 0.1) {
                $0.connect(0.1)
                $0.exchange("/", 0.2, answered: 0.3)
                $0.fin(.client, 0.4)
            }
        }
        story.flow("10.0.0.1:40000", "10.0.0.2:8080", at: syns[0]) { talk in syns.forEach { talk.syn($0) } }
        story.end = end
        return story
    }

    @Test func `a SYN sent again and never answered is a timeout`() throws {
        let finding = try #require(unanswered([1, 2, 4, 8], end: 12).told().first("tcp.connect-timeout"))
        #expect(finding.severity == .error)
        #expect(finding.confidence == .certain)
        #expect(finding.cause.contains("The host answers on port 80"))
    }

    @Test func `a capture that ends soon after the last SYN proves nothing`() {
        #expect(unanswered([1, 2, 4], end: 6).told().isEmpty)
    }

    @Test func `a single SYN proves nothing`() {
        #expect(unanswered([1], end: 60).told().isEmpty)
    }

    @Test func `in a capture of one direction no SYN is unanswered`() {
        var story = unanswered([1, 2, 4], end: 20, healthy: false)
        story.flow("10.0.0.1:41000", at: 3) {
            $0.syn(3)
            $0.passes(.client, 3.02)
            $0.says(.client, 3.03)
        }
        #expect(story.told().isHealthy)
    }
}
