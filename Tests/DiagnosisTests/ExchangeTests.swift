import Diagnosis
import Records
import Testing

@Suite struct ExchangeTests {
    /// A request whose answer is owed when the connection ends.
    private func interrupted(
        _ what: Owed.What = .answer, by side: Side = .server, how: Closing.How = .fin, at end: Double,
        target: String = "/report", client: String = "10.0.0.1:40000", begin: Double = 0, in story: inout Story
    ) {
        story.flow(client, at: begin) {
            $0.connect(begin)
            $0.exchange("/", begin + 0.05, answered: begin + 0.06)
            $0.exchange(target, begin + 0.1, answered: nil)
            $0.passes(.server, begin + 0.11)
            if what == .restOfMessage { $0.says(.server, begin + 0.2, bytes: 1_000) }
            $0.owes(
                .server, what, since: begin + 0.1, progress: what == .restOfMessage ? begin + 0.2 : begin + 0.11,
                "GET \(target)")
            if how == .fin { $0.fin(side, begin + end) } else { $0.reset(side, begin + end) }
        }
    }

    @Test func `a server that dies over a request resets in the exchange`() throws {
        var story = Story()
        interrupted(how: .reset, at: 1.4, in: &story)
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.reset-in-exchange")
        #expect(finding.severity == .error)
        #expect(finding.by.role == .server)
        #expect(finding.confidence == .certain)
        #expect(finding.cause.contains("GET /report waited for its answer"))
    }

    @Test func `a body that is shorter than announced was closed in the exchange`() throws {
        var story = Story()
        interrupted(.restOfMessage, at: 1.4, in: &story)
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.closed-in-exchange")
        #expect(finding.severity == .error)
    }

    @Test func `where the capture lost packets, a debt is believed to connections whose beginning it has`() throws {
        for handshake in [TCPStory.Handshake.complete, .partial, .none] {
            var story = Story()
            story.flow {
                $0.connect(0)
                $0.closed.tcp.handshake = handshake
                $0.exchange("/report", 0.1, answered: nil)
                $0.passes(.server, 0.11)
                $0.owes(.server, .answer, since: 0.1, "GET /report")
                $0.fin(.server, 1.4)
            }
            #expect(story.told().first("tcp.closed-in-exchange")?.confidence == .certain)
            var diagnosis = Diagnosis()
            diagnosis.noteLoss(from: Story.packet(0).time, to: Story.packet(1).time)
            let finding = story.run(&diagnosis).findings.first("tcp.closed-in-exchange")
            #expect(finding?.confidence == (handshake == .complete ? .likely : nil))
        }
    }

