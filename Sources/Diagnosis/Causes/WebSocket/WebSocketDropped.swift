import Correlation
import Records

/// `websocket.dropped`
enum WebSocketDropped: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = WebSocketEnding(symptom), ending.isWithoutClose(symptom), !ending.isHeartbeatGivenUp,
            WebSocketIdleTimeout.explain(symptom, in: scene) == nil, SilentDeath(symptom, in: scene) == nil
        else { return nil }
        let facts = symptom.facts
        let isClient = ending.by == .client
        let by = scene.actor(ending.by, of: facts)
        let how = ending.end.how == .fin ? "FIN" : "RST"
        // A tab that is closed ends so, too.
        let severity: Finding.Severity = isClient ? .notice : .error
        return Verdict(
            severity, isClient ? .possible : .likely, subject: symptom.serverSubject, by: by, at: ending.end.at,
            flow: facts.id,
            note:
                "\(ending.target): \(how) by the \(by.role.rawValue), \(Figure.seconds(ending.silence)) after the "
                + "last frame",
            cause: words(ending, by, how), evidence: ending.evidence(symptom, "\(how) without a Close frame"),
            fixes: isClient ? [] : fixes)
    }

    // MARK: Words

    private static func words(_ ending: WebSocketEnding, _ by: Finding.Actor, _ how: String) -> String {
        let age = ending.end.at.time.seconds(since: ending.session.opened.time)
        var text =
            "The WebSocket \(ending.target) ended \(Figure.seconds(age)) after it was opened with a \(how) by the "
            + "\(by.role.rawValue) and without a Close frame, \(Figure.seconds(ending.silence)) after the last "
            + "frame."
        if let side = ending.session.cutInFrame { text += " A frame of the \(side.rawValue) was cut in the middle." }
        if ending.by == .client {
            return text + " A closed browser tab looks like that, and so does a client that crashed."
        }
        return text + " The process behind it died, was killed, or its handler crashed."
    }

    private static let fixes = [
        Finding.Fix(
            for: "server",
            "Its log at that time: a crash, a kill (out of memory), a deployment. Close WebSockets with 1001 or "
                + "1012 before a stop."
        ),
        Finding.Fix(for: "client", "Reconnect with a growing, random delay, and fetch what was missed."),
    ]

    static let entry = HandbookEntry(
        "websocket.dropped", "WebSocket ended without a Close frame", .drop, layer: 7, severities: [.error, .notice],
        severityRule: "error; by the client without unanswered pings: notice (a closed tab)",
        meaning:
            "The TCP connection ended under a WebSocket that nobody had closed. No silence and no heartbeat "
            + "explains it: a process died or was killed, a handler crashed, or a proxy was reloaded. Browsers "
            + "report code 1006.",
        proof:
            "websocket.opcode == 8 is missing before tcp.flags.fin == 1 || tcp.flags.reset == 1. Who sent that "
            + "packet, and what came right before?",
        mending: fixes + Mending.draining)
}
