import Correlation
import Records

/// `tcp.idle-state-expired`
enum IdleStateExpired: Cause {
    static let rank = Rank.transport

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let death = SilentDeath(symptom, in: scene), death.tail.silenceBefore >= scene.options.idleSeconds
        else { return nil }
        let isNextAnswered = death.next?.answer == .answered
        let limit = StateLimit(symptom.facts, idle: death.tail.silenceBefore, scene)
        var confidence: Finding.Confidence
        if death.reset != nil {
            // A RST with the peer's own time to live and a peer that takes new connections: the peer forgot
            // (half-open).
            if !death.isForeignReset, isNextAnswered { return nil }
            confidence = death.isForeignReset ? (isNextAnswered ? .certain : .likely) : .possible
        } else {
            if death.next?.answer == .unanswered { return nil }
            confidence = isNextAnswered ? .likely : .possible
        }
        // A longer silence that did no harm speaks against a timer on the way; several that did speak for it.
        if limit.isContradicted { confidence = confidence.weakened }
        if !death.isFinal { confidence = confidence.weakened }
        if limit.isAgreed, confidence == .possible { confidence = .likely }
        let idle = death.tail.silenceBefore
        var verdict = Verdict(
            .error, confidence, subject: symptom.serverSubject, by: Finding.Actor(role: .middlebox),
            at: death.tail.first, flow: symptom.facts.id,
            note: "idle for \(Figure.seconds(idle)), then " + (death.reset == nil ? "silence" : "RST"),
            cause: words(death, confidence) + limit.sentence, evidence: death.evidence(symptom) + limit.evidence,
            fixes: Remedies.state(idle))
        verdict.cases = limit.deaths
        return verdict
    }

    // MARK: Words

    private static func words(_ death: SilentDeath, _ confidence: Finding.Confidence) -> String {
        let idle = Figure.seconds(death.tail.silenceBefore)
        let start =
            death.reset == nil
            ? "After \(idle) without a packet, what the \(death.sender.rawValue) sent was never answered "
                + "(\(Figure.count(death.tail.retransmissions, "retransmission")) in "
                + "\(Figure.seconds(death.waited)))."
            : "After \(idle) without a packet, what the \(death.sender.rawValue) sent was answered by a RST, "
                + "although the \(death.receiver.rawValue) had not closed."
        return start + reason(death, confidence) + knownState(death.tail.silenceBefore)
    }

    private static func reason(_ death: SilentDeath, _ confidence: Finding.Confidence) -> String {
        if confidence == .possible {
            return
                " Either a NAT, firewall or balancer on the way had forgotten the connection "
                + "(tcp.idle-state-expired), or the \(death.receiver.rawValue) had "
                + "(\(death.reset == nil ? "tcp.peer-vanished" : "tcp.half-open")): a capture at the "
                + "\(death.receiver.rawValue) would settle it."
        }
        let foreign = death.isForeignReset ? " The RST does not carry the peer's TTL: a box on the way made it." : ""
        let next =
            death.next?.answer == .answered
            ? " A new connection between the two was answered at once, so host and path are alive:" : " So"
        return foreign + next + " a NAT, firewall or balancer on the way had forgotten the connection."
    }

    private static func knownState(_ idle: Double) -> String {
        let known = KnownDefaults.states(within: idle)
        guard idle >= 60, let first = known.first else { return "" }
        return
            " Its limit is at most \(Figure.seconds(idle)); \(Figure.whole(first.seconds)) s is known from "
            + "\(first.software)."
    }

    static let entry = HandbookEntry(
        "tcp.idle-state-expired", "Idle connection forgotten by a box on the way", .timeout, layer: 4,
        severities: [.error],
        severityRule:
            "error; certain where the RST's TTL and a new connection show the box, possible where the peer itself "
            + "may have forgotten",
        meaning:
            "Nobody said anything for a while, and a NAT, firewall, conntrack table or layer-4 balancer between the "
            + "two dropped its entry without telling them. The next packet falls into a hole, or is answered by a "
            + "RST that neither side sent. Programs see timeouts, broken pipes or connection resets after pauses.",
        proof:
            "Look at the packets before and after the silence (tcp.time_delta > 5). Does a new SYN to the same host "
            + "work at once? Does the RST carry another ip.ttl than the peer's packets? Capture on both sides of "
            + "the box to be sure.",
        mending: Remedies.state(240) + Mending.connectionState)
}
