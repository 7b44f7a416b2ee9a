import Correlation
import Records

/// What `tcp.reset-in-exchange` and `tcp.closed-in-exchange` have in common: a connection that ended while something
/// was owed.
struct InterruptedExchange {
    var owed: Owed
    var at: PacketReference
    var by: Side
    /// Seconds without progress before the end.
    var stuck: Double
    /// How many requests for the same thing their clients gave up.
    var aborts: Int
    var isClientsAbort: Bool
    var severity: Finding.Severity

    init?(_ symptom: Symptom, how: Closing.How, in scene: Scene) {
        guard let closed = symptom.ending, closed.closed.how == how, let by = closed.closed.by,
            let at = closed.closed.at, let owed = symptom.owed
        else { return nil }
        let facts = symptom.facts
        // An answer that comes before all of the request was read ends it, too.
        if owed.by == .client, by == .server, let last = facts.lastExchange, let status = last.status {
            if status >= 400 || (last.requested?.packet ?? 0) >= owed.since.packet { return nil }
        }
        // What a side sends after the other one has gone never becomes a request.
        if let fin = closed.tcp.fin[owed.by], fin.packet < owed.since.packet, owed.what == .answer { return nil }
        self.owed = owed
        self.at = at
        self.by = by
        stuck = at.time.seconds(since: owed.progress.time)
        let same = scene.services.aborts(of: facts.server, subject: owed.subject)
        aborts = same.count
        isClientsAbort = by == .client
        severity = isClientsAbort ? Self.severity(symptom, stuck: stuck, aborts: aborts, scene) : .error
    }

    /// The client that asked may change its mind; it does so for a reason when nothing moved or when it does so again.
    private static func severity(_ symptom: Symptom, stuck: Double, aborts: Int, _ scene: Scene) -> Finding.Severity {
        let facts = symptom.facts
        if facts.lastExchange?.isEventStream == true { return .info }
        // A client that did not read is not kept waiting by the server.
        if let closed = facts.closed, closed.tcp.longestZeroWindow.client != nil { return .info }
        let subject = facts.closed?.owed?.subject ?? ""
        if PatientRequest(facts, subject: subject, scene).explains(waited: stuck) { return .info }
        return stuck >= 1 || aborts >= 2 ? .warning : .info
    }

    func actor(_ symptom: Symptom, in scene: Scene) -> Finding.Actor {
        if let reset = symptom.facts.closed?.tcp.reset[by], symptom.facts.isForeign(reset, of: by) {
            return Finding.Actor(role: .middlebox)
        }
        return scene.actor(by, of: symptom.facts)
    }

    // MARK: Words

    var debt: String {
        let subject = SafeText.words(owed.subject)
        switch owed.what {
        case .answer:
            return owed.count > 1
                ? "\(owed.count) requests waited for their answers, \(subject) first"
                : "\(subject) waited for its answer"
        case .restOfMessage:
            guard let received = owed.received else { return "\(subject) was not complete" }
            guard let announced = owed.announced else { return "\(subject) broke off after \(received) bytes" }
            return "\(subject) broke off after \(received) of \(announced) bytes"
        }
    }

    func evidence(_ symptom: Symptom, _ ending: String) -> [Finding.Evidence] {
        var list = [symptom.evidence(owed.since.packet, "\(SafeText.words(owed.subject)): here it began")]
        if owed.progress.packet != owed.since.packet, owed.progress.packet != at.packet {
            list.append(symptom.evidence(owed.progress.packet, "Last progress"))
        }
        list.append(symptom.evidence(at.packet, ending))
        return list
    }

    static let fixes = [
        Finding.Fix(
            for: "server",
            "Look into the log of the program that ended the connection at that time: a crash, a kill (out of "
                + "memory, deployment) or its own timeout. Let it finish what is under way before it stops."),
        Finding.Fix(for: "client", "Retry idempotent requests once on another connection."),
    ]
}

/// Requests whose answer is meant to take long: their clients may leave without a reason.
struct PatientRequest {
    private let usual: Double?
    private let isNamedSo: Bool

    init(_ facts: FlowFacts, subject: String, _ scene: Scene) {
        let target = facts.lastExchange?.target ?? String(subject.split(separator: " ").last ?? "")
        usual = scene.services.slowestAnswer(of: facts.server, target: target)
        let words = target.lowercased()
        isNamedSo = ["poll", "comet", "/events", "/sse", "/stream", "/watch", "watch=", "wait=", "eventsource"]
            .contains { words.contains($0) }
    }

    func explains(waited: Double) -> Bool {
        if isNamedSo { return waited < 120 }
        return usual.map { waited <= $0 * 1.5 + 2 } ?? false
    }
}

extension FlowFacts {
    /// Whether a RST in a side's name comes with a time to live that is not the side's: a box nearer or farther made
    /// it.
    func isForeign(_ reset: ResetStory, of side: Side) -> Bool {
        guard let usual = closed?.tcp.timeToLive[side] else { return false }
        // Some kernels send their RSTs with a full time to live of their own: 64, 128 or 255, the same way away.
        let initial = { (ttl: UInt8) -> UInt8 in ttl <= 64 ? 64 : ttl <= 128 ? 128 : 255 }
        return reset.timeToLive != usual
            && initial(usual) &- usual != initial(reset.timeToLive) &- reset.timeToLive
    }
}
