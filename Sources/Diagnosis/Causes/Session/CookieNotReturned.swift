import Correlation
import Records

/// `session.cookie-not-returned`
enum CookieNotReturned: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .session(.notReturned(let use, let key)) = symptom.kind else { return nil }
        let ledger = scene.correlation.sessions
        guard let jar = ledger.jars[key], !jar.isReturned, jar.sendable == 0, let obstacle = jar.obstacle,
            jar.issues >= 3 || jar.refusals >= 1, let refused = jar.refused, let first = ledger.way(of: use).first,
            first.flow == use.passage.flow, !ledger.asksForOthers(jar.first.client.address)
        else { return nil }
        let name = SafeText.words(jar.name)
        let why = words(obstacle, jar)
        return Verdict(
            .error, .certain, subject: Finding.Subject(kind: .server, id: "\(jar.first.server)"),
            by: Finding.Actor(role: .server, endpoint: jar.first.server), at: jar.first.answered ?? jar.first.asked,
            flow: jar.first.flow,
            note:
                "client \(jar.first.client.address): \(name) set \(Figure.count(jar.issues, "time")), never sent back: \(why)",
            cause:
                "\(jar.first.server) sets the session cookie \(name), and the client may not send it with any request "
                + "that was seen: \(why). Every request begins without a session"
                + (jar.refusals > 0 ? ", and is sent to sign in." : ", and the server issues a new one each time."),
            evidence: [
                Finding.Evidence(
                    packet: (jar.first.answered ?? jar.first.asked).packet, flow: jar.first.flow,
                    text: "\(name) is set"),
                Finding.Evidence(
                    packet: refused.asked.packet, flow: refused.flow,
                    text: "\(SafeText.path(jar.target)) comes without it"),
            ],
            fixes: fixes(obstacle))
    }

    private static func words(_ obstacle: Jars.Obstacle, _ jar: Jars.Cookie) -> String {
        switch obstacle {
        case .path(let path): "its Path is \(SafeText.path(path)), the request is for \(SafeText.path(jar.target))"
        case .domain(let domain): "its Domain is \(SafeText.plain(domain)), the request is for another host"
        case .secure: "it is Secure, and the requests are plain HTTP"
        case .expired: "it had expired when it was set"
        }
    }

    private static func fixes(_ obstacle: Jars.Obstacle) -> [Finding.Fix] {
        switch obstacle {
        case .path:
            [
                Finding.Fix(for: "application", "Set the session cookie with Path=/."),
                Finding.Fix(
                    for: "proxy",
                    "Where it maps paths: proxy_cookie_path /app /; (nginx), ProxyPassReverseCookiePath (Apache)."),
            ]
        case .domain:
            [
                Finding.Fix(for: "application", "Leave Domain out, or set it to the host's own domain."),
                Finding.Fix(for: "proxy", "proxy_cookie_domain (nginx), ProxyPassReverseCookieDomain (Apache)."),
            ]
        case .secure:
            [
                Finding.Fix(
                    for: "site",
                    "Serve it over HTTPS throughout and redirect HTTP; Secure cookies never travel over HTTP."),
                Finding.Fix(for: "application", "On plain HTTP (development) leave Secure out."),
            ]
        case .expired:
            [Finding.Fix(for: "application", "Check Max-Age and Expires, and the server's clock.")]
        }
    }

    static let entry = HandbookEntry(
        "session.cookie-not-returned", "Session cookie that its client may not send", .mismatch, layer: 7,
        severities: [.error],
        severityRule: "error; told after two new issues, or a refusal, without any request that might have carried it",
        meaning:
            "The server sets a session cookie with attributes that keep the client from sending it where it is wanted: "
            + "another Path or Domain, Secure over plain HTTP, or an end in the past. Each request starts without a "
            + "session: people cannot stay signed in, and carts stay empty.",
        proof: "http.set_cookie, then http.request without http.cookie from the same client.",
        mending: fixes(.path("/")) + fixes(.secure) + Mending.cookies)
}
