import Correlation
import Records

/// `session.header-dropped`
enum HeaderDropped: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), let hop = lost.loss.tampering, !hop.isChanged else {
            return nil
        }
        let name = SafeText.words(hop.name)
        var verdict = lost.verdict(
            .error, .certain, subject: hop.subject, by: Finding.Actor(role: .proxy, endpoint: hop.before.server),
            note: "\(lost.request) came with \(hop.carrier), left without it, refused (\(lost.answer))\(lost.times)",
            cause:
                "\(lost.request) reaches \(hop.before.server) with \(hop.carrier) and leaves it without, to "
                + "\(hop.behind.server), which answered \(lost.answer). The session itself is good; this hop loses it.",
            fixes: fixes(hop, name, scene))
        verdict.evidence += hop.evidence(out: "leaves without \(hop.carrier)")
        return verdict
    }

    private static func fixes(_ hop: Tampering, _ name: String, _ scene: Scene) -> [Finding.Fix] {
        let service = scene.services.service(hop.before.server)
        let software = [service?.software, service?.via].compactMap { $0 }.joined(separator: " ").lowercased()
        var fixes: [Finding.Fix] = []
        if name.contains("_"), hop.kind == .header {
            fixes.append(
                Finding.Fix(
                    for: "nginx",
                    "underscores_in_headers on; in the server block: nginx drops request headers with an underscore in "
                        + "their name silently."))
            fixes.append(
                Finding.Fix(
                    for: "application",
                    "Or call it \(String(name.map { $0 == "_" ? "-" : $0 })): hyphens pass everywhere."))
        }
        if fixes.isEmpty || !software.contains("nginx") {
            fixes.append(
                Finding.Fix(
                    for: "gateway",
                    "Pass \(name) on to \(hop.behind.server): look for a list of allowed headers, a client that is built "
                        + "anew for this route, or a rule that removes it (nginx: proxy_set_header \(name) \"\"; or "
                        + "proxy_pass_request_headers off)."))
        }
        return fixes
    }

    static let entry = HandbookEntry(
        "session.header-dropped", "A hop drops the session header", .mismatch, layer: 7, severities: [.error],
        severityRule:
            "error; told where both sides of the hop were captured and the server behind it refuses the request",
        meaning:
            "A request comes into a proxy or gateway with the session's cookie, header or token and leaves it without. "
            + "The server behind it sees a stranger and answers 401, or begins a new session.",
        proof:
            "Compare the request on both sides of the hop: http.request, the same path, a few milliseconds apart, by "
            + "X-Request-ID where there is one.",
        mending: [
            Finding.Fix(for: "gateway", "Put the header on the list of those that are passed on, for every route.")
        ] + Mending.headers)
}

extension Tampering {
    /// `the header X-Session-ID`, `the cookie sid`.
    var carrier: String {
        switch kind {
        case .header: "the header \(SafeText.words(name))"
        case .cookie: "the cookie \(SafeText.words(name))"
        case .bearer: "the Authorization header"
        case .url: "the parameter \(SafeText.words(name))"
        }
    }

    var subject: Finding.Subject { Finding.Subject(kind: .hop, id: "\(before.server) → \(behind.server)") }

    func evidence(out: String) -> [Finding.Evidence] {
        [
            Finding.Evidence(
                packet: before.asked.packet, flow: before.flow, text: "comes into \(before.server) with \(carrier)"),
            Finding.Evidence(packet: behind.asked.packet, flow: behind.flow, text: out),
        ]
    }
}

/// `session.header-changed`
enum HeaderChanged: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let lost = LostSession(symptom, in: scene), let hop = lost.loss.tampering, hop.isChanged else {
            return nil
        }
        var verdict = lost.verdict(
            .error, .certain, subject: hop.subject, by: Finding.Actor(role: .proxy, endpoint: hop.before.server),
            note: "\(lost.request): \(hop.carrier) \(change(hop)), refused (\(lost.answer))\(lost.times)",
            cause:
                "\(lost.request) reaches \(hop.before.server) with \(hop.carrier) and leaves it for "
                + "\(hop.behind.server) with another value: \(change(hop)). Nobody issued that one, and it was refused "
                + "(\(lost.answer)).",
            fixes: [
                Finding.Fix(
                    for: "gateway",
                    "Pass the value of \(SafeText.words(hop.name)) on octet by octet: no lower-casing, trimming, "
                        + "decoding or cutting\(hop.lengths.after < hop.lengths.before ? "; raise the longest value it keeps to \(hop.lengths.before) octets or more" : "")."
                )
            ])
        verdict.evidence += hop.evidence(out: "leaves with another value: \(change(hop))")
        return verdict
    }

    private static func change(_ hop: Tampering) -> String {
        let (before, after) = hop.lengths
        if before == after { return hop.isOnlyLetterCase ? "only upper and lower case differ" : "rewritten" }
        return after < before ? "cut from \(before) to \(after) octets" : "\(before) octets became \(after)"
    }

    static let entry = HandbookEntry(
        "session.header-changed", "A hop rewrites the session header", .mismatch, layer: 7, severities: [.error],
        severityRule:
            "error; told where both sides of the hop were captured and the server behind it refuses the request",
        meaning:
            "The session's id comes into a proxy or gateway with one value and leaves it with another: cut, in lower "
            + "case, decoded twice or quoted. The server behind it does not find that session.",
        proof: "Compare the header on both sides of the hop, by path and time, or by X-Request-ID.",
        mending: [
            Finding.Fix(for: "gateway", "Pass ids on as they are: they are opaque, and upper and lower case count.")
        ] + Mending.headers)
}
