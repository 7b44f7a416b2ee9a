import Analysis
import Diagnosis
import Records
import Testing

/// Captures of which only a part is seen, as most are: begun too late, on one leg alone.
@Suite("Partial views")
struct PartialViewTests {
    private static let healthy = CaptureFolder.scenarios.filter { $0.hasSuffix("-healthy") }

    /// What is worse than a notice, but for what is said of the capture itself.
    private func alarms(_ heard: Heard) -> [String] {
        heard.conclusions.findings
            .filter { ($0.severity == .error || $0.severity == .warning) && !$0.code.hasPrefix("capture.") }
            .map(\.code)
    }

    @Test("What begins in the middle of something healthy alarms nobody", arguments: healthy)
    func late(scenario: String) throws {
        let content = try PcapFileContent(path: CaptureFolder.path(scenario))
        let count = content.packets.count
        for rest in [
            content.packets[(count / 4)...], content.packets[(count / 2)...], content.packets[(count * 3 / 4)...],
        ] {
            try CaptureFolder.withFile(content.file(Array(rest))) { path in
                let codes = try alarms(Heard([path]))
                #expect(codes == [], "the last \(rest.count) of \(count) packets")
            }
        }
    }

    @Test("One leg of something healthy alarms nobody", arguments: healthy)
    func oneLeg(scenario: String) throws {
        for filter in ["tcp port 80", "not tcp port 80", "tcp port 6379 or tcp port 11211"] {
            let codes = try alarms(Heard([CaptureFolder.path(scenario)]) { $0.filter = filter })
            #expect(codes == [], "\(filter)")
        }
    }

    @Test(
        "Who is thrown out by the store is seen from the client's side, too",
        arguments: [
            "memcached-eviction", "memcached-expiry", "memcached-restart", "rack-redis-flushdb", "redis-eviction",
            "redis-flushall", "redis-restart-without-persistence", "redis-ttl-expiry",
        ])
    func withoutStore(scenario: String) throws {
        let part = try Heard([CaptureFolder.path(scenario)]) { $0.filter = "tcp port 80" }
        let codes = part.conclusions.findings.filter { $0.severity == .error }.map(\.code)
        #expect(codes == ["session.rejected"])
    }

    @Test(
        "A lifetime that was given before the capture began is not taken for none",
        arguments: [
            "grpc-session-expired", "h2c-session-expired", "memcached-expiry", "redis-ttl-expiry",
            "session-expired-idle",
        ])
    func unknownLifetime(scenario: String) throws {
        let content = try PcapFileContent(path: CaptureFolder.path(scenario))
        try CaptureFolder.withFile(content.file(Array(content.packets[(content.packets.count / 2)...]))) { path in
            let errors = try Heard([path]).conclusions.findings.filter { $0.severity == .error }
            #expect(errors.map(\.code) == ["session.rejected"])
            let shows = errors.first?.evidence.contains { $0.text.contains("it has no ") } ?? false
            #expect(shows)
        }
    }
}
