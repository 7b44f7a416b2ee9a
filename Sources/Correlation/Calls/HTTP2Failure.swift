public import Records

/// A call or stream of HTTP/2 that came to nothing: reset, cut off, or a gRPC call that ended badly.
public struct HTTP2Failure: Sendable {
    /// Why it failed, as far as the stream itself tells.
    public enum Kind: Sendable, Equatable {
        /// A gRPC status other than OK.
        case status(UInt32)
        /// The client gave the call up when the deadline that it had set was over.
        case deadline
        /// RST_STREAM by this side, with its code.
        case reset(by: Side, code: UInt32)
        /// The connection ended first.
        case cut
    }

    public var kind: Kind
    public var stream: UInt32
    /// Method and path, without a query.
    public var request: String
    public var isGRPC: Bool
    public var asked: PacketReference
    /// The head of the answer, where there was one.
    public var answered: PacketReference?
    /// The last packet of it that is known: its status, its RST_STREAM, else of what came before.
    public var ended: PacketReference
    public var status: UInt16?
    /// gRPC's `grpc-message`.
    public var message: String?
    /// Seconds, of `grpc-timeout`.
    public var deadline: Double?
    /// The longest time without a message of the call.
    public var silence: Stall?
    public var hasGaps: Bool

    /// `nil` where nothing is wrong with it.
    init?(_ exchange: HTTPExchange) {
        let status = exchange.grpc?.status
        let isWhole = exchange.response?.complete ?? false
        if isWhole, status ?? 0 == 0 { return nil }
        // A CONNECT has no end of its own: what is in it tells how it ended.
        guard let request = exchange.request, let stream = exchange.streamID, request.method != "CONNECT",
            let kind = Self.kind(exchange, request, status)
        else { return nil }
        self.kind = kind
        self.stream = stream
        self.request = "\(request.method) \(request.target.prefix { $0 != "?" && $0 != ";" })"
        isGRPC = exchange.grpc != nil
        asked = request.at
        answered = exchange.response?.at
        ended = exchange.reset?.at ?? exchange.response.map { $0.end ?? $0.at } ?? request.end ?? request.at
        if case .status = kind, let end = exchange.response.map({ $0.end ?? $0.at }) { ended = end }
        self.status = exchange.response?.status
        message = exchange.grpc?.message
        deadline = exchange.grpc?.deadline
        silence = exchange.grpc?.longestSilence
        hasGaps = exchange.hasGaps
    }

    private static func kind(_ exchange: HTTPExchange, _ request: HTTPRequest, _ status: UInt32?) -> Kind? {
        if let status, status != 0 { return .status(status) }
        guard let reset = exchange.reset else { return exchange.hasGaps ? nil : .cut }
        // Whoever has answered may tell the client to send no more (RFC 9113 § 8.1).
        if reset.code == HTTP2ErrorCode.noError, exchange.response?.complete == true { return nil }
        if let deadline = exchange.grpc?.deadline, reset.code == HTTP2ErrorCode.cancel,
            runsOut(deadline, after: reset.at.time.seconds(since: request.at.time))
        {
            return .deadline
        }
        return .reset(by: reset.by, code: reset.code)
    }

    /// Whether a wait ended when its deadline did: programs round `grpc-timeout` up, and timers fire late.
    private static func runsOut(_ deadline: Double, after waited: Double) -> Bool {
        waited >= deadline - max(0.05, deadline * 0.03) && waited <= deadline + max(0.25, deadline * 0.02)
    }

    /// Seconds from the request to its end.
    public var waited: Double { ended.time.seconds(since: asked.time) }
}
