import Correlation
import Records

/// What a GOAWAY says of the end of an HTTP/2 connection, as its causes look at it.
struct GoAwayStory {
    enum Cause: Equatable { case tooManyPings, pingTimeout, other }

    let connection: HTTP2Connection
    let closed: FlowClosed
    /// The first GOAWAY that has an error, else the first one of the server's.
    let goAway: HTTP2Connection.GoAway
    /// The last stream that the server answers, by all its GOAWAYs.
    let lastStream: UInt32
    let lost: LostStreams

    init?(_ symptom: Symptom, in scene: Scene) {
        guard let closed = symptom.ending, closed.evicted == nil, let connection = symptom.facts.http2 else {
            return nil
        }
        let errors = connection.goAways.filter { $0.code != HTTP2ErrorCode.noError }
        guard let goAway = errors.first ?? connection.goAways.first(where: { $0.by == .server }) else { return nil }
        self.connection = connection
        self.closed = closed
        self.goAway = goAway
        // gRPC says it twice: the first time every stream is still welcome.
        lastStream = connection.goAways.filter { $0.by == .server }.map(\.lastStreamID).min() ?? .max
        let first = connection.goAways.first { $0.by == .server } ?? goAway
        lost = scene.correlation.lostStreams(of: symptom.facts, closed, with: first, lastStream: lastStream)
    }

    var debug: String { (goAway.debug ?? "").lowercased() }
    var isError: Bool { goAway.code != HTTP2ErrorCode.noError }

    var cause: Cause {
        guard goAway.code == HTTP2ErrorCode.enhanceYourCalm else { return .other }
        if debug.contains("ping") {
            return debug.contains("timeout") || debug.contains("timed out") ? .pingTimeout : .tooManyPings
        }
        // Without words: who says it has had pings, or has waited for their answers.
        if connection.unansweredPings[goAway.by] > 0 { return .pingTimeout }
        return debug.isEmpty && connection.pings[goAway.by.other] >= 3 ? .tooManyPings : .other
    }

    /// Whether the client hung up or said GOAWAY before the server did: then it is the client's own wish.
    var isAnswer: Bool {
        if let first = connection.goAways.first, first.by == .client { return true }
        guard let ended = connection.ended, ended.by == .client, let at = ended.at else { return false }
        return at.packet < goAway.at.packet
    }

    // MARK: Words

    /// `GOAWAY NO_ERROR “max_age”`.
    var words: String {
        let text = goAway.debug.map { SafeText.plain($0) } ?? ""
        return "GOAWAY \(HTTP2ErrorCode.name(goAway.code))" + (text.isEmpty ? "" : " \u{201c}\(text)\u{201d}")
    }

    /// `2 streams, POST /shop.Orders/Watch first`.
    var lostWords: String {
        guard let first = lost.streams.first else { return "no stream" }
        let count = lost.streams.count
        let what = SafeText.words(first.request)
        return count == 1 ? "one stream (\(what))" : "\(count) streams (\(what) first)"
    }

    /// The same where a sentence begins.
    var lostWordsAtStart: String { lostWords.prefix(1).uppercased() + lostWords.dropFirst() }

    func evidence(_ symptom: Symptom) -> [Finding.Evidence] {
        var list = [symptom.evidence(goAway.at.packet, "\(words) by the \(goAway.by.rawValue)")]
        for failure in lost.streams.prefix(5) {
            let what = SafeText.words(failure.request)
            list.append(symptom.evidence(failure.asked.packet, "Stream \(failure.stream), \(what): the request"))
            guard failure.ended.packet > goAway.at.packet else { continue }
            let status =
                if case .status(let status) = failure.kind { "grpc-status \(GRPCStatus.name(status))" } else {
                    "its end"
                }
            list.append(symptom.evidence(failure.ended.packet, "Stream \(failure.stream): \(status)"))
        }
        if let at = closed.closed.at, closed.closed.how != .open {
            let how = closed.closed.how == .reset ? "RST" : "FIN"
            list.append(symptom.evidence(at.packet, "\(how) by the \(closed.closed.by?.rawValue ?? "server")"))
        }
        return list
    }
}
