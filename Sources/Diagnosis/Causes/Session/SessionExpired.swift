import Correlation
import Records

/// `session.expired`
enum SessionExpired: Cause {
    static let rank = Rank.session
    /// Clocks, and sweepers that come round: so far from the stated end it may be refused, seconds.
    private static let early = 1.0
    /// A shorter lifetime than this surprises people, seconds.
    private static let short = 900.0

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), lost.loss.refusal != .forbidden, lost.loss.goodAgain == nil
        else { return nil }
        if let leg = StoreLeg(lost, in: scene) { return leg.absence.hasExpired ? inStore(leg) : nil }
        guard let lifetime = lost.session.lifetime, lost.loss.wasSignedIn || lost.loss.wasGoodHere
        else { return nil }
        let age = lost.inner.asked.time.seconds(since: lost.session.lifeStart.time)
        let lastUse = lost.loss.lastGood ?? lost.session.lifeStart
        let goodAt = lastUse.time.seconds(since: lost.session.lifeStart.time)
        // Good well after its end: that is not the clock that ran out.
        guard age >= lifetime - early, goodAt <= lifetime + max(early, lifetime * 0.1) else { return nil }
        let rest = lost.inner.asked.time.seconds(since: lastUse.time)
        let isUsed = rest < lifetime
        let severity: Finding.Severity = isUsed ? .error : lifetime < short ? .warning : .info
        let life = Figure.seconds(lifetime)
        return lost.verdict(
            severity, .likely, subject: lost.serverSubject, by: lost.server,
            note:
                "lifetime \(life), refused at the age of \(Figure.seconds(age)), \(Figure.seconds(rest)) after its last use (\(lost.answer))\(lost.times)",
            cause:
                "The server said that the session (\(lost.what)) lives for \(life). It was refused at the age of "
                + "\(Figure.seconds(age)) (\(lost.answer)), \(Figure.seconds(rest)) after its last good use: "
                + (isUsed
                    ? "it was in use, and use does not extend it." : "it had not been used for longer than it lives."),
            fixes: fixes(isUsed))
    }

    /// The store's clock ran out, whatever the cookie says.
    private static func inStore(_ leg: StoreLeg) -> Verdict? {
        guard let life = leg.absence.missed.life, let start = leg.absence.missed.lifeStart else { return nil }
        let lost = leg.lost
        let age = leg.absence.missed.at.time.seconds(since: start.time)
        let lastUse = [lost.loss.lastGood, leg.alive, start].compactMap { $0 }.max { $0.packet < $1.packet } ?? start
        let rest = lost.inner.asked.time.seconds(since: lastUse.time)
        let isUsed = rest < life && lastUse.packet > start.packet
        let severity: Finding.Severity = isUsed ? .error : life < short ? .warning : .info
        let text = Figure.seconds(life)
        var clocks = ""
        if let stated = lost.session.lifetime, stated > life + 1 {
            clocks = " The cookie was to live for \(Figure.seconds(stated)): the clock of the store ran out."
        }
        return leg.verdict(
            severity, .certain,
            note:
                "\(text) in \(leg.store), gone at the age of \(Figure.seconds(age)), \(Figure.seconds(rest)) after its last use (\(lost.answer))\(lost.times)",
            cause:
                "\(leg.store) held the session (\(lost.what)) for \(text) from packet \(start.packet) on, and did not have it "
                + "any more \(Figure.seconds(age)) later, when it was asked for \(lost.request) (\(lost.answer)). "
                + (isUsed
                    ? "It was in use, \(Figure.seconds(rest)) before for the last time, and use does not extend it."
                    : "It had not been used for \(Figure.seconds(rest)).") + clocks,
            fixes: fixes(isUsed))
    }

    private static func fixes(_ isUsed: Bool) -> [Finding.Fix] {
        let sliding = Finding.Fix(
            for: "application",
            "Extend the session at every use (sliding expiration: express-session rolling: true, Django "
                + "SESSION_SAVE_EVERY_REQUEST, ASP.NET SlidingExpiration, Redis EXPIRE at each read).")
        let longer = Finding.Fix(
            for: "application",
            "Make it live longer than people pause (session.cookie_lifetime and gc_maxlifetime, session-timeout, "
                + "SESSION_COOKIE_AGE, cookie.maxAge), and warn them before it ends.")
        let store = Finding.Fix(
            for: "store",
            "Let the key live as long as the cookie: both clocks start at the same use (connect-redis ttl, Flask-Session "
                + "PERMANENT_SESSION_LIFETIME, Spring server.servlet.session.timeout, PHP session.gc_maxlifetime).",
            setting: "EXPIRE session:<id> 1800")
        return isUsed ? [sliding, longer, store] : [longer, store]
    }

    static let entry = HandbookEntry(
        "session.expired", "Session ended by its lifetime", .timeout, layer: 7, severities: [.error, .warning, .info],
        severityRule:
            "error when it was in use within its lifetime; unused for longer than that: warning if the lifetime is under "
            + "15 min, else info",
        meaning:
            "The session was refused after the lifetime that the server states for it (Max-Age, Expires, expires_in), or that "
            + "its key had in the store (SET … EX, EXPIRE, memcached's exptime). Whichever of the clocks is the shorter ends it. "
            + "If its user was working all the time, use does not extend it.",
        proof:
            "Compare the time of Set-Cookie (or of the token's answer) with that of the refusal: http.set_cookie. In "
            + "the store: the EX of the SET, the last EXPIRE, and the GET that is answered by null.",
        mending: fixes(true) + Mending.lifetimes)
}
