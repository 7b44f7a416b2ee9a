import Correlation
import Records

/// `tls.client-never-resumes`
enum ClientNeverResumes: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let story = ResumptionStory(symptom, in: scene), case .neverAsked(let isKnown) = story.reason else {
            return nil
        }
        return story.verdict(
            .info, isKnown ? .certain : .possible,
            by: Finding.Actor(role: .client, endpoint: story.paid.last?.client),
            note: { "\($0.client) did a full handshake and offered nothing (\(ResumptionStory.span($0.duration)))" },
            cause: story.rate + ": the client did not once offer to resume"
                + (isKnown
                    ? ", although the server gave it the means each time."
                    : ". Whether the server gave it the means is encrypted (TLS 1.3): a key log would tell.")
                + story.cost(in: scene),
            fixes: fixes)
    }

    private static let fixes = [
        Finding.Fix(
            for: "client",
            "Keep one connection pool or TLS context for the life of the program (one http.Client, one SSL_CTX, one "
                + "requests.Session), instead of a new one for each request; better still, keep the connection."),
        Finding.Fix(for: "OpenSSL", "SSL_CTX_set_session_cache_mode(ctx, SSL_SESS_CACHE_CLIENT), and SSL_set_session."),
    ]

    static let entry = HandbookEntry(
        "tls.client-never-resumes", "Client never resumes TLS sessions", .performance, layer: 6, severities: [.info],
        severityRule: "info; possible where the server's tickets are encrypted and cannot be read",
        meaning:
            "The server gives its clients the means to resume a TLS session (session id, ticket), and this client "
            + "comes back without it each time. Programs that start anew for each request, or make a new TLS context "
            + "for each, do so. It costs time, and breaks nothing.",
        proof:
            "tls.handshake.type == 1 of this client: session_ticket is empty, and there is no pre_shared_key "
            + "(extension type 41), while tls.handshake.type == 4 shows that tickets were given.",
        mending: fixes + Mending.resumption)
}
