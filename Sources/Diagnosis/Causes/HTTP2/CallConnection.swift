import Correlation
import Records

/// What happened to the connection of a call that failed: its own end may be the reason, or the consequence.
struct CallConnection {
    let http2: HTTP2Connection?
    let vanished: Bool

    init(_ call: FailedCall, in scene: Scene) {
        let over = scene.correlation.failedCalls.connection(call.flow)
        http2 = over?.http2 ?? scene.correlation.facts(call.flow)?.http2
        vanished = over?.vanished ?? false
    }

    /// Whether the client had hung up before the call ended: what comes after that is nobody's loss.
    func isAftermath(of call: FailedCall) -> Bool {
        guard let ended = http2?.ended, ended.by == .client, let at = ended.at else { return false }
        return at.packet < call.failure.ended.packet
    }

    /// Whether the connection's own story tells of the call's end: a GOAWAY of the server's at that time or before, or pings
    /// that the client waited for.
    func explains(_ call: FailedCall) -> Bool {
        guard let http2 else { return false }
        let end = call.failure.ended
        return http2.goAways.contains { goAway in
            if goAway.by == .client { return goAway.code != HTTP2ErrorCode.noError && goAway.at.packet <= end.packet }
            // A server that ends the connection may tell the streams first, in the same breath.
            return goAway.at.time.seconds(since: end.time) <= 0.05
                && (call.failure.asked.packet <= goAway.at.packet || call.failure.stream > goAway.lastStreamID)
        }
    }
}
