import Correlation
import Records

/// `websocket.heartbeat-unanswered`
enum HeartbeatUnanswered: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = WebSocketEnding(symptom), !ending.session.hasGaps, ending.isHeartbeatGivenUp,
            let pinger = ending.pinger, let ping = ending.session.firstUnansweredPing[pinger],
            symptom.facts.closed?.tcp.isOneSided == false
        else { return nil }
        let facts = symptom.facts
        let left = ending.session.close?.at ?? ending.end.at
        let waited = left.time.seconds(since: ping.time)
        let deaf = pinger.other
        let isAcknowledged = facts.closed?.tcp.unacknowledged[pinger] == nil
        return Verdict(
            .error, .certain, subject: symptom.serverSubject, by: scene.actor(deaf, of: facts), at: ping,
            flow: facts.id,
            note:
                "\(ending.target): \(Figure.count(ending.unanswered, "ping")) of the \(pinger.rawValue) unanswered, "
                + "given up after "
                + Figure.seconds(waited),
            cause:
                "The \(deaf.rawValue) stopped answering pings of the WebSocket \(ending.target); the "
                + "\(pinger.rawValue) waited \(Figure.seconds(waited)) and gave the connection up."
                + (isAcknowledged
                    ? " Its TCP still acknowledged them: the program hangs or does not read."
                    : " Not even its TCP acknowledged them: the host or the path is gone."),
            evidence: [
                symptom.evidence(ping.packet, "The first ping without a pong"),
                symptom.evidence(left.packet, "The \(pinger.rawValue) gives up \(Figure.seconds(waited)) later"),
            ], fixes: fixes)
    }

    private static let fixes = [
        Finding.Fix(
            for: "application",
            "Do not block the loop that reads the WebSocket: long work belongs on another thread or task."),
        Finding.Fix(
            for: "heartbeat",
            "A timeout longer than the longest pause that is normal (garbage collection, a phone's sleep): 20 to 30 "
                + "s."),
    ]

    static let entry = HandbookEntry(
        "websocket.heartbeat-unanswered", "WebSocket heartbeat not answered", .timeout, layer: 7, severities: [.error],
        severityRule: "error",
        meaning: "One side pinged, no pong came, and after its timeout it closed the connection (often with code "
            + "1011, \"keepalive ping timeout\"). The other side was blocked, asleep or gone.",
        proof:
            "websocket.opcode == 9 || websocket.opcode == 10: after the last ping there is no pong. Does TCP still "
            + "acknowledge it?",
        mending: fixes + Mending.heartbeats)
}
