import Correlation
import Records

/// How a WebSocket ended, as its causes look at it.
struct WebSocketEnding {
    var session: WebSocketSession
    var end: WebSocketSession.End
    /// Who ended it; not certain where neither side is known.
    var by: Side
    /// Seconds without a frame before the end, and the last frame before it.
    var silence: Double
    var lastFrame: PacketReference?
    /// Pings of the side that ended it, or of either, that were not answered.
    var unanswered: UInt32
    var pinger: Side?

    init?(_ symptom: Symptom) {
        guard let closed = symptom.ending, closed.evicted == nil, let session = symptom.facts.webSocket,
            let end = Self.end(session, closed), let by = end.by
        else { return nil }
        self.session = session
        self.end = end
        self.by = by
        lastFrame = Self.lastFrame(session, before: end.at)
        silence = max(0, end.at.time.seconds(since: (lastFrame ?? session.opened).time))
        let sides: [Side] = [by, by.other]
        pinger = sides.first { session.unansweredPings[$0] > 0 }
        unanswered = pinger.map { session.unansweredPings[$0] } ?? 0
    }

    /// The last frame before the end; what the other side still said after it does not count.
    private static func lastFrame(_ session: WebSocketSession, before end: PacketReference) -> PacketReference {
        let sides = [session.lastFrame.client, session.lastFrame.server].compactMap { $0 }
        if let silence = session.longestSilence, silence.start.packet <= end.packet, silence.end.packet >= end.packet,
            sides.contains(where: { $0.packet > end.packet })
        {
            return silence.start
        }
        return sides.filter { $0.packet <= end.packet }.max { $0.packet < $1.packet } ?? session.opened
    }

    /// The transport's end; where the session record has none, the flow's.
    private static func end(_ session: WebSocketSession, _ closed: FlowClosed) -> WebSocketSession.End? {
        if let end = session.end { return end.how == .fin || end.how == .reset ? end : nil }
        guard closed.closed.how == .fin || closed.closed.how == .reset, let at = closed.closed.at else { return nil }
        return WebSocketSession.End(how: closed.closed.how, by: closed.closed.by, at: at)
    }

    /// Without a Close frame, and with nothing missing in which it may have been.
    func isWithoutClose(_ symptom: Symptom) -> Bool {
        guard session.close == nil, !session.hasGaps, let closed = symptom.facts.closed else { return false }
        return !closed.tcp.isOneSided && closed.tcp.missingBytes.client == 0 && closed.tcp.missingBytes.server == 0
            && closed.tcp.cutBytes.client == 0 && closed.tcp.cutBytes.server == 0
    }

    /// Whether a heartbeat was given up: a ping of one side was not answered, and some time later that side left.
    var isHeartbeatGivenUp: Bool {
        guard let pinger, let first = session.firstUnansweredPing[pinger] else { return false }
        let left = session.close.map { ($0.by, $0.at) } ?? (by, end.at)
        guard left.0 == pinger, left.1.time.seconds(since: first.time) >= 0.5 else { return false }
        // Answers other than pongs prove that the peer is alive: then something else ended it.
        if let heard = session.lastFrame[pinger.other], heard.packet > first.packet, heard.time > first.time,
            left.1.packet > heard.packet, session.close.map({ $0.by == pinger }) ?? true
        {
            return heard.time.seconds(since: first.time) < 0.5 || session.close?.code == 1011
        }
        return true
    }

    var target: String { session.target.map { SafeText.path($0) } ?? "a WebSocket" }

    func evidence(_ symptom: Symptom, _ text: String) -> [Finding.Evidence] {
        var list = [symptom.evidence(session.opened.packet, "WebSocket \(target) opened")]
        if let lastFrame, lastFrame.packet != session.opened.packet, lastFrame.packet != end.at.packet {
            list.append(symptom.evidence(lastFrame.packet, "The last frame"))
        }
        list.append(symptom.evidence(end.at.packet, text))
        return list
    }
}
