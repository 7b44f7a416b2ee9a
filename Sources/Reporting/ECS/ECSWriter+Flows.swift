import Diagnosis
import Records

/// Documents of flows and of what happens in them.
extension ECSWriter {
    mutating func write(_ flow: ReportFlow, isBroken: Bool) {
        let isOver = flow.how != "open"
        let event = Event(
            dataset: "hangup.flow", categories: ["network"],
            types: isOver ? ["connection", "end"] : ["connection"], action: "connection-\(flow.how)",
            outcome: isBroken ? "failure" : isOver ? "success" : "unknown", start: flow.start, end: flow.end)
        document(flow.end, event) { writer in
            writer.ends(of: flow, counts: true)
            writer.object("hangup") { writer in
                writer.flowID(flow.id)
                writer.json.field("protocols", strings: flow.protocols)
                writer.json.field("tunnels", strings: flow.tunnels)
                writer.json.field("finding_ids", strings: flow.findings)
                writer.object("tcp") { $0.transport(flow) }
            }
        }
    }

    private mutating func transport(_ flow: ReportFlow) {
        json.field("handshake", flow.handshake)
        seconds("rtt", flow.roundTrip)
        json.field("closed_by", flow.by)
        json.field("closed_packet", flow.closedPacket)
        json.field("first_packet", flow.firstPacket)
        json.field("last_packet", flow.lastPacket)
        for (name, counts) in [
            ("retransmitted", flow.retransmitted), ("missing_bytes", flow.missingBytes),
            ("keepalives", flow.keepalives), ("zero_windows", flow.zeroWindows), ("resets", flow.resets),
        ] as [(StaticString, PerSide<UInt64>)] {
            object(name) { writer in
                writer.json.field("client", counts.client)
                writer.json.field("server", counts.server)
            }
        }
    }

    mutating func write(exchange node: JSONNode, of flow: ReportFlow?, _ id: FlowID) {
        let request = node["request"]
        let response = node["response"]
        let status = response?["status"]?.count
        let isError = (status ?? 0) >= 400
        let event = Event(
            dataset: "hangup.exchange", categories: ["web"], types: isError ? ["access", "error"] : ["access"],
            action: "http-exchange", outcome: status == nil ? "unknown" : isError ? "failure" : "success",
            start: request?["time"]?.time, end: response?["time"]?.time)
        document(request?["time"]?.time ?? response?["time"]?.time, event) { writer in
            writer.ends(of: flow)
            writer.http(node)
            if let target = request?["target"]?.text { writer.url(target, host: request?["host"]?.text) }
            if let agent = request?["user_agent"]?.text {
                writer.object("user_agent") { $0.keyword("original", agent) }
            }
            if let trace = request?["trace_id"]?.text { writer.object("trace") { $0.keyword("id", trace) } }
            writer.object("hangup") { writer in
                writer.flowID(id)
                writer.json.field("request_packet", request?["packet"]?.count)
                writer.json.field("response_packet", response?["packet"]?.count)
                writer.json.field("sessions", strings: Self.tokens(node))
                writer.keyword("grpc_status", node["grpc"]?["status"]?.text)
            }
        }
    }

    /// The labels of cookies, session headers and authorization that an exchange carries or sets.
    private static func tokens(_ node: JSONNode) -> [String] {
        var labels: [String] = []
        for side in [node["request"], node["response"]].compactMap({ $0 }) {
            for list in ["cookies", "set_cookies", "session_headers"] as [StaticString] {
                labels += (side[list]?.elements ?? []).compactMap { $0["value"]?.text }
            }
            if let value = side["authorization"]?["value"]?.text { labels.append(value) }
        }
        var seen: Set<String> = []
        return labels.filter { seen.insert($0).inserted }.map { String($0.prefix(longestKeyword)) }
    }

    private mutating func http(_ node: JSONNode) {
        object("http") { writer in
            writer.json.field("version", node["version"]?.text)
            if let request = node["request"] {
                writer.object("request") { writer in
                    writer.keyword("method", request["method"]?.text)
                    writer.keyword("referrer", request["referer"]?.text)
                    writer.keyword("id", request["request_id"]?.text)
                    if let bytes = request["body_bytes"]?.count {
                        writer.object("body") { $0.json.field("bytes", bytes) }
                    }
                }
            }
            guard let response = node["response"] else { return }
            writer.object("response") { writer in
                writer.json.field("status_code", response["status"]?.count)
                if let bytes = response["body_bytes"]?.count {
                    writer.object("body") { $0.json.field("bytes", bytes) }
                }
            }
        }
    }

    private mutating func url(_ target: String, host: String?) {
        object("url") { writer in
            writer.keyword("original", target)
            writer.keyword("domain", host.map { Self.withoutPort($0) })
            guard target.hasPrefix("/") else { return }
            let path = target.prefix { $0 != "?" && $0 != "#" }
            writer.keyword("path", String(path))
            if let mark = target.firstIndex(of: "?") {
                writer.keyword("query", String(target[target.index(after: mark)...].prefix { $0 != "#" }))
            }
        }
    }

