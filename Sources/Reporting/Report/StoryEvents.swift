import Records

/// What one record tells in a time line: who sent what to whom.
///
/// Sender and receiver are sides of the flow here; which lanes these are is known when the flow's own line has come.
struct StoryEvents: Sendable {
    struct Item: Sendable {
        var kind: Story.Event.Kind
        var time: Timestamp?
        var packet: UInt64
        /// `nil` for what nobody sent.
        var by: Side?
        var text: String
        var isBad = false
        /// A silence that this ends.
        var silence: ReportFlow.Silence?
    }

    private(set) var items: [Item] = []

    init(_ kind: RunRecord, _ node: JSONNode) {
        switch kind {
        case .exchange: exchange(node)
        case .handshake: handshake(node)
        case .websocket: webSocket(node)
        case .command: command(node)
        case .gap: gap(node)
        case .event: event(node)
        case .flow: flow(node)
        case .session, .finding, .edge, .capture: break
        }
    }

    private mutating func add(
        _ kind: Story.Event.Kind, _ node: JSONNode?, by: Side?, _ text: String, isBad: Bool = false
    ) {
        guard let packet = node?["packet"]?.count else { return }
        items.append(
            Item(kind: kind, time: node?["time"]?.time, packet: packet, by: by, text: text, isBad: isBad))
    }

    private func side(_ node: JSONNode?) -> Side? { node?.raw.flatMap { Side(rawValue: $0) } }

    private mutating func exchange(_ node: JSONNode) {
        if let request = node["request"] {
            let words = [request["method"]?.text, request["target"]?.text].compactMap { $0 }
            let host = request["host"]?.text.map { " (\($0))" } ?? ""
            add(.request, request, by: .client, (words.isEmpty ? "request" : words.joined(separator: " ")) + host)
        }
        guard let response = node["response"] else {
            if let request = node["request"], !items.isEmpty {
                add(.note, request, by: nil, "Never answered", isBad: true)
            }
            return
        }
        let status = response["status"]?.count
        var text = status.map(String.init) ?? "answer"
        if let reason = response["reason"]?.text, !reason.isEmpty { text += " \(reason)" }
        if let location = response["location"]?.text { text += " → \(location)" }
        for cookie in response["set_cookies"]?.elements ?? [] {
            text += ", sets \(cookie["name"]?.text ?? "")=\(cookie["value"]?.text ?? "")"
        }
        if let call = node["grpc"]?["status"]?.text { text += ", grpc-status \(call)" }
        if response["complete"]?.flag == false { text += ", cut short" }
        let isBad = (status ?? 0) >= 400 || response["complete"]?.flag == false
        add(.response, response, by: .server, text, isBad: isBad)
    }

    private mutating func handshake(_ node: JSONNode) {
        var words = [node["version"]?.text ?? "TLS", "handshake"]
        if let resumed = node["resumed"]?.flag { words.append(resumed ? "(resumed)" : "(full)") }
        if let name = node["sni"]?.text { words.append("for \(name)") }
        add(.informed, node, by: .client, words.joined(separator: " "))
        for ticket in (node["tickets_issued"]?.elements ?? []).prefix(4) {
            let lifetime = ticket["lifetime"]?.number.map { ", good for \(Quantity.seconds($0))" } ?? ""
            add(.informed, ticket, by: .server, "ticket \(ticket["label"]?.text ?? "")\(lifetime)")
        }
        for alert in node["alerts"]?.elements ?? [] {
            let name = alert["description"]?.text ?? "encrypted"
            let level = alert["level"]?.text ?? ""
            add(.alert, alert, by: side(alert["by"]), "TLS alert \(level) \(name)", isBad: level == "fatal")
        }
    }

