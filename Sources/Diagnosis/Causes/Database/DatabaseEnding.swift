import Correlation
import Records

/// How a database session ended, as its causes look at it: one of them explains it, or none.
struct DatabaseEnding {
    enum Cause: Equatable {
        case idle(Finding.Confidence)
        case idleInTransaction(Finding.Confidence)
        case terminated
        case tooManyConnections
        case refused
        case transactionLost
        case stale
    }

    let session: DatabaseSession
    let closed: FlowClosed
    let end: DatabaseEnd
    let error: DatabaseEvent?
    let reason: DatabaseReason?
    /// The KILL on another connection that ended it.
    let kill: Kills.Kill?
    /// Another session of the server that was told of a crash or shutdown at the same moment.
    let sibling: Shutdowns.Farewell?
    /// Sessions of the server that ended after the same silence, at different times.
    let agreeing: Int
    /// The request that the application could not answer for it.
    let failure: ServedRequests.Failure?
    private let isCrossing: Bool

    /// A KILL ends its target within so many seconds.
    private static let killed = 5.0
    /// Sessions that are ended at once with a reason were not ended by their own timer, seconds.
    private static let restart = 1.0

    init?(_ symptom: Symptom, in scene: Scene) {
        guard let closed = symptom.ending, let session = symptom.facts.database,
            let end = symptom.facts.databaseEnd(closed), !closed.tcp.isOneSided || session.fatal != nil,
            // A box on the way that forgot or cut it is another story.
            SilentDeath(symptom, in: scene) == nil
        else { return nil }
        if end.isBare, let reset = closed.tcp.reset[end.by], symptom.facts.isForeign(reset, of: end.by) { return nil }
        let facts = symptom.facts
        self.session = session
        self.closed = closed
        self.end = end
        error = facts.databaseError
        reason = DatabaseReason(session, facts.databaseError)
        let databases = scene.correlation.databases
        kill = Self.kill(session, end, facts, databases)
        sibling =
            end.isBare && end.by == .server
            ? databases.shutdowns.farewell(at: facts.server, around: end.at.time, not: facts.id) : nil
        agreeing =
            end.isBare && end.by == .server && end.lastWord != nil
            ? databases.silentEnds.agreeing(with: end.silence, at: facts.server) : 0
        failure = Self.failure(end, facts, scene)
        let trip = (closed.tcp.roundTrip ?? 0.2) * 1.5 + 0.05
        isCrossing = end.question.map { $0.time.seconds(since: end.at.time) <= trip } ?? false
    }

    private static func kill(
        _ session: DatabaseSession, _ end: DatabaseEnd, _ facts: FlowFacts, _ databases: Databases
    ) -> Kills.Kill? {
        guard end.by == .server, let id = session.backendID, let kill = databases.kills.kill(of: id, at: facts.server)
        else { return nil }
        let delay = end.at.time.seconds(since: kill.at.time)
        // An answer may have been captured before the question on another interface.
        return delay >= -0.01 && delay <= killed && kill.flow != facts.id ? kill : nil
    }

    /// The request that was being answered when the session was found dead or ended, or the first one after it.
    private static func failure(_ end: DatabaseEnd, _ facts: FlowFacts, _ scene: Scene) -> ServedRequests.Failure? {
        let requests = scene.correlation.databases.requests
        let client = facts.client.address
        if let question = end.question ?? end.probe { return requests.failure(of: client, during: question) }
        if let during = requests.failure(of: client, during: end.at) { return during }
        guard end.by == .server, !end.wasAsked else { return nil }
        let back = scene.connections.next(
            from: client, to: facts.server.address, since: end.at.time, not: facts.id)
        return requests.failure(of: client, after: end.at, back: back?.opened)
    }

    /// Whether the client asked something of a session that had ended, or could not for that.
    var wasUsed: Bool { end.question != nil || failure != nil }

    /// Whether work in an open transaction was undone.
    var losesWork: Bool { session.openAtEnd && session.openChanged }

    // MARK: The one cause

    func cause(_ scene: Scene) -> Cause? {
        switch reason {
        case .idle: return .idle(.certain)
        case .idleInTransaction: return .idleInTransaction(.certain)
        case .terminated: return .terminated
        case .tooManyConnections: return .tooManyConnections
        case .refused: return .refused
        case .other: return losesWork ? .transactionLost : nil
        case nil: break
        }
        if kill != nil || sibling != nil { return .terminated }
        // Whoever says goodbye inside a transaction wants it undone.
        guard session.ended == .cut else { return nil }
        if losesWork {
            guard end.by == .server, !end.wasAsked, let confidence = timer(scene) else { return .transactionLost }
            return .idleInTransaction(confidence)
        }
        guard end.by == .server, !end.wasAsked, session.authenticated != false else { return nil }
        if let confidence = timer(scene) { return .idle(confidence) }
        return wasUsed && !isCrossing ? .stale : nil
    }

