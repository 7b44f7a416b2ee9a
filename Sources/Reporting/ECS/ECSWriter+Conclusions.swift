import Diagnosis
import Records

/// Documents of sessions and findings.
extension ECSWriter {
    mutating func write(_ session: ReportSession) {
        let isOver = session.fate != .lived
        let event = Event(
            dataset: "hangup.session", categories: ["session"], types: isOver ? ["end"] : ["info"],
            action: "session-\(session.ending)",
            outcome: session.fate == .broke ? "failure" : isOver ? "success" : "unknown",
            start: session.created, end: session.endTime ?? session.lastSeen)
        document(session.endTime ?? session.lastSeen, event) { writer in
            writer.related(session.clients + session.servers.map(Self.address))
            if let user = session.user {
                writer.object("user") { writer in
                    // A label is a keyed hash of the name.
                    if Redactor.isLabel(user) { writer.json.field("hash", user) } else { writer.keyword("name", user) }
                }
            }
            writer.object("hangup") { writer in
                writer.object("session") { writer in
                    writer.keyword("id", session.id)
                    writer.json.field("kind", session.kind)
                    writer.keyword("name", session.name)
                    writer.json.field("ended", session.ending)
                    writer.json.field("end_packet", session.endPacket)
                    writer.json.field("servers", strings: session.servers)
                    writer.json.field("events", UInt64(session.events.count))
                }
                writer.numbers("flows", session.flows)
                writer.json.field("finding_ids", strings: session.findings)
            }
        }
    }

    mutating func write(_ finding: ReportFinding) {
        let isEnd = ["drop", "timeout"].contains(finding.category)
        let event = Event(
            dataset: "hangup.finding", kind: "alert",
            categories: finding.subjectKind == "session" ? ["network", "session"] : ["network"],
            types: isEnd ? ["end"] : ["info"], action: "finding", outcome: finding.severity == .error ? "failure" : nil,
            id: finding.id, code: finding.code, severity: UInt64(clamping: finding.severity.rawValue + 1),
            reason: finding.title, start: finding.first, end: finding.last)
        document(finding.first, event) { writer in
            writer.json.field("message", finding.cause)
            writer.object("log") { $0.json.field("level", finding.severity.name) }
            writer.object("rule") { writer in
                writer.json.field("id", finding.code)
                writer.keyword("name", finding.title)
                writer.json.field("category", finding.category)
                writer.json.field("ruleset", "hangup")
            }
            writer.related([finding.actorAddress].compactMap { $0 })
            writer.object("hangup") { writer in
                writer.object("finding") { $0.fields(of: finding) }
                writer.numbers("flows", finding.flows)
                writer.json.field("sessions", strings: finding.sessions)
            }
        }
    }

    private mutating func fields(of finding: ReportFinding) {
        json.field("confidence", finding.confidence)
        json.field("layer", finding.layer)
        json.field("count", finding.count)
        json.field("subject_kind", finding.subjectKind)
        keyword("subject", finding.subject)
        json.field("by_role", finding.role)
        json.field("by", finding.actor)
        keyword("display_filter", finding.filter)
        json.field("related_codes", strings: finding.related)
        json.field("evidence", strings: finding.evidence.map { "packet \($0.packet): \($0.text)" })
        json.field(
            "fixes",
            strings: finding.fixes.map { ["\($0.target): \($0.text)"] + $0.setting }.map { $0.joined(separator: "\n") })
    }

    private mutating func related(_ addresses: [String]) {
        guard !addresses.isEmpty else { return }
        var seen: Set<String> = []
        let unique = addresses.filter { seen.insert($0).inserted }
        object("related") { $0.json.field("ip", strings: unique) }
    }

    private mutating func numbers(_ name: StaticString, _ values: [UInt64]) {
        json.key(name)
        json.beginArray()
        for value in values { json.number(value) }
        json.endArray()
    }

    /// The address of `10.0.0.1:80` or `[2001:db8::1]:80`.
    private static func address(_ endpoint: String) -> String {
        guard let colon = endpoint.lastIndex(of: ":") else { return endpoint }
        var address = endpoint[..<colon]
        if address.hasPrefix("["), address.hasSuffix("]") { address = address.dropFirst().dropLast() }
        return String(address)
    }
}
