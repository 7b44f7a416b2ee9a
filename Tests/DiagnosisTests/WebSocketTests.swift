import Diagnosis
import Records
import Testing

@Suite struct WebSocketTests {
    private func story(
        _ target: String = "/live", _ client: String = "10.0.0.1:40000", _ server: String = "10.0.0.2:9000",
        begin: Double = 0, tell: (inout Talk) -> Void
    ) -> Story {
        var story = Story()
        story.flow(client, server, at: begin) {
            $0.connect(begin)
            $0.openWebSocket(target, begin + 0.1)
            $0.frame(.client, begin + 0.2)
            $0.frame(.server, begin + 0.3)
            tell(&$0)
        }
        return story
    }

    @Test func `sixty silent seconds before a FIN are an idle timeout`() throws {
        let finding = try #require(story { $0.fin(.server, 60.35) }.told().first)
        #expect(finding.code == "websocket.idle-timeout")
        #expect(finding.severity == .error)
        #expect(finding.confidence == .likely)
        #expect(finding.cause.contains("60 s"))
        #expect(finding.fixes.contains { $0.text.contains("ping every 30 s") })
    }

    @Test func `a proxy that cuts both legs is one finding, by the proxy`() throws {
        var story = Story()
        for index in 0..<3 {
            let begin = Double(index) * 0.01
            story.flow("127.0.0.1\(index):40000", "127.0.0.1:8080", at: begin) {
                $0.connect(begin, trip: 0.0002)
                $0.openWebSocket("/live", begin + 0.002)
                $0.frame(.client, begin + 0.02)
                $0.frame(.server, begin + 0.03)
                $0.fin(.server, begin + 5.0312)
            }
            story.flow("127.0.0.1:5000\(index)", "127.0.0.1:9000", at: begin + 0.003) {
                $0.connect(begin + 0.003, trip: 0.0002)
                $0.openWebSocket("/live", begin + 0.004)
                $0.frame(.client, begin + 0.021)
                $0.frame(.server, begin + 0.029)
                $0.fin(.client, begin + 5.0311)
            }
        }
        let findings = story.told()
        #expect(findings.codes == ["websocket.idle-timeout"])
        #expect(findings[0].count == 3)
        #expect(findings[0].by == Finding.Actor(role: .proxy, endpoint: Story.endpoint("127.0.0.1:8080")))
        #expect(findings[0].confidence == .certain)
    }

    @Test func `a server that dies in the middle of talk dropped it`() throws {
        let finding = try #require(story { $0.fin(.server, 0.9) }.told().first)
        #expect(finding.code == "websocket.dropped")
        #expect(finding.severity == .error)
    }

