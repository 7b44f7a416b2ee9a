import Correlation
import Records

/// `tcp.half-open`
enum HalfOpen: Cause {
    static let rank = Rank.transport

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let closed = symptom.ending, closed.evicted == nil, !closed.tcp.isOneSided,
            let side = Side.allCases.first(where: { closed.tcp.reset[$0.other]?.answers != nil }),
            let reset = closed.tcp.reset[side.other], closed.tcp.fin[side.other] == nil,
            closed.tcp.firstSYN == nil || closed.tcp.firstSYNACK != nil,
            !symptom.facts.isForeign(reset, of: side.other)
        else { return nil }
        let resets = closed.tcp.resets[side.other]
        let death = SilentDeath(symptom, in: scene)
        let isNextAnswered = death?.next?.answer == .answered
        let wasIdle = (death?.tail.silenceBefore ?? 0) >= scene.options.idleSeconds
        // Beginning in mid-connection with RSTs and nothing else: the one side still believes in it.
        let isStranger =
            closed.tcp.firstSYNACK == nil && closed.bytes[side.other] == 0
            && closed.tcp.dataSegments[side.other] == 0 && closed.bytes[side] > 0
        // Segments that were on their way when the first RST was sent prove nothing: it must go on sending.
        let trip = max(0.3, (closed.tcp.roundTrip ?? 0) * 2)
        let goesOn = closed.tcp.lastPacket[side].map { $0.time.seconds(since: reset.at.time) > trip } ?? false
        guard (wasIdle && isNextAnswered) || (goesOn && resets >= 2 && (isStranger || death != nil)) else { return nil }
        let peer = side == .client ? symptom.facts.server : symptom.facts.client
        var evidence = death?.evidence(symptom) ?? []
        if evidence.isEmpty { evidence = [symptom.evidence(reset.at.packet, "RST by \(peer) to what it was sent")] }
        return Verdict(
            .error, resets >= 2 || isNextAnswered ? .likely : .possible, subject: symptom.serverSubject,
            by: scene.actor(side.other, of: symptom.facts), at: death?.tail.first ?? reset.at, flow: symptom.facts.id,
            note: "\(Figure.count(resets, "RST")) by \(peer) to data of a connection it does not know",
            cause: words(peer, side, death, resets: resets), evidence: evidence, fixes: fixes)
    }

    // MARK: Words

    private static func words(_ peer: Endpoint, _ side: Side, _ death: SilentDeath?, resets: UInt32) -> String {
        var text =
            "The \(side.rawValue) kept sending into a connection that \(peer) no longer knew: "
            + "\(Figure.count(resets, "RST")) with the peer's own TTL, and no FIN before."
        if let death, death.tail.silenceBefore >= 1 {
            text += " It had been idle for \(Figure.seconds(death.tail.silenceBefore))."
        }
        if death?.next?.answer == .answered {
            text += " A new connection was accepted: the machine or process was restarted in between without a word."
        }
        return text
    }

    private static let fixes = [
        Finding.Fix(
            for: "client",
            "TCP keep-alive or an application heartbeat (30 s) finds a dead connection before it is needed."),
        Finding.Fix(
            for: "connection pool",
            "Test a connection before use, or throw away the whole pool when one connection is reset."),
        Finding.Fix(for: "server", "Close connections in order before a restart; take the host out of rotation first."),
    ]

    static let entry = HandbookEntry(
        "tcp.half-open", "Half-open connection", .drop, layer: 4, severities: [.error],
        severityRule: "error",
        meaning:
            "One side believes in a connection that the other one has lost, because its machine was restarted, "
            + "restored from a snapshot, or its address moved to another machine. Whatever is sent is answered by "
            + "RST.",
        proof:
            "tcp.flags.reset == 1 as answer to data, without a FIN before; the RST's ip.ttl is that of the peer's "
            + "other packets; the next SYN to the same port is accepted.",
        mending: fixes + Mending.connectionState)
}
