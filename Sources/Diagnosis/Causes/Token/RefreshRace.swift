import Correlation
import Records

/// `token.refresh-race`
enum RefreshRace: Cause {
    static let rank = Rank.session
    /// Two uses further apart are a stolen or an old token, seconds.
    private static let together = 10.0

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .session(.refreshRefused(let use, let token)) = symptom.kind else { return nil }
        let ledger = scene.correlation.sessions
        let uses = ledger.refreshes(token)
        let way = ledger.way(of: use)
        guard let mine = way.first, mine.flow == use.passage.flow,
            let granted = uses.first(where: { $0.isGranted && $0.passage != mine }),
            abs(granted.passage.asked.time.seconds(since: mine.asked.time)) <= together,
            overlaps(granted.passage, mine) || granted.passage.flow != mine.flow
        else { return nil }
        let apart = abs(granted.passage.asked.time.seconds(since: mine.asked.time))
        let server = way.last?.server ?? mine.server
        let answered = mine.answered ?? mine.asked
        return Verdict(
            .error, .certain, subject: Finding.Subject(kind: .server, id: "\(server)"),
            by: Finding.Actor(role: .client, endpoint: mine.client), at: answered, flow: mine.flow,
            note: "client \(mine.client.address): used twice within \(Figure.seconds(apart)), refused (\(mine.status))",
            cause:
                "\(mine.client.address) used one refresh token twice within \(Figure.seconds(apart)), on two requests at "
                + "once. \(server) took one and refused the other (\(mine.status)), since a refresh token is good for "
                + "one use; a client that then forgets its tokens has logged its user out.",
            evidence: [
                Finding.Evidence(
                    packet: granted.passage.asked.packet, flow: granted.passage.flow, text: "one use, granted"),
                Finding.Evidence(packet: mine.asked.packet, flow: mine.flow, text: "the other use"),
                Finding.Evidence(packet: answered.packet, flow: mine.flow, text: "refused with \(mine.status)"),
            ],
            fixes: fixes)
    }

    private static func overlaps(_ one: Passage, _ other: Passage) -> Bool {
        let first = one.asked.time < other.asked.time ? one : other
        let second = one.asked.time < other.asked.time ? other : one
        return (first.answered?.time ?? first.asked.time) >= second.asked.time
    }

    private static let fixes = [
        Finding.Fix(
            for: "client",
            "Refresh once for all: let requests that meet 401 wait for one refresh (a shared promise, a mutex, across "
                + "tabs the Web Locks API), and do not forget a newer token because an older one was refused."),
        Finding.Fix(
            for: "issuer",
            "Allow a grace period for the previous refresh token (Auth0: reuse interval, Keycloak: Refresh Token Max "
                + "Reuse, Okta: grace period): 10 s are enough."),
    ]

    static let entry = HandbookEntry(
        "token.refresh-race", "Refresh token used twice at once", .mismatch, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "Two requests of one client met an expired access token at the same time, and both went to refresh it with the "
            + "same refresh token. Where each is good for one use only, one of them is refused, and the user is logged "
            + "out although the other one succeeded.",
        proof:
            "http.request.method == \"POST\" to the token endpoint: two with the same refresh_token, one answered 400.",
        mending: fixes + Mending.tokens)
}

/// `token.weak`
enum TokenWeak: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .session(.weak(let use, let weakness)) = symptom.kind else { return nil }
        let ledger = scene.correlation.sessions
        let way = ledger.way(of: use)
        guard let outer = way.first, let inner = way.last else { return nil }
        let text = words(weakness)
        var verdict = Verdict(
            .notice, .certain, subject: Finding.Subject(kind: .server, id: "\(inner.server)"),
            by: Finding.Actor(role: .server, endpoint: inner.server), at: outer.asked, flow: outer.flow,
            note: "client \(outer.client.address): \(text)",
            cause: "A token for \(inner.server) \(text).",
            evidence: [Finding.Evidence(packet: outer.asked.packet, flow: outer.flow, text: "a token that \(text)")],
            fixes: fixes)
        verdict.session = use.session.map { ledger.value(of: $0) }
        return verdict
    }

    private static func words(_ weakness: TokenWeakness) -> String {
        switch weakness {
        case .unsigned: "is not signed (alg: none): anybody can make one"
        case .endless: "has no exp: it is good for ever"
        case .longLived(let seconds): "lives for \(seconds / 86_400) days"
        }
    }

    private static let fixes = [
        Finding.Fix(
            for: "issuer", "Sign tokens (RS256, ES256, EdDSA), with exp minutes to hours ahead, and refresh them."),
        Finding.Fix(for: "server", "Accept only the algorithm that the issuer uses; refuse tokens without exp."),
    ]

    static let entry = HandbookEntry(
        "token.weak", "Weak token", .security, layer: 7, severities: [.notice], severityRule: "notice",
        meaning: "A JSON Web Token is not signed, never ends, or lives longer than a month: who finds it keeps it.",
        proof: "Decode the part before the first dot of the Authorization header's token, and the one behind it.",
        mending: fixes + Mending.tokens)
}