    @Test func `an application that dies behind a proxy is told once, at the application`() throws {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:80", at: 0) {
            $0.connect(0)
            $0.openWebSocket("/live", 0.1)
            $0.frame(.server, 0.3)
            $0.fin(.server, 1.001)
        }
        story.flow("10.0.0.2:50000", "10.0.1.3:9000", at: 0.05) {
            $0.connect(0.05)
            $0.openWebSocket("/live", 0.101)
            $0.frame(.server, 0.299)
            $0.fin(.server, 1)
        }
        let findings = story.told()
        #expect(findings.codes == ["websocket.dropped"])
        #expect(findings[0].subject.id == "10.0.1.3:9000")
        #expect(findings[0].count == 1)
    }

    @Test func `a closed tab is a notice`() throws {
        let finding = try #require(story { $0.fin(.client, 1.9) }.told().first)
        #expect(finding.code == "websocket.dropped")
        #expect(finding.severity == .notice)
    }

    @Test func `an orderly end is nothing to tell`() {
        for code in [1_000, 1_001] as [UInt16] {
            let told = story {
                $0.close(.client, 1, code)
                $0.close(.server, 1.01, code)
                $0.fin(.server, 1.02)
            }.told()
            #expect(told.isEmpty)
        }
    }

    @Test(arguments: [(UInt16(1_011), Finding.Severity.error), (1_009, .error), (3_000, .error), (4_321, .info)])
    func `a code that says failure is an error, others of the application are info`(
        code: UInt16, severity: Finding.Severity
    ) throws {
        let finding = try #require(
            story {
                $0.close(.server, 1, code, reason: "token eyJhbGciOiJIUzI1NiJ9abc12345 is bad")
                $0.fin(.server, 1.02)
            }.told().first)
        #expect(finding.code == "websocket.closed-by-error")
        #expect(finding.severity == severity)
        #expect(!finding.cause.contains("eyJ"))
    }

    @Test func `a graphql code counts in its protocol only`() throws {
        let tell: (inout Talk) -> Void = {
            $0.close(.server, 1, 4_401)
            $0.fin(.server, 1.02)
        }
        #expect(story(tell: tell).told().first?.severity == .info)
        let graphQL = story {
            $0.webSocket?.subprotocol = "graphql-transport-ws"
            tell(&$0)
        }
        #expect(graphQL.told().first?.severity == .error)
    }

    @Test func `a heartbeat that is given up is one finding, not its close code`() throws {
        let findings = story {
            $0.ping(.client, 1, answered: true)
            $0.ping(.client, 2, answered: true)
            $0.ping(.client, 3, answered: false)
            $0.close(.client, 6, 1_011, reason: "keepalive ping timeout")
            $0.fin(.client, 8)
        }.told()
        #expect(findings.codes == ["websocket.heartbeat-unanswered"])
        #expect(findings[0].by.role == .server)
        #expect(findings[0].severity == .error)
    }

    @Test func `a ping just before an orderly end is not unanswered`() {
        let told = story {
            $0.ping(.client, 1, answered: false)
            $0.close(.client, 1.01, 1_000)
            $0.fin(.client, 1.02)
        }.told()
        #expect(told.isEmpty)
    }

    @Test func `a server that goes away is an error where its clients come back`() throws {
        var story = story {
            $0.close(.server, 3, 1_012)
            $0.close(.client, 3.01, 1_012)
            $0.fin(.server, 3.02)
        }
        #expect(story.told().first?.severity == .info)
        story.flow("10.0.0.1:40001", "10.0.0.2:9000", at: 5) {
            $0.connect(5)
            $0.openWebSocket("/live", 5.1)
        }
        let finding = try #require(story.told().first)
        #expect(finding.code == "websocket.going-away")
        #expect(finding.severity == .error)
    }

    @Test func `an upgrade that is not answered by 101 failed`() throws {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:80") {
            $0.connect(0)
            $0.exchange("/live?token=abcdefgh12345678", 0.1, answered: 0.11, status: 426) { exchange in
                exchange.request?.upgrade = "websocket"
                exchange.request?.connectionUpgrade = true
                exchange.response?.server = "nginx/1.22.1"
            }
            $0.fin(.client, 0.2)
        }
        let finding = try #require(story.told().first("websocket.upgrade-failed"))
        #expect(finding.severity == .error)
        #expect(finding.fixes.map(\.target) == ["nginx"])
        #expect(!finding.cause.contains("abcdefgh"))
    }

    @Test func `an upgrade that asks for credentials first is healthy`() {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:80") {
            $0.connect(0)
            $0.exchange("/live", 0.1, answered: 0.11, status: 401) { exchange in
                exchange.request?.upgrade = "websocket"
                exchange.response?.challenge = "Basic"
            }
            $0.fin(.client, 0.2)
        }
        #expect(story.told().isHealthy)
    }

    @Test func `fifty silent seconds without pings are a notice`() throws {
        let silent = story {
            $0.webSocket?.longestSilence = Stall(start: Story.packet(0.3), end: Story.packet(52))
            $0.frame(.client, 52)
            $0.close(.client, 53, 1_000)
            $0.fin(.client, 53.1)
        }
        let finding = try #require(silent.told().first)
        #expect(finding.code == "websocket.no-heartbeat")
        #expect(finding.severity == .notice)

        let pinging = story {
            $0.ping(.client, 52, answered: true)
            $0.webSocket?.longestSilence = Stall(start: Story.packet(0.3), end: Story.packet(52))
            $0.close(.client, 53, 1_000)
            $0.fin(.client, 53.1)
        }
        #expect(pinging.told().isEmpty)
    }
}
