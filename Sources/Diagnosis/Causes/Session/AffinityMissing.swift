import Correlation
import Records

/// `session.affinity-missing`
enum AffinityMissing: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), lost.loss.refusal != .forbidden, lost.token == nil,
            lost.loss.tampering == nil
        else { return nil }
        if let home = SessionHome(lost, in: scene) {
            return home.isGone ? nil : seen(lost, home, scene)
        }
        return alternating(lost, scene)
    }

    /// The upstream legs show who issued it and who refused it.
    private static func seen(_ lost: LostSession, _ home: SessionHome, _ scene: Scene) -> Verdict {
        let issuer = home.isIssuer ? "issued" : "took"
        return lost.verdict(
            .error, .certain, subject: lost.balancerSubject, by: lost.balancer,
            note: "\(home.endpoint) \(issuer) it, \(lost.inner.server) refuses it (\(lost.answer))\(lost.times)",
            cause:
                "\(home.endpoint) \(issuer) the session (\(lost.what)), and the balancer sent \(lost.request) to "
                + "\(lost.inner.server), which does not know it and answered \(lost.answer). Each server keeps its own "
                + "sessions, and nothing keeps a client on one server.",
            fixes: fixes(lost, scene))
    }

    /// One leg only: the same endpoint takes and refuses the same id in turns.
    private static func alternating(_ lost: LostSession, _ scene: Scene) -> Verdict? {
        let count = lost.ledger.alternating(at: lost.outer.server)
        guard lost.loss.way.count == 1, count >= 2 || (count == 1 && lost.loss.alternations > 0) else { return nil }
        return lost.verdict(
            .error, .possible, subject: Finding.Subject(kind: .hop, id: "\(lost.outer.server)"),
            by: Finding.Actor(role: .proxy, endpoint: lost.outer.server),
            note: "refused (\(lost.answer))\(lost.times)",
            cause:
                "\(lost.outer.server) takes and refuses the same sessions (\(lost.what)) in turns, "
                + "\(Figure.count(count, "time")) so far: it seems to pass requests on to several servers, each of "
                + "which knows only the sessions that it issued itself. The upstream side was not captured: a capture "
                + "behind \(lost.outer.server) would name the servers.",
            fixes: fixes(lost, scene))
    }

    // MARK: Words

    private static func fixes(_ lost: LostSession, _ scene: Scene) -> [Finding.Fix] {
        let software = lost.software(scene).lowercased()
        let name = lost.session.kind == .cookie ? SafeText.words(lost.name) : "session"
        let isSocket = lost.session.kind == .url && lost.name == "sid"
        var fixes = [
            Finding.Fix(
                for: "application",
                isSocket
                    ? "Use the WebSocket transport alone (transports: [\"websocket\"]), which stays on one connection; "
                        + "long polling needs a balancer that keeps each client on one worker."
                    : "Keep sessions where all servers find them (Redis, memcached, a database, signed cookies): then any "
                        + "server may answer.")
        ]
        if software.contains("haproxy") {
            fixes.append(
                Finding.Fix(
                    for: "HAProxy", "In the backend, and cookie <name> on each of its server lines:",
                    setting: "cookie SERVERID insert indirect nocache"))
        } else if software.contains("awselb") || software.contains("awsalb") {
            fixes.append(
                Finding.Fix(
                    for: "AWS ALB", "Attributes of the target group:",
                    setting: "stickiness.enabled=true\nstickiness.type=lb_cookie"))
        } else if software.contains("envoy") {
            fixes.append(
                Finding.Fix(
                    for: "Envoy", "On the cluster, and on the route:",
                    setting: "lb_policy: RING_HASH\nhash_policy: [{cookie: {name: sticky, ttl: 0s}}]"))
        } else {
            let key = isSocket || lost.session.kind != .cookie ? "$remote_addr" : "$cookie_\(name)"
            fixes.append(
                Finding.Fix(
                    for: "nginx",
                    "In the upstream block (ingress-nginx: annotation affinity: cookie). Or hash \(key) consistent; but a "
                        + "hash of a cookie that is set anew at login moves the client.", setting: "ip_hash;"))
        }
        return fixes
    }

    static let entry = HandbookEntry(
        "session.affinity-missing", "Balancer sends the session to a server that does not know it", .mismatch, layer: 7,
        severities: [.error],
        severityRule: "error; certain where the upstream side shows who issued and who refused, possible from one side",
        meaning:
            "A user signs in at one server, which keeps the session in its own memory. The balancer sends a later request "
            + "to another server, which has never heard of it: the user is logged out, and maybe logged in again when "
            + "the turn comes back. It looks like chance, and gets rarer with fewer servers.",
        proof:
            "Follow the Set-Cookie on the upstream side to the server that issued it, then the request that was refused: "
            + "http.set_cookie || http.response.code == 401, and compare ip.src.",
        mending: [
            Finding.Fix(
                for: "application",
                "Keep sessions in a store that all servers share, or in signed cookies: then any server may answer. "
                    + "Stickiness, below, hides the fault until a server goes away.")
        ] + Mending.sharedSessions + Mending.stickiness)
}

/// Another server than the one that refused, where a session lives.
struct SessionHome {
    let endpoint: Endpoint
    let isIssuer: Bool
    /// Whether it went away before the refusal.
    let isGone: Bool
    /// A packet that shows it.
    let gone: PacketReference?
    let goneFlow: FlowID?

    /// `nil` where the server that refused is the session's own, or where it serves other paths.
    init?(_ lost: LostSession, in scene: Scene) {
        let refuser = lost.inner.server
        guard !lost.ledger.isPassing(refuser) else { return nil }
        let homes = lost.homes.filter { lost.ledger.serves($0, pathsOf: lost.loss) }
        guard !lost.homes.contains(refuser), let home = homes.first else { return nil }
        endpoint = home
        isIssuer = lost.session.issued?.server == home
        // A balancer may ask each of its servers from another address.
        let asker = lost.ledger.asker(of: home) ?? lost.inner.client.address
        let time = lost.inner.asked.time
        let last = lost.ledger.topology.lastAnswer(of: home)
        let isSilent = last.map { $0.time <= time } ?? true
        let failed = scene.connections.between(asker, home.address).first {
            $0.server == home && ($0.answer == .refused || $0.answer == .unanswered)
                && $0.opened.time.seconds(since: time) <= 2 && time.seconds(since: $0.opened.time) <= 60
        }
        let ended = scene.connections.between(asker, home.address).last {
            $0.server == home && $0.hungUp == .server && ($0.ended.map { $0.time <= time } ?? false)
        }
        isGone = failed != nil || (isSilent && ended != nil && scene.now.seconds(since: time) >= 5)
        gone = failed?.opened ?? ended?.ended
        goneFlow = failed?.flow ?? ended?.flow
    }
}
