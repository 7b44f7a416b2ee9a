import Records

/// What was read, and what could not be seen, as reports tell it.
struct ReportCapture: Sendable {
    struct Source: Sendable {
        var path: String
        var format: String
        var linkType: String
        var bytes: UInt64
        var packets: UInt64
        var truncated: Bool
        var error: String?
    }

    /// A count with its name.
    struct Count: Sendable, Equatable {
        var name: String
        var count: UInt64
    }

    var toolName = "hangup"
    var toolVersion = ""
    /// Whether the user wanted secrets as they are.
    var showsSecrets = false
    var sources: [Source] = []
    var first: Timestamp?
    var last: Timestamp?
    var read: UInt64 = 0
    var analyzed: UInt64 = 0
    var skipped: [Count] = []
    var droppedByKernel: UInt64?
    var droppedByInterface: UInt64?
    var missingBytes: UInt64 = 0
    var cutBytes: UInt64 = 0
    var duplicates: UInt64 = 0
    var evictedFlows: UInt64 = 0
    var flows: UInt64 = 0
    var encryptedUnread: UInt64 = 0
    var midConnection: UInt64 = 0
    var oneSided: UInt64 = 0
    var unknownProtocol: UInt64 = 0
    var exchanges: UInt64 = 0
    var handshakes: UInt64 = 0
    var webSockets: UInt64 = 0
    var commands: UInt64 = 0
    /// Whether the run came to its end: it is told with the capture's line.
    var isWhole = false

    init() {}

    init(_ node: JSONNode) {
        toolName = node["tool"]?["name"]?.text ?? "hangup"
        toolVersion = node["tool"]?["version"]?.text ?? ""
        showsSecrets = node["secrets"]?.isText("shown") ?? false
        sources = (node["sources"]?.elements ?? []).map { item in
            Source(
                path: item["path"]?.text ?? "", format: item["format"]?.text ?? "",
                linkType: item["link_type"]?.text ?? "", bytes: item["bytes"]?.count ?? 0,
                packets: item["packets"]?.count ?? 0, truncated: item["truncated"]?.flag ?? false,
                error: item["error"]?.text)
        }
        first = node["first_time"]?.time
        last = node["last_time"]?.time
        read = node["packets"]?["read"]?.count ?? 0
        analyzed = node["packets"]?["analyzed"]?.count ?? 0
        skipped = (node["packets"]?["skipped"]?.members ?? []).map { member in
            Count(name: TerminalText.escaped(member.name), count: member.value.count ?? 0)
        }
        droppedByKernel = node["dropped"]?["kernel"]?.count
        droppedByInterface = node["dropped"]?["interface"]?.count
        missingBytes = node["missing_bytes"]?.count ?? 0
        cutBytes = node["cut_bytes"]?.count ?? 0
        duplicates = node["duplicate_packets"]?.count ?? 0
        evictedFlows = node["evicted_flows"]?.count ?? 0
        isWhole = true
        if let seen = node["visibility"] { readVisibility(seen) }
    }

    private mutating func readVisibility(_ node: JSONNode) {
        flows = node["flows"]?.count ?? 0
        encryptedUnread = node["encrypted_unread"]?.count ?? 0
        midConnection = node["mid_connection"]?.count ?? 0
        oneSided = node["one_sided"]?.count ?? 0
        unknownProtocol = node["unknown_protocol"]?.count ?? 0
        exchanges = node["exchanges"]?.count ?? 0
        handshakes = node["handshakes"]?.count ?? 0
        webSockets = node["websockets"]?.count ?? 0
        commands = node["commands"]?.count ?? 0
    }

    /// Seconds from the first packet to the last.
    var duration: Double? {
        guard let first, let last else { return nil }
        return last.seconds(since: first)
    }

    /// `checkout.pcapng`, or how many files from which one on.
    var name: String {
        guard let first = sources.first else { return "nothing" }
        if sources.count == 1 { return first.path }
        return Quantity.count(UInt64(sources.count), "file") + " from \(first.path) on"
    }

    /// What was there: `2 TCP flows`, `14 HTTP exchanges`…
    var seen: [String] {
        var parts = [Quantity.count(flows, "TCP flow")]
        if exchanges > 0 { parts.append(Quantity.count(exchanges, "HTTP exchange")) }
        if handshakes > 0 { parts.append(Quantity.count(handshakes, "TLS handshake")) }
        if webSockets > 0 { parts.append(Quantity.count(webSockets, "WebSocket")) }
        if commands > 0 { parts.append(Quantity.count(commands, "store command")) }
        return parts
    }

    /// What nobody could look at, each with its count and what follows from it.
    var unseen: [String] {
        var parts: [String] = []
        let say = { (count: UInt64, what: String) in if count > 0 { parts.append("\(Quantity.count(count)) \(what)") } }
        for source in sources {
            if let error = source.error {
                parts.append("\(source.path): \(error)")
            } else if source.truncated {
                parts.append("\(source.path) ends in the middle of a packet")
            }
        }
        if encryptedUnread > 0 {
            parts.append(
                Quantity.count(encryptedUnread, "flow") + " encrypted and not read: only TCP and TLS were judged")
        }
        say(midConnection, "begun before the capture")
        say(oneSided, "with one side only")
        say(unknownProtocol, "in unknown protocols: only TCP was judged")
        say(evictedFlows, "given up for memory")
        if missingBytes > 0 { parts.append("\(Quantity.bytes(missingBytes)) acknowledged but never captured") }
        if cutBytes > 0 { parts.append("\(Quantity.bytes(cutBytes)) cut by the snap length") }
        if let droppedByKernel, droppedByKernel > 0 {
            parts.append(Quantity.count(droppedByKernel, "packet") + " dropped by the kernel")
        }
        if let droppedByInterface, droppedByInterface > 0 {
            parts.append(Quantity.count(droppedByInterface, "packet") + " dropped by the interface")
        }
        return parts
    }

    /// What the reader has to know of ids and tokens.
    var secrecy: String {
        showsSecrets
            ? "It shows session ids, cookies and tokens as they were sent: who reads it can use them."
            : "Session ids, cookies and tokens are labels: equal ones are equal values, and none can be used."
    }

    /// Packets that are no TCP, or could not be used, by reason, the most frequent first.
    var passedOver: [Count] {
        skipped.sorted { $0.count == $1.count ? $0.name < $1.name : $0.count > $1.count }
    }
}
