import Correlation
import Records

/// `session.lost-update`
enum SessionLostUpdate: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .lostUpdate(let update) = symptom.kind else { return nil }
        let ledger = scene.correlation.sessions
        let first = ledger.request(
            of: update.identifier, from: update.addedFrom.at, to: update.added.at, at: update.added.client.address)
        let second = ledger.request(
            of: update.identifier, from: update.overwroteFrom.at, to: update.overwrote.at,
            at: update.overwrote.client.address)
        let key = "\(SafeText.plain(update.prefix))\u{E000}\(update.identifier)\u{E001}"
        let late = Figure.seconds(update.overwrote.at.time.seconds(since: update.overwroteFrom.at.time))
        let words = Figure.count(update.words, "word")
        var verdict = Verdict(
            .error, .certain, subject: Finding.Subject(kind: .store, id: "\(update.server)"),
            by: Finding.Actor(role: .client, endpoint: update.overwrote.client), at: update.overwrote.at,
            flow: update.overwrote.flow,
            note:
                "\(who(second, update.overwrote)) writes over what \(who(first, update.added)) added (\(words)), \(late) after its own read",
            cause:
                "Two requests read the session \(key), changed it and wrote it back whole at the same time. What "
                + "\(who(first, update.added)) added (packet \(update.added.at.packet)) is not in what "
                + "\(who(second, update.overwrote)) wrote over it (packet \(update.overwrote.at.packet)), for that had read the "
                + "session before (packet \(update.overwroteFrom.at.packet)), and the next read does not find it any more.",
            evidence: evidence(symptom, update), fixes: fixes)
        verdict.session = update.identifier
        return verdict
    }

    private static func evidence(_ symptom: Symptom, _ update: LostUpdate) -> [Finding.Evidence] {
        let steps: [(LostUpdate.Step, String)] = [
            (update.addedFrom, "reads the session"), (update.overwroteFrom, "reads the session, too"),
            (update.added, "writes it back with \(Figure.count(update.words, "new word"))"),
            (update.overwrote, "writes it back without"),
            (update.missing, "reads it, and does not find what was added"),
        ]
        return steps.map { step, text in
            Finding.Evidence(packet: step.at.packet, flow: step.flow, text: "\(step.client) \(text)")
        }
        .sorted { $0.packet < $1.packet }
    }

    private static func who(_ request: Passage?, _ step: LostUpdate.Step) -> String {
        request.map { "the request to \($0.server) (packet \($0.asked.packet))" } ?? "\(step.client)"
    }

    private static let fixes = [
        Finding.Fix(
            for: "application",
            "Change fields, not the whole: a hash with HSET for each (Spring Session does, Flask and express write all of it), or "
                + "keep carts and the like in a table of their own."),
        Finding.Fix(
            for: "Redis",
            "Write only if nobody else did: WATCH before the read, MULTI and EXEC, and read again on null.",
            setting: "WATCH session:<id>\nGET session:<id>\nMULTI\nSET session:<id> <value> KEEPTTL\nEXEC"),
        Finding.Fix(
            for: "memcached", "gets, then cas with the number that it gave; read again on EXISTS.",
            setting: "cas session:<id> 0 1800 <bytes> <unique>"),
        Finding.Fix(
            for: "PHP", "Lock the session while a request works on it (phpredis, memcached extension).",
            setting: "redis.session.locking_enabled = 1\nmemcached.sess_locking = On"),
        Finding.Fix(
            for: "express-session", "resave: false, so that requests that change nothing do not write.",
            setting: "session({ resave: false, saveUninitialized: false })"),
    ]

    static let entry = HandbookEntry(
        "session.lost-update", "Change to a session was written over", .drop, layer: 7, severities: [.error],
        severityRule:
            "error; told where words that one writer added are absent from what another wrote after an earlier read, and from "
            + "the next read",
        meaning:
            "Two requests of one session were worked on at the same time, by two workers or in two tabs. Each read the session "
            + "from the store, changed it and wrote all of it back: the later write put out what the earlier one had added. No "
            + "status tells: a thing vanishes from a cart, a message is never shown, a token is refused.",
        proof:
            "Two GETs of one key, then two SETs of it, from different connections: compare the values. hangup compares hashes of "
            + "their words and leaves digits out.",
        mending: fixes)
}
