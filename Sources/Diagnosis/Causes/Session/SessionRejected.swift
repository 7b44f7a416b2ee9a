import Correlation
import Records

/// `session.rejected`
enum SessionRejected: Cause {
    /// Whoever can name a reason goes before.
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), lost.loss.goodAgain == nil, isRefused(lost) else {
            return nil
        }
        let last = lost.loss.lastGood.map { good in
            " It had been good until \(Figure.seconds(lost.inner.asked.time.seconds(since: good.time))) before."
        }
        let vantage =
            lost.loss.way.count > 1
            ? "A capture of the traffic to the session store, or the server's log at this time, would settle why."
            : "Capture the upstream side of \(lost.outer.server) too, and the session store: it may pass requests on to "
                + "several servers, and only there shows which one refused, and why."
        let leg = StoreLeg(lost, in: scene)
        let why = leg.map(words) ?? "The traffic does not show why. \(vantage)"
        var verdict = lost.verdict(
            .error, .possible, subject: lost.serverSubject, by: lost.server,
            note: "refused (\(lost.answer))\(lost.times)",
            cause:
                "\(lost.inner.server) refuses a session (\(lost.what)) that was good: \(lost.request) was answered "
                + "\(lost.answer).\(last ?? "") \(why)",
            fixes: fixes)
        guard let leg else { return verdict }
        verdict.evidence += leg.evidence
        if let deleted = leg.absence.deletion {
            verdict.evidence.append(
                Finding.Evidence(
                    packet: deleted.at.packet, flow: deleted.flow, text: "\(deleted.client) deletes it in the store"))
        }
        verdict.evidence.sort { $0.packet < $1.packet }
        return verdict
    }

    /// What the store shows of it.
    private static func words(_ leg: StoreLeg) -> String {
        if let deleted = leg.absence.deletion {
            return
                "\(deleted.client) had deleted it in the store (packet \(deleted.at.packet)); the traffic does not show for "
                + "which reason."
        }
        let missed = "\(leg.store) did not have it (packet \(leg.absence.missed.at.packet))"
        let statistics =
            leg.isMemcached
            ? "stats tells expired_unfetched and evictions."
            : "TTL of such a key tells the lifetime, INFO stats expired_keys and evicted_keys."
        guard let alive = leg.alive else {
            return
                "\(missed), and the capture does not show that it ever had: it was gone before, or never stored there. "
                + statistics
        }
        return
            "\(missed), though it had until packet \(alive.packet). Its lifetime was given before the capture began: it ran "
            + "out, or the store threw it out or lost it. \(statistics)"
    }

    private static func isRefused(_ lost: LostSession) -> Bool {
        let loss = lost.loss
        guard loss.wasSignedIn || loss.wasGoodHere else { return false }
        switch loss.refusal {
        // Forbidden is a matter of rights, unless nothing is allowed any more.
        case .forbidden: return loss.refusals >= 3 && loss.paths.count >= 2
        case .status, .unauthenticated: return loss.wasGoodHere || loss.refusals >= 2 || lost.session.endedAt != nil
        case .toLogin, .saysUnknown: return true
        }
    }

    private static let fixes = [
        Finding.Fix(
            for: "server",
            "Look into its log at this time: restart, deploy, memory pressure, a session limit, a changed signing key. "
                + "Sessions in the memory of a process end with it."),
        Finding.Fix(
            for: "capture", "hangup explain capture: both sides of the proxy and the session store in one capture."),
    ]

    static let entry = HandbookEntry(
        "session.rejected", "A session that was good is refused", .drop, layer: 7, severities: [.error],
        severityRule: "error; possible, since the cause is not known",
        meaning:
            "A session id or token that had been accepted is refused: 401, 419 or 440, a redirect to the login page, or an "
            + "answer that says that the session is unknown. No cause that hangup knows explains it.",
        proof:
            "http.response.code in {401, 419, 440} || http.location contains \"login\"; compare with the last good use.",
        mending: fixes + Mending.sharedSessions + Mending.lifetimes)
}
