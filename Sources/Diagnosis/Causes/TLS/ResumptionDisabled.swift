import Correlation
import Records

/// `tls.resumption-disabled`
enum ResumptionDisabled: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let story = ResumptionStory(symptom, in: scene), case .disabled = story.reason else { return nil }
        // A client that takes no tickets leaves the server only its session cache.
        let isSure = story.sequence.allSatisfy { $0.takesTickets || $0.isTLS13 }
        return story.verdict(
            .warning, isSure ? .certain : .likely, by: Finding.Actor(role: .server, endpoint: story.server),
            note: { "\($0.client) did a full handshake again (\(ResumptionStory.span($0.duration)))" },
            cause: story.rate + ": the server gave the client nothing to come back with, no session id and no ticket"
                + (isSure ? "." : "; the client takes no tickets.") + story.cost(in: scene),
            fixes: ResumptionStory.sharing)
    }

    static let entry = HandbookEntry(
        "tls.resumption-disabled", "TLS sessions cannot be resumed", .performance, layer: 6, severities: [.warning],
        severityRule: "warning; told after three handshakes of one client with one server name",
        meaning:
            "A client comes back again and again, and each time the whole TLS handshake is done anew, because the "
            + "server offers no way to resume: neither a session id nor a ticket. That costs a round trip (TLS 1.2) "
            + "and a private-key operation each time.",
        proof:
            "tls.handshake.type == 2: tls.handshake.session_id_length == 0, and no tls.handshake.type == 4 "
            + "(NewSessionTicket) follows. openssl s_client -reconnect -tls1_2 says New each time.",
        mending: Mending.resumption)
}
