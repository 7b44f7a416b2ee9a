import Diagnosis
import Records
import Testing

@Suite struct IdleTests {
    // MARK: Forgotten state

    /// A line protocol that is silent from 1 s to 13.5 s, then speaks into silence or gets a RST.
    private func forgotten(reset ttl: UInt8? = nil, next: Connection?, serverTTL: UInt8 = 63) -> Story {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:2500", at: 0) {
            $0.connect(0)
            $0.closed.tcp.timeToLive = PerSide(client: 64, server: serverTTL)
            $0.says(.client, 0.5)
            $0.says(.server, 1)
            if let ttl {
                $0.sendsInVain(.client, 13.5)
                $0.reset(.server, 13.51, ttl: ttl, answers: 13.5)
            } else {
                $0.sendsInVain(.client, 13.5, again: [13.7, 14, 14.5, 15.5, 17])
                $0.reset(.client, 20)
            }
        }
        if let next {
            story.flow("10.0.0.1:40001", "10.0.0.2:2500", at: 19.5) {
                if next == .answered {
                    $0.connect(19.5)
                    $0.says(.server, 19.6)
                    $0.fin(.client, 19.7)
                } else {
                    $0.syn(19.5)
                    $0.syn(20.5)
                    $0.syn(22.5)
                }
            }
        }
        story.end = 40
        return story
    }

    private enum Connection { case answered, unanswered }

    @Test func `silence after idleness, and a new connection that works, is a forgotten state`() throws {
        let finding = try #require(forgotten(next: .answered).told().first)
        #expect(finding.code == "tcp.idle-state-expired")
        #expect(finding.severity == .error)
        #expect(finding.confidence == .likely)
        #expect(finding.by.role == .middlebox)
        #expect(finding.cause.contains("12.5 s"))
    }

    @Test func `a RST with a foreign TTL makes it certain`() throws {
        let findings = forgotten(reset: 64, next: .answered).told()
        #expect(findings.codes == ["tcp.idle-state-expired"])
        #expect(findings[0].confidence == .certain)
    }

    @Test func `a RST with the peer's TTL and a peer that takes connections is half open`() throws {
        let finding = try #require(forgotten(reset: 63, next: .answered).told().first)
        #expect(finding.code == "tcp.half-open")
        #expect(finding.severity == .error)
    }

    @Test func `without another connection both are named`() throws {
        let finding = try #require(forgotten(next: nil).told().first)
        #expect(finding.code == "tcp.idle-state-expired")
        #expect(finding.confidence == .possible)
        #expect(finding.cause.contains("tcp.peer-vanished"))
        #expect(finding.cause.contains("would settle it"))
    }

    @Test func `a new connection that is not answered, either, is a vanished peer`() throws {
        let findings = forgotten(next: .unanswered).told()
        let finding = try #require(findings.first("tcp.peer-vanished"))
        #expect(finding.confidence == .certain)
        #expect(findings.first("tcp.idle-state-expired") == nil)
    }

    @Test func `the verdict waits for the next connection's answer`() throws {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:2500", at: 0) {
            $0.connect(0)
            $0.says(.server, 1)
            $0.sendsInVain(.client, 13.5, again: [13.7, 14, 14.5, 15.5])
            $0.reset(.client, 16)
        }
        // Nothing but its opening is told of it for a hundred seconds.
        story.flow("10.0.0.1:40001", "10.0.0.2:2500", at: 17) {
            $0.connect(17)
            for second in 18..<120 { $0.says(.client, Double(second)) }
            $0.fin(.client, 120)
        }
        #expect(story.told().first?.confidence == .likely)
    }

    // MARK: Peers that are gone

    @Test func `data sent again and again without idleness before is a vanished peer`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.says(.client, 0.1)
            $0.says(.server, 0.2)
            $0.sendsInVain(.client, 1, again: [1.2, 1.6, 2.4, 4])
        }
        story.end = 60
        let findings = story.told()
        #expect(findings.codes == ["tcp.peer-vanished"])
        #expect(findings[0].severity == .error)
    }

    @Test func `a capture that ends in the middle of retransmissions proves nothing`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.says(.server, 0.2)
            $0.sendsInVain(.client, 1, again: [1.2, 1.6, 2.4, 4])
        }
        story.end = 5
        #expect(story.told().isHealthy)
    }

    @Test func `data sent to a peer that had closed is no loss`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/", 0.1, answered: 0.2)
            $0.fin(.server, 0.3)
            $0.sendsInVain(.client, 9, again: [9.2, 9.6, 10.4])
        }
        story.end = 60
        #expect(story.told().isHealthy)
    }

    @Test func `a stranger that answers everything by RST is half open`() throws {
        var story = Story()
        story.flow {
            $0.closed.tcp.timeToLive = PerSide(both: 64)
            $0.says(.client, 0.1)
            $0.reset(.server, 0.11, answers: 0.1)
            $0.says(.client, 1.1)
            $0.reset(.server, 1.11, answers: 1.1)
        }
        #expect(story.told().codes == ["tcp.half-open"])
    }

    // MARK: Path MTU

    @Test func `full-sized segments that vanish while small ones pass are a path MTU`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.says(.client, 0.1)
            $0.sendsInVain(
                .server, 0.2, again: [0.5, 1.1, 2.3, 4.7], bytes: 4_000, largest: 1_448, smallerPassed: true)
            $0.passes(.client, 3)
        }
        story.end = 60
        let findings = story.told()
        #expect(findings.codes == ["tcp.path-mtu"])
        #expect(findings[0].confidence == .likely)
    }

    @Test func `an ICMP message that is obeyed is normal life`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/", 0.1, answered: 0.2)
            $0.closed.tcp.icmp = ICMPQuote(
                at: Story.packet(0.15), sender: Story.endpoint("10.0.0.254:0").address, kind: "fragmentation_needed",
                mtu: 1_400, about: .server, count: 1)
            $0.fin(.client, 0.5)
        }
        #expect(story.told().isEmpty)
    }

    @Test func `an ICMP message that helps nothing makes it certain`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.says(.client, 0.1)
            $0.sendsInVain(.server, 0.2, again: [0.5, 1.1, 2.3], bytes: 4_000, largest: 1_448)
            $0.closed.tcp.icmp = ICMPQuote(
                at: Story.packet(0.21), sender: Story.endpoint("10.0.0.254:0").address, kind: "fragmentation_needed",
                mtu: 1_380, about: .server, count: 3)
        }
        story.end = 60
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.path-mtu")
        #expect(finding.confidence == .certain)
        #expect(finding.cause.contains("1380"))
    }

    // MARK: Idle timeouts

    /// A connection to a line server that the server closes after `silence` seconds.
    private func cut(_ story: inout Story, at begin: Double, silence: Double, port: Int, http: Bool = false) {
        story.flow("10.0.0.1:\(port)", "10.0.0.2:2500", at: begin) {
            $0.connect(begin)
            if http {
                $0.exchange("/", begin + 0.1, answered: begin + 0.2)
            } else {
                $0.says(.client, begin + 0.1)
                $0.says(.server, begin + 0.2)
            }
            $0.fin(.server, begin + 0.2 + silence)
            $0.fin(.client, begin + 0.21 + silence)
        }
    }

    @Test func `one silent end is info`() throws {
        var story = Story()
        cut(&story, at: 0, silence: 60, port: 40_000)
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.idle-timeout")
        #expect(finding.severity == .info)
    }

    @Test func `a client that comes back each time makes it a warning`() throws {
        var story = Story()
        for turn in 0..<4 { cut(&story, at: Double(turn) * 62, silence: 60, port: 40_000 + turn) }
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.idle-timeout")
        #expect(finding.severity == .warning)
        #expect(finding.count == 3)
        #expect(finding.cause.contains("60 s is a well-known default"))
    }

    @Test func `the same inside TLS that is not read, where close_notify breaks the silence`() throws {
        var story = Story()
        for turn in 0..<3 {
            let begin = Double(turn) * 61.5
            story.flow("10.0.0.1:4000\(turn)", "10.0.0.2:443", at: begin) {
                $0.connect(begin)
                $0.tls(begin + 0.1, version: "TLS 1.3")
                $0.says(.client, begin + 0.5)
                $0.says(.server, begin + 0.6)
                $0.passes(.client, begin + 0.64)
                $0.says(.server, begin + 60.6, bytes: 24)
                // The client's FIN may be the first one.
                $0.fin(.client, begin + 60.61)
                $0.fin(.server, begin + 60.62)
            }
        }
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.idle-timeout")
        #expect(finding.severity == .warning)
        #expect(finding.by.role == .server)
        #expect(finding.count == 2)
    }

    @Test func `a farewell to a client that is gone is nobody's loss`() {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:443") {
            $0.connect(0)
            $0.tls(0.1, version: "TLS 1.3")
            $0.says(.server, 0.6)
            $0.sendsInVain(.server, 75.6, again: [75.8, 76.2, 77, 78.6], bytes: 24, largest: 24)
            $0.fin(.server, 75.601)
        }
        story.end = 200
        #expect(story.told().isHealthy)
    }

    @Test func `a person's clicks between two timeouts are no pattern`() {
        var story = Story()
        cut(&story, at: 0, silence: 5, port: 40_000, http: true)
        cut(&story, at: 8.3, silence: 5, port: 40_001, http: true)
        cut(&story, at: 14.1, silence: 5, port: 40_002, http: true)
        #expect(story.told().isHealthy)
    }

    @Test func `connections that end side by side are one end`() {
        var story = Story()
        for port in 0..<6 { cut(&story, at: 0.01 * Double(port), silence: 60, port: 40_000 + port) }
        story.flow("10.0.0.1:41000", "10.0.0.2:2500", at: 62) {
            $0.connect(62)
            $0.says(.client, 62.1)
            $0.fin(.client, 62.2)
        }
        #expect(story.told().isHealthy)
    }

    // MARK: The race

    /// A request that meets the end of an idle connection: `request` and `end` in seconds.
    private func race(request: Double, end: Double, trip: Double = 0.1) -> Story {
        var story = Story()
        story.flow {
            $0.connect(0, trip: trip)
            $0.exchange("/cart", 0.2, answered: 0.3) { $0.response?.server = "nginx/1.22.1" }
            if request < end {
                $0.sendsInVain(.client, request)
                $0.fin(.server, end)
            } else {
                $0.fin(.server, end)
                $0.sendsInVain(.client, request)
            }
            $0.owes(.server, .answer, since: request, "GET /cart")
            $0.reset(.server, max(request, end) + trip, answers: request)
        }
        return story
    }

    @Test(arguments: [(75.25, 75.3), (75.32, 75.3)])
    func `a request that crosses the end of an idle connection lost the race`(request: Double, end: Double) throws {
        let finding = try #require(race(request: request, end: end).told().first)
        #expect(finding.code == "tcp.keepalive-race")
        #expect(finding.severity == .error)
        #expect(finding.cause.contains("keepalive_timeout"))
        #expect(finding.fixes.contains { $0.target == "client" })
    }

    @Test func `a server that ends long after the request did not cross it`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/cart", 0.2, answered: 0.3)
            $0.exchange("/cart", 3, answered: nil)
            $0.passes(.server, 3.01)
            $0.owes(.server, .answer, since: 3, "GET /cart")
            $0.fin(.server, 4.2)
        }
        #expect(story.told().codes == ["tcp.closed-in-exchange"])
    }

    @Test func `a late close_notify into a closed socket is normal life`() {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:443") {
            $0.connect(0)
            $0.tls(0.1) { $0.closeNotify = PerSide(both: true) }
            $0.says(.server, 6)
            $0.fin(.server, 6.001)
            $0.sendsInVain(.client, 6.01, bytes: 31, largest: 31)
            $0.reset(.server, 6.02, answers: 6.01)
            $0.reset(.server, 6.021, answers: 6.01)
        }
        #expect(story.told().isHealthy)
    }

    // MARK: Slow flows

    @Test func `a window that stays closed for seconds is a stall`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/", 0.1, answered: 9)
            $0.closed.tcp.longestZeroWindow.client = Stall(start: Story.packet(1), end: Story.packet(8))
            $0.fin(.client, 9.5)
        }
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.stalled")
        #expect(finding.by.role == .client)
        #expect(finding.severity == .warning)
    }

    @Test(arguments: [(UInt32(0), false), (1, false), (3, true)])
    func `data without acknowledgment is a stall only where it is sent again`(again: UInt32, isStalled: Bool) {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/", 0.1, answered: 30)
            $0.closed.tcp.retransmitted.server = again
            $0.closed.tcp.longestUnacknowledged.server = Stall(start: Story.packet(1), end: Story.packet(25))
            $0.fin(.client, 31)
        }
        #expect(story.told().codes == (isStalled ? ["tcp.stalled"] : []))
    }

    @Test func `data on its way to a socket that was just closed is normal life`() {
        var story = Story()
        story.flow {
            $0.says(.server, 0)
            $0.says(.server, 0.1)
            $0.sendsInVain(.server, 0.11, again: [0.12])
            for moment in [0.22, 0.221, 0.222] { $0.reset(.client, moment, answers: 0) }
        }
        #expect(story.told().isHealthy)
    }

    @Test func `a pause of four seconds is no stall`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/", 0.1, answered: 9)
            $0.closed.tcp.longestUnacknowledged.server = Stall(start: Story.packet(1), end: Story.packet(5))
            $0.fin(.client, 9.5)
        }
        #expect(story.told().isEmpty)
    }

    @Test(arguments: [(25, 1_000, true), (25, 5_000, false), (19, 100, false)])
    func `loss counts from two percent and twenty segments`(again: UInt32, sent: UInt32, isLossy: Bool) {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/", 0.1, answered: 2)
            $0.closed.tcp.retransmitted.server = again
            $0.closed.tcp.dataSegments.server = sent
            $0.fin(.client, 2.5)
        }
        #expect(story.told().codes == (isLossy ? ["tcp.lossy"] : []))
    }
}
