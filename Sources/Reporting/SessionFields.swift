import Correlation
import Diagnosis
import Records

/// Members of an application session.
extension FieldWriter {
    mutating func fields(of session: SessionSummary, findings: [String]) {
        json.field("id", redactor.shownSession(session.key))
        json.field("kind", session.kind.rawValue)
        json.field("name", session.name)
        if let user = session.user { json.field("user", redactor.shown(user, as: .credential)) }
        json.field("clients", strings: session.clients.map(\.description))
        json.field("servers", strings: session.servers.map(\.description))
        json.key("flows")
        json.beginArray()
        for flow in session.flows { json.number(flow) }
        json.endArray()
        json.field("created", time: session.created.time)
        json.field("last_seen", time: session.lastSeen.time)
        json.key("ended")
        json.beginObject()
        json.field("how", session.ending.rawValue)
        if let end = session.endedAt {
            json.field("time", time: end.time)
            json.field("packet", end.packet)
        }
        json.endObject()
        json.key("events")
        json.beginArray()
        for event in session.events {
            json.beginObject()
            json.field("time", time: event.at.time)
            json.field("packet", event.at.packet)
            json.field("flow", event.flow)
            json.field("kind", event.kind.rawValue)
            if !event.detail.isEmpty { json.field("detail", redactor.shownProse(event.detail)) }
            json.endObject()
        }
        json.endArray()
        json.field("findings", strings: findings)
    }
}

/// Which findings name which sessions.
struct SessionFindings: Sendable {
    private var ids: [String: [String]] = [:]

    init(_ findings: [Finding]) {
        for finding in findings {
            var keys = Set(finding.occurrences.compactMap(\.session))
            if finding.subject.kind == .session { keys.insert(finding.subject.id) }
            for key in keys { ids[key, default: []].append(finding.id) }
        }
    }

    /// The ids of findings about a session, in the order of the findings.
    subscript(key: String) -> [String] { ids[key] ?? [] }
}
