import Correlation
import Records

/// `websocket.no-heartbeat`
enum NoHeartbeat: Cause {
    static let rank = Rank.generic

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard symptom.isFragile, let session = symptom.facts.webSocket, let silence = session.longestSilence,
            session.frames.client.ping == 0, session.frames.server.ping == 0, !session.hasGaps,
            session.close != nil || session.end == nil || silence.end.packet != session.end?.at.packet,
            let near = KnownDefaults.isCloseBelow(silence.seconds, purposes: [.silence])
        else { return nil }
        let target = session.target.map { SafeText.path($0) } ?? "a WebSocket"
        return Verdict(
            .notice, .likely, subject: symptom.serverSubject, by: Finding.Actor(role: .unknown), at: silence.end,
            flow: symptom.facts.id, note: "\(target): \(Figure.seconds(silence.seconds)) of silence, no pings",
            cause: "The WebSocket \(target) was silent for \(Figure.seconds(silence.seconds)), and neither side "
                + "pings: a proxy with \(near.software)'s \(near.setting) of \(Figure.whole(near.seconds)) s would "
                + "cut it.",
            evidence: [
                symptom.evidence(silence.start.packet, "The longest silence begins"),
                symptom.evidence(silence.end.packet, "It ends, \(Figure.seconds(silence.seconds)) later"),
            ], fixes: [Remedies.silence(near.seconds, software: "nginx", webSocket: true)[0]])
    }

    static let entry = HandbookEntry(
        "websocket.no-heartbeat", "WebSocket without heartbeat", .timeout, layer: 7, severities: [.notice],
        severityRule: "notice; the longest silence is close to a known proxy default and nobody pings",
        meaning:
            "Nothing broke yet. But the WebSocket was silent for almost as long as common proxies allow, and nobody "
            + "sends pings: a quieter day, or one more proxy, and it is cut.",
        proof: "websocket.opcode == 9 finds nothing in this connection; tcp.time_delta shows the silence.",
        mending: [Remedies.silence(60, software: "nginx", webSocket: true)[0]] + Mending.heartbeats)
}
