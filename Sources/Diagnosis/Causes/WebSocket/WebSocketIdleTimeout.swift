import Correlation
import Records

/// `websocket.idle-timeout`
enum WebSocketIdleTimeout: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = WebSocketEnding(symptom), ending.isWithoutClose(symptom), ending.session.cutInFrame == nil,
            ending.unanswered == 0, ending.silence >= FlowFacts.shortestIdleEnd,
            ending.end.how == .fin || ending.by == .server,
            SilentDeath(symptom, in: scene) == nil
        else { return nil }
        let facts = symptom.facts
        let upstream = scene.upstream(of: facts, endedAround: ending.end.at.time)
        let isCutInTheMiddle = ending.by == .server && upstream?.endedBy == .client
        // A client that leaves after a silence closed its tab; a proxy in the client's place did what proxies do.
        if ending.by == .client, !facts.clientIsProxy { return nil }
        let software = scene.software(facts)
        let known = KnownDefaults.matching(ending.silence, purposes: [.silence], end: .fin, software: software)
        let sameBefore = scene.connections.between(facts.client.address, facts.server.address).filter {
            $0.flow != facts.id && ($0.idle.map { abs($0 - ending.silence) <= 0.5 } ?? false)
        }
        let votes = TimerVotes(facts, ending.silence, by: ending.by, scene)
        let isWhole = abs(ending.silence - Figure.nearest(ending.silence)) <= 0.15
        guard isCutInTheMiddle || !known.isEmpty || !sameBefore.isEmpty || votes.isTimer || isWhole else { return nil }
        let confidence: Finding.Confidence =
            isCutInTheMiddle || votes.isTimer
            ? .certain
            : !known.isEmpty || !sameBefore.isEmpty ? .likely : .possible
        let by: Finding.Actor =
            isCutInTheMiddle || ending.by == .client
            ? Finding.Actor(role: .proxy, endpoint: ending.by == .client ? facts.client : facts.server)
            : scene.serverActor(facts)
        let number = known.first?.seconds ?? Figure.nearest(ending.silence)
        var verdict = Verdict(
            .error, confidence, subject: symptom.serverSubject, by: by, at: ending.end.at, flow: facts.id,
            note: "\(ending.target): cut after \(Figure.seconds(ending.silence)) of silence",
            cause: words(ending, by, known, software: software, isCutInTheMiddle: isCutInTheMiddle)
                + votes.sentence + (isUnheard(ending, isCutInTheMiddle) ? unheard : ""),
            evidence: ending.evidence(
                symptom, "Closed without a Close frame after \(Figure.seconds(ending.silence)) of silence"),
            fixes: Remedies.silence(number, software: software, webSocket: true))
        verdict.cases = votes.agreeing
        if isUnheard(ending, isCutInTheMiddle), let said = ending.session.lastFrame.client {
            verdict.evidence.removeAll { $0.packet == said.packet }
            verdict.evidence.append(symptom.evidence(said.packet, "Said by the client, passed on and never answered"))
        }
        if let upstream, isCutInTheMiddle, let end = upstream.ended {
            verdict.evidence.append(
                Finding.Evidence(
                    packet: end.packet, flow: upstream.flow, text: "The proxy closes its other leg at the same time"))
        }
        return verdict
    }

    /// Whether the client had the last word and the server, which had answered every word before, did not answer it.
    private static func isUnheard(_ ending: WebSocketEnding, _ isCutInTheMiddle: Bool) -> Bool {
        let frames = ending.session.frames
        let asked = frames.client.text &+ frames.client.binary
        let answered = frames.server.text &+ frames.server.binary
        guard isCutInTheMiddle, let said = ending.session.lastFrame.client, let heard = ending.session.lastFrame.server,
            said.packet > heard.packet
        else { return false }
        return answered >= 2 && asked == answered &+ 1
    }

    // MARK: Words

    private static let unheard =
        " What was said last was said by the client, and the server did not answer it, as it had answered all before: "
        + "the application behind the proxy hangs."

    private static func words(
        _ ending: WebSocketEnding, _ by: Finding.Actor, _ known: [KnownDefault], software: String,
        isCutInTheMiddle: Bool
    ) -> String {
        let who = by.endpoint.map { "the \(by.role.rawValue) \($0)" } ?? "the \(by.role.rawValue)"
        var text =
            "After \(Figure.seconds(ending.silence)) without a frame \(who) closed the WebSocket \(ending.target) "
            + "without a Close frame; the client sees code 1006."
        if isCutInTheMiddle { text += " It closed both of its legs at the same time: its own timer." }
        if let sentence = KnownDefaults.sentence(known, software: software) { text += " " + sentence }
        if ending.session.frames.client.ping == 0, ending.session.frames.server.ping == 0 {
            text += " Neither side sent pings."
        }
        return text
    }

    static let entry = HandbookEntry(
        "websocket.idle-timeout", "WebSocket cut after silence", .timeout, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "Nobody said anything on the WebSocket for N seconds, and a proxy (or the server) closed the connection "
            + "under it. No Close frame is sent, so browsers report code 1006. A ping more often than every N "
            + "seconds prevents it.",
        proof:
            "websocket || tcp.flags.fin == 1: the FIN comes N s after the last frame, N being the same each time; "
            + "there is no frame with websocket.opcode == 8.",
        mending: [Remedies.silence(60, software: "", webSocket: true)[0]] + Mending.silentProxies + Mending.heartbeats)
}
