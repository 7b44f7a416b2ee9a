import Correlation
import Records

/// Why the handshakes of a client that comes back are done in full again: one reason for a whole chain of them.
struct ResumptionStory {
    enum Reason {
        /// The server gives nothing to come back with.
        case disabled
        /// The client asks for nothing, though it has something; `nil` in `isKnown` where that cannot be seen.
        case neverAsked(isKnown: Bool)
        /// What it offers is too old.
        case expired(lifetime: UInt32)
        /// Another server gave it than the one that is asked.
        case foreignKey(TicketKeys)
        /// Nobody knows.
        case refused
    }

    let chain: ResumptionChain
    /// Visits of which each could have been a resumption of the one before.
    let sequence: [TLSVisit]
    /// Those of them, but for the first, that were done in full for the reason.
    let paid: [TLSVisit]
    let reason: Reason
    let question: ResumptionQuestion

    init?(_ symptom: Symptom, in scene: Scene) {
        guard case .fullHandshake(let question) = symptom.kind,
            let chain = scene.correlation.resumptions.chain(question.key)
        else { return nil }
        let sequence = chain.sequence
        guard sequence.count >= Resumptions.enough else { return nil }
        let returns = Array(sequence.dropFirst())
        let refused = returns.filter { $0.isRefused }
        let found =
            refused.isEmpty
            ? Self.withoutOffer(chain, sequence, returns) : Self.withOffer(chain, returns, refused)
        guard let (reason, paid) = found else { return nil }
        self.chain = chain
        self.sequence = sequence
        self.reason = reason
        self.paid = paid
        self.question = question
    }

    // MARK: Nothing was offered

    private static func withoutOffer(
        _ chain: ResumptionChain, _ sequence: [TLSVisit], _ returns: [TLSVisit]
    ) -> (Reason, [TLSVisit])? {
        guard returns.allSatisfy({ !$0.resumed && $0.offered == .none }) else { return nil }
        let given = sequence.dropLast().map { $0.offersWayBack }
        if given.allSatisfy({ $0 == false }), sequence.last?.offersWayBack != true { return (.disabled, returns) }
        if given.contains(true) {
            // What has expired is not offered by many clients: they are not to blame.
            let idle = zip(sequence, returns).filter { $0.offersWayBack == true && !isOver($0, at: $1.hello.time) }
            return idle.count >= 2 ? (.neverAsked(isKnown: true), idle.map { $0.1 }) : nil
        }
        return (.neverAsked(isKnown: false), returns)
    }

    /// Whether all that a visit gave had expired at `time`.
    private static func isOver(_ visit: TLSVisit, at time: Timestamp) -> Bool {
        !visit.tickets.isEmpty && visit.tickets.allSatisfy { isExpired($0, at: time) }
    }

    private static func isExpired(_ ticket: TLSVisit.Ticket, at time: Timestamp) -> Bool {
        // Servers count in whole seconds. Without a lifetime the server leaves it open.
        ticket.lifetime > 0 && time.seconds(since: ticket.at.time) >= Double(ticket.lifetime) - 0.5
    }

    // MARK: Something was offered and refused

    private static func withOffer(
        _ chain: ResumptionChain, _ returns: [TLSVisit], _ refused: [TLSVisit]
    ) -> (Reason, [TLSVisit])? {
        var expired: [TLSVisit] = []
        var lifetime: UInt32 = 0
        for visit in refused {
            guard let ticket = chain.issuer(of: visit)?.ticket, isExpired(ticket, at: visit.hello.time) else {
                continue
            }
            expired.append(visit)
            lifetime = ticket.lifetime
        }
        let rest = refused.filter { visit in !expired.contains { $0.flow == visit.flow } }
        if !expired.isEmpty, rest.count < 2 { return (.expired(lifetime: lifetime), expired) }
        let accepted = returns.filter { $0.resumed }
        if let keys = TicketKeys(chain, refused: rest, accepted: accepted) { return (.foreignKey(keys), rest) }
        // One refusal may be a restart of the server; so may a few among many that were accepted.
        return rest.count >= 2 && rest.count > accepted.count ? (.refused, rest) : nil
    }

