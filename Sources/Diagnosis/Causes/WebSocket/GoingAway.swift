import Correlation
import Records

/// `websocket.going-away`
enum GoingAway: Cause {
    static let rank = Rank.protocol
    /// A client that comes back within so many seconds had to, seconds.
    private static let comesBackWithin = 10.0

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard symptom.isEnd, let session = symptom.facts.webSocket, let close = session.close, close.by == .server,
            close.code == 1001 || close.code == 1012
        else { return nil }
        let facts = symptom.facts
        let back = scene.connections.between(facts.client.address, facts.server.address).first {
            $0.flow != facts.id && $0.server == facts.server && $0.opened.time >= close.at.time
                && $0.opened.time.seconds(since: close.at.time) <= comesBackWithin
        }
        let code = close.code ?? 1001
        let target = session.target.map { SafeText.path($0) } ?? "a WebSocket"
        let meaning = code == 1012 ? "a restart" : "it is going away"
        var evidence = [symptom.evidence(close.at.packet, "Close \(code) by the server")]
        if let back {
            evidence.append(
                Finding.Evidence(packet: back.opened.packet, flow: back.flow, text: "The client comes back"))
        }
        return Verdict(
            back == nil ? .info : .error, .certain, subject: symptom.serverSubject, by: scene.serverActor(facts),
            at: close.at, flow: facts.id,
            note: "\(target): Close \(code)"
                + (back.map { ", client back after \(Figure.seconds($0.opened.time.seconds(since: close.at.time)))" }
                    ?? ""),
            cause: "The server closed the WebSocket \(target) with code \(code) (\(meaning))"
                + (back == nil ? ", as it should before it stops." : ", and its clients had to connect anew."),
            evidence: evidence, fixes: back == nil ? [] : fixes)
    }

    private static let fixes = [
        Finding.Fix(
            for: "deployment",
            "Drain: stop new connections first, send Close 1012 to a few clients at a time over minutes, then stop."),
        Finding.Fix(
            for: "client", "Reconnect at once on 1001 and 1012, with a random delay, and take up where it was."),
        Finding.Fix(
            for: "ingress-nginx",
            "worker-shutdown-timeout long enough for WebSockets to end by themselves after a reload."),
    ]

    static let entry = HandbookEntry(
        "websocket.going-away", "WebSocket server went away", .event, layer: 7, severities: [.error, .info],
        severityRule: "error when clients had to reconnect, else info",
        meaning:
            "The server shut down or restarted and told its clients so (Close 1001 or 1012). In order, but whoever "
            + "was connected was thrown out and had to come back.",
        proof: "websocket.payload.close.status_code in {1001, 1012} from the server, then SYNs of the same clients.",
        mending: fixes + Mending.draining)
}
