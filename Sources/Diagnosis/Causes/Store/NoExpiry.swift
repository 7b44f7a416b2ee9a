import Correlation
import Records

/// `store.no-expiry`
enum NoExpiry: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .endlessKey(let key) = symptom.kind, !scene.correlation.endlessKeys.isMended(key) else { return nil }
        let name = "\(SafeText.plain(key.prefix))…"
        let total = scene.correlation.endlessKeys.total(at: key.server)
        var verdict = Verdict(
            .notice, .certain, subject: symptom.serverSubject,
            by: Finding.Actor(role: .client, endpoint: key.client), at: key.at, flow: key.flow,
            note: "\(key.command) \(name) without a time to live",
            cause:
                "\(key.client.address) stores sessions in \(key.server) (\(name)) without a time to live"
                + (total > 1 ? ", \(total) seen" : "")
                + ": those of users who just leave stay for ever, until memory is full and something is thrown out or refused.",
            evidence: [symptom.evidence(key.at.packet, "\(key.command) \(name) without a time to live")], fixes: fixes)
        verdict.session = key.identifier
        verdict.cases = Int(clamping: total)
        return verdict
    }

    // MARK: Words

    private static let fixes = [
        Finding.Fix(
            for: "application",
            "Store the time to live with the value, in one command, and again at each write: SET without EX takes a former one "
                + "away, KEEPTTL leaves it.",
            setting: "SET session:<id> <value> EX 1800"),
        Finding.Fix(
            for: "express-session",
            "connect-redis takes ttl from the cookie's maxAge, or 86400 s; leave disableTTL off.",
            setting: "new RedisStore({ client, ttl: 86400 })"),
        Finding.Fix(
            for: "Django, Flask-Session", "SESSION_COOKIE_AGE; PERMANENT_SESSION_LIFETIME: both become the key's life.",
            setting: "PERMANENT_SESSION_LIFETIME = timedelta(minutes=30)"),
        Finding.Fix(
            for: "Redis", "Find what is there already: keys of sessions whose TTL is -1.",
            setting: "redis-cli --scan --pattern 'session:*' | xargs -n1 redis-cli TTL"),
        Finding.Fix(
            for: "memcached", "An exptime of 0 never ends; give seconds, 30 days at most.",
            setting: "set <key> 0 1800 <bytes>"),
    ]

    static let entry = HandbookEntry(
        "store.no-expiry", "Sessions stored without an end", .security, layer: 7, severities: [.notice],
        severityRule: "notice",
        meaning:
            "Sessions are written into Redis or memcached without a time to live. A session that nobody signs out of stays valid "
            + "for as long as the store runs: whoever finds an old cookie is in, and memory fills with the sessions of people who "
            + "left. When it is full, either sessions in use are thrown out (session.evicted) or new ones are refused "
            + "(store.error).",
        proof:
            "Look at the SET (or set … 0 0) of a session's key: no EX, PX or EXAT, and no EXPIRE after it. TTL key answers -1.",
        mending: fixes)
}
