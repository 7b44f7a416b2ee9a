import Correlation
import Records

/// `tcp.peer-vanished`
enum PeerVanished: Cause {
    static let rank = Rank.transport

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let death = SilentDeath(symptom, in: scene), death.isFinal, death.reset == nil else { return nil }
        let wasIdle = death.tail.silenceBefore >= scene.options.idleSeconds
        if wasIdle, death.next?.answer != .unanswered { return nil }
        let isProven = death.next?.answer == .unanswered
        let facts = symptom.facts
        let peer = death.receiver == .server ? facts.server : facts.client
        return Verdict(
            .error, isProven ? .certain : .likely, subject: symptom.serverSubject,
            by: Finding.Actor(role: .unknown, endpoint: peer), at: death.tail.first, flow: facts.id,
            note:
                "\(Figure.count(death.tail.byteCount, "byte")) to \(peer) sent \(death.tail.retransmissions &+ 1) "
                + "times, no answer",
            cause: words(death, peer, isProven: isProven), evidence: death.evidence(symptom), fixes: fixes)
    }

    // MARK: Words

    private static func words(_ death: SilentDeath, _ peer: Endpoint, isProven: Bool) -> String {
        let start =
            "\(peer) fell silent: what the \(death.sender.rawValue) sent was sent again "
            + "\(Figure.count(death.tail.retransmissions, "time")) in \(Figure.seconds(death.waited)) and never "
            + "answered."
        if isProven { return start + " A new connection to it is not answered, either: the host or the path is gone." }
        if death.next?.answer == .answered {
            return start
                + " A new connection between the two was answered later: the host came back, or a box on the way "
                + "lost this connection."
        }
        return start + " Nothing was idle before: the host or the path to it is gone."
    }

    private static let fixes = [
        Finding.Fix(
            for: "network",
            "Find what happened to the host or the path at that time: power, crash, migration, route, cable, VPN."),
        Finding.Fix(
            for: "sender",
            "Limit the wait: TCP_USER_TIMEOUT (for instance 30 s) and an application timeout, instead of the "
                + "kernel's 15 minutes of retransmissions (net.ipv4.tcp_retries2)."),
    ]

    static let entry = HandbookEntry(
        "tcp.peer-vanished", "Peer or path gone", .drop, layer: 4, severities: [.error],
        severityRule: "error; certain where a new connection is not answered, either",
        meaning:
            "Data was sent again and again and nobody acknowledged it, with no long pause before: the other machine "
            + "lost power, crashed, was moved, or the way to it broke. No FIN and no RST tells the application.",
        proof:
            "tcp.analysis.retransmission in this connection: growing pauses, nothing from the other side. Ping or a "
            + "new SYN at that time tells host and path from this one connection.",
        mending: fixes + Mending.connectionState)
}