    /// How surely its silence was measured by a timer; `nil` where nothing speaks for one.
    private func timer(_ scene: Scene) -> Finding.Confidence? {
        if agreeing >= 4 { return .certain }
        if agreeing >= 2, end.silence >= 1 { return .likely }
        let known = KnownDefaults.matching(end.silence, purposes: [.keepAlive, .silence], closer: .server)
        if end.silence >= 30, !known.isEmpty || Self.isWhole(end.silence, of: 60, late: 1) { return .likely }
        // Work that waits is cut by a setting of whole seconds, or by an accident at any moment.
        return losesWork && end.silence >= 1 && Self.isWhole(end.silence, of: 1, late: 0.1) ? .possible : nil
    }

    /// Whether a time is a multiple of `unit`, or a little more.
    private static func isWhole(_ seconds: Double, of unit: Double, late: Double) -> Bool {
        let rest = seconds.truncatingRemainder(dividingBy: unit)
        return rest <= late || unit - rest <= 0.02
    }
}

extension DatabaseEnding {
    // MARK: Words

    /// `PostgreSQL`, `MySQL or MariaDB`…
    var product: String {
        switch session.kind {
        case .postgreSQL: return "PostgreSQL"
        case .mySQL:
            guard let version = session.serverVersion else { return "MySQL or MariaDB" }
            return version.contains("MariaDB") ? "MariaDB" : "MySQL"
        }
    }

    /// ` (57P05, "terminating connection due to idle-session timeout")`.
    var quotation: String {
        guard let code = session.fatal?.code ?? error?.code else { return "" }
        guard let text = error?.safeMessage, !text.isEmpty else { return " (\(code))" }
        return " (\(code), \u{201c}\(SafeText.plain(text))\u{201d})"
    }

    /// `FIN`, `RST` or the server's error, by its code.
    var ending: String {
        if !end.isBare, let code = session.fatal?.code ?? error?.code { return code }
        return closed.closed.how == .reset ? "RST" : "FIN"
    }

    /// What became of it, for a sentence after the first: ` A query followed and died; …`.
    var consequence: String {
        var text = ""
        if losesWork { text += " A transaction with changes was open: they are undone." }
        if let question = end.question {
            text +=
                " The client's next query came \(Figure.seconds(question.time.seconds(since: end.at.time))) later and "
                + "was never answered."
        } else if end.probe != nil {
            text += " Only the connection pool's own test met the dead connection."
        }
        if let failure {
            text += " The application answered the request of \(failure.client.address) with \(failure.status)."
        }
        return text
    }

    /// What an occurrence was like: `idle for 4.00 s, 57P05, query after 2.1 s`.
    func note(_ first: String) -> String {
        var parts = [first]
        if losesWork { parts.append("inside a transaction") }
        if end.wasAsked { parts.append("in the middle of a query") }
        if let question = end.question {
            parts.append("query \(Figure.seconds(question.time.seconds(since: end.at.time))) later")
        }
        if let failure { parts.append("\(failure.status) to \(failure.client.address)") }
        return parts.joined(separator: ", ")
    }

    func evidence(_ symptom: Symptom) -> [Finding.Evidence] {
        var list: [Finding.Evidence] = []
        if losesWork, let since = session.openSince {
            list.append(symptom.evidence(since.packet, "Here the transaction began"))
        }
        if let last = end.lastWord, last.packet != session.openSince?.packet {
            list.append(symptom.evidence(last.packet, "Last word before \(Figure.seconds(end.silence)) of silence"))
        }
        if let kill { list.append(Finding.Evidence(packet: kill.at.packet, flow: kill.flow, text: killWords(kill))) }
        list.append(symptom.evidence(end.at.packet, endWords))
        if !end.isBare, let at = closed.closed.at, at.packet != end.at.packet, closed.closed.by == .server {
            list.append(symptom.evidence(at.packet, "\(closed.closed.how == .reset ? "RST" : "FIN") by the server"))
        }
        if let question = end.question { list.append(symptom.evidence(question.packet, "A query into it")) }
        if end.question == nil, let probe = end.probe {
            list.append(symptom.evidence(probe.packet, "The pool's test of the connection"))
        }
        if let reset = closed.tcp.reset.server, reset.at.packet > end.at.packet {
            list.append(symptom.evidence(reset.at.packet, "RST in answer"))
        }
        if let failure {
            list.append(
                Finding.Evidence(
                    packet: failure.answered.packet, flow: failure.flow,
                    text: "\(failure.status) to \(failure.client.address)"))
        }
        return list
    }

    private func killWords(_ kill: Kills.Kill) -> String {
        "KILL \(session.backendID ?? 0) by \(kill.client), on a connection of its own"
    }

    private var endWords: String {
        let who = end.by == .server ? "the server" : "the client"
        return end.isBare ? "\(ending) by \(who), without a message" : "The server's last word: \(ending)"
    }

    /// Everything of a verdict that is the same for all causes.
    func verdict(
        _ symptom: Symptom, _ scene: Scene, _ severity: Finding.Severity, _ confidence: Finding.Confidence,
        note: String, cause: String, fixes: [Finding.Fix]
    ) -> Verdict {
        Verdict(
            severity, confidence, subject: symptom.serverSubject, by: scene.actor(end.by, of: symptom.facts),
            at: end.at, flow: symptom.facts.id, note: note, cause: cause, evidence: evidence(symptom), fixes: fixes)
    }
}
