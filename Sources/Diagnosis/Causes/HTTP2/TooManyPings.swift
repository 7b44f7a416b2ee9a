import Correlation
import Records

/// `http2.too-many-pings`
enum TooManyPings: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let story = GoAwayStory(symptom, in: scene), story.cause == .tooManyPings else { return nil }
        let pinger = story.goAway.by.other
        let count = story.connection.pings[pinger]
        return Verdict(
            .error, story.debug.isEmpty ? .likely : .certain, subject: symptom.serverSubject,
            by: scene.actor(story.goAway.by, of: symptom.facts), at: story.goAway.at, flow: symptom.facts.id,
            note: "\(story.words) after \(Figure.count(count, "PING")) by the \(pinger.rawValue)"
                + (story.lost.streams.isEmpty ? "" : ", \(story.lostWords) lost"),
            cause: words(story, symptom, count), evidence: story.evidence(symptom), fixes: fixes)
    }

    // MARK: Words

    private static func words(_ story: GoAwayStory, _ symptom: Symptom, _ count: UInt64) -> String {
        let age = story.goAway.at.time.seconds(since: symptom.facts.opened.first.time)
        let pinger = story.goAway.by.other.rawValue
        return "The \(story.goAway.by.rawValue) ended the connection with \(story.words): the \(pinger) had sent "
            + "\(Figure.count(count, "PING")) in \(Figure.seconds(age)), more often than the other side allows (gRPC: one in 5 "
            + "minutes, none without a call)."
            + (story.lost.streams.isEmpty
                ? "" : " \(story.lostWordsAtStart) ended with it.")
    }

    private static let fixes = [
        Finding.Fix(
            for: "grpc-go client",
            "Ping no more often than the server allows: 5 minutes unless it says otherwise (Time is 10 s at least).",
            setting: "keepalive.ClientParameters{Time: 5 * time.Minute, Timeout: 20 * time.Second}"),
        Finding.Fix(
            for: "grpc-go server", "Or let the server allow what clients need.",
            setting: "keepalive.EnforcementPolicy{MinTime: 20 * time.Second, PermitWithoutStream: true}"),
        Finding.Fix(
            for: "grpc-java",
            "keepAliveTime of the channel; permitKeepAliveTime and permitKeepAliveWithoutCalls of the server.",
            setting: "NettyServerBuilder.permitKeepAliveTime(20, TimeUnit.SECONDS)"),
        Finding.Fix(
            for: "grpc-python, C++",
            "grpc.keepalive_time_ms of the channel above the server's grpc.http2.min_recv_ping_interval_without_data_ms (300000).",
            setting: "(\"grpc.http2.min_recv_ping_interval_without_data_ms\", 20000)"),
        Finding.Fix(
            for: "Envoy", "connection_keepalive.interval towards gRPC servers: not below their limit.",
            setting: "connection_keepalive: { interval: 300s, timeout: 20s }"),
        Finding.Fix(
            for: "network",
            "If the pings are there because something forgets idle connections (AWS NLB 350 s, Azure 240 s), one in four minutes is "
                + "enough."),
    ]

    static let entry = HandbookEntry(
        "http2.too-many-pings", "Keepalive pings more often than allowed", .drop, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "A client sends HTTP/2 PING frames to keep its connection alive, and more of them than the server's patience: gRPC "
            + "servers allow one in five minutes by default, and after the third too early end the connection with GOAWAY "
            + "ENHANCE_YOUR_CALM \u{201c}too_many_pings\u{201d}. All calls on it fail with UNAVAILABLE. The same code with "
            + "\u{201c}ping_timeout\u{201d} is the opposite (http2.ping-timeout).",
        proof:
            "http2.type == 7 and http2.goaway.error == 11, with the debug data; before it http2.type == 6 by the other side. Count "
            + "only pings without ACK that come in silence: gRPC also pings right after data to measure bandwidth, which is allowed.",
        mending: fixes)
}
