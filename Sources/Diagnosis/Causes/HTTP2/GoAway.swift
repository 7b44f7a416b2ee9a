import Correlation
import Records

/// `http2.goaway`
enum GoAway: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let story = GoAwayStory(symptom, in: scene), story.cause == .other else { return nil }
        let isHarmful = story.isError || !story.lost.isHarmless
        if !isHarmful, story.isAnswer { return nil }
        let by = scene.actor(story.goAway.by, of: symptom.facts)
        return Verdict(
            isHarmful ? .error : .info, .certain, subject: symptom.serverSubject, by: by, at: story.goAway.at,
            flow: symptom.facts.id,
            note: "\(story.words) by the \(by.role.rawValue)"
                + (story.lost.streams.isEmpty ? "" : ", \(story.lostWords) lost"),
            cause: words(story, by), evidence: story.evidence(symptom), fixes: isHarmful ? fixes : [])
    }

    // MARK: Words

    private static func words(_ story: GoAwayStory, _ by: Finding.Actor) -> String {
        var text = "The \(by.role.rawValue) ended the connection with \(story.words)."
        if !story.lost.streams.isEmpty {
            let above = story.lost.streams.filter { $0.stream > story.lastStream }.count
            text +=
                above == story.lost.streams.count
                ? " It answers up to stream \(story.lastStream); \(story.lostWords) above it had been asked and were never answered."
                : " \(story.lostWordsAtStart) that went on came to nothing when the connection was ended"
                    + after(story) + "."
            if story.lost.askedAgain > 0 {
                text += " \(story.lost.askedAgain) of them the client asked for again on another connection."
            }
        } else if !story.isError {
            text += " No stream was lost: a planned end."
        }
        if story.isError { text += meaning(story.goAway.code) }
        return text
    }

    /// The time between the GOAWAY and the end of what was lost: a server's grace.
    private static func after(_ story: GoAwayStory) -> String {
        let first = story.connection.goAways.first { $0.by == .server } ?? story.goAway
        guard let end = story.lost.streams.map(\.ended).max(by: { $0.packet < $1.packet }), end.packet > first.at.packet
        else { return "" }
        return ", \(Figure.seconds(end.time.seconds(since: first.at.time))) later"
    }

    private static func meaning(_ code: UInt32) -> String {
        switch code {
        case HTTP2ErrorCode.protocolError, HTTP2ErrorCode.frameSizeError, HTTP2ErrorCode.compressionError:
            " One side says that the other broke the protocol: two programs that do not understand each other, or a box that changes what passes."
        case HTTP2ErrorCode.internalError: " It met an error of its own; its log says more."
        case HTTP2ErrorCode.flowControlError: " More was sent than the window allowed."
        case HTTP2ErrorCode.enhanceYourCalm:
            " It thinks that the peer asks too much of it (streams reset again and again, too many frames without content)."
        case HTTP2ErrorCode.inadequateSecurity: " It does not take the TLS version or cipher (RFC 9113 § 9.2)."
        default: ""
        }
    }

    private static let fixes = [
        Finding.Fix(
            for: "grpc-go",
            "MaxConnectionAge closes connections so that clients spread; MaxConnectionAgeGrace must be longer than the longest call "
                + "(unlimited by default). Streams that live for ever should end themselves and be opened anew.",
            setting:
                "keepalive.ServerParameters{MaxConnectionAge: 30 * time.Minute, MaxConnectionAgeGrace: 10 * time.Minute}"
        ),
        Finding.Fix(
            for: "grpc-java", "maxConnectionAgeGrace above the longest call; server.shutdown(), then awaitTermination.",
            setting: "NettyServerBuilder.maxConnectionAgeGrace(10, TimeUnit.MINUTES)"),
        Finding.Fix(
            for: "grpc-python, C++", "The same as channel arguments of the server; stop(grace) at the end.",
            setting: "(\"grpc.max_connection_age_grace_ms\", 600000)"),
        Finding.Fix(
            for: "nginx",
            "keepalive_requests (1000) and keepalive_time (1h) end connections in order; worker_shutdown_timeout cuts them after a reload.",
            setting: "keepalive_requests 10000;\nworker_shutdown_timeout 10m;"),
        Finding.Fix(
            for: "Envoy",
            "drain_timeout (5 s) between GOAWAY and the end, max_connection_duration; raise the drain for long streams.",
            setting: "drain_timeout: 60s"),
        Finding.Fix(
            for: "Node.js", "session.close() lets streams finish; session.destroy() and process.exit() do not.",
            setting: "server.close(); for (const s of sessions) s.close();"),
        Finding.Fix(
            for: "client",
            "Streams above the last stream identifier were never begun: ask again on a new connection (RFC 9113 § 6.8). For others "
                + "only where repeating does no harm. gRPC: a retryPolicy for UNAVAILABLE."),
    ]

    static let entry = HandbookEntry(
        "http2.goaway", "HTTP/2 connection ended with GOAWAY", .drop, layer: 7, severities: [.error, .info],
        severityRule: "error for codes other than NO_ERROR, or when streams were lost; else info",
        meaning:
            "One side of an HTTP/2 connection said that it takes no more streams. With NO_ERROR this is how connections are ended "
            + "in order (age, number of requests, shutdown): clients open another one, and nobody notices. It hurts when streams "
            + "were under way that got no answer: those above the last stream identifier, which the server refuses, and those that "
            + "the server cut when its patience was over. Any other code is a complaint, with the reason in the debug data.",
        proof:
            "http2.type == 7: http2.goaway.error, http2.goaway.last_stream_id, http2.goaway.addata. Then look for the streams "
            + "without an answer (http2.streamid). gRPC sends it twice: first with 2^31-1, then with the real last stream.",
        mending: fixes)
}
