import Correlation
import Records

/// `tls.ticket-expired`
enum TicketExpired: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let story = ResumptionStory(symptom, in: scene), case .expired(let lifetime) = story.reason else {
            return nil
        }
        let isAgain = story.paid.count >= 2
        let ages = story.paid.compactMap { visit in
            story.chain.issuer(of: visit)?.ticket.map { visit.hello.time.seconds(since: $0.at.time) }
        }
        let shortest = ages.min() ?? 0
        return story.verdict(
            isAgain ? .warning : .info, .certain, by: Finding.Actor(role: .server, endpoint: story.server),
            note: { visit in
                let age = story.chain.issuer(of: visit)?.ticket.map { visit.hello.time.seconds(since: $0.at.time) }
                return "\(visit.client) came with a ticket \(Figure.seconds(age ?? 0)) old"
            },
            cause: story.rate + ": the client came back \(Figure.count(story.paid.count, "time")) with a ticket that "
                + "had expired (\(Figure.seconds(shortest)) or more after it was given; it is good for "
                + "\(Figure.whole(Double(lifetime))) s)." + story.cost(in: scene),
            fixes: isAgain ? fixes(shortest: ages.max() ?? shortest) : [])
    }

    // MARK: Words

    private static func fixes(shortest: Double) -> [Finding.Fix] {
        let lifetime = max(3_600, Int(min(max(shortest, 0), 80_000)) * 2)
        return [
            Finding.Fix(for: "nginx", "ssl_session_timeout \(lifetime)s; longer than the pauses of the clients."),
            Finding.Fix(for: "HAProxy", "tune.ssl.lifetime \(lifetime) in the global section."),
            Finding.Fix(for: "Apache httpd", "SSLSessionCacheTimeout \(lifetime)."),
        ]
    }

    static let entry = HandbookEntry(
        "tls.ticket-expired", "TLS ticket offered after its lifetime", .timeout, layer: 6,
        severities: [.warning, .info],
        severityRule: "warning when clients come back after the lifetime again and again, else info",
        meaning:
            "The server's tickets are good for a shorter time than its clients stay away, so they come back with one "
            + "that has expired and do the whole handshake again. A lifetime of minutes serves nobody who polls every "
            + "ten minutes.",
        proof:
            "tls.handshake.session_ticket_lifetime_hint says how long a ticket is good; compare it with the time to "
            + "the ClientHello that brings it back.",
        mending: fixes(shortest: 1_800) + Mending.resumption)
}
