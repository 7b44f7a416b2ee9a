import Testing

@testable import Diagnosis

@Suite struct HandbookTests {
    @Test func `every registered code has its own entry with all its words`() {
        #expect(Set(Handbook.codes).count == CauseRegistry.entries.count)
        for entry in Handbook.entries {
            #expect(Handbook.entry(entry.code)?.title == entry.title)
            #expect(!entry.title.isEmpty && !entry.meaning.isEmpty && !entry.proof.isEmpty && !entry.mending.isEmpty)
            #expect(!entry.severityRule.isEmpty)
            #expect((2...7).contains(entry.layer))
            #expect(entry.severities == entry.severities.sorted(by: >))
        }
        #expect(Handbook.entry("tcp.no-such-thing") == nil)
    }

    @Test(arguments: [
        ("tcp.connect-refused", [Finding.Severity.error]), ("tcp.connect-timeout", [.error]),
        ("tcp.reset-in-exchange", [.error, .warning, .info]), ("tcp.closed-in-exchange", [.error, .warning, .info]),
        ("http.unanswered", [.error]), ("tcp.peer-vanished", [.error]), ("tcp.idle-state-expired", [.error]),
        ("tcp.idle-timeout", [.error, .warning, .info]), ("tcp.keepalive-race", [.error]),
        ("tcp.half-open", [.error]), ("tcp.stalled", [.warning]), ("tcp.path-mtu", [.error]),
        ("tcp.lossy", [.warning]), ("capture.incomplete", [.warning, .notice]), ("capture.duplicates", [.notice]),
        ("tls.handshake-failed", [.error]), ("tls.alert", [.error]), ("tls.truncated", [.error, .notice]),
        ("websocket.idle-timeout", [.error]), ("websocket.heartbeat-unanswered", [.error]),
        ("websocket.dropped", [.error, .notice]), ("websocket.closed-by-error", [.error, .info]),
        ("websocket.going-away", [.error, .info]), ("websocket.upgrade-failed", [.error]),
        ("websocket.no-heartbeat", [.notice]), ("session.exposed", [.notice]),
    ])
    func `codes have the catalogue's severities`(code: String, severities: [Finding.Severity]) {
        #expect(Handbook.entry(code)?.severities == severities)
    }

    @Test func `the advice on capturing names what matters`() {
        let text = Handbook.captureAdvice.joined(separator: "\n")
        for word in ["-s 0", "-B", "both", "any", "keylog", "-C"] { #expect(text.contains(word)) }
    }
}
