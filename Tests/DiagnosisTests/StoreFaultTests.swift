import Diagnosis
import Records
import Testing

@Suite struct StoreFaultTests {
    /// Sessions that a store is asked for, answered by an error of its own.
    private func asked(
        _ error: String, times: Int = 2, key: String = "GET session:8f2a0b6c4d1e9f77", mended: Bool = false
    )
        -> Story
    {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.9:6379") {
            $0.connect(0)
            for time in 0..<times {
                $0.command(key, 1 + Double(time)) { command in
                    command.result = .error
                    command.error = error
                }
            }
            if mended {
                $0.command(key, 1 + Double(times)) { $0.result = .hit }
            }
            $0.fin(.client, 30)
            $0.fin(.server, 30.001)
        }
        story.end = 60
        return story
    }

    @Test(arguments: [
        "NOAUTH Authentication required.", "LOADING Redis is loading the dataset in memory",
        "READONLY You can't write against a read only replica.", "OOM command not allowed when used memory",
        "CLUSTERDOWN The cluster is down",
    ])
    func `an error that keeps sessions from being read or written is one finding`(error: String) throws {
        let findings = asked(error).told()
        let finding = try #require(findings.first)
        #expect(finding.code == "store.error")
        #expect(finding.severity == .error)
        #expect(finding.count == 2)
        #expect(findings.codes.filter { $0 == "store.error" }.count == 1)
    }

    @Test(arguments: [
        "NOSCRIPT No matching script.", "BUSYGROUP Consumer Group name already exists", "ERR unknown command 'FOO'",
        "WRONGTYPE Operation against a key holding the wrong kind of value",
    ])
    func `an error of the program's own is none of the store's`(error: String) {
        #expect(asked(error).told().isHealthy)
    }

    @Test func `a command without a key is a probe's`() {
        #expect(asked("NOAUTH Authentication required.", key: "INFO").told().isHealthy)
    }

    // MARK: Sessions without an end

    private func stored(ttl: Double?, expiredLater: Bool = false, key: String = "session:8f2a0b6c4d1e9f7700aa") -> Story
    {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.9:6379") {
            $0.connect(0)
            $0.command("SET \(key)", 1) { command in
                command.result = .ok
                command.effect = .writes
                command.ttl = ttl
            }
            if expiredLater {
                $0.command("EXPIRE \(key)", 1.01) { command in
                    command.result = .integer(1)
                    command.ttl = 3_600
                }
            }
        }
        story.end = 60
        return story
    }

    @Test func `a session stored without a time to live is worth a notice`() throws {
        let finding = try #require(stored(ttl: nil).told().first)
        #expect(finding.code == "store.no-expiry")
        #expect(finding.severity == .notice)
    }

    @Test func `one that gets its time to live, at once or right after, is not`() {
        #expect(stored(ttl: 3_600).told().isEmpty)
        #expect(stored(ttl: nil, expiredLater: true).told().isEmpty)
        #expect(stored(ttl: nil, key: "product:8f2a0b6c4d1e9f7700aa").told().isEmpty)
    }
}
