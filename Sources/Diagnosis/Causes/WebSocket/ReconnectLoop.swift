import Correlation
import Records

/// `websocket.reconnect-loop`
enum ReconnectLoop: Cause {
    static let rank = Rank.protocol
    /// Once may be chance, twice a coincidence.
    private static let enough = 3

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard case .webSocketLost(let loss) = symptom.kind else { return nil }
        let facts = symptom.facts
        // Behind a proxy it is the users who come back; that is told of their own connections.
        guard !facts.clientIsProxy, scene.front(of: facts, endedAround: loss.at.time) == nil else { return nil }
        let returns = scene.correlation.reconnects.returns(like: loss, of: facts, scene.connections)
        guard returns.count >= enough, let last = returns.last, last.flow == loss.flow else { return nil }
        let target = facts.webSocket?.target.map { SafeText.path($0) } ?? "a WebSocket"
        var verdict = Verdict(
            .warning, .certain, subject: symptom.serverSubject,
            by: scene.serverActor(facts), at: last.at, flow: last.flow, note: note(last, target),
            cause: words(returns, target, facts), evidence: evidence(returns), fixes: fixes)
        verdict.cases = returns.count
        verdict.earlier = returns.dropLast().map {
            Finding.Occurrence(at: $0.at, flow: $0.flow, note: note($0, target))
        }
        return verdict
    }

    private static func evidence(_ returns: [WebSocketLoss]) -> [Finding.Evidence] {
        var list: [Finding.Evidence] = []
        for loss in returns.suffix(6) {
            list.append(Finding.Evidence(packet: loss.at.packet, flow: loss.flow, text: "Ends: \(end(loss.end))"))
            if let back = loss.back {
                list.append(
                    Finding.Evidence(
                        packet: back.opened.packet, flow: back.flow,
                        text: "Back after \(Figure.seconds(loss.delay ?? 0))"))
            }
        }
        return list
    }

    // MARK: Words

    private static func note(_ loss: WebSocketLoss, _ target: String) -> String {
        "\(target): \(end(loss.end)), back after \(Figure.seconds(loss.delay ?? 0))"
    }

    private static func end(_ end: WebSocketLoss.End) -> String {
        switch end {
        case .code(let code): "Close \(code)"
        case .silence(let seconds): "cut after \(Figure.seconds(seconds)) of silence"
        case .cut(let side): "cut by the \(side.rawValue) without a Close frame"
        }
    }

    private static func words(_ returns: [WebSocketLoss], _ target: String, _ facts: FlowFacts) -> String {
        let delays = returns.compactMap(\.delay)
        let first = returns.first
        let lives = returns.map { $0.at.time.seconds(since: $0.opened.time) }
        return
            "\(facts.client.address) lost its WebSocket \(target) at \(facts.server) "
            + "\(Figure.count(returns.count, "time")) in the same way (\(first.map { end($0.end) } ?? "")) and came "
            + "back each time after \(range(delays)); each connection lived for \(range(lives)). What ends it is not "
            + "mended by connecting again."
    }

    /// `0.50 s`, or `0.50 s to 3.00 s`.
    private static func range(_ values: [Double]) -> String {
        let low = Figure.seconds(values.min() ?? 0)
        let high = Figure.seconds(values.max() ?? 0)
        return low == high ? low : "\(low) to \(high)"
    }

    private static let fixes = [
        Finding.Fix(
            for: "server", "Mend what ends the connection: the finding for the end itself says which setting that is."),
        Finding.Fix(
            for: "client",
            "Let the delay before the next attempt grow, with a random part, and take up where it was: a hundred "
                + "clients in such a loop are an attack."),
    ]

    static let entry = HandbookEntry(
        "websocket.reconnect-loop", "WebSocket lost and opened again and again", .drop, layer: 7,
        severities: [.warning],
        severityRule: "warning; three or more times in the same way, back within a minute each time",
        meaning:
            "A client opens a WebSocket, loses it in always the same way and opens it again. The user may not notice "
            + "much; messages get lost in between, and the server does the work of opening sessions over and over.",
        proof: "http.upgrade of one client: the same request again and again, with the same end before each.",
        mending: fixes + Mending.silentProxies + Mending.heartbeats)
}
