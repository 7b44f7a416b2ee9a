import Correlation
import Records

/// `session.lost-on-failover`
enum LostOnFailover: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), lost.loss.refusal != .forbidden, lost.token == nil,
            lost.loss.tampering == nil, let home = SessionHome(lost, in: scene), home.isGone, let gone = home.gone
        else { return nil }
        var verdict = lost.verdict(
            .error, .certain, subject: lost.balancerSubject,
            by: Finding.Actor(role: .server, endpoint: home.endpoint),
            note: "\(home.endpoint) went away, \(lost.inner.server) refuses it (\(lost.answer))\(lost.times)",
            cause:
                "The session (\(lost.what)) lived on \(home.endpoint), which went away; the balancer sent "
                + "\(lost.request) to \(lost.inner.server), which does not know it and answered \(lost.answer). The "
                + "sessions of a server are lost with it.",
            fixes: fixes)
        verdict.evidence.append(
            Finding.Evidence(packet: gone.packet, flow: home.goneFlow, text: "\(home.endpoint) is gone"))
        verdict.related = ["tcp.connect-refused"]
        return verdict
    }

    private static let fixes = [
        Finding.Fix(
            for: "application",
            "Keep sessions outside the servers (Redis with a replica, a database, signed cookies), or replicate them: "
                + "stickiness alone loses them with the server."),
        Finding.Fix(
            for: "balancer",
            "Before a server is stopped drain it (HAProxy: set server … state drain; Kubernetes: preStop and "
                + "terminationGracePeriodSeconds; ALB: deregistration_delay), until its users have signed out."),
    ]

    static let entry = HandbookEntry(
        "session.lost-on-failover", "Session lost with its server", .drop, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "The session was kept on one server. That server stopped, crashed or was taken out, the balancer moved its "
            + "users to another one, and that one does not know their sessions.",
        proof:
            "The connection to the first server ends or is refused (tcp.flags.reset == 1 towards the proxy), and the "
            + "next request with the same id goes to another address and is refused.",
        mending: fixes + Mending.sharedSessions + Mending.draining)
}
