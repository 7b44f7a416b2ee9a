import Correlation
import Records

/// `session.exposed`
enum Exposed: Cause {
    static let rank = Rank.session

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .exposed(let exposure) = symptom.kind else { return nil }
        let text = words(exposure)
        let server = symptom.facts.server
        return Verdict(
            .notice, .certain, subject: Finding.Subject(kind: .capture, id: exposure.what),
            by: scene.serverActor(symptom.facts), at: exposure.at,
            flow: symptom.facts.id, note: "\(server): \(text)",
            cause: "At \(server) the \(text): who can read it on the way, in a log or from a script "
                + "takes over the session.",
            evidence: [symptom.evidence(exposure.at.packet, "\(server): \(text)")], fixes: fixes)
    }

    // MARK: Words

    private static func words(_ exposure: Exposure) -> String {
        switch exposure.way {
        case .clearText: "\(exposure.what) travels in clear text"
        case .inURL: "\(exposure.what) is part of the URL"
        case .without(let missing): "\(exposure.what) is set without \(missing.joined(separator: ", "))"
        }
    }

    private static let fixes = [
        Finding.Fix(
            for: "server",
            "Serve everything over HTTPS (also between proxy and application where the network is shared), with "
                + "Strict-Transport-Security."
        ),
        Finding.Fix(
            for: "application",
            "Set-Cookie: …; Secure; HttpOnly; SameSite=Lax; never put session ids or tokens into URLs."),
        Finding.Fix(
            for: "nginx", "proxy_cookie_flags ~ secure httponly samesite=lax; adds what the application leaves out."),
    ]

    static let entry = HandbookEntry(
        "session.exposed", "Session id exposed", .security, layer: 7, severities: [.notice], severityRule: "notice",
        meaning:
            "A session id or token can be read by others: it is sent over plain HTTP, is part of a URL (and so in "
            + "logs, histories and Referer headers), or its cookie lacks an attribute that protects it.",
        proof: "http.cookie || http.set_cookie || http.authorization in a connection without tls.",
        mending: fixes + Mending.cookies)
}
