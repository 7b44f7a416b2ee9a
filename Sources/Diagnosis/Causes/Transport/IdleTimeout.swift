import Correlation
import Records

/// `tcp.idle-timeout`
enum IdleTimeout: Cause {
    static let rank = Rank.transport

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let closed = symptom.ending, let idle = symptom.facts.idleEnd(closed), !symptom.facts.isWebSocket,
            !closed.tcp.isOneSided
        else { return nil }
        // What was sent before the end and never acknowledged is another story than silence.
        for side in Side.allCases {
            if let tail = closed.tcp.unacknowledged[side], tail.first.packet < idle.at.packet { return nil }
        }
        if symptom.facts.handshakes.contains(where: { $0.outcome == .failed }) { return nil }
        if let owed = closed.owed {
            if owed.since.packet > idle.at.packet, symptom.facts.isStore {
                return afterEnd(symptom, owed, idle, scene) ?? whileIdle(symptom, idle, scene)
            }
            return whileOwing(symptom, closed, idle, scene)
        }
        return whileIdle(symptom, idle, scene)
    }

    /// Somebody's timer cut an exchange: only where the number is a timer's.
    private static func whileOwing(
        _ symptom: Symptom, _ closed: FlowClosed, _ idle: IdleEnd, _ scene: Scene
    ) -> Verdict? {
        guard let owed = symptom.owed, idle.by == .server else { return nil }
        let software = scene.software(symptom.facts)
        let known = KnownDefaults.matching(idle.seconds, purposes: [.silence], software: software)
        let votes = TimerVotes(symptom.facts, idle.seconds, by: idle.by, scene)
        guard !known.isEmpty || votes.isTimer else { return nil }
        let number = known.first?.seconds ?? votes.median
        let what = SafeText.words(owed.subject)
        return Verdict(
            .error, votes.isTimer && !known.isEmpty ? .certain : .likely, subject: symptom.serverSubject,
            by: scene.serverActor(symptom.facts), at: idle.at,
            flow: symptom.facts.id,
            note: "closed after \(Figure.seconds(idle.seconds)) of silence, \(what) was under way",
            cause:
                "The connection was closed after \(Figure.seconds(idle.seconds)) without traffic while \(what) was "
                + "under way."
                + (KnownDefaults.sentence(known, software: software).map { " " + $0 } ?? "") + votes.sentence,
            evidence: evidence(symptom, idle),
            fixes: Remedies.silence(number, software: software, webSocket: false))
    }

    /// A store closed the connection by its timer, and its client asked into it without looking.
    private static func afterEnd(_ symptom: Symptom, _ owed: Owed, _ idle: IdleEnd, _ scene: Scene) -> Verdict? {
        let facts = symptom.facts
        guard idle.by == .server, owed.what == .answer, !isProbe(owed) else { return nil }
        let votes = TimerVotes(facts, idle.seconds, by: idle.by, scene)
        guard votes.moments >= 2 else { return nil }
        let what = SafeText.words(owed.subject)
        let late = Figure.seconds(owed.since.time.seconds(since: idle.at.time))
        var verdict = Verdict(
            .error, votes.isTimer ? .certain : .likely, subject: symptom.serverSubject,
            by: scene.serverActor(facts), at: idle.at, flow: facts.id,
            note: "closed by the server after \(Figure.seconds(idle.seconds)) of silence, \(what) \(late) later",
            cause:
                "The server closed the connection after \(Figure.seconds(idle.seconds)) without traffic; \(late) later the client "
                + "sent \(what) into it, and got no answer."
                + (votes.isTimer
                    ? votes.sentence
                    : " \(votes.moments) connections were closed after the same silence: a timer.") + storeTimers,
            evidence: evidence(symptom, idle) + [
                symptom.evidence(owed.since.packet, "\(what), into the closed connection")
            ]
                + (facts.closed?.tcp.reset.server.map { [symptom.evidence($0.at.packet, "RST in answer")] } ?? []),
            fixes: StoreRemedies.idle(idle.seconds))
        verdict.cases = votes.agreeing
        return verdict
    }

    /// Whether it only asked whether the connection still works: pools do that to find out.
    private static func isProbe(_ owed: Owed) -> Bool {
        let command = owed.subject.split(separator: " ").last?.lowercased()
        return ["ping", "version", "mn", "noop"].contains(command)
    }

    /// Timers of web servers have nothing to say about stores.
    private static let storeTimers =
        " Redis: timeout, memcached: idle_timeout; both are off by default, so somebody set it, or a proxy before the "
        + "store did."

    private static func whileIdle(_ symptom: Symptom, _ idle: IdleEnd, _ scene: Scene) -> Verdict? {
        let facts = symptom.facts
        let software = scene.software(facts)
        let cycles = IdleCycles(facts, idle, scene)
        let isCostly = cycles.isCostly(facts)
        let votes = TimerVotes(facts, idle.seconds, by: idle.by, scene)
        // A client that is done with a connection puts it away when it likes: only a timer of its own is worth a line.
        let known = KnownDefaults.matching(
            idle.seconds, purposes: [.keepAlive], end: .fin, closer: .client, software: software)
        if idle.by == .client, facts.isHTTP || facts.isTLS, known.isEmpty { return nil }
        var verdict = Verdict(
            isCostly ? .warning : .info, isCostly && !votes.isTimer ? .likely : .certain,
            subject: symptom.serverSubject,
            by: scene.actor(idle.by, of: facts), at: idle.at, flow: facts.id,
            note: IdleCycles.note(by: idle.by, idle.seconds, delay: cycles.delay(of: facts.id)),
            cause: words(facts, idle, cycles: isCostly ? cycles : nil, software: software) + votes.sentence,
            evidence: (isCostly ? cycles.evidence(before: facts.id) : []) + evidence(symptom, idle),
            fixes: isCostly ? fixes(facts, idle, software) : [])
        verdict.cases = votes.agreeing
        if isCostly { verdict.earlier = cycles.earlier(than: facts.id) }
        return verdict
    }

    private static func fixes(_ facts: FlowFacts, _ idle: IdleEnd, _ software: String) -> [Finding.Fix] {
        facts.isStore ? StoreRemedies.idle(idle.seconds) : Remedies.keepAlive(idle.seconds, software: software)
    }

    private static func evidence(_ symptom: Symptom, _ idle: IdleEnd) -> [Finding.Evidence] {
        var list: [Finding.Evidence] = []
        if let before = idle.before { list.append(symptom.evidence(before, lastWords)) }
        list.append(symptom.evidence(idle.at.packet, endWords(idle.seconds)))
        return list
    }

    static let lastWords = "Last data before the silence"

    static func endWords(_ seconds: Double) -> String { "The end, \(Figure.seconds(seconds)) later" }

    // MARK: Words

    private static func words(_ facts: FlowFacts, _ idle: IdleEnd, cycles: IdleCycles?, software: String) -> String {
        // Of several, the first one's number, whichever of them is told of first.
        let seconds = cycles?.firstSeconds ?? idle.seconds
        var text =
            "The \(idle.by.rawValue) closed the connection after \(Figure.seconds(seconds)) without traffic, "
            + "with nothing outstanding."
        if let cycles {
            text +=
                " Its client came back within 5 s each time, \(cycles.count) times: it needs the connection that is "
                + "taken away."
        }
        if idle.keepalives > 0 { text += " TCP keep-alives (\(idle.keepalives)) did not prevent it." }
        if facts.isStore { return text + (idle.by == .server && cycles != nil ? storeTimers : "") }
        let known = KnownDefaults.matching(
            seconds, purposes: [.keepAlive, .silence], end: .fin, closer: idle.by, software: software)
        if let sentence = KnownDefaults.sentence(known, software: software) { text += " " + sentence }
        return text
    }

    static let entry = HandbookEntry(
        "tcp.idle-timeout", "Connection closed after silence", .timeout, layer: 4,
        severities: [.error, .warning, .info],
        severityRule:
            "error when an exchange was cut by it; warning when the client comes back within 5 s, twice or more at "
            + "the same N; else info",
        meaning:
            "One side closed a connection because nothing was said for N seconds. For idle keep-alive connections "
            + "this is normal life. It hurts when an answer was still on its way, or when the client needs the "
            + "connection and opens it again each time.",
        proof:
            "Look at the time since the previous packet at the FIN (tcp.time_delta); the same N at many connections "
            + "is a timer. Compare it with the settings of each box on the way; the smallest wins.",
        mending: [Remedies.keepAlive(60, software: "")[0], Remedies.silence(60, software: "", webSocket: false)[0]]
            + Mending.keepAliveServers + Mending.keepAliveClients)
}
