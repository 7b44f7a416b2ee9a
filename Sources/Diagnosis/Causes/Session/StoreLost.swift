import Correlation
import Records

/// `session.store-lost`
enum StoreLost: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene) else { return nil }
        if let leg = StoreLeg(lost, in: scene) {
            guard leg.isGone, let alive = leg.alive else { return nil }
            if let flush = flush(leg, alive, scene) { return emptied(leg, flush) }
            return restarted(leg, alive, scene)
        }
        return unreachable(symptom, lost, scene)
    }

    static func flush(_ leg: StoreLeg, _ alive: PacketReference, _ scene: Scene) -> SessionStores.Flush? {
        scene.correlation.stores.flush(
            of: leg.absence.session, from: alive.packet, to: leg.absence.missed.at.packet)
    }

    /// A connection to the store that the store cut, or that was refused, since the session was seen there.
    static func cut(_ leg: StoreLeg, _ alive: PacketReference, _ scene: Scene) -> Connection? {
        let missed = leg.absence.missed
        return scene.connections.between(missed.client.address, leg.store.address).first { connection in
            guard connection.server == leg.store else { return false }
            if connection.hasFailed {
                return connection.opened.packet > alive.packet && connection.opened.packet < missed.at.packet
            }
            guard let ended = connection.ended, connection.hungUp == .server || connection.endedBy == .server else {
                return false
            }
            return ended.time >= alive.time && connection.opened.packet < alive.packet
                && ended.packet < missed.at.packet
        }
    }

    // MARK: Kinds

    private static func emptied(_ leg: StoreLeg, _ flush: SessionStores.Flush) -> Verdict {
        let order = flush.order
        let what = flush.database.map { "database \($0) of \(leg.store)" } ?? "all of \(leg.store)"
        return leg.verdict(
            .error, .certain,
            note:
                "\(order.command) by \(order.client) emptied the store; refused (\(leg.lost.answer))\(leg.lost.times)",
            cause:
                "\(order.client) emptied \(what) with \(order.command) (packet \(order.at.packet)), and every session that lay there was gone, this one "
                + "(\(leg.lost.what)\(leg.rest)) with them: \(leg.lost.request) was answered \(leg.lost.answer).",
            evidence: [
                Finding.Evidence(
                    packet: order.at.packet, flow: order.flow,
                    text: "\(order.client) empties \(what) with \(order.command)")
            ], fixes: [noFlush, ownDatabase])
    }

    private static func restarted(_ leg: StoreLeg, _ alive: PacketReference, _ scene: Scene) -> Verdict? {
        let missed = leg.absence.missed
        let lasted = scene.correlation.stores.lasted(leg.store, from: alive.packet, to: missed.at.packet)
        guard !lasted.keys, !lasted.connection, let cut = cut(leg, alive, scene) else { return nil }
        let what =
            cut.hasFailed ? "refused a connection" : "closed its connections"
        let at = cut.hasFailed ? cut.opened : cut.ended ?? cut.opened
        return leg.verdict(
            .error, .likely,
            note: "\(leg.store) was restarted and kept nothing; refused (\(leg.lost.answer))\(leg.lost.times)",
            cause:
                "\(leg.store) \(what) in packet \(at.packet), and after that it had none of the sessions that it had held "
                + "before: it was restarted, or another node took its place, and it keeps nothing on disk. The session "
                + "(\(leg.lost.what)\(leg.rest)) was lost with the others: \(leg.lost.request) was answered "
                + "\(leg.lost.answer).",
            evidence: [Finding.Evidence(packet: at.packet, flow: cut.flow, text: "\(leg.store) \(what)")],
            fixes: leg.isMemcached ? [memcached] : [persistence, replica])
    }

    private static func unreachable(_ symptom: Symptom, _ lost: LostSession, _ scene: Scene) -> Verdict? {
        guard case .session(.lost(let number, _)) = symptom.kind, lost.loss.refusal != .forbidden,
            lost.loss.goodAgain == nil
        else { return nil }
        let failed = scene.correlation.failedAttempts(ofLoss: number)
        guard let first = failed.first else { return nil }
        let store = first.server
        let how = first.answer == .refused ? "refused" : "not answered"
        var verdict = lost.verdict(
            .error, .certain, subject: Finding.Subject(kind: .store, id: "\(store)"),
            by: Finding.Actor(role: .store, endpoint: store),
            note: "\(store) could not be reached; refused (\(lost.answer))\(lost.times)",
            cause:
                "The session store \(store) could not be reached while the application answered \(lost.request): "
                + "\(Figure.count(failed.count, "attempt")), \(how). It took its user for a stranger and refused the session "
                + "(\(lost.what)) with \(lost.answer), though the session itself may be well.",
            fixes: [patience, replica])
        verdict.evidence += failed.prefix(3).map {
            Finding.Evidence(
                packet: $0.opened.packet, flow: $0.flow, text: "\($0.client) tries to reach the store, and is \(how)")
        }
        verdict.evidence.sort { $0.packet < $1.packet }
        verdict.related = ["tcp.connect-refused", "tcp.connect-timeout"]
        return verdict
    }

    // MARK: Words

    private static let noFlush = Finding.Fix(
        for: "Redis",
        "Take FLUSHALL and FLUSHDB from everybody who does not need them: with ACLs, or by renaming them.",
        setting: "ACL SETUSER app -flushall -flushdb\nrename-command FLUSHALL \"\"")
    private static let ownDatabase = Finding.Fix(
        for: "application",
        "Keep sessions apart from caches, on an instance of their own: Django's cache.clear() and Laravel's cache:clear empty what "
            + "they share.")
    private static let persistence = Finding.Fix(
        for: "Redis", "Keep the data on disk; with appendfsync everysec a second is lost at most.",
        setting: "appendonly yes\nappendfsync everysec")
    private static let replica = Finding.Fix(
        for: "Redis",
        "A replica with Sentinel or Redis Cluster takes over when a node goes away; clients must ask Sentinel, or speak Cluster.",
        setting: "replicaof 10.0.0.5 6379")
    private static let memcached = Finding.Fix(
        for: "memcached",
        "It keeps nothing by design: keep sessions in Redis with appendonly, or in a database with memcached before it (Django "
            + "cached_db). Where it must be, restart with memory kept: -e on a tmpfs and SIGUSR1.",
        setting: "memcached -e /tmpfs_mount/memory_file")
    private static let patience = Finding.Fix(
        for: "application",
        "Answer 503 with Retry-After while the store is away, and keep the cookie: a redirect to the login page or a deleted "
            + "cookie makes an outage of seconds a lost session.")

    static let entry = HandbookEntry(
        "session.store-lost", "Session store lost its sessions", .drop, layer: 7, severities: [.error],
        severityRule:
            "error; certain where FLUSHALL or failed connections are seen, likely for a restart, which only its traces show",
        meaning:
            "The store in which the sessions of all users live lost many or all of them at once: it was restarted without "
            + "anything on disk, failed over to an empty node, somebody emptied it (FLUSHALL, FLUSHDB, flush_all), or it could "
            + "not be reached when a session was wanted. All users are signed out together.",
        proof:
            "Look for FLUSHALL or FLUSHDB, for the end of the store's connections (tcp.flags.fin == 1 || tcp.flags.reset == 1 "
            + "from its port), and then GETs answered by null for sessions that were stored before. redis-cli INFO server: "
            + "uptime_in_seconds; memcached: stats, uptime.",
        mending: [persistence, replica, noFlush, ownDatabase, memcached, patience])
}
