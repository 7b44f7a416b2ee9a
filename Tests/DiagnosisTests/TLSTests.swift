import Diagnosis
import Records
import Testing

@Suite struct TLSTests {
    private func failed(by side: Side, alert: UInt8?, _ change: (inout TLSHandshake) -> Void = { _ in }) -> Story {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:443") {
            $0.connect(0)
            $0.tls(0.1) { handshake in
                handshake.outcome = .failed
                handshake.done = nil
                handshake.serverName = "shop.example"
                if let alert {
                    handshake.alerts = [
                        TLSHandshake.Alert(
                            at: Story.packet(0.12), by: side, level: 2, description: alert, encrypted: false)
                    ]
                }
                change(&handshake)
            }
            $0.fin(side, 0.13)
        }
        return story
    }

    @Test func `a client that does not know the issuer fails the handshake`() throws {
        let finding = try #require(failed(by: .client, alert: 48).told().first)
        #expect(finding.code == "tls.handshake-failed")
        #expect(finding.severity == .error)
        #expect(finding.by.role == .client)
        #expect(finding.cause.contains("unknown_ca"))
        #expect(finding.fixes.contains { $0.text.contains("chain") })
    }

    @Test func `an old client is told which versions it offered`() throws {
        let story = failed(by: .server, alert: 70) { $0.supportedVersions = [0x0301, 0x0302] }
        #expect(story.told().first.map { $0.cause.contains("TLS 1.0, TLS 1.1") } == true)
    }

    @Test func `a server that closes without a word fails it, too`() throws {
        let finding = try #require(failed(by: .server, alert: nil).told().first)
        #expect(finding.code == "tls.handshake-failed")
        #expect(finding.by.role == .server)
    }

    @Test func `a client that drops a spare handshake is normal life`() {
        #expect(failed(by: .client, alert: nil).told().isEmpty)
        #expect(failed(by: .client, alert: 90).told().isEmpty)
    }

    /// Handshakes that the client leaves without a word, at these times.
    private func left(_ times: [Double], thenCompleted: Bool = false, silently: Bool = false) -> [Finding] {
        var story = Story()
        for (index, begin) in times.enumerated() {
            story.flow("10.0.0.1:4000\(index)", "10.0.0.2:443", at: begin) {
                $0.connect(begin)
                $0.tls(begin + 0.1) {
                    $0.outcome = .failed
                    let alert = TLSHandshake.Alert(
                        at: Story.packet(begin + 0.15), by: .client, level: nil, description: nil, encrypted: true)
                    if !silently { $0.alerts = [alert] }
                }
                $0.fin(.client, begin + 0.2)
            }
        }
        if thenCompleted {
            story.flow("10.0.0.1:41000", "10.0.0.2:443", at: 9) {
                $0.connect(9)
                $0.tls(9.1) { $0.closeNotify.client = true }
                $0.fin(.client, 9.5)
            }
        }
        return story.told()
    }

    @Test func `a client that leaves again and again and never gets through has a reason`() throws {
        let finding = try #require(left([0, 3]).first)
        #expect(finding.code == "tls.handshake-failed")
        #expect(finding.confidence == .possible)
        #expect(left([0, 3], thenCompleted: true).isEmpty)
        #expect(left([0, 0.01, 0.02]).isEmpty)
        #expect(left([0, 3], silently: true).isEmpty)
    }

    private func session(version: String, _ change: @escaping (inout TLSHandshake) -> Void) -> Story {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:443") {
            $0.connect(0)
            $0.tls(0.1, version: version, change)
            $0.says(.client, 1)
            $0.says(.server, 1.1)
            $0.fin(.server, 2)
        }
        return story
    }

    @Test func `a fatal alert inside the session is told`() throws {
        let alert = TLSHandshake.Alert(at: Story.packet(1.9), by: .server, level: 2, description: 20, encrypted: false)
        let finding = try #require(session(version: "TLS 1.2") { $0.alerts = [alert] }.told().first)
        #expect(finding.code == "tls.alert")
        #expect(finding.severity == .error)
        #expect(session(version: "TLS 1.3") { $0.alerts = [alert] }.told().isEmpty)
    }

    @Test func `a session without close_notify is a notice, with it is nothing`() throws {
        let finding = try #require(session(version: "TLS 1.2") { _ in }.told().first)
        #expect(finding.code == "tls.truncated")
        #expect(finding.severity == .notice)
        #expect(session(version: "TLS 1.2") { $0.closeNotify.server = true }.told().isEmpty)
        #expect(session(version: "TLS 1.3") { _ in }.told().isEmpty)
    }

    @Test func `a message that was cut makes it an error`() throws {
        var story = Story()
        story.flow("10.0.0.1:40000", "10.0.0.2:443") {
            $0.connect(0)
            $0.tls(0.1)
            $0.says(.server, 1)
            $0.owes(.server, .restOfMessage, since: 1, "TLS record")
            $0.fin(.server, 1.2)
        }
        let findings = story.told()
        #expect(findings.codes == ["tls.truncated"])
        #expect(findings[0].severity == .error)
    }
}