    @Test func `a RST in the server's name with another TTL is a middlebox's`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.closed.tcp.timeToLive = PerSide(client: 64, server: 57)
            $0.exchange("/report", 0.1, answered: nil)
            $0.passes(.server, 0.11)
            $0.owes(.server, .answer, since: 0.1, "GET /report")
            $0.reset(.server, 1.4, ttl: 63)
        }
        let finding = try #require(story.told().first("tcp.reset-in-exchange"))
        #expect(finding.by.role == .middlebox)
    }

    @Test func `a RST after everything was delivered is normal life`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/", 0.1, answered: 0.2)
            $0.fin(.server, 0.3)
            $0.reset(.client, 0.31)
        }
        #expect(story.told().isEmpty)
    }

    @Test func `a client that leaves at once is told as info`() throws {
        var story = Story()
        interrupted(by: .client, at: 0.6, in: &story)
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.closed-in-exchange")
        #expect(finding.severity == .info)
    }

    @Test func `a client that gives up one target twice is a warning with both occurrences`() throws {
        var story = Story()
        interrupted(by: .client, at: 0.6, in: &story)
        interrupted(by: .client, at: 0.7, client: "10.0.0.1:40001", begin: 3, in: &story)
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.closed-in-exchange")
        #expect(finding.severity == .warning)
        #expect(finding.count == 2)
    }

    @Test func `bytes that the capture lost are no bytes that were owed`() {
        var story = Story()
        interrupted(.restOfMessage, at: 1.4, in: &story)
        var lossy = Story()
        lossy.flow {
            $0.connect(0)
            $0.exchange("/report", 0.1, answered: nil)
            $0.says(.server, 0.2, bytes: 1_000)
            $0.closed.tcp.missingBytes.server = 3_000
            $0.owes(.server, .restOfMessage, since: 0.1, "GET /report")
            $0.fin(.server, 0.4)
        }
        #expect(story.told().codes == ["tcp.closed-in-exchange"])
        #expect(lossy.told().first("tcp.closed-in-exchange") == nil)
    }

    @Test func `an upload that is answered before its end is no loss`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/upload", 0.1, answered: 0.5, status: 413, method: "POST")
            $0.owes(.client, .restOfMessage, since: 0.1, progress: 0.5, "POST /upload")
            $0.reset(.server, 0.6)
        }
        #expect(story.told().isHealthy)
    }

    @Test func `an open event stream that its reader leaves is healthy`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/news", 0.1, answered: 0.2) {
                $0.response?.contentType = "text/event-stream"
                $0.response?.complete = false
            }
            $0.owes(.server, .restOfMessage, since: 0.2, progress: 4, "GET /news")
            $0.says(.server, 4)
            $0.fin(.client, 9)
        }
        #expect(story.told().isHealthy)
    }

    @Test func `a long poll that is left half-way is healthy`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/wait", 0.1, answered: 25.1)
            $0.exchange("/wait", 25.2, answered: nil)
            $0.passes(.server, 25.21)
            $0.owes(.server, .answer, since: 25.2, "GET /wait")
            $0.fin(.client, 38)
        }
        #expect(story.told().isHealthy)
    }

    @Test func `a client that waits its three seconds twice got no answer`() throws {
        var story = Story()
        interrupted(by: .client, at: 3.1, in: &story)
        interrupted(by: .client, at: 3.1, client: "10.0.0.1:40001", begin: 5, in: &story)
        let findings = story.told()
        #expect(findings.codes == ["http.unanswered"])
        #expect(findings[0].count == 2)
        #expect(findings[0].severity == .error)
    }

    @Test func `an upstream server that hangs is named, and the 504 is its evidence`() throws {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:80", at: 0) {
            $0.connect(0)
            $0.exchange("/report", 0.1, answered: 60.11, status: 504) { $0.response?.server = "nginx/1.22.1" }
            $0.fin(.client, 60.2)
        }
        story.flow("10.0.1.2:50000", "10.0.1.3:8000", at: 0.102) {
            $0.connect(0.102, trip: 0.0001)
            $0.exchange("/report", 0.105, answered: nil)
            $0.passes(.server, 0.106)
            $0.owes(.server, .answer, since: 0.105, "GET /report")
            $0.fin(.client, 60.106)
        }
        // Two networks: the proxy's two addresses are not the same, and only the time joins the legs.
        let apart = story.told()
        #expect(Set(apart.codes) == ["http.unanswered"])

        var joined = Story()
        joined.flow("10.0.0.1:40000", "10.0.0.2:80", at: 0) {
            $0.connect(0)
            $0.exchange("/report", 0.1, answered: 60.11, status: 504) { $0.response?.server = "nginx/1.22.1" }
            $0.fin(.client, 60.2)
        }
        joined.flow("10.0.0.2:50000", "10.0.1.3:8000", at: 0.102) {
            $0.connect(0.102, trip: 0.0001)
            $0.exchange("/report", 0.105, answered: nil)
            $0.passes(.server, 0.106)
            $0.owes(.server, .answer, since: 0.105, "GET /report")
            $0.fin(.client, 60.106)
        }
        let findings = joined.told()
        #expect(findings.codes == ["http.unanswered"])
        #expect(findings[0].count == 1)
        #expect(findings[0].by.role == .proxy)
        #expect(findings[0].subject.id == "10.0.1.3:8000")
        #expect(findings[0].cause.hasPrefix("10.0.1.3:8000 did not answer"))
        #expect(findings[0].cause.contains("nginx"))
        #expect(findings[0].fixes.contains { ($0.text + ($0.setting ?? "")).contains("proxy_read_timeout") })
        #expect(findings[0].evidence.contains { $0.text.contains("504") })
    }

    @Test func `a gateway's 504 alone says that somebody behind it did not answer`() throws {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/report", 0.1, answered: 30.1, status: 504)
            $0.fin(.client, 31)
        }
        let finding = try #require(story.told().first)
        #expect(finding.code == "http.unanswered")
        #expect(finding.by.role == .proxy)
    }

    @Test func `a spare connection that is told 408 is normal life`() {
        var story = Story()
        story.flow {
            $0.connect(0)
            $0.exchange("/", 60, answered: 60.1, status: 408) { $0.request = nil }
            $0.fin(.server, 60.2)
        }
        #expect(story.told().isHealthy)
    }

    @Test func `a proxy's timer that cuts an exchange is an idle timeout`() throws {
        var story = Story()
        interrupted(at: 60.15, in: &story)
        let finding = try #require(story.told().first)
        #expect(finding.code == "tcp.idle-timeout")
        #expect(finding.severity == .error)
        #expect(finding.cause.contains("names a class of software"))
    }
}
