import Correlation
import Records

/// `session.shared`
enum SessionShared: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .session(.shared(let use, let back)) = symptom.kind, let number = use.session else { return nil }
        let ledger = scene.correlation.sessions
        let clients = ledger.clients(of: number)
        guard clients.count == 2, !clients.contains(where: { ledger.asksForOthers($0) }),
            clients[0].isIPv6 == clients[1].isIPv6, ledger.tokenFacts(of: number)?.isClientCredential != true,
            ledger.sessions[number].lastGood != nil
        else { return nil }
        let way = ledger.way(of: use)
        guard let outer = way.first, let inner = way.last else { return nil }
        let name = SafeText.words(ledger.name(of: number))
        var verdict = Verdict(
            .error, .likely, subject: Finding.Subject(kind: .session, id: ledger.value(of: number)),
            by: Finding.Actor(role: .client, endpoint: outer.client), at: outer.asked, flow: outer.flow,
            note: "used by \(clients[0]) and \(clients[1]) in turns, with two user agents",
            cause:
                "The same session (\(name)) is used from \(clients[0]) and from \(clients[1]) in turns, with two user "
                + "agents: two programs on two hosts share it. Either it was stolen, or a cache or a program hands one "
                + "user's session to another. It is served by \(inner.server).",
            evidence: [
                Finding.Evidence(packet: outer.asked.packet, flow: outer.flow, text: "used from \(clients[1])"),
                Finding.Evidence(packet: back.packet, flow: nil, text: "used from \(clients[0]) again"),
            ],
            fixes: fixes)
        verdict.session = ledger.value(of: number)
        return verdict
    }

    private static let fixes = [
        Finding.Fix(
            for: "application",
            "End this session now, and find how the id got out: clear text, a URL, a log, a script without HttpOnly. Bind "
                + "sessions to what does not change (user agent, client certificate)."),
        Finding.Fix(
            for: "cache",
            "Never cache answers with Set-Cookie: Cache-Control: private, no-store; proxy_no_cache $upstream_http_set_cookie."
        ),
    ]

    static let entry = HandbookEntry(
        "session.shared", "One session, several clients", .security, layer: 7, severities: [.error],
        severityRule: "error; two addresses and two user agents in turns (A, B, A)",
        meaning:
            "One session id is used by two clients with different addresses and different user agents, in turns. A "
            + "roaming telephone changes its address but not its program; this is somebody else.",
        proof: "http.cookie contains the id; compare ip.src and http.user_agent.",
        mending: fixes + Mending.cookies)
}

/// `session.fixation`
enum SessionFixation: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .session(.kept(let use, let login, let hadSecond, let cameInURL)) = symptom.kind,
            let number = use.session
        else { return nil }
        let ledger = scene.correlation.sessions
        let way = ledger.way(of: use)
        guard let outer = way.first, let inner = way.last else { return nil }
        let name = SafeText.words(ledger.name(of: number))
        let isOther = hadSecond && !ledger.clients(of: number).contains { ledger.asksForOthers($0) }
        let how =
            isOther ? "a second client had it before" : cameInURL ? "it came in a URL" : "the visitor's id was kept"
        var verdict = Verdict(
            isOther || cameInURL ? .warning : .notice, .certain,
            subject: Finding.Subject(kind: .server, id: "\(inner.server)"),
            by: Finding.Actor(role: .server, endpoint: inner.server), at: outer.asked, flow: outer.flow,
            note: "client \(outer.client.address): the id (\(name)) is the same after the sign-in; \(how)",
            cause:
                "\(inner.server) keeps the id that a visitor brought (\(name)) when he signs in; \(how). Who gave him that "
                + "id is signed in, too.",
            evidence: [
                Finding.Evidence(packet: login.packet, flow: outer.flow, text: "sign-in, answered without a new id"),
                Finding.Evidence(packet: outer.asked.packet, flow: outer.flow, text: "the id of before, signed in"),
            ],
            fixes: fixes)
        verdict.session = ledger.value(of: number)
        return verdict
    }

    private static let fixes = [
        Finding.Fix(
            for: "application",
            "Issue a new id at sign-in: PHP session_regenerate_id(true), Java request.changeSessionId(), Django login(), "
                + "express-session req.session.regenerate(); never take ids from URLs (session.use_only_cookies=1, "
                + "use_strict_mode=1).")
    ]

    static let entry = HandbookEntry(
        "session.fixation", "Session id kept at sign-in", .security, layer: 7, severities: [.warning, .notice],
        severityRule: "warning when a second client used the id or it came in a URL, else notice",
        meaning:
            "A visitor's session id stays the same when he signs in. Who knew it before, because he sent the link or saw "
            + "it on the way, is signed in with him.",
        proof: "Compare the cookie before and after the POST of the login form: http.cookie, http.set_cookie.",
        mending: fixes + Mending.cookies)
}
