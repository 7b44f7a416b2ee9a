import Correlation
import Records

/// `tcp.keepalive-race`
enum KeepaliveRace: Cause {
    static let rank = Rank.transport
    /// Shorter pauses between two requests are no idle time, seconds.
    private static let shortestIdle = 0.9

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let closed = symptom.ending, closed.evicted == nil, !closed.tcp.isOneSided,
            let tail = closed.tcp.unacknowledged.client,
            let end = closed.tcp.fin.server ?? closed.tcp.reset.server.map({ $0.at }),
            closed.closed.by == .server, closed.bytes.server > 0
        else { return nil }
        let facts = symptom.facts
        // The last thing the server said before the request; the silence since then is what its timer measured.
        guard let spoken = facts.lastResponseEnd ?? closed.tcp.lastData.server, spoken.packet < tail.first.packet
        else { return nil }
        let idle = end.time.seconds(since: spoken.time)
        let crossing = end.time.seconds(since: tail.first.time)
        guard idle >= shortestIdle, isCrossing(closed, crossing, end) else { return nil }
        if facts.isHTTP || facts.isStore {
            guard symptom.owed?.what == .answer, facts.exchangeCount >= 1 || facts.isStore else { return nil }
        } else {
            // Late close_notify alerts meet a closed socket every day: only a real message, sent first, counts.
            guard crossing > 0, tail.byteCount > 64, tail.silenceBefore >= shortestIdle else { return nil }
        }
        return verdict(symptom, tail, end, idle: idle, crossing: crossing, scene)
    }

    /// A request and the end pass each other within a round trip, wherever between the two the capture was made.
    private static func isCrossing(_ closed: FlowClosed, _ crossing: Double, _ end: PacketReference) -> Bool {
        let trip = (closed.tcp.roundTrip ?? 0.2) * 1.5 + 0.05
        // A RST that answers the request did not cross it.
        if closed.tcp.fin.server == nil, closed.tcp.reset.server?.answers != nil { return false }
        return crossing >= 0 ? crossing <= trip : -crossing <= max(trip, 1)
    }

    private static func verdict(
        _ symptom: Symptom, _ tail: UnacknowledgedTail, _ end: PacketReference, idle: Double, crossing: Double,
        _ scene: Scene
    ) -> Verdict {
        let facts = symptom.facts
        let software = scene.software(facts)
        let known = KnownDefaults.matching(idle, purposes: [.keepAlive], closer: .server, software: software)
        let request = symptom.facts.closed?.owed.map { SafeText.words($0.subject) } ?? "a request"
        let number = known.first?.seconds ?? idle
        return Verdict(
            .error, known.isEmpty && !facts.isHTTP && !facts.isStore ? .likely : .certain,
            subject: symptom.serverSubject,
            by: scene.serverActor(facts), at: end, flow: facts.id,
            note: "\(request) crossed the server's end after \(Figure.seconds(idle)) of idleness",
            cause: "The server closed the idle keep-alive connection after \(Figure.seconds(idle)); \(request) "
                + (crossing >= 0
                    ? "had been sent \(Figure.seconds(crossing)) before, and the two crossed on the way."
                    : "was sent \(Figure.seconds(-crossing)) later, before the client had seen it.")
                + " The request was never read."
                + (KnownDefaults.sentence(known, software: software).map { " " + $0 } ?? ""),
            evidence: [
                symptom.evidence(tail.first.packet, "\(request), never acknowledged"),
                symptom.evidence(end.packet, "The server's end of the idle connection"),
            ]
                + (facts.closed?.tcp.reset.server.map {
                    [symptom.evidence($0.at.packet, "RST in answer to the request")]
                } ?? []),
            fixes: Remedies.keepAlive(number, software: software))
    }

    static let entry = HandbookEntry(
        "tcp.keepalive-race", "Request lost in a keep-alive race", .timeout, layer: 4, severities: [.error],
        severityRule: "error",
        meaning:
            "The server's timer for idle connections ran out at the very moment when the client sent its next "
            + "request. Both were right; the request is answered by RST, and a proxy makes a 502 of it. It is rare, "
            + "seemingly random, and gets rarer under load.",
        proof:
            "The last request of the connection and the server's FIN lie within one round trip, and the FIN "
            + "acknowledges less than the request (tcp.flags.fin == 1, tcp.ack). The time since the previous answer "
            + "is always the same.",
        mending: [Remedies.keepAlive(5, software: "")[0]] + Mending.keepAliveServers + Mending.keepAliveClients)
}
