import Correlation
import Records

/// Which leg of a proxied conversation a break came from: the other leg's end is its consequence.
enum RootLeg {
    /// The flow to blame in place of the symptom's own; `nil` where the symptom stands for itself.
    static func of(_ symptom: Symptom, in scene: Scene) -> FlowID? {
        switch symptom.kind {
        case .ended: ofEnd(symptom, in: scene)
        case .gatewayError(let exchange), .upgradeRefused(let exchange): ofAnswer(symptom, exchange, in: scene)
        case .connectFailed: ofAttempt(symptom, in: scene)
        case .callFailed(let call): ofCall(call, in: scene)
        case .slow, .fragile, .exposed, .session, .fullHandshake, .askedAgain, .webSocketLost, .storeFault,
            .endlessKey, .lostUpdate:
            nil
        }
    }

    /// A new attempt that is not answered belongs to the connection whose peer vanished.
    private static func ofAttempt(_ symptom: Symptom, in scene: Scene) -> FlowID? {
        let facts = symptom.facts
        guard let closed = facts.closed, facts.answer(closed) == .unanswered else { return nil }
        let before = scene.connections.between(facts.client.address, facts.server.address)
        return before.last {
            $0.flow != facts.id && $0.server == facts.server && $0.answer == .answered && $0.vanished
                && $0.opened.time <= facts.opened.first.time
        }?.flow
    }

    private static func ofEnd(_ symptom: Symptom, in scene: Scene) -> FlowID? {
        guard let closed = symptom.ending, let end = closed.closed.at, let by = closed.closed.by else { return nil }
        let facts = symptom.facts
        if by == .client, let front = scene.front(of: facts, endedAround: end.time) {
            // The proxy hung up on a server that did not answer, and its client left after that.
            if closed.owed?.by == .server, let left = front.ended, left.packet > end.packet || front.endedBy == .server
            {
                // Where the proxy had to say so before this leg was told, it belongs to what was said.
                return scene.gatewayErrors(ofProxy: facts.client.address, around: end.time).first?.flow
            }
            return front.flow
        }
        if by == .server, let upstream = scene.upstream(of: facts, endedAround: end.time),
            upstream.endedBy == .server, let died = upstream.ended, died.packet <= end.packet
        {
            return upstream.flow
        }
        return nil
    }

    /// A proxy's upstream leg explains its 5xx.
    private static func ofAnswer(_ symptom: Symptom, _ exchange: HTTPExchange, in scene: Scene) -> FlowID? {
        if let asked = exchange.request?.at.time,
            let failed = scene.connections.failedAttempt(
                of: symptom.facts, since: asked, until: symptom.at.time, hops: scene.correlation.hops)
        {
            return failed.flow
        }
        if let silent = scene.correlation.hops.unanswered(exchange, at: symptom.facts.server.address) { return silent }
        return scene.upstream(of: symptom.facts, endedAround: symptom.at.time, pooled: true)?.flow
    }

    /// A call that failed behind a proxy failed before it for that; unless the proxy had left first.
    private static func ofCall(_ call: FailedCall, in scene: Scene) -> FlowID? {
        let calls = scene.correlation.failedCalls
        let hops = scene.correlation.hops
        if CallConnection(call, in: scene).isAftermath(of: call) { return calls.before(call, hops: hops)?.flow }
        guard let behind = calls.behind(call, hops: hops), !CallConnection(behind, in: scene).isAftermath(of: behind)
        else { return nil }
        return behind.flow
    }

    static func words(_ symptom: Symptom) -> String {
        switch symptom.kind {
        case .gatewayError(let exchange), .upgradeRefused(let exchange):
            "The proxy \(symptom.facts.server) answers its client with \(exchange.response?.status ?? 0)"
        case .callFailed(let call):
            "The same call failed on the other side of the proxy \(call.server)"
        case .connectFailed: "A new connection to \(symptom.facts.server) is not answered, either"
        default: "The same break on the other side of the proxy"
        }
    }
}

extension Symptom {
    /// The same, to be judged `seconds` later.
    func later(_ seconds: Double) -> Symptom {
        var copy = self
        copy.deadline = deadline.advanced(bySeconds: seconds)
        copy.postponed += 1
        return copy
    }
}
