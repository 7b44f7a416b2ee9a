import Records

/// Members of a WebSocket.
extension FieldWriter {
    mutating func fields(of socket: WebSocketSession) {
        json.field("request_packet", socket.request?.packet)
        if let target = socket.target { json.field("target", redactor.shownTarget(target)) }
        json.key("opened")
        json.beginObject()
        reference(socket.opened)
        json.endObject()
        json.field("subprotocol", socket.subprotocol)
        json.field("extensions", socket.extensions)
        json.key("frames")
        json.beginObject()
        counts("client", socket.frames.client)
        counts("server", socket.frames.server)
        json.endObject()
        if let close = socket.close { fields(of: close) }
        json.field("unanswered_pings", UInt64(socket.unansweredPings.client) + UInt64(socket.unansweredPings.server))
        json.field("max_silence", seconds: socket.longestSilence?.seconds)
        if let silence = socket.longestSilence { fields(of: silence) }
        json.field("ping_interval", seconds: FieldWriter.pingInterval(socket.pingInterval))
        if let end = socket.end { fields(of: end) }
        frames("control_frames", socket.controlFrames)
        frames("frame_list", socket.frameList)
    }

    /// The interval of whoever pings; the shorter one where both do.
    static func pingInterval(_ intervals: PerSide<Double?>) -> Double? {
        guard let client = intervals.client, let server = intervals.server else {
            return intervals.client ?? intervals.server
        }
        return min(client, server)
    }

    private mutating func counts(_ side: StaticString, _ counts: WebSocketSession.FrameCounts) {
        json.key(side)
        json.beginObject()
        json.field("text", counts.text)
        json.field("binary", counts.binary)
        json.field("continuation", counts.continuation)
        json.field("ping", counts.ping)
        json.field("pong", counts.pong)
        json.field("close", counts.close)
        json.field("bytes", counts.bytes)
        json.endObject()
    }

    private mutating func fields(of close: WebSocketSession.Close) {
        json.key("close")
        json.beginObject()
        json.field("by", close.by.rawValue)
        json.field("code", close.code)
        boundedText("reason", close.reason)
        reference(close.at)
        json.endObject()
    }

    private mutating func fields(of silence: Stall) {
        json.key("silence")
        json.beginObject()
        json.field("start", time: silence.start.time)
        json.field("end", time: silence.end.time)
        json.field("before_packet", silence.start.packet)
        json.field("after_packet", silence.end.packet)
        json.endObject()
    }

    /// How the connection under it ended.
    private mutating func fields(of end: WebSocketSession.End) {
        json.key("ended")
        json.beginObject()
        json.field("how", end.how.rawValue)
        json.field("by", end.by?.rawValue)
        reference(end.at)
        json.endObject()
    }

    private mutating func frames(_ name: StaticString, _ frames: [WebSocketSession.Frame]) {
        guard !frames.isEmpty else { return }
        json.key(name)
        json.beginArray()
        for frame in frames {
            json.beginObject()
            reference(frame.at)
            json.field("from", frame.from.rawValue)
            opcode(frame.opcode)
            json.field("length", frame.length)
            json.field("fin", frame.isFinal)
            json.field("compressed", frame.isCompressed)
            json.endObject()
        }
        json.endArray()
    }

    /// RFC 6455 § 11.8; the number where it has no name.
    private mutating func opcode(_ number: UInt8) {
        switch number {
        case 0: json.field("opcode", "continuation")
        case 1: json.field("opcode", "text")
        case 2: json.field("opcode", "binary")
        case 8: json.field("opcode", "close")
        case 9: json.field("opcode", "ping")
        case 10: json.field("opcode", "pong")
        default: json.field("opcode", UInt64(number))
        }
    }
}
