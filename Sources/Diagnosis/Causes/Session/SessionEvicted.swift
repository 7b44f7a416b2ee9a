import Correlation
import Records

/// `session.evicted`
enum SessionEvicted: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), let leg = StoreLeg(lost, in: scene), leg.isGone,
            let alive = leg.alive, leg.absence.isLifetimeKnown, StoreLost.flush(leg, alive, scene) == nil
        else { return nil }
        let missed = leg.absence.missed.at
        let lasted = scene.correlation.stores.lasted(leg.store, from: alive.packet, to: missed.packet)
        let cut = StoreLost.cut(leg, alive, scene)
        // The store's data is seen to be there, or its connections to have stayed.
        guard lasted.keys || lasted.connection || cut == nil else { return nil }
        let why =
            lasted.connection
            ? "Nobody deleted it, and a connection to the store lasted all the time, so that it was not restarted: the store "
                + "was full, and threw it out."
            : lasted.keys
                ? "Nobody deleted it, and other sessions outlived it: the store was full, and threw it out."
                : "Nobody was seen to delete it, and nothing shows that the store was restarted: it may have been full, and "
                    + "thrown it out."
        return leg.verdict(
            .error, lasted.keys || lasted.connection ? .likely : .possible,
            note: "gone from \(leg.store)\(leg.rest); refused (\(lost.answer))\(lost.times)",
            cause:
                "\(leg.store) held the session (\(lost.what))\(leg.rest), and did not have it any more when it was asked "
                + "for \(lost.request), which was answered \(lost.answer). \(why)",
            fixes: fixes(leg))
    }

    private static let redis = [
        Finding.Fix(
            for: "Redis",
            "Give sessions an instance of their own with room for all of them: databases of one instance share its memory. "
                + "INFO stats tells evicted_keys; with volatile-ttl what ends soonest goes first, with noeviction writes fail "
                + "instead.",
            setting: "maxmemory 2gb\nmaxmemory-policy noeviction")
    ]
    private static let memcached = [
        Finding.Fix(
            for: "memcached",
            "More memory (-m, MiB), and another instance for caches: stats tells evictions, stats items evicted_nonzero for each "
                + "size.", setting: "memcached -m 1024")
    ]
    private static let application = Finding.Fix(
        for: "application",
        "Keep less in each session, and write caches elsewhere. A store that may forget is for caches: Django's cached_db keeps "
            + "sessions in the database behind it.",
        setting: "SESSION_ENGINE = \"django.contrib.sessions.backends.cached_db\"")

    private static func fixes(_ leg: StoreLeg) -> [Finding.Fix] {
        (leg.isMemcached ? memcached : leg.store.port == 6_379 ? redis : redis + memcached) + [application]
    }

    static let entry = HandbookEntry(
        "session.evicted", "Store threw the session out", .drop, layer: 7, severities: [.error],
        severityRule: "error; likely, for a store does not say why a key is gone",
        meaning:
            "The session store held the session, its lifetime was not over and nobody deleted it, and yet it was gone when the "
            + "application asked for it. Other sessions or connections outlived it, so that the store was neither restarted nor "
            + "emptied: it was full, and threw out what had not been used for longest.",
        proof:
            "The SET with its lifetime, the last GET that was answered, and the GET answered by null (memcached: END without a "
            + "VALUE), without DEL or FLUSHALL between. redis-cli INFO stats: evicted_keys; memcached: stats, evictions.",
        mending: redis + memcached + [application])
}
