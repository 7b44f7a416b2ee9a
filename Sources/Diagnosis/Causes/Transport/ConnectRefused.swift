import Correlation
import Records

/// `tcp.connect-refused`
enum ConnectRefused: Cause {
    static let rank = Rank.transport

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard symptom.isConnectFailure, let closed = symptom.facts.closed, let syn = closed.tcp.firstSYN else {
            return nil
        }
        let client = symptom.facts.client.address
        let server = symptom.facts.server
        guard !scene.excusesFailure(of: client, at: server, around: syn.time) else { return nil }
        guard let answer = refusal(closed, symptom) else { return nil }

        let attempts = scene.connections.failures(
            of: client, at: server, around: syn.time, seconds: scene.options.attemptWindow
        ).filter { $0.answer == .refused }
        let gateway = scene.gatewayErrors(ofProxy: client, around: symptom.at.time).first {
            ($0.status == 502 || $0.status == 503) && $0.flow != symptom.facts.id
        }
        let earlier = scene.services.service(server)?.firstPayload.flatMap { $0.time < syn.time ? $0 : nil }
        guard attempts.count >= 2 || gateway != nil || earlier != nil else { return nil }

        var verdict = Verdict(
            .error, .certain, subject: symptom.serverSubject, by: answer.by, at: answer.at, flow: symptom.facts.id,
            note:
                "\(symptom.facts.client) was refused after \(Figure.seconds(answer.at.time.seconds(since: syn.time)))",
            cause: words(symptom, answer.text, attempts: attempts.count, gateway: gateway, earlier: earlier),
            evidence: [
                symptom.evidence(syn.packet, "SYN from \(symptom.facts.client)"),
                symptom.evidence(answer.at.packet, answer.text),
            ],
            fixes: fixes(server))
        if let gateway {
            verdict.evidence.append(
                Finding.Evidence(
                    packet: gateway.at.packet, flow: gateway.flow,
                    text: "The proxy answers \(gateway.status) to its client"))
        }
        return verdict
    }

    private struct Refusal {
        var at: PacketReference
        var by: Finding.Actor
        var text: String
    }

    private static func refusal(_ closed: FlowClosed, _ symptom: Symptom) -> Refusal? {
        let server = symptom.facts.server
        if let reset = closed.tcp.reset.server {
            return Refusal(
                at: reset.at, by: Finding.Actor(role: .server, endpoint: server), text: "RST in answer to the SYN")
        }
        guard let icmp = closed.tcp.icmp, icmp.about == .client, icmp.saysUnreachable else { return nil }
        let isServer = icmp.sender == server.address
        let by =
            isServer
            ? Finding.Actor(role: .server, endpoint: server)
            : Finding.Actor(role: .middlebox, endpoint: Endpoint(address: icmp.sender, port: 0))
        let kind = icmp.kind.split(separator: "_").joined(separator: " ")
        return Refusal(at: icmp.at, by: by, text: "ICMP \(kind) from \(icmp.sender)")
    }

    // MARK: Words

    private static func words(
        _ symptom: Symptom, _ answer: String, attempts: Int, gateway: GatewayError?, earlier: PacketReference?
    ) -> String {
        let server = symptom.facts.server
        let what =
            answer.hasPrefix("RST")
            ? "Nothing listens on \(server): its machine answered the SYN with RST."
            : "\(server) cannot be reached: \(answer)."
        if let gateway { return what + " The proxy told its client so with \(gateway.status)." }
        if let earlier {
            return what + " It did serve before (packet \(earlier.packet)): it stopped or was moved since."
        }
        return what + " The client tried \(Figure.count(attempts, "time")) within a minute."
    }

    private static func fixes(_ server: Endpoint) -> [Finding.Fix] {
        [
            Finding.Fix(
                for: "server",
                "Start the service, and see that it listens on \(server) and not on 127.0.0.1 or another port."),
            Finding.Fix(
                for: "proxy",
                "Take servers out of rotation by health checks, and let a request try the next server (nginx: "
                    + "proxy_next_upstream error timeout; HAProxy: option redispatch, retries 3)."),
        ]
    }

    static let entry = HandbookEntry(
        "tcp.connect-refused", "Connection refused", .drop, layer: 4, severities: [.error],
        severityRule:
            "error; told only after two attempts within 60 s, a proxy's 502 or 503, or earlier payload of the "
            + "service; never for clients that meet ten or more such targets",
        meaning:
            "The client asked for a connection (SYN), and the machine or a firewall answered at once that there is "
            + "nobody: a RST, or an ICMP message that the port or host cannot be reached. Usually the program is "
            + "not running, still starting, or bound to another address.",
        proof: "Open tcp.flags.syn == 1 || tcp.flags.reset == 1 || icmp.type == 3 and look for the answer to the "
            + "SYN. On the server, ss -ltn shows what listens.",
        mending: fixes(Endpoint(address: Address(ipv4: 0), port: 0)).map {
            Finding.Fix(for: $0.target, $0.text.replacing("0.0.0.0:0", with: "the address that clients use"))
        } + Mending.otherServers)
}
