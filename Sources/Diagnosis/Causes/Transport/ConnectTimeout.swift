import Correlation
import Records

/// `tcp.connect-timeout`
enum ConnectTimeout: Cause {
    static let rank = Rank.transport

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard symptom.isConnectFailure, let closed = symptom.facts.closed,
            symptom.facts.answer(closed) == .unanswered, let first = closed.tcp.firstSYN,
            let last = closed.tcp.lastSYN
        else { return nil }
        let server = symptom.facts.server
        let client = symptom.facts.client.address
        guard closed.tcp.synCount.client >= 2,
            scene.now.seconds(since: last.time) >= scene.options.afterLastSYN,
            !scene.excusesFailure(of: client, at: server, around: first.time)
        else { return nil }
        // In a capture of one direction every SYN looks unanswered.
        guard scene.services.twoSidedFlows > 0 || scene.services.oneSidedFlows == 0 else { return nil }

        let alive = scene.connections.between(client, server.address).first { $0.answer == .answered }
        let waited = last.time.seconds(since: first.time)
        var verdict = Verdict(
            .error, scene.services.twoSidedFlows > 0 ? .certain : .likely, subject: symptom.serverSubject,
            by: Finding.Actor(role: .unknown, endpoint: server), at: first, flow: symptom.facts.id,
            note: "\(Figure.count(closed.tcp.synCount.client, "SYN")) of \(symptom.facts.client) in "
                + "\(Figure.seconds(waited)), no answer",
            cause: words(symptom, closed, waited: waited, alive: alive),
            evidence: [
                symptom.evidence(first.packet, "First SYN from \(symptom.facts.client)"),
                symptom.evidence(last.packet, "Last SYN, \(Figure.seconds(waited)) later; nothing ever came back"),
            ],
            fixes: fixes)
        if let alive {
            verdict.evidence.append(
                Finding.Evidence(
                    packet: alive.opened.packet, flow: alive.flow, text: "A connection to \(alive.server) is answered"))
        }
        return verdict
    }

    // MARK: Words

    private static func words(_ symptom: Symptom, _ closed: FlowClosed, waited: Double, alive: Connection?) -> String {
        let server = symptom.facts.server
        let what =
            "\(server) never answered: \(Figure.count(closed.tcp.synCount.client, "SYN")) in "
            + "\(Figure.seconds(waited))."
        guard let alive else {
            return what + " A firewall drops them, the host is down, or its answers take another way."
        }
        return alive.server == server
            ? what + " Other connections to it were answered: its accept queue was full, or a rule drops some clients."
            : what + " The host answers on port \(alive.server.port), so a firewall or security group drops this port."
    }

    private static let fixes = [
        Finding.Fix(
            for: "firewall", "Let the port through (security group, nftables, network policy), in both directions."),
        Finding.Fix(
            for: "server",
            "If it happens under load: raise the listen backlog (net.core.somaxconn and the program's own), and "
                + "look at the counter ListenOverflows in nstat."),
        Finding.Fix(
            for: "client",
            "A connect timeout of a few seconds and another address to try, instead of minutes of waiting."),
    ]

    static let entry = HandbookEntry(
        "tcp.connect-timeout", "Connection attempt without answer", .timeout, layer: 4, severities: [.error],
        severityRule:
            "error; the SYN was sent again and never answered, the capture goes on 3 s after it and holds both "
            + "directions",
        meaning: "The client asked for a connection again and again and nobody said yes or no. Something on the way "
            + "drops the packets: a firewall rule, a wrong route, a host that is down, or a full queue of new "
            + "connections.",
        proof:
            "tcp.flags.syn == 1 && tcp.analysis.retransmission shows the repeated SYNs. Capture on the server too: "
            + "if the SYN arrives there, the way back or the queue is to blame, else the way there.",
        mending: fixes + Mending.backlog + Mending.otherServers)
}