    // MARK: Words

    /// Whoever is to blame for it, as the subject: the server that the client asks; of several, the first by number.
    var server: Endpoint { sequence.map(\.server).min() ?? sequence[0].server }
    var subject: Finding.Subject { Finding.Subject(kind: .server, id: "\(server)") }
    var name: String { chain.serverName.map { " (\(SafeText.plain($0)))" } ?? "" }
    var client: Address { sequence[0].client.address }

    /// The latest of those that paid is the occurrence; the ones before it are counted with it.
    func verdict(
        _ severity: Finding.Severity, _ confidence: Finding.Confidence, by: Finding.Actor, note: (TLSVisit) -> String,
        cause: String, fixes: [Finding.Fix]
    ) -> Verdict? {
        // What raised the question may be no resumption that failed: one of several connections opened at once.
        guard let latest = paid.last, paid.contains(where: { $0.flow == question.flow }) else { return nil }
        var verdict = Verdict(
            severity, confidence, subject: subject, by: by, at: latest.decision, flow: latest.flow,
            note: note(latest), cause: cause, evidence: evidence, fixes: fixes)
        verdict.cases = paid.count
        verdict.earlier = paid.dropLast().filter { visit in
            // What was put out of the chain was counted when it was asked about before.
            chain.total <= sequence.count || question.since.map { visit.hello.time > $0 } ?? true
        }.map { Finding.Occurrence(at: $0.decision, flow: $0.flow, note: note($0)) }
        return verdict
    }

    private var evidence: [Finding.Evidence] {
        var list: [Finding.Evidence] = []
        for visit in sequence.prefix(6) {
            let how = visit.resumed ? "resumed" : "done in full"
            list.append(
                Finding.Evidence(
                    packet: visit.decision.packet, flow: visit.flow,
                    text: "ServerHello: \(Self.offer(visit)), \(how)"
                        + (visit.backend.map { ", by \($0.server)" } ?? "")))
        }
        return list
    }

    private static func offer(_ visit: TLSVisit) -> String {
        switch visit.offered {
        case .none: "nothing offered"
        case .ticket: "ticket offered"
        case .psk: "PSK offered"
        case .sessionID: "session id offered"
        }
    }

    /// `3 of 4 handshakes of 10.0.0.1 with 10.0.0.2:443 (shop.example) …`
    var rate: String {
        let full = sequence.count { !$0.resumed }
        return "\(full) of \(sequence.count) handshakes of \(client) with \(server)\(name) were done in full"
    }

    /// What that costs, by the handshakes seen.
    func cost(in scene: Scene) -> String {
        let tally = scene.correlation.resumptions.tally(of: server)
        let own = chain.cost
        guard let full = own.full ?? tally?.meanFull else { return "" }
        var text = " A full handshake took \(Self.span(full)) on average"
        if let resumed = own.resumed ?? tally?.meanResumed {
            text += ", a resumed one \(Self.span(resumed))"
        }
        text += sequence.contains { $0.isTLS13 } ? "; the signature and the certificates are the cost of it." : "."
        return sequence.contains { $0.isTLS13 } ? text : text + " In TLS 1.2 that is one round trip more, each time."
    }

    /// `23 ms`, `1.20 s`: handshakes are quick.
    static func span(_ seconds: Double) -> String {
        seconds < 1 ? "\(Figure.fixed(seconds * 1_000, seconds < 0.01 ? 1 : 0)) ms" : Figure.seconds(seconds)
    }

    static let sharing = [
        Finding.Fix(
            for: "nginx", "ssl_session_cache shared:SSL:10m; ssl_session_timeout 1h; and ssl_session_tickets on."),
        Finding.Fix(
            for: "HAProxy", "tune.ssl.cachesize above 0, no no-tls-tickets on the bind line; tune.ssl.lifetime 3600."),
        Finding.Fix(for: "Apache httpd", "SSLSessionCache shmcb:/run/ssl_scache(512000), SSLSessionTickets on."),
    ]
}
