import Correlation
import Records

/// `http2.stream-reset`
enum StreamReset: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .callFailed(let call) = symptom.kind, case .reset(let by, let code) = call.failure.kind else {
            return nil
        }
        let connection = CallConnection(call, in: scene)
        if connection.isAftermath(of: call) || connection.explains(call) { return nil }
        let isWish = by == .client && (code == HTTP2ErrorCode.cancel || code == HTTP2ErrorCode.noError)
        let isRepeated =
            code == HTTP2ErrorCode.refusedStream && scene.correlation.isAskedAgain(call)
        let failure = call.failure
        let actor = by == .server ? scene.serverActor(symptom.facts) : scene.clientActor(symptom.facts)
        let name = HTTP2ErrorCode.name(code)
        let what = SafeText.words(failure.request)
        let isHarmless = isWish || isRepeated
        var verdict = Verdict(
            isHarmless ? .info : .error, .certain, subject: symptom.serverSubject, by: actor, at: failure.ended,
            flow: call.flow,
            note:
                "stream \(failure.stream), \(what): \(name) by the \(actor.role.rawValue) after \(Figure.seconds(failure.waited))",
            cause: words(call, actor, name, what, scene, isWish: isWish),
            evidence: evidence(symptom, failure, actor, name),
            fixes: isHarmless ? [] : fixes(failure, scene.software(symptom.facts)))
        verdict.cases = Int(clamping: scene.correlation.failedCalls.total(like: call))
        return verdict
    }

    private static func evidence(
        _ symptom: Symptom, _ failure: HTTP2Failure, _ actor: Finding.Actor, _ name: String
    ) -> [Finding.Evidence] {
        let what = SafeText.words(failure.request)
        var list = [symptom.evidence(failure.asked.packet, "Stream \(failure.stream), \(what): the request")]
        if let answered = failure.answered { list.append(symptom.evidence(answered.packet, "The head of its answer")) }
        if let silence = failure.silence, silence.start.packet != failure.answered?.packet {
            list.append(
                symptom.evidence(
                    silence.start.packet, "The last message before \(Figure.seconds(silence.seconds)) of silence"))
        }
        list.append(symptom.evidence(failure.ended.packet, "RST_STREAM \(name) by the \(actor.role.rawValue)"))
        return list
    }

    // MARK: Words

    private static func words(
        _ call: FailedCall, _ actor: Finding.Actor, _ name: String, _ what: String, _ scene: Scene, isWish: Bool
    ) -> String {
        let failure = call.failure
        var text =
            "The \(actor.role.rawValue) reset stream \(failure.stream) (\(what)) with \(name), \(Figure.seconds(failure.waited)) after the request"
        text += failure.answered == nil ? ", without an answer." : ", in the middle of the answer."
        if isWish { return text + " It did not want the rest: a closed page, a cancelled call." }
        let silence = silence(before: failure)
        if let silence, silence.seconds >= 1 {
            text += " There had been no message on it for \(Figure.seconds(silence.seconds))."
            let software = scene.services.service(call.server)?.software ?? ""
            let known = KnownDefaults.matching(silence.seconds, purposes: [.silence], software: software)
            if let sentence = KnownDefaults.sentence(known, software: software) { text += " " + sentence }
        }
        return text + meaning(name)
    }

    /// The silence of the call that its end broke.
    static func silence(before failure: HTTP2Failure) -> Stall? {
        failure.silence.flatMap { $0.end.packet >= failure.ended.packet ? $0 : nil }
    }

    private static func meaning(_ name: String) -> String {
        switch name {
        case "INTERNAL_ERROR": " Proxies say so when the server behind them ended the connection or did not go on."
        case "REFUSED_STREAM": " It was not begun, and may be asked again (too many streams at once, or a shutdown)."
        case "ENHANCE_YOUR_CALM": " It thinks that too much is asked of it."
        case "FLOW_CONTROL_ERROR": " More was sent than the window allowed."
        case "HTTP_1_1_REQUIRED": " The request must be made with HTTP/1.1 (for instance for client certificates)."
        default: ""
        }
    }

    private static func fixes(_ failure: HTTP2Failure, _ software: String) -> [Finding.Fix] {
        guard let silence = silence(before: failure), silence.seconds >= 1 else { return general }
        return streaming(silence.seconds) + general
    }

    private static func streaming(_ seconds: Double) -> [Finding.Fix] {
        let long = Remedies.roomy(seconds)
        return [
            Finding.Fix(
                for: "nginx", "The time between two messages of the server; send_timeout for those of a slow client.",
                setting: "grpc_read_timeout \(long)s;\ngrpc_send_timeout \(long)s;"),
            Finding.Fix(
                for: "Envoy", "stream_idle_timeout (5 min) and the route's timeout (15 s; 0s for streams).",
                setting: "stream_idle_timeout: \(long)s\ntimeout: 0s"),
            Finding.Fix(
                for: "HAProxy", "timeout server and timeout client bound the silence of streams, too.",
                setting: "timeout server \(long)s"),
            Finding.Fix(
                for: "application",
                "Send a message at least every \(Remedies.heartbeat(seconds)) s: PING frames and TCP keep-alives do not count as "
                    + "messages of a stream."),
        ]
    }

    private static let general = [
        Finding.Fix(
            for: "server",
            "Look into the log of whoever reset the stream at that time, and of the server behind it: a crash, a "
                + "connection that was cut, a limit."),
        Finding.Fix(for: "client", "Ask again where repeating does no harm; after REFUSED_STREAM always."),
    ]

    static let entry = HandbookEntry(
        "http2.stream-reset", "HTTP/2 stream reset", .drop, layer: 7, severities: [.error, .info],
        severityRule: "error; info for CANCEL by the client, and for REFUSED_STREAM that was asked again",
        meaning:
            "One request of an HTTP/2 connection was broken off with RST_STREAM while the others went on. A proxy does that when the "
            + "server behind it went away or fell silent (INTERNAL_ERROR; nginx after grpc_read_timeout), a server when it cannot "
            + "go on. A client that leaves a page or cancels a call sends CANCEL: that is normal.",
        proof:
            "http2.type == 3, http2.rst_stream.error, and everything of that stream: http2.streamid == N. How long had it been silent "
            + "before? On the other side of the proxy look at the same time.",
        mending: streaming(60) + general)
}
