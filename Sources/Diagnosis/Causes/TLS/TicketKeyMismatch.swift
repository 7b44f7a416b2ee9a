import Correlation
import Records

/// `tls.ticket-key-mismatch`
enum TicketKeyMismatch: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let story = ResumptionStory(symptom, in: scene), case .foreignKey(let keys) = story.reason else {
            return nil
        }
        return story.verdict(
            .warning, keys.isProven ? .certain : .likely,
            by: Finding.Actor(role: .server, endpoint: story.server),
            note: { visit in
                "\(visit.client) refused" + (visit.backend.map { " by \($0.server)" } ?? "")
                    + " (\(ResumptionStory.span(visit.duration)))"
            },
            cause: story.rate + ". " + words(keys) + story.cost(in: scene), fixes: fixes)
    }

    // MARK: Words

    private static func words(_ keys: TicketKeys) -> String {
        let names =
            keys.names >= 2 ? " The tickets carry \(keys.names) different key names that come again and again." : ""
        guard keys.servers.count >= 2 else {
            return "Servers behind this one address do not share their ticket keys." + names
                + " A capture behind the balancer would name them."
        }
        let list = keys.servers.prefix(4).map { "\($0)" }.joined(separator: " and ")
        return
            (keys.isProven
            ? "Each of \(list) takes the sessions that it gave itself and refuses those of the other"
            : "\(list) refuse sessions that the other one gave")
            + ": they share neither ticket keys nor a session cache." + names
    }

    static let fixes = [
        Finding.Fix(
            for: "nginx",
            "The same ssl_session_ticket_key file on all servers (80 random bytes; renew it daily on all at once)."),
        Finding.Fix(for: "HAProxy", "tls-ticket-keys FILE on the bind line, the same on all."),
        Finding.Fix(for: "Envoy", "session_ticket_keys in the downstream TLS context, the same on all."),
        Finding.Fix(
            for: "balancer",
            "Or keep a client at one server: balance source (HAProxy), hash $remote_addr (nginx stream)."),
    ]

    static let entry = HandbookEntry(
        "tls.ticket-key-mismatch", "TLS ticket keys are not shared", .mismatch, layer: 6, severities: [.warning],
        severityRule: "warning; told after three handshakes of one client with one server name",
        meaning:
            "Several servers stand behind one name, and each encrypts its session tickets with a key of its own. "
            + "Whenever the balancer picks another server than last time, the client's ticket is worthless and the "
            + "handshake is done in full. It gets worse with each server added.",
        proof:
            "tls.handshake.session_ticket: its first 16 bytes name the key (RFC 5077); two or more names take turns. "
            + "The ticket is accepted when the same server answers, and refused when another one does.",
        mending: Mending.ticketKeys)
}
