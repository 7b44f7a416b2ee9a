import Correlation
import Records

/// Finds what wants an explanation; most of what happens does not.
enum Symptoms {
    /// What the closing of a flow shows.
    static func atClosing(_ facts: FlowFacts, _ closed: FlowClosed, patience: Double) -> [Symptom] {
        guard closed.evicted == nil else { return [] }
        var found: [Symptom] = []
        if let at = connectFailure(closed) { found.append(Symptom(.connectFailed, facts, at: at, patience: patience)) }
        if found.isEmpty, let at = unexplainedEnd(facts, closed) {
            found.append(Symptom(.ended, facts, at: at, patience: patience))
        }
        if let at = slowness(closed) { found.append(Symptom(.slow, facts, at: at, patience: patience)) }
        if let webSocket = facts.webSocket, let silence = webSocket.longestSilence, silence.seconds >= 15 {
            found.append(Symptom(.fragile, facts, at: silence.end, patience: patience))
        }
        return found
    }

    /// Whether an exchange may show anything: most do not.
    static func isTroubled(_ exchange: HTTPExchange) -> Bool {
        guard let status = exchange.response?.status else { return false }
        return status >= 400 || exchange.refusesWebSocket
    }

    /// What an exchange shows.
    static func atExchange(_ exchange: HTTPExchange, _ facts: FlowFacts, patience: Double) -> [Symptom] {
        guard let response = exchange.response else { return [] }
        if exchange.refusesWebSocket {
            return [Symptom(.upgradeRefused(exchange), facts, at: response.at, patience: patience)]
        }
        guard [408, 502, 503, 504].contains(response.status) else { return [] }
        return [Symptom(.gatewayError(exchange), facts, at: response.at, patience: patience)]
    }

    private static func connectFailure(_ closed: FlowClosed) -> PacketReference? {
        let tcp = closed.tcp
        guard let first = tcp.firstSYN, tcp.firstSYNACK == nil, closed.bytes.server == 0, closed.bytes.client == 0
        else { return nil }
        if let reset = tcp.reset.server { return reset.at }
        if let icmp = tcp.icmp, icmp.about == .client, icmp.saysUnreachable { return icmp.at }
        return tcp.lastPacket.server == nil ? tcp.lastSYN ?? first : nil
    }

    private static func unexplainedEnd(_ facts: FlowFacts, _ closed: FlowClosed) -> PacketReference? {
        let tcp = closed.tcp
        let ended = closed.closed.how == .fin || closed.closed.how == .reset
        let at = closed.closed.at ?? closed.last
        if endsDatabaseSession(facts, closed, ended: ended) || endsHTTP2Badly(facts) { return at }
        if ended, closed.owed != nil || facts.idleEnd(closed) != nil { return at }
        if ended, tcp.reset.client?.answers != nil || tcp.reset.server?.answers != nil { return at }
        for side in Side.allCases {
            if let tail = tcp.unacknowledged[side], tail.retransmissions >= 2 { return tail.last }
        }
        if let webSocket = facts.webSocket, webSocket.close != nil || webSocket.end != nil { return at }
        if facts.handshakes.contains(where: { $0.outcome == .failed || !$0.alerts.isEmpty }) { return at }
        return ended && !facts.handshakes.isEmpty ? at : nil
    }

    /// Whether a database's session ended otherwise than by its client's farewell.
    private static func endsDatabaseSession(_ facts: FlowFacts, _ closed: FlowClosed, ended: Bool) -> Bool {
        guard let session = facts.database else { return false }
        if session.fatal != nil || facts.databaseError?.endsSession == true { return true }
        return ended && session.ended == .cut && (closed.closed.by == .server || session.openChanged)
    }

    /// Whether an HTTP/2 connection was ended by its server's word, with an error, or after pings without an answer.
    private static func endsHTTP2Badly(_ facts: FlowFacts) -> Bool {
        guard let connection = facts.http2 else { return false }
        if connection.unansweredPings.client > 0 || connection.unansweredPings.server > 0 { return true }
        return connection.goAways.contains { $0.by == .server || $0.code != HTTP2ErrorCode.noError }
    }

    private static func slowness(_ closed: FlowClosed) -> PacketReference? {
        let tcp = closed.tcp
        for side in Side.allCases {
            if let stall = tcp.longestZeroWindow[side] ?? tcp.longestUnacknowledged[side] { return stall.end }
        }
        let isLossy = Side.allCases.contains {
            UInt64(tcp.retransmitted[$0]) + UInt64(tcp.outOfOrder[$0]) >= 20 && tcp.retransmitted[$0] > 0
        }
        return isLossy ? closed.last : nil
    }
}
