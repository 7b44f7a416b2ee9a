import Records

/// The WebSockets, a lane each on one scale of time: pings, the longest silence, the end.
struct SocketsSection {
    private let report: Report
    private let clock: TextClock
    private let start: Timestamp
    private let length: Double

    init(_ report: Report, _ clock: TextClock) {
        self.report = report
        self.clock = clock
        let first = report.sockets.compactMap(\.opened).min() ?? Timestamp(nanoseconds: 0)
        let last = report.sockets.compactMap { $0.endTime ?? $0.frames.last?.time ?? $0.opened }.max() ?? first
        start = first
        length = max(0.001, max(report.capture.last ?? last, last).seconds(since: first))
    }

    var markup: Markup {
        guard !report.sockets.isEmpty else { return "" }
        let total = report.socketTally.total
        let rest: Markup =
            total > UInt64(report.sockets.count)
            ? "<p class=\"note\">Here are \(report.sockets.count) of \(Quantity.count(total)): those that broke, then those with the longest silences.</p>\n"
            : ""
        return """
            <section id="websockets" aria-labelledby="websockets-title">
            <h2 id="websockets-title">WebSockets</h2>
            \(rest)<p class="legend" aria-hidden="true"><span><i class="ping"></i>ping</span><span><i class="pong"></i>pong</span>\
            <span><i class="frame"></i>other frames</span><span><i class="silence"></i>longest silence</span>\
            <span><i class="break"></i>cut</span></p>
            <ol class="sockets">\(report.sockets.map { row($0) })</ol>
            <p class="scale" aria-hidden="true"><span>\(clock.text(start))</span><span>\(Quantity.duration(length))</span>\
            <span>\(clock.text(start.advanced(bySeconds: length)))</span></p>
            </section>

            """
    }

    private func position(_ time: Timestamp) -> Double {
        min(100, max(0, 100 * time.seconds(since: start) / length))
    }

    private func row(_ socket: ReportSocket) -> Markup {
        let state = socket.isBroken ? "broke" : socket.how == nil || socket.how == "open" ? "lived" : "ended"
        let ends = [socket.client?.text, socket.server?.text].compactMap { $0 }.joined(separator: " → ")
        return """
            <li class="\(state)"><p class="head"><code>\(socket.target.isEmpty ? "WebSocket" : socket.target)</code> \
            <span class="facts">flow \(socket.flow) · \(ends)</span></p>
            <svg class="lane" width="100%" height="34" aria-hidden="true">\(lane(socket))</svg>
            <p class="facts">\(facts(socket))</p></li>

            """
    }

    private func facts(_ socket: ReportSocket) -> String {
        var parts = [
            "\(Quantity.count(socket.messages.client)) messages up, \(Quantity.count(socket.messages.server)) down"
        ]
        let pings = socket.pings.client &+ socket.pings.server
        if pings == 0 {
            parts.append("no pings")
        } else {
            let every = socket.pingInterval.map { " every \(Quantity.seconds($0))" } ?? ""
            let by = socket.pings.client == 0 ? "server" : socket.pings.server == 0 ? "client" : "both"
            let owed = socket.unansweredPings > 0 ? ", \(Quantity.count(socket.unansweredPings)) unanswered" : ""
            parts.append("\(Quantity.count(pings, "ping"))\(every) by \(by)\(owed)")
        }
        if let silence = socket.silence {
            parts.append(
                "longest silence \(Quantity.seconds(silence.seconds)) (packets \(silence.before) to \(silence.after))")
        }
        let packet = socket.endPacket.map { " in packet \($0)" } ?? ""
        parts.append("ended: \(socket.ending)\(packet)")
        return parts.joined(separator: " · ")
    }

    private func lane(_ socket: ReportSocket) -> Markup {
        let begin = socket.opened.map { position($0) } ?? 0
        let end = socket.endTime.map { position($0) } ?? 100
        var parts: [Markup] = ["<line class=\"life\" x1=\"\(begin)%\" x2=\"\(end)%\" y1=\"17\" y2=\"17\"/>"]
        if let silence = socket.silence {
            let from = position(silence.start)
            let to = position(silence.start.advanced(bySeconds: silence.seconds))
            parts.append(
                "<rect class=\"silence\" x=\"\(from)%\" y=\"11\" width=\"\(max(0, to - from))%\" height=\"12\"/>")
        }
        for frame in socket.frames {
            let x = position(frame.time)
            let isUp = frame.side == .client
            let kind =
                frame.opcode == "ping" || frame.opcode == "pong" || frame.opcode == "close" ? frame.opcode : "frame"
            parts.append(
                "<line class=\"\(kind)\" x1=\"\(x)%\" x2=\"\(x)%\" y1=\"\(isUp ? 4 : 18)\" y2=\"\(isUp ? 16 : 30)\"/>")
        }
        parts.append("<circle class=\"opened\" cx=\"\(begin)%\" cy=\"17\" r=\"3.5\"/>")
        if socket.endTime != nil {
            let shape: Markup = socket.isBroken ? "<path d=\"M-5 -5L5 5M5 -5L-5 5\"/>" : "<path d=\"M0 -6V6\"/>"
            parts.append("<svg x=\"\(end)%\" y=\"17\" overflow=\"visible\" class=\"end\">\(shape)</svg>")
        }
        return parts.joined()
    }
}