    private static func withoutPort(_ host: String) -> String {
        guard let colon = host.lastIndex(of: ":"), !host.hasSuffix("]") else { return host }
        return String(host[..<colon])
    }

    mutating func write(handshake node: JSONNode, of flow: ReportFlow?, _ id: FlowID) {
        let start = node["time"]?.time
        let end = start.flatMap { start in node["duration"]?.number.map { start.advanced(bySeconds: $0) } }
        let fatal = (node["alerts"]?.elements ?? []).first { $0["level"]?.isText("fatal") == true }
        let event = Event(
            dataset: "hangup.handshake", categories: ["network"], types: ["protocol"], action: "tls-handshake",
            outcome: fatal != nil ? "failure" : end != nil ? "success" : "unknown", start: start, end: end)
        document(start, event) { writer in
            writer.ends(of: flow)
            writer.object("tls") { $0.tls(node) }
            writer.object("hangup") { writer in
                writer.flowID(id)
                writer.object("tls") { writer in
                    writer.json.field("offered", node["offered"]?.text)
                    writer.json.field("ja4", node["ja4"]?.text)
                    writer.json.field("packet", node["packet"]?.count)
                    writer.keyword("fatal_alert", fatal?["description"]?.text)
                    writer.json.field("tickets", UInt64((node["tickets_issued"]?.elements ?? []).count))
                }
            }
        }
    }

    private mutating func tls(_ node: JSONNode) {
        if let version = node["version"]?.text {
            let parts = version.split(separator: " ")
            json.field("version_protocol", String(parts.first ?? "tls").lowercased().prefix(3) == "ssl" ? "ssl" : "tls")
            if parts.count > 1 { json.field("version", String(parts[1])) }
        }
        if let cipher = node["cipher"]?.text {
            keyword("cipher", cipher.split(separator: " ").last.map(String.init))
        }
        keyword("next_protocol", node["alpn"]?.text?.lowercased())
        json.field("resumed", node["resumed"]?.flag)
        object("client") { writer in
            writer.keyword("server_name", node["sni"]?.text)
            writer.keyword("ja3", node["ja3"]?.text)
        }
        guard let certificate = node["certificate"] else { return }
        object("server") { writer in
            writer.keyword("subject", certificate["subject"]?.text)
            writer.keyword("issuer", certificate["issuer"]?.text)
            writer.json.field("not_before", time: certificate["not_before"]?.time)
            writer.json.field("not_after", time: certificate["not_after"]?.time)
            if let print = certificate["fingerprint"]?.text {
                writer.object("hash") { $0.json.field("sha256", print.uppercased()) }
            }
        }
    }

    mutating func write(webSocket socket: ReportSocket, of flow: ReportFlow?) {
        let event = Event(
            dataset: "hangup.websocket", categories: ["network"], types: ["protocol", "end"], action: "websocket-ended",
            start: socket.opened, end: socket.endTime)
        document(socket.endTime ?? socket.opened, event) { writer in
            writer.ends(of: flow)
            if !socket.target.isEmpty { writer.url(socket.target, host: nil) }
            writer.object("hangup") { writer in
                writer.flowID(socket.flow)
                writer.object("websocket") { writer in
                    writer.keyword("subprotocol", socket.subprotocol)
                    writer.json.field("client_messages", socket.messages.client)
                    writer.json.field("server_messages", socket.messages.server)
                    writer.json.field("pings", socket.pings.client &+ socket.pings.server)
                    writer.json.field("unanswered_pings", socket.unansweredPings)
                    writer.seconds("ping_interval", socket.pingInterval)
                    writer.seconds("max_silence", socket.silence?.seconds)
                    writer.json.field("close_code", socket.closeCode)
                    writer.keyword("close_reason", socket.closeReason)
                    writer.json.field("close_by", socket.closeBy)
                    writer.json.field("ended", socket.how)
                    writer.json.field("ended_by", socket.by)
                }
            }
        }
    }

    mutating func write(command node: JSONNode, of flow: ReportFlow?, _ id: FlowID) {
        let start = node["time"]?.time
        let end = start.flatMap { start in node["latency"]?.number.map { start.advanced(bySeconds: $0) } }
        let result = node["result"]?.text
        let event = Event(
            dataset: "hangup.command", categories: ["database"], types: ["access"], action: "store-command",
            outcome: result == nil ? "unknown" : result == "error" ? "failure" : "success", start: start, end: end)
        document(start, event) { writer in
            writer.ends(of: flow)
            writer.object("hangup") { writer in
                writer.flowID(id)
                writer.object("store") { writer in
                    writer.json.field("kind", node["store"]?.text)
                    writer.keyword("command", node["command"]?.text)
                    writer.keyword("key", node["key"]?.text)
                    writer.seconds("ttl", node["ttl"]?.number)
                    writer.keyword("result", result)
                    writer.keyword("error", node["error"]?.text)
                    writer.json.field("packet", node["packet"]?.count)
                }
            }
        }
    }
}
