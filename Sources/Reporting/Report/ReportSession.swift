import Records

/// An application session as reports tell it.
struct ReportSession: Sendable {
    struct Event: Sendable {
        var time: Timestamp?
        var packet: UInt64
        var flow: FlowID?
        var kind: String
        var detail: String
    }

    /// How it fared.
    enum Fate: String, Sendable {
        /// Somebody refused, lost or overwrote it.
        case broke
        /// It came to its end in order: a sign-out, a lifetime, a successor.
        case ended
        /// It was alive when the capture ended.
        case lived
    }

    /// The label of its token.
    var id: String
    var kind: String
    var name: String
    var user: String?
    var clients: [String]
    var servers: [String]
    var flows: [FlowID]
    var created: Timestamp?
    var lastSeen: Timestamp?
    var ending: String
    var endTime: Timestamp?
    var endPacket: UInt64?
    var events: [Event]
    var findings: [String]
    var fate = Fate.lived

    init?(_ node: JSONNode) {
        guard let id = node["id"]?.text else { return nil }
        self.id = id
        kind = node["kind"]?.text ?? ""
        name = node["name"]?.text ?? ""
        user = node["user"]?.text
        clients = node["clients"]?.texts ?? []
        servers = node["servers"]?.texts ?? []
        flows = (node["flows"]?.elements ?? []).compactMap(\.count)
        created = node["created"]?.time
        lastSeen = node["last_seen"]?.time
        ending = node["ended"]?["how"]?.text ?? "open"
        endTime = node["ended"]?["time"]?.time
        endPacket = node["ended"]?["packet"]?.count
        events = (node["events"]?.elements ?? []).map { item in
            Event(
                time: item["time"]?.time, packet: item["packet"]?.count ?? 0, flow: item["flow"]?.count,
                kind: item["kind"]?.text ?? "", detail: item["detail"]?.text ?? "")
        }
        findings = node["findings"]?.texts ?? []
    }

    /// Endings that are a break by themselves.
    private static let broken: Set<String> = ["rejected", "overwritten", "evicted", "expired", "cut"]

    /// What became of it, by its ending and by whether an error names it.
    mutating func judge(isInError: Bool) {
        fate = isInError || Self.broken.contains(ending) ? .broke : ending == "open" ? .lived : .ended
    }
}
