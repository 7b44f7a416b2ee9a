import Correlation
import Records

/// `http2.ping-timeout`
enum PingTimeout: Cause {
    static let rank = Rank.protocol
    /// A PING whose answer was waited for less long is not given up for it, seconds.
    private static let shortest = 1.0

    private struct Story {
        var ping: PacketReference
        var pinger: Side
        /// The GOAWAY or the FIN or RST with which it was given up.
        var givenUp: PacketReference
        var words: String
        var lost: [HTTP2Failure]
    }

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        // Where not even the segments were acknowledged, it is the path or the machine that is gone.
        guard let story = story(symptom, scene), SilentDeath(symptom, in: scene) == nil else { return nil }
        let waited = story.givenUp.time.seconds(since: story.ping.time)
        let peer = story.pinger.other
        return Verdict(
            .error, .certain, subject: symptom.serverSubject, by: scene.actor(story.pinger, of: symptom.facts),
            at: story.givenUp, flow: symptom.facts.id,
            note: "PING without an answer in \(Figure.seconds(waited)), given up by the \(story.pinger.rawValue)",
            cause:
                "The \(peer.rawValue) never answered a PING, although its machine acknowledged the segment: the program hangs "
                + "or is stopped, the network is well. After \(Figure.seconds(waited)) the \(story.pinger.rawValue) gave the "
                + "connection up (\(story.words))." + lostWords(story),
            evidence: evidence(symptom, story), fixes: fixes)
    }

    private static func story(_ symptom: Symptom, _ scene: Scene) -> Story? {
        guard let closed = symptom.ending, closed.evicted == nil, let connection = symptom.facts.http2,
            !closed.tcp.isOneSided
        else { return nil }
        for side in Side.allCases {
            guard let ping = connection.firstUnansweredPing[side], connection.unansweredPings[side] > 0 else {
                continue
            }
            // Whoever went on talking only did not answer this one.
            if let heard = closed.tcp.lastData[side.other], heard.packet > ping.packet { continue }
            let goAway = connection.goAways.first { $0.by == side && $0.at.packet > ping.packet }
            let end = closed.closed.by == side && closed.closed.how != .open ? closed.closed.at : nil
            guard let at = goAway?.at ?? end, at.time.seconds(since: ping.time) >= shortest else { continue }
            let how = closed.closed.how == .reset ? "RST" : "FIN"
            let words = goAway.map {
                "GOAWAY \(HTTP2ErrorCode.name($0.code))"
                    + ($0.debug.map { " \u{201c}\(SafeText.plain($0))\u{201d}" } ?? "")
            }
            let lost = symptom.facts.lostStreams.map(\.failure).filter {
                $0.kind == .cut || $0.ended.packet >= ping.packet
            }
            return Story(ping: ping, pinger: side, givenUp: at, words: words ?? how, lost: lost)
        }
        return nil
    }

    // MARK: Words

    private static func lostWords(_ story: Story) -> String {
        guard let first = story.lost.first else { return "" }
        let count = story.lost.count
        return " \(count == 1 ? "One stream" : "\(count) streams") ended with it (\(SafeText.words(first.request)))."
    }

    private static func evidence(_ symptom: Symptom, _ story: Story) -> [Finding.Evidence] {
        [
            symptom.evidence(story.ping.packet, "PING by the \(story.pinger.rawValue), never answered"),
            symptom.evidence(story.givenUp.packet, "\(story.words) by the \(story.pinger.rawValue)"),
        ]
    }

    private static let fixes = [
        Finding.Fix(
            for: "server",
            "Find what the process waited for at that time: a lock, garbage collection, a stopped container or virtual machine, no "
                + "CPU left (throttling), a blocked event loop."),
        Finding.Fix(
            for: "grpc-go client", "Give a busy server more time: Timeout is 20 s by default.",
            setting: "keepalive.ClientParameters{Time: 5 * time.Minute, Timeout: 20 * time.Second}"),
        Finding.Fix(
            for: "grpc-java, grpc-python",
            "keepAliveTimeout; grpc.keepalive_timeout_ms (and grpc.http2.ping_timeout_ms).",
            setting: "(\"grpc.keepalive_timeout_ms\", 20000)"),
        Finding.Fix(
            for: "Envoy", "connection_keepalive.timeout of the cluster or listener.",
            setting: "connection_keepalive: { interval: 30s, timeout: 20s }"),
        Finding.Fix(
            for: "client",
            "Set deadlines and a retryPolicy: the next connection may go to another server (round_robin, several addresses)."
        ),
    ]

    static let entry = HandbookEntry(
        "http2.ping-timeout", "HTTP/2 ping never answered", .timeout, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "One side sent a PING to see whether the other one is alive, got no acknowledgment in its time, and gave the connection "
            + "up with all streams on it. The segments themselves were acknowledged, so the machine and the path are well and the "
            + "program is not: it hangs, is stopped, or is far too busy. gRPC says so with GOAWAY ENHANCE_YOUR_CALM "
            + "\u{201c}ping_timeout\u{201d}, sent by the side that waited.",
        proof:
            "http2.type == 6 and http2.flags.ack.ping == 0 without the same opaque data coming back (http2.ping), while tcp.ack moves "
            + "on; then the GOAWAY or FIN of the side that had sent the PING.",
        mending: fixes)
}
