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
        if closed.owed != nil { return whileOwing(symptom, closed, idle, scene) }
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
            fixes: isCostly ? Remedies.keepAlive(idle.seconds, software: software) : [])
        verdict.cases = votes.agreeing
        if isCostly { verdict.earlier = cycles.earlier(than: facts.id) }
        return verdict
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

/// Silent ends of one service that its client answered by coming back, one after the other.
struct IdleCycles {
    private struct Cycle {
        var flow: FlowID
        var ended: PacketReference
        var seconds: Double
        /// The last packet before the silence, where it is known.
        var before: UInt64?
        var delay: Double
    }

    private var cycles: [Cycle] = []

    /// `idle` is the end that wants judging; others count if their silence was as long.
    init(_ facts: FlowFacts, _ idle: IdleEnd, _ scene: Scene) {
        guard idle.by == .server else { return }
        let all = scene.connections.between(facts.client.address, facts.server.address).filter {
            $0.server == facts.server
        }
        let tolerance = max(0.5, idle.seconds * 0.02)
        let ends = all.filter {
            $0.ended != nil && $0.hungUp == .server && ($0.idle.map { abs($0 - idle.seconds) <= tolerance } ?? false)
        }.sorted { ($0.ended?.packet ?? 0) < ($1.ended?.packet ?? 0) }
        var used: Set<FlowID> = []
        for end in ends {
            guard let at = end.ended else { continue }
            // Connections that end side by side are one cycle: the next must begin after the previous end.
            if let previous = cycles.last, end.opened.time < previous.ended.time { continue }
            let back = all.first {
                $0.opened.time >= at.time && !used.contains($0.flow)
                    && $0.opened.time.seconds(since: at.time) <= scene.options.reconnectWindow
            }
            guard let back else { continue }
            used.insert(back.flow)
            cycles.append(
                Cycle(
                    flow: end.flow, ended: at, seconds: end.idle ?? idle.seconds, before: end.idleBefore,
                    delay: back.opened.time.seconds(since: at.time)))
        }
    }

    var count: Int { cycles.count }

    func delay(of flow: FlowID) -> Double? { cycles.first { $0.flow == flow }?.delay }

    /// Whether the client pays for it again and again: people who click now and then do not count.
    func isCostly(_ facts: FlowFacts) -> Bool {
        guard count >= 2, delay(of: facts.id) != nil else { return false }
        // A person may open a page at any moment; a program comes back at once, or after the same time.
        guard facts.isHTTP || facts.isTLS else { return true }
        let delays = cycles.map(\.delay)
        let spread = (delays.max() ?? 0) - (delays.min() ?? 0)
        return delays.allSatisfy { $0 <= 2 } || spread <= 0.5
    }

    func earlier(than flow: FlowID) -> [Finding.Occurrence] {
        cycles.prefix { $0.flow != flow }.map {
            Finding.Occurrence(
                at: $0.ended, flow: $0.flow, note: Self.note(by: .server, $0.seconds, delay: $0.delay))
        }
    }

    /// Seconds of silence before the first of them.
    var firstSeconds: Double? { cycles.first?.seconds }

    /// The packets of the ends before that of `flow`.
    func evidence(before flow: FlowID) -> [Finding.Evidence] {
        cycles.prefix { $0.flow != flow }.flatMap { cycle in
            let end = Finding.Evidence(
                packet: cycle.ended.packet, flow: cycle.flow, text: IdleTimeout.endWords(cycle.seconds))
            guard let before = cycle.before else { return [end] }
            return [Finding.Evidence(packet: before, flow: cycle.flow, text: IdleTimeout.lastWords), end]
        }
    }

    static func note(by side: Side, _ seconds: Double, delay: Double?) -> String {
        "closed by the \(side.rawValue) after \(Figure.seconds(seconds)) of silence"
            + (delay.map { ", client back after \(Figure.seconds($0))" } ?? "")
    }
}
