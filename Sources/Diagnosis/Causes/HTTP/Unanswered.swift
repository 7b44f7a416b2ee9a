import Correlation
import Records

/// `http.unanswered`
enum Unanswered: Cause {
    static let rank = Rank.protocol
    /// A client that leaves earlier did not give up waiting: it went somewhere else, seconds.
    private static let shortestWait = 5.0
    /// From here on a whole number of seconds is a program's timer, seconds.
    private static let shortestTimer = 2.0

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        if case .gatewayError(let exchange) = symptom.kind { return atGateway(symptom, exchange, scene) }
        return atEnd(symptom, scene)
    }

    // MARK: The client, or a proxy in the client's place, gave up

    private static func atEnd(_ symptom: Symptom, _ scene: Scene) -> Verdict? {
        guard let closed = symptom.ending, symptom.facts.isHTTP || closed.owed?.isHTTPRequest == true,
            let owed = symptom.owed, owed.what == .answer, owed.by == .server,
            closed.closed.by == .client, let end = closed.closed.at,
            closed.tcp.unacknowledged.client == nil || closed.tcp.reset.client != nil,
            // An answer that does not arrive is another story.
            closed.tcp.unacknowledged.server == nil,
            SilentDeath(symptom, in: scene) == nil
        else { return nil }
        let facts = symptom.facts
        let waited = end.time.seconds(since: owed.since.time)
        // A request that its client follows with FIN at once does not wait.
        let gateway = scene.gatewayErrors(ofProxy: facts.client.address, around: end.time).first {
            $0.flow != facts.id && $0.status != 503
        }
        guard gateway != nil || isGivenUp(symptom, owed, waited: waited, scene) else { return nil }
        let client =
            gateway == nil
            ? scene.clientActor(facts) : Finding.Actor(role: .proxy, endpoint: facts.client)
        let software = scene.software(facts)
        let what = SafeText.words(owed.subject)
        let who = client.role == .proxy ? "the proxy \(facts.client.address)" : "the client"
        var verdict = Verdict(
            .error, gateway != nil || waited >= shortestWait ? .certain : .likely, subject: symptom.serverSubject,
            by: client, at: end, flow: facts.id,
            note: "\(what): no answer in \(Figure.seconds(waited)), given up by \(who)",
            cause: "\(facts.server) did not answer \(what) in \(Figure.seconds(waited)); then \(who) gave up"
                + (gateway.map { " and told its own client so with \($0.status)." } ?? "."),
            evidence: [
                symptom.evidence(owed.since.packet, "\(what): the request"),
                symptom.evidence(end.packet, "\(who) gives up after \(Figure.seconds(waited))"),
            ],
            fixes: Remedies.answer(waited, software: gateway?.software ?? software))
        if let wait = scene.correlation.slowCommands.wait(
            of: scene.correlation.hops.upstreamAddresses(of: facts.server.address), from: owed.since, to: end)
        {
            note(wait, in: &verdict)
        }
        if let gateway {
            verdict.evidence.append(
                Finding.Evidence(packet: gateway.at.packet, flow: gateway.flow, text: "\(gateway.status) to the client")
            )
            let known = KnownDefaults.matching(
                status: gateway.status, after: waited, software: gateway.software)
            if let sentence = KnownDefaults.sentence(known, software: gateway.software) {
                verdict.cause += " " + sentence
            }
        }
        return verdict
    }

    /// What the server waited for meanwhile.
    private static func note(_ wait: SlowCommands.Wait, in verdict: inout Verdict) {
        let command = SafeText.plain(wait.command)
        let how =
            wait.answered.map { "was answered \(Figure.seconds($0.time.seconds(since: wait.at.time))) later" }
            ?? "was never answered"
        verdict.cause +=
            " The server itself waited for its store \(wait.server) meanwhile: \(command) (packet \(wait.at.packet)) \(how)."
        verdict.evidence.append(
            Finding.Evidence(
                packet: wait.at.packet, flow: wait.flow,
                text: "\(wait.client) asks the store \(wait.server): \(command)"))
        if let answered = wait.answered {
            verdict.evidence.append(
                Finding.Evidence(packet: answered.packet, flow: wait.flow, text: "The store's answer to that"))
        }
        verdict.fixes = StoreRemedies.hung(wait.store) + verdict.fixes
    }

    private static func isGivenUp(_ symptom: Symptom, _ owed: Owed, waited: Double, _ scene: Scene) -> Bool {
        if symptom.facts.lastExchange?.isEventStream == true { return false }
        if PatientRequest(symptom.facts, subject: owed.subject, scene).explains(waited: waited) { return false }
        if waited >= shortestWait { return true }
        guard waited >= shortestTimer else { return false }
        let isWhole = abs(waited - Figure.nearest(waited)) <= 0.05
        let again = scene.services.aborts(of: symptom.facts.server, subject: owed.subject).filter {
            abs($0.waited - waited) <= 0.1
        }
        return isWhole || again.count >= 2
    }

    // MARK: A proxy says that it got no answer

    private static func atGateway(_ symptom: Symptom, _ exchange: HTTPExchange, _ scene: Scene) -> Verdict? {
        guard let request = exchange.request, let response = exchange.response, let asked = request.end else {
            return nil
        }
        let waited = response.begin.time.seconds(since: asked.time)
        let software = scene.software(symptom.facts)
        let status = response.status
        let known = KnownDefaults.matching(status: status, after: waited, software: software)
        // 504 says it; a 502, 503 or 408 says it only after a wait that somebody's timer measured.
        guard status == 504 || (waited >= 1 && (!known.isEmpty || (status != 503 && waited >= shortestWait))) else {
            return nil
        }
        let what = SafeText.words("\(request.method) \(request.target)")
        let facts = symptom.facts
        return Verdict(
            .error, status == 504 ? .certain : .likely, subject: symptom.serverSubject,
            by: Finding.Actor(role: .proxy, endpoint: facts.server), at: response.at, flow: facts.id,
            note: "\(what): \(status) after \(Figure.seconds(waited))",
            cause:
                "\(facts.server) answered \(what) with \(status) after \(Figure.seconds(waited)): the server behind "
                + "it did not answer in that time."
                + (KnownDefaults.sentence(known, software: software).map { " " + $0 } ?? "")
                + " A capture of the proxy's other side would name the server.",
            evidence: [
                symptom.evidence(request.at.packet, "\(what): the request"),
                symptom.evidence(response.at.packet, "\(status), \(Figure.seconds(waited)) later"),
            ],
            fixes: Remedies.answer(waited, software: software))
    }

    static let entry = HandbookEntry(
        "http.unanswered", "Request without answer", .timeout, layer: 7, severities: [.error],
        severityRule:
            "error; told when the client waited 5 s or more or a whole number of seconds, or when a proxy answered "
            + "504, 408 or 502 in the server's place",
        meaning:
            "A request was received, its connection was alive, and no answer came until somebody stopped waiting: "
            + "the client itself, or a proxy, which then says 504, 502 or 408. The number of seconds tells whose "
            + "timer it was.",
        proof: "http.request without http.response_in; the time from the request to the FIN, RST or 504 "
            + "(http.time). On a proxy's both sides the one that waits longer is behind the one that gives up first.",
        mending: [Remedies.answer(60, software: "")[0]] + Mending.slowAnswers)
}

extension Owed {
    /// Whether it is an HTTP request that waits, by its words: `GET /path`.
    var isHTTPRequest: Bool {
        let method = subject.prefix { $0 != " " }
        return ["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS"].contains(String(method))
    }
}
