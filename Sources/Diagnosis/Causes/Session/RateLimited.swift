import Correlation
import Records

/// `session.rate-limited`
enum RateLimited: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .session(.limited(let use, let retryAfter)) = symptom.kind, let number = use.session else {
            return nil
        }
        let ledger = scene.correlation.sessions
        let way = ledger.way(of: use)
        guard let outer = way.first, let inner = way.last else { return nil }
        let name = SafeText.words(ledger.name(of: number))
        let answered = outer.answered ?? outer.asked
        // gRPC says it in the trailers, with HTTP status 200.
        let answer = outer.status == 429 ? "429" : "RESOURCE_EXHAUSTED"
        let wait = retryAfter.map { "; Retry-After: \(SafeText.words($0))" } ?? ""
        let isProxy = way.count == 1 && ledger.isPassing(inner.server)
        var verdict = Verdict(
            .warning, .certain, subject: Finding.Subject(kind: .server, id: "\(inner.server)"),
            by: Finding.Actor(role: isProxy ? .proxy : .server, endpoint: inner.server), at: answered,
            flow: outer.flow, note: "client \(outer.client.address): \(answer)\(wait)",
            cause:
                "\(inner.server) answers \(answer) to a session (\(name)) that asks too often\(wait)."
                + (isProxy ? " The proxy itself refuses: these requests do not reach the application." : ""),
            evidence: [Finding.Evidence(packet: answered.packet, flow: outer.flow, text: "\(answer)\(wait)")],
            fixes: fixes)
        verdict.session = ledger.value(of: number)
        return verdict
    }

    private static let fixes = [
        Finding.Fix(for: "client", "Ask less often, one request after the other, and wait for Retry-After."),
        Finding.Fix(
            for: "nginx", "limit_req … burst=20 nodelay; so that a page's first requests pass; limit_req_status 429."),
        Finding.Fix(
            for: "gRPC client",
            "Back off on RESOURCE_EXHAUSTED, and for as long as grpc-retry-pushback-ms says; one stream instead of many calls."
        ),
        Finding.Fix(
            for: "Envoy", "The local or global rate limit of the route; the quota of each client in the application.",
            setting: "token_bucket: { max_tokens: 100, tokens_per_fill: 100, fill_interval: 60s }"),
    ]

    static let entry = HandbookEntry(
        "session.rate-limited", "Session meets a rate limit", .performance, layer: 7, severities: [.warning],
        severityRule: "warning",
        meaning:
            "Requests of a session are refused with 429, or calls with RESOURCE_EXHAUSTED, because there are too many of them in a "
            + "short time.",
        proof: "http.response.code == 429; for gRPC grpc.status_code == 8 (in the trailers, with HTTP status 200).",
        mending: fixes + Mending.rateLimits)
}

/// `session.logout`
enum SessionLogout: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .session(.loggedOut(let use)) = symptom.kind, let number = use.session else { return nil }
        let ledger = scene.correlation.sessions
        let way = ledger.way(of: use)
        guard let outer = way.first, let inner = way.last else { return nil }
        let answered = outer.answered ?? outer.asked
        var verdict = Verdict(
            .info, .certain, subject: Finding.Subject(kind: .server, id: "\(inner.server)"),
            by: Finding.Actor(role: .client, endpoint: outer.client), at: answered, flow: outer.flow,
            note: "client \(outer.client.address) signs out (\(outer.status))",
            cause: "Users ended their sessions at \(inner.server) themselves.",
            evidence: [
                Finding.Evidence(packet: answered.packet, flow: outer.flow, text: "signed out, \(outer.status)")
            ],
            fixes: [])
        verdict.session = ledger.value(of: number)
        return verdict
    }

    static let entry = HandbookEntry(
        "session.logout", "Signed out", .event, layer: 7, severities: [.info], severityRule: "info",
        meaning: "A user ended the session: nothing is wrong. What is refused with its id after that is no loss.",
        proof: "http.request.uri contains \"logout\"",
        mending: [Finding.Fix(for: "nobody", "Nothing is to be mended.")])
}
