public import Records

/// A flow that ended in silence: one side had nothing more to say for so long, then hung up.
public struct IdleEnd: Sendable, Equatable {
    /// Seconds without traffic before the end.
    public var seconds: Double
    public var by: Side
    /// The last packet before the silence, where it is known.
    public var before: UInt64?
    /// The packet that ended it.
    public var at: PacketReference
    /// Keep-alive probes within the silence.
    public var keepalives: UInt32
}

extension FlowFacts {
    /// Shorter silences are not worth a thought, seconds.
    public static let shortestIdleEnd = 4.7
    /// A TLS close_notify comes this long before the FIN at most, seconds.
    private static let farewell = 1.0

    /// The silence that the flow's end broke.
    ///
    /// Over TLS a close_notify comes before the FIN, and the other side's FIN may be the first one: who broke the
    /// silence hung up.
    public func idleEnd(_ closed: FlowClosed) -> IdleEnd? {
        guard closed.closed.how == .fin || closed.closed.how == .reset, let at = closed.closed.at,
            let by = closed.closed.by
        else { return nil }
        if let last = lastWord(closed, before: at, by: by), last.time <= at.time {
            let seconds = at.time.seconds(since: last.time)
            if seconds >= Self.shortestIdleEnd {
                let gap = closed.idleGaps.last { $0.afterPacket == at.packet }
                return IdleEnd(
                    seconds: seconds, by: by, before: last.packet, at: at, keepalives: gap?.keepalives ?? 0)
            }
        }
        return idleEndByFarewell(closed, at: at, by: by)
    }

    /// The last data before the end. A store or database has the last word; what its client says into a connection that it
    /// has closed comes too late.
    private func lastWord(_ closed: FlowClosed, before end: PacketReference, by: Side) -> PacketReference? {
        if isStore, by == .server, let client = closed.tcp.lastData.client, client.packet > end.packet {
            return closed.tcp.lastData.server
        }
        return latestData(closed)
    }

    private func idleEndByFarewell(_ closed: FlowClosed, at: PacketReference, by: Side) -> IdleEnd? {
        guard isTLS, let gap = closed.idleGaps.last, gap.seconds >= Self.shortestIdleEnd,
            at.time.seconds(since: gap.end) <= Self.farewell
        else { return nil }
        let data = closed.tcp.lastData
        // More than the farewell was said after the silence: somebody took the conversation up again.
        let isServer = data.server.map { $0.packet == gap.afterPacket } ?? false
        let isClient = data.client.map { $0.packet == gap.afterPacket } ?? false
        guard isServer || isClient || gap.afterPacket == at.packet else { return nil }
        let answer = isServer ? data.client : data.server
        if let answer, answer.time > gap.end, answer.time < at.time { return nil }
        let side: Side = isServer ? .server : isClient ? .client : by
        return IdleEnd(
            seconds: gap.seconds, by: side, before: gap.beforePacket, at: at, keepalives: gap.keepalives)
    }

    /// The last segment with new payload of either side.
    public func latestData(_ closed: FlowClosed) -> PacketReference? {
        let data = closed.tcp.lastData
        switch (data.client, data.server) {
        case (let client?, let server?): return client.packet > server.packet ? client : server
        case (let client?, nil): return client
        case (nil, let server?): return server
        case (nil, nil): return nil
        }
    }
}
