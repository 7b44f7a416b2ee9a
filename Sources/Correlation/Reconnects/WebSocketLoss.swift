public import Records

/// The end of a WebSocket that its client did not want.
public struct WebSocketLoss: Sendable {
    /// How it ended, as far as two ends are the same.
    public enum End: Sendable, Equatable {
        /// A Close frame of the server with this code.
        case code(UInt16)
        /// No Close frame, after so many seconds without a frame.
        case silence(Double)
        /// No Close frame, in the middle of a conversation.
        case cut(Side)

        /// Whether both are one and the same thing that happens again; timers jitter.
        public func isSame(as other: End) -> Bool {
            switch (self, other) {
            case (.code(let one), .code(let two)): one == two
            case (.silence(let one), .silence(let two)): abs(one - two) <= max(0.5, one * 0.02)
            case (.cut(let one), .cut(let two)): one == two
            default: false
            }
        }
    }

    public var flow: FlowID
    public var opened: PacketReference
    public var at: PacketReference
    public var end: End
    /// The next connection of the same client to the same service.
    public internal(set) var back: Back?

    public struct Back: Sendable {
        public var flow: FlowID
        public var opened: PacketReference
    }

    /// Seconds until the client came back.
    public var delay: Double? { back.map { $0.opened.time.seconds(since: at.time) } }

    /// `nil` where the end is a proper one, or the client's own wish, or was not seen.
    init?(_ facts: FlowFacts, _ closed: FlowClosed) {
        guard closed.evicted == nil, let session = facts.webSocket, !session.hasGaps else { return nil }
        flow = facts.id
        opened = facts.opened.first
        if let close = session.close {
            guard close.by == .server, let code = close.code, code != 1000 else { return nil }
            at = close.at
            end = .code(code)
            return
        }
        let transport = session.end.map { ($0.how, $0.by, $0.at) }
        guard !closed.tcp.isOneSided, let how = transport?.0 ?? closed.closed.how as Closing.How?,
            how == .fin || how == .reset, let at = transport?.2 ?? closed.closed.at
        else { return nil }
        self.at = at
        let frames = [session.lastFrame.client, session.lastFrame.server].compactMap { $0 }
        let last = frames.filter { $0.packet <= at.packet }.max { $0.packet < $1.packet } ?? session.opened
        let silence = at.time.seconds(since: last.time)
        let by = transport?.1 ?? closed.closed.by
        // A client that cuts its WebSocket itself closed a tab, unless the silence shows a timer.
        end = silence >= FlowFacts.shortestIdleEnd ? .silence(silence) : .cut(by ?? .client)
        if end == .cut(.client) { return nil }
    }
}