    private mutating func webSocket(_ node: JSONNode) {
        add(.informed, node["opened"], by: .server, "WebSocket opened")
        let all = node["frame_list"]?.elements ?? []
        for frame in all.isEmpty ? node["control_frames"]?.elements ?? [] : all {
            let opcode = frame["opcode"]?.text ?? "frame"
            if opcode == "close" { continue }
            let kind: Story.Event.Kind = opcode == "ping" ? .ping : opcode == "pong" ? .pong : .frame
            let length = frame["length"]?.count ?? 0
            let size = length == 0 ? "" : ", \(Quantity.bytes(length))"
            add(kind, frame, by: side(frame["from"]), opcode + size)
        }
        guard let close = node["close"] else { return }
        let code = close["code"]?.count
        var text = "Close" + (code.map { " \($0)" } ?? "")
        if let reason = close["reason"]?.text, !reason.isEmpty { text += " “\(reason)”" }
        let isCalm = code == nil || code == 1000 || code == 1001
        add(.close, close, by: side(close["by"]), text, isBad: !isCalm)
    }

    private mutating func command(_ node: JSONNode) {
        let words = [node["command"]?.text, node["key"]?.text].compactMap { $0 }
        let result = node["result"]?.text
        let ttl = node["ttl"]?.number.map { ", lives \(Quantity.seconds(max(0, $0)))" } ?? ""
        let isBad = result == "miss" || result == "error"
        add(
            .command, node, by: .client,
            words.joined(separator: " ") + ttl + (result.map { " → \($0)" } ?? "")
                + (node["error"]?.text.map { ": \($0)" } ?? ""), isBad: isBad)
    }

    private mutating func gap(_ node: JSONNode) {
        if let silence = ReportFlow.Silence(node) {
            // The line says what ended it by the packet alone: the mark is put on the event of that packet.
            items.append(
                Item(
                    kind: .silence, time: node["end"]?.time, packet: silence.after, by: nil, text: "",
                    silence: silence))
            return
        }
        let bytes = Quantity.bytes(node["bytes"]?.count ?? 0)
        let cause = (node["cause"]?.text ?? "").replacing("_", with: " ")
        add(.missing, node, by: side(node["by"]), "\(bytes) missing (\(cause))")
    }

    private mutating func event(_ node: JSONNode) {
        let kind = node["kind"]?.text ?? "event"
        if node["protocol"]?.isText("http2") == true, kind == "connection" { return http2(node) }
        if kind == "session" { return }
        let by = side(node["by"])
        if node["protocol"] != nil {
            let words = [kind.replacing("_", with: " "), node["code"]?.text, node["message"]?.text].compactMap { $0 }
            let isError = kind == "error" || kind == "login_failed"
            add(
                .command, node, by: by ?? (isError || kind == "notice" ? .server : .client),
                words.joined(separator: " "), isBad: isError)
            return
        }
        add(.note, node, by: by, "\(kind): \(node["detail"]?.text ?? "")")
    }

    private mutating func http2(_ node: JSONNode) {
        for goAway in node["goaways"]?.elements ?? [] {
            let code = goAway["code"]?.text ?? ""
            let debug = goAway["debug"]?.text.map { " “\($0)”" } ?? ""
            add(.close, goAway, by: side(goAway["by"]), "GOAWAY \(code)\(debug)", isBad: code != "no_error")
        }
        for reset in node["resets"]?.elements ?? [] {
            let stream = reset["stream_id"]?.count.map { " of stream \($0)" } ?? ""
            add(.cut, reset, by: side(reset["by"]), "RST_STREAM \(reset["code"]?.text ?? "")\(stream)", isBad: true)
        }
    }

    private mutating func flow(_ node: JSONNode) {
        if let first = node["first_packet"]?.count {
            let isWhole = node["tcp"]?["handshake"]?.isText("none") == false
            items.append(
                Item(
                    kind: .open, time: node["start_time"]?.time, packet: first, by: .client,
                    text: isWhole ? "opens the connection" : "the connection was open already"))
        }
        guard let closed = node["closed"], let how = closed["how"]?.text, how != "open" else { return }
        let by = side(closed["by"])
        switch how {
        case "fin": add(.cut, closed, by: by, "closes the connection (FIN)")
        case "reset": add(.cut, closed, by: by, "cuts the connection (RST)", isBad: true)
        default: add(.cut, closed, by: by, "gives up (no answer)", isBad: true)
        }
    }
}
