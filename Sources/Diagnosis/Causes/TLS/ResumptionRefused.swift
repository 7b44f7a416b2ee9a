import Correlation
import Records

/// `tls.resumption-refused`
enum ResumptionRefused: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let story = ResumptionStory(symptom, in: scene), case .refused = story.reason else { return nil }
        let accepted = story.sequence.count { $0.resumed }
        return story.verdict(
            .warning, accepted == 0 ? .certain : .likely,
            by: Finding.Actor(role: .server, endpoint: story.server),
            note: { "\($0.client) offered a \(Self.what($0)), refused (\(ResumptionStory.span($0.duration)))" },
            cause: story.rate + ", although the client offered to resume \(story.paid.count) times: "
                + "the server did not take what it had given before"
                + (accepted == 0 ? ", not once." : "; \(Figure.count(accepted, "time")) it did.")
                + " Its session cache is off, too small or lost, or servers behind one address do not share it; "
                + "a capture behind the balancer would tell." + story.cost(in: scene),
            fixes: ResumptionStory.sharing + TicketKeyMismatch.fixes.prefix(1))
    }

    private static func what(_ visit: TLSVisit) -> String {
        switch visit.offered {
        case .psk: "PSK"
        case .sessionID: "session id"
        default: "ticket"
        }
    }

    static let entry = HandbookEntry(
        "tls.resumption-refused", "TLS resumption refused", .performance, layer: 6, severities: [.warning],
        severityRule: "warning; told after three handshakes of one client with one server name, two of them refused",
        meaning:
            "The server hands out tickets or session ids, the client comes back with them, and the server does the "
            + "handshake in full all the same. Some servers hand out tickets that they cannot take back when their "
            + "cache is off (OpenSSL with TLS 1.3), others have lost them by a restart.",
        proof:
            "tls.handshake.type == 1 with tls.handshake.extension.type == 41 (pre_shared_key) or a session ticket, "
            + "and the ServerHello that answers it without pre_shared_key, followed by a Certificate.",
        mending: Mending.resumption + Mending.ticketKeys)
}
