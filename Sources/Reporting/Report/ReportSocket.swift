import Records

/// A WebSocket as reports draw it: a lane with its pings, its longest silence and its end.
struct ReportSocket: Sendable {
    struct Frame: Sendable {
        var time: Timestamp
        var packet: UInt64
        var side: Side
        var opcode: String
    }

    var flow: FlowID
    var target: String
    var subprotocol: String?
    var opened: Timestamp?
    var openedPacket: UInt64?
    /// Pings and pongs; with `--frames` all frames, as far as they are listed.
    var frames: [Frame]
    var pings: PerSide<UInt64>
    var messages: PerSide<UInt64>
    var unansweredPings: UInt64
    var pingInterval: Double?
    var silence: ReportFlow.Silence?
    var closeBy: String?
    var closeCode: UInt64?
    var closeReason: String?
    /// How its connection ended, `nil` where the capture ended first.
    var how: String?
    var by: String?
    var endTime: Timestamp?
    var endPacket: UInt64?
    var client: ReportEndpoint?
    var server: ReportEndpoint?
    var findings: [String] = []
    var isBroken = false

    /// Frames drawn of one.
    private static let frameLimit = 400

    init(_ node: JSONNode, of flow: FlowID) {
        self.flow = flow
        target = node["target"]?.text ?? ""
        subprotocol = node["subprotocol"]?.text
        opened = node["opened"]?["time"]?.time
        openedPacket = node["opened"]?["packet"]?.count
        let all = node["frame_list"]?.elements ?? []
        frames = (all.isEmpty ? node["control_frames"]?.elements ?? [] : all).prefix(Self.frameLimit).compactMap {
            item in
            guard let time = item["time"]?.time, let side = item["from"]?.raw.flatMap({ Side(rawValue: $0) }) else {
                return nil
            }
            return Frame(
                time: time, packet: item["packet"]?.count ?? 0, side: side, opcode: item["opcode"]?.text ?? "")
        }
        let counts = node["frames"]
        pings = PerSide(
            client: counts?["client"]?["ping"]?.count ?? 0, server: counts?["server"]?["ping"]?.count ?? 0)
        messages = PerSide(
            client: Self.messages(counts?["client"]), server: Self.messages(counts?["server"]))
        unansweredPings = node["unanswered_pings"]?.count ?? 0
        pingInterval = node["ping_interval"]?.number
        if let silence = node["silence"], let start = silence["start"]?.time, let seconds = node["max_silence"]?.number
        {
            self.silence = ReportFlow.Silence(
                start: start, seconds: seconds, before: silence["before_packet"]?.count ?? 0,
                after: silence["after_packet"]?.count ?? 0, keepalives: 0)
        }
        closeBy = node["close"]?["by"]?.text
        closeCode = node["close"]?["code"]?.count
        closeReason = node["close"]?["reason"]?.text
        how = node["ended"]?["how"]?.text
        by = node["ended"]?["by"]?.text
        endTime = node["ended"]?["time"]?.time
        endPacket = node["ended"]?["packet"]?.count
    }

    private static func messages(_ node: JSONNode?) -> UInt64 {
        (node?["text"]?.count ?? 0) &+ (node?["binary"]?.count ?? 0)
    }

    /// `Close 1011 “keepalive ping timeout” by server`, `fin by server without a Close frame`, `open`.
    var ending: String {
        if closeBy != nil || closeCode != nil {
            let reason = closeReason.flatMap { $0.isEmpty ? nil : " “\($0)”" } ?? ""
            let code = closeCode.map { " \($0)" } ?? ""
            return "Close\(code)\(reason)" + (closeBy.map { " by \($0)" } ?? "")
        }
        guard let how, how != "open" else { return "open when the capture ended" }
        return how + (by.map { " by \($0)" } ?? "") + " without a Close frame"
    }
}
