import Correlation
import Records

/// `token.expired`
enum TokenExpired: Cause {
    static let rank = Rank.session
    /// Clocks may differ by so much, seconds.
    private static let skew: Int64 = 1

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), let expires = lost.token?.expires,
            lost.status == 401 || lost.status == 403 || lost.status == 419 || lost.status == 440
        else { return nil }
        let asked = lost.inner.asked.time.nanoseconds / 1_000_000_000
        guard asked >= expires &- skew else { return nil }
        let refreshed = refresh(lost, scene)
        let isOver = scene.now.seconds(since: lost.at.time) >= scene.options.refreshWindow
        let late = Double(lost.inner.asked.time.nanoseconds) / 1e9 - Double(expires)
        let follows =
            refreshed.map { ", a new one \(Figure.seconds(max(0, $0.time.seconds(since: lost.at.time)))) later" }
            ?? (isOver ? ", and no refresh in \(Figure.whole(scene.options.refreshWindow)) s" : "")
        return lost.verdict(
            refreshed == nil && isOver ? .error : .info, .certain, subject: lost.serverSubject,
            by: Finding.Actor(role: .client, endpoint: lost.outer.client),
            note:
                "token used \(Figure.seconds(max(0, late))) after its exp, refused (\(lost.answer))\(lost.times)\(follows)",
            cause:
                "A token was used \(Figure.seconds(max(0, late))) after its exp and refused by \(lost.inner.server) "
                + "(\(lost.answer))\(lost.times)\(follows).",
            fixes: fixes)
    }

    /// The first new token of this client, or of this subject, within the time.
    private static func refresh(_ lost: LostSession, _ scene: Scene) -> PacketReference? {
        let grants = [
            lost.ledger.grant(client: lost.loss.client, agent: lost.loss.agent, after: lost.at.packet),
            lost.ledger.grant(subjectOf: lost.loss.session, after: lost.at.packet),
        ]
        return grants.compactMap { $0 }.filter {
            $0.time.seconds(since: lost.at.time) <= scene.options.refreshWindow
        }.min { $0.packet < $1.packet }
    }

    private static let fixes = [
        Finding.Fix(
            for: "client",
            "Get a new token before exp (a minute ahead), or after the first 401, once, and repeat the request; sign in "
                + "again when that is refused."),
        Finding.Fix(
            for: "issuer", "Give out refresh tokens, or access tokens that live as long as the work they are for."),
    ]

    static let entry = HandbookEntry(
        "token.expired", "Expired token used", .timeout, layer: 7, severities: [.error, .info],
        severityRule: "error if this client gets no new token within 30 s, else info (401, refresh, 200 is normal)",
        meaning:
            "A JSON Web Token carries the time of its end (exp). It was used after that and refused, and the client did "
            + "not fetch a new one.",
        proof: "http.authorization contains \"Bearer\" && http.response.code == 401; decode the token and compare exp.",
        mending: fixes + Mending.tokens)
}

/// `token.not-yet-valid`
enum TokenNotYetValid: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), let token = lost.token,
            let start = [token.notBefore, token.issuedAt].compactMap({ $0 }).max()
        else { return nil }
        let ahead = Double(start) - Double(lost.inner.asked.time.nanoseconds) / 1e9
        guard ahead > 1, lost.status == 401 || lost.status == 403 || lost.status == 400 else { return nil }
        let claim = token.notBefore == start ? "nbf" : "iat"
        let issuer = lost.session.issued.map { " (issued by \($0.server))" } ?? ""
        return lost.verdict(
            .error, .certain, subject: lost.serverSubject,
            by: Finding.Actor(role: .server, endpoint: lost.session.issued?.server ?? lost.inner.server),
            note: "\(claim) \(Figure.seconds(ahead)) ahead, refused (\(lost.answer))\(lost.times)",
            cause:
                "The token\(issuer) says \(claim) \(Figure.seconds(ahead)) after the moment at which \(lost.inner.server) "
                + "refused it (\(lost.answer)): the clocks of issuer and server differ by \(Figure.seconds(ahead)) or "
                + "more.",
            fixes: fixes)
    }

    private static let fixes = [
        Finding.Fix(
            for: "issuer and server",
            "Set both clocks by NTP (chronyc tracking, timedatectl), also in containers' hosts and virtual machines."),
        Finding.Fix(for: "server", "Allow a leeway of 30 to 60 s for nbf and iat (leeway, clockTolerance, ClockSkew)."),
    ]

    static let entry = HandbookEntry(
        "token.not-yet-valid", "Token from the future", .mismatch, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "A fresh token is refused because its nbf or iat lies in the future of the server that checks it: the clocks "
            + "of issuer and server differ. Users cannot get in, or get in only a while after signing in.",
        proof: "Decode the token and compare nbf and iat with the packet's time and the Date headers of both servers.",
        mending: fixes + Mending.tokens)
}
