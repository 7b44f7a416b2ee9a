/// What an HTTP/2 connection went through beside its exchanges (RFC 9113): told once, at its end.
public struct HTTP2Connection: Sendable, Codable, Equatable {
    public var goAways: [GoAway] = []
    public var resets: [StreamReset] = []
    /// PING frames without ACK, of each side, and those of them that were never acknowledged.
    public var pings = PerSide<UInt64>(both: 0)
    public var unansweredPings = PerSide<UInt64>(both: 0)
    public var firstUnansweredPing: PerSide<PacketReference?> = PerSide(both: nil)
    /// Requests seen, and those that never had a response.
    public var streams: UInt64 = 0
    public var unansweredStreams: [UInt32] = []
    /// The highest stream that each side opened.
    public var highestStream = PerSide<UInt32>(both: 0)
    /// The longest time in which a side could not send for want of flow-control credit, if 1 s or more.
    public var longestStall: PerSide<Stall?> = PerSide(both: nil)
    /// Header names could not be told: their table was filled before the capture began, or bytes are missing.
    public var unknownHeaders: UInt64 = 0
    public var hasGaps = false
    /// Who hung up first, and how; `nil` where the capture ended before.
    public var ended: Closing?

    public init() {}

    /// A GOAWAY frame.
    public struct GoAway: Sendable, Codable, Equatable {
        public var at: PacketReference
        public var by: Side
        /// HTTP/2 Error Code registry.
        public var code: UInt32
        public var lastStreamID: UInt32
        /// The debug data as text, cut at 256 octets.
        public var debug: String?

        public init(at: PacketReference, by: Side, code: UInt32, lastStreamID: UInt32, debug: String?) {
            self.at = at
            self.by = by
            self.code = code
            self.lastStreamID = lastStreamID
            self.debug = debug
        }
    }

    /// A RST_STREAM frame.
    public struct StreamReset: Sendable, Codable, Equatable {
        public var at: PacketReference
        public var by: Side
        public var streamID: UInt32
        public var code: UInt32

        public init(at: PacketReference, by: Side, streamID: UInt32, code: UInt32) {
            self.at = at
            self.by = by
            self.streamID = streamID
            self.code = code
        }
    }
}

/// What is known of a gRPC call beside its exchange.
public struct GRPCCall: Sendable, Codable, Equatable {
    /// Package and service, as in the path.
    public var service: String
    public var method: String
    /// `grpc-timeout`, seconds.
    public var deadline: Double?
    /// Length-prefixed messages of each side.
    public var messages = PerSide<UInt64>(both: 0)
    /// `grpc-status`; `nil` where the call has not ended.
    public var status: UInt32?
    /// `grpc-message`, percent-decoded.
    public var message: String?
    /// The longest time without any message, if 1 s or more.
    public var longestSilence: Stall?

    public init(service: String, method: String) {
        self.service = service
        self.method = method
    }
}
