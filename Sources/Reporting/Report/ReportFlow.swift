import Records

/// A flow as reports tell it: one row.
struct ReportFlow: Sendable {
    /// A silence with its packets.
    struct Silence: Sendable {
        var start: Timestamp
        var seconds: Double
        var before: UInt64
        var after: UInt64
        var keepalives: UInt64
    }

    var id: FlowID
    var communityID: String?
    var client: ReportEndpoint
    var server: ReportEndpoint
    var vlans: [UInt64] = []
    var tunnels: [String] = []
    var firstPacket: UInt64 = 0
    var lastPacket: UInt64 = 0
    var start: Timestamp
    var end: Timestamp
    var protocols: [String] = []
    var packets = PerSide<UInt64>(both: 0)
    var bytes = PerSide<UInt64>(both: 0)
    var handshake = ""
    var roundTrip: Double?
    var retransmitted = PerSide<UInt64>(both: 0)
    var missingBytes = PerSide<UInt64>(both: 0)
    var keepalives = PerSide<UInt64>(both: 0)
    var zeroWindows = PerSide<UInt64>(both: 0)
    var resets = PerSide<UInt64>(both: 0)
    var how = "open"
    var by: String?
    var closedAt: Timestamp?
    var closedPacket: UInt64?
    /// What was told of it before its own line.
    var story = FlowStory()
    /// The ids of the findings that name it.
    var findings: [String] = []

    init?(_ node: JSONNode) {
        guard let id = node["id"]?.count, let client = ReportEndpoint(node["client"]),
            let server = ReportEndpoint(node["server"])
        else { return nil }
        self.id = id
        self.client = client
        self.server = server
        communityID = node["community_id"]?.text
        vlans = (node["vlan"]?.elements ?? []).compactMap(\.count)
        tunnels = node["tunnels"]?.texts ?? []
        firstPacket = node["first_packet"]?.count ?? 0
        lastPacket = node["last_packet"]?.count ?? 0
        start = node["start_time"]?.time ?? Timestamp(nanoseconds: 0)
        end = node["end_time"]?.time ?? start
        protocols = node["protocols"]?.texts ?? []
        packets = Self.sides(node["packets"])
        bytes = Self.sides(node["bytes"])
        if let tcp = node["tcp"] {
            handshake = tcp["handshake"]?.text ?? ""
            roundTrip = tcp["rtt"]?.number
            retransmitted = Self.sides(tcp["retransmitted"])
            missingBytes = Self.sides(tcp["missing_bytes"])
            keepalives = Self.sides(tcp["keepalives"])
            zeroWindows = Self.sides(tcp["zero_windows"])
            resets = Self.sides(tcp["resets"])
        }
        if let closed = node["closed"] {
            how = closed["how"]?.text ?? "open"
            by = closed["by"]?.text
            closedAt = closed["time"]?.time
            closedPacket = closed["packet"]?.count
        }
    }

    private static func sides(_ node: JSONNode?) -> PerSide<UInt64> {
        PerSide(client: node?["client"]?.count ?? 0, server: node?["server"]?.count ?? 0)
    }

    var duration: Double { max(0, end.seconds(since: start)) }

    /// `http1 websocket`; a dash where nothing was recognised.
    var stack: String { protocols.isEmpty ? "–" : protocols.joined(separator: " ") }

    /// `fin by server`, `open`.
    var ending: String { by.map { "\(how) by \($0)" } ?? how }

    /// Whether something about it may be worth a look: resets, retransmissions, losses, silences, server errors.
    var isNotable: Bool {
        story.longest != nil || how == "reset" || how == "timeout" || story.serverErrors > 0
            || [retransmitted, missingBytes, zeroWindows, resets].contains { $0 != PerSide(both: 0) }
    }
}

/// What the records of a flow tell before its own line comes: counted, not kept.
struct FlowStory: Sendable {
    var exchanges: UInt64 = 0
    var clientErrors: UInt64 = 0
    var serverErrors: UInt64 = 0
    var lastStatus: UInt64?
    var host: String?
    /// `Server` of the first response that has one.
    var software: String?
    var serverName: String?
    var tlsVersion: String?
    var resumed: Bool?
    var webSockets: UInt64 = 0
    var commands: UInt64 = 0
    var silences: UInt64 = 0
    var longest: ReportFlow.Silence?

    mutating func absorb(_ kind: RunRecord, _ node: JSONNode) {
        switch kind {
        case .exchange: absorb(exchange: node)
        case .handshake:
            serverName = serverName ?? node["sni"]?.text
            tlsVersion = tlsVersion ?? node["version"]?.text
            resumed = resumed ?? node["resumed"]?.flag
        case .websocket: webSockets += 1
        case .command: commands += 1
        case .gap: if let silence = ReportFlow.Silence(node) { absorb(silence) }
        default: break
        }
    }

    private mutating func absorb(exchange node: JSONNode) {
        exchanges += 1
        if host == nil { host = node["request"]?["host"]?.text }
        if software == nil { software = node["response"]?["server"]?.text }
        guard let status = node["response"]?["status"]?.count else { return }
        lastStatus = status
        if status >= 500 { serverErrors += 1 } else if status >= 400 { clientErrors += 1 }
    }

    private mutating func absorb(_ silence: ReportFlow.Silence) {
        silences += 1
        if silence.seconds > longest?.seconds ?? 0 { longest = silence }
    }
}

extension ReportFlow.Silence {
    /// A line about a silence; `nil` where it is about missing bytes.
    init?(_ node: JSONNode) {
        guard let seconds = node["seconds"]?.number, let start = node["start"]?.time else { return nil }
        self.start = start
        self.seconds = seconds
        before = node["before_packet"]?.count ?? 0
        after = node["after_packet"]?.count ?? 0
        keepalives = node["keepalives"]?.count ?? 0
    }
}
