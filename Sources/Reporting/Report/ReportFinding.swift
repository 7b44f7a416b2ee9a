import Diagnosis
import Records

/// A finding as reports tell it.
struct ReportFinding: Sendable {
    struct Occurrence: Sendable {
        var time: Timestamp?
        var packet: UInt64
        var flow: FlowID?
        var session: String?
        var note: String
    }

    struct Evidence: Sendable {
        var packet: UInt64
        var flow: FlowID?
        var text: String
    }

    struct Fix: Sendable {
        var target: String
        var text: String
        /// Lines to be written somewhere as they are; none where there is nothing to write.
        var setting: [String]
    }

    var id: String
    var code: String
    var category: String
    var severity: Finding.Severity
    var layer: UInt64
    var confidence: String
    var title: String
    var subjectKind: String
    var subject: String
    var role: String
    /// `10.0.0.1:80`, where it is known who did it.
    var actor: String?
    var actorAddress: String?
    var first: Timestamp?
    var last: Timestamp?
    var count: UInt64
    var occurrences: [Occurrence]
    var evidence: [Evidence]
    var cause: String
    var fixes: [Fix]
    var filter: String
    var related: [String]

    init?(_ node: JSONNode) {
        guard let id = node["id"]?.text, let code = node["code"]?.text else { return nil }
        self.id = id
        self.code = code
        category = node["category"]?.text ?? ""
        severity = node["severity"]?.raw.flatMap { Finding.Severity(name: $0) } ?? .info
        layer = node["layer"]?.count ?? 0
        confidence = node["confidence"]?.text ?? ""
        title = node["title"]?.text ?? code
        subjectKind = node["subject"]?["kind"]?.text ?? ""
        subject = node["subject"]?["id"]?.text ?? ""
        role = node["by"]?["role"]?.text ?? "unknown"
        let end = ReportEndpoint(node["by"])
        actor = end?.text
        actorAddress = end?.address
        first = node["first_time"]?.time
        last = node["last_time"]?.time
        count = node["count"]?.count ?? 1
        occurrences = (node["occurrences"]?.elements ?? []).map { item in
            Occurrence(
                time: item["time"]?.time, packet: item["packet"]?.count ?? 0, flow: item["flow"]?.count,
                session: item["session"]?.text, note: item["note"]?.text ?? "")
        }
        evidence = (node["evidence"]?.elements ?? []).map { item in
            Evidence(packet: item["packet"]?.count ?? 0, flow: item["flow"]?.count, text: item["text"]?.text ?? "")
        }
        cause = node["cause"]?.text ?? ""
        fixes = (node["fixes"]?.elements ?? []).map { item in
            let setting = item["setting"]?.raw?.split(separator: "\n").map { TerminalText.escaped(String($0)) }
            return Fix(target: item["for"]?.text ?? "", text: item["text"]?.text ?? "", setting: setting ?? [])
        }
        filter = node["display_filter"]?.text ?? ""
        related = node["related"]?.texts ?? []
    }

    /// The flows that it names, each once, those of its occurrences first.
    var flows: [FlowID] {
        var seen: Set<FlowID> = []
        return (occurrences.compactMap(\.flow) + evidence.compactMap(\.flow)).filter { seen.insert($0).inserted }
    }

    /// The sessions that it names, each once.
    var sessions: [String] {
        var seen: Set<String> = []
        let own = subjectKind == "session" ? [subject] : []
        return (own + occurrences.compactMap(\.session)).filter { seen.insert($0).inserted }
    }

    /// Who did it, as far as is known: `proxy 10.0.0.1:80`, `client`; `nil` where nothing is.
    var who: String? {
        guard role != "unknown" else { return actor }
        return actor.map { "\(role) \($0)" } ?? role
    }

    /// What it is about: `server 10.0.0.1:80`, `flow 3`, `capture`.
    var about: String {
        if subject.isEmpty || subject == subjectKind { return subjectKind }
        return subject.hasPrefix(subjectKind) ? subject : "\(subjectKind) \(subject)"
    }

    /// `once`, `4 times`.
    var times: String { count == 1 ? "once" : Quantity.count(count) + " times" }
}

/// An address and a port as text.
struct ReportEndpoint: Sendable, Hashable {
    var address: String
    var port: UInt16

    init(address: String, port: UInt16) {
        self.address = address
        self.port = port
    }

    init?(_ node: JSONNode?) {
        guard let address = node?["address"]?.text else { return nil }
        self.address = address
        port = UInt16(clamping: node?["port"]?.count ?? 0)
    }

    /// `10.0.0.1:443`, `[2001:db8::1]:443`; without a port the address alone.
    var text: String {
        if port == 0 { return address }
        return address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }
}
