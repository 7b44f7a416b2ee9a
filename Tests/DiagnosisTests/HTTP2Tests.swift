import Diagnosis
import Records
import Testing

@Suite struct HTTP2Tests {
    /// A connection that is told GOAWAY at 5 s and closed at 6 s.
    private func ended(unanswered: [Double] = [], _ change: @escaping (inout HTTP2Connection) -> Void) -> [Finding] {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:443") {
            $0.connect(0)
            for (stream, asked) in zip([UInt32(3), 5], unanswered) {
                $0.exchange("/shop/\(stream)", asked, answered: 5.9) { exchange in
                    exchange.version = "2"
                    exchange.streamID = stream
                    exchange.response = nil
                }
            }
            $0.says(.client, 1)
            $0.says(.server, 1.1)
            $0.says(.server, 5)
            $0.fin(.server, 6)
            $0.fin(.client, 6.001)
            $0.http2(0.5) { connection in
                connection.streams = 3
                connection.highestStream.client = 5
                change(&connection)
            }
        }
        story.end = 60
        return story.told()
    }

    private func goAway(_ code: UInt32, by side: Side = .server, last: UInt32 = 5, _ debug: String? = nil)
        -> HTTP2Connection.GoAway
    {
        HTTP2Connection.GoAway(at: Story.packet(5), by: side, code: code, lastStreamID: last, debug: debug)
    }

    @Test func `an end in order is worth knowing, and nothing is wrong`() {
        let findings = ended { $0.goAways = [self.goAway(0)] }
        #expect(findings.isHealthy)
        #expect(findings.codes == ["http2.goaway"])
    }

    @Test func `streams above the last one that were never answered are lost`() throws {
        let finding = try #require(
            ended(unanswered: [4.5, 4.6]) {
                $0.goAways = [self.goAway(0, last: 1)]
                $0.unansweredStreams = [3, 5]
            }.first)
        #expect(finding.code == "http2.goaway")
        #expect(finding.severity == .error)
    }

    @Test func `an error code ends a connection for a reason`() throws {
        let finding = try #require(ended { $0.goAways = [self.goAway(1)] }.first)
        #expect(finding.code == "http2.goaway")
        #expect(finding.severity == .error)
        #expect(finding.cause.contains("PROTOCOL_ERROR"))
    }

    @Test func `too many pings are the client's, by the same code as a ping without an answer`() throws {
        let many = try #require(
            ended {
                $0.goAways = [self.goAway(11, "too_many_pings")]
                $0.pings.client = 5
            }.first)
        #expect(many.code == "http2.too-many-pings")
        #expect(many.severity == .error)
        let unanswered = try #require(hung().told().first)
        #expect(unanswered.code == "http2.ping-timeout")
        #expect(unanswered.severity == .error)
    }

    /// A client that pings at 2 s, hears nothing and hangs up at 5 s.
    private func hung() -> Story {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:443") {
            $0.connect(0)
            $0.says(.client, 1)
            $0.says(.server, 1.1)
            $0.says(.client, 2)
            $0.says(.client, 5)
            $0.fin(.client, 5.001)
            $0.http2(0.5) { connection in
                connection.goAways = [self.goAway(11, by: .client, last: 0, "ping_timeout")]
                connection.pings.client = 1
                connection.unansweredPings.client = 1
                connection.firstUnansweredPing.client = Story.packet(2)
            }
        }
        story.end = 60
        return story
    }

    // MARK: gRPC

    private func call(_ status: UInt32, path: String = "/shop.Cart/View") -> [Finding] {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:50051") {
            $0.connect(0)
            $0.exchange(path, 1, answered: 1.1, method: "POST") { exchange in
                exchange.version = "2"
                exchange.streamID = 1
                var call = GRPCCall(service: "shop.Cart", method: "View")
                call.status = status
                exchange.grpc = call
            }
            $0.fin(.client, 3)
            $0.fin(.server, 3.001)
        }
        story.end = 60
        return story.told()
    }

    @Test(arguments: [2, 4, 13, 14, 15])
    func `calls that fail by the server's fault are errors`(status: UInt32) throws {
        let finding = try #require(call(status).first)
        #expect(finding.code == "grpc.failed")
        #expect(finding.severity == .error)
    }

    @Test(arguments: [0, 1, 3, 5, 6, 7, 9])
    func `calls that the caller asked wrongly are not`(status: UInt32) {
        #expect(call(status).isHealthy)
    }
}
