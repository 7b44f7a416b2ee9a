/// A WebSocket from its opening handshake to its end.
public struct WebSocketSession: Sendable, Codable, Equatable {
    /// The packet of the request that asked for it; `nil` where that was not seen.
    public var request: PacketReference?
    public var target: String?
    public var host: String?
    public var subprotocol: String?
    public var extensions: String?
    public var opened: PacketReference
    public var frames = PerSide<FrameCounts>(both: FrameCounts())
    /// The first Close frame.
    public var close: Close?
    /// Pings that never got their pong, of each side's pings.
    public var unansweredPings = PerSide<UInt32>(both: 0)
    /// The first ping without pong.
    public var firstUnansweredPing: PerSide<PacketReference?> = PerSide(both: nil)
    /// Seconds of the median distance between a side's pings, where there are two or more.
    public var pingInterval: PerSide<Double?> = PerSide(both: nil)
    /// The longest time without any frame of either side, between the first and the last frame (or the end).
    public var longestSilence: Stall?
    /// The last frame of each side.
    public var lastFrame: PerSide<PacketReference?> = PerSide(both: nil)
    /// Frames that a side sent after its own Close frame, which RFC 6455 § 5.5.1 forbids.
    public var framesAfterClose: UInt32 = 0
    /// Whether the stream ended inside a frame.
    public var cutInFrame: Side?
    /// Whether bytes were missing: counts are then a lower bound.
    public var hasGaps = false
    /// How the transport ended; `nil` where the capture ended first.
    public var end: End?
    /// Each frame, if they were asked for (`--frames`).
    public var frameList: [Frame] = []
    /// Pings, pongs and Close frames: the first and the last of them, `Limits.controlFramesPerWebSocket` in all.
    public var controlFrames: [Frame] = []

    public init(opened: PacketReference) { self.opened = opened }

    public struct FrameCounts: Sendable, Codable, Equatable {
        public var text: UInt64 = 0
        public var binary: UInt64 = 0
        public var continuation: UInt64 = 0
        public var ping: UInt64 = 0
        public var pong: UInt64 = 0
        public var close: UInt64 = 0
        public var other: UInt64 = 0
        /// Payload on the wire, control frames included.
        public var bytes: UInt64 = 0

        public init() {}
    }

    /// The first Close frame.
    public struct Close: Sendable, Codable, Equatable {
        public var at: PacketReference
        public var by: Side
        /// `nil` where the frame has none.
        public var code: UInt16?
        public var reason: String?

        public init(at: PacketReference, by: Side, code: UInt16?, reason: String?) {
            self.at = at
            self.by = by
            self.code = code
            self.reason = reason
        }
    }

    /// The end of the TCP stream under it.
    public struct End: Sendable, Codable, Equatable {
        public var how: Closing.How
        public var by: Side?
        public var at: PacketReference

        public init(how: Closing.How, by: Side?, at: PacketReference) {
            self.how = how
            self.by = by
            self.at = at
        }
    }

    /// One frame.
    public struct Frame: Sendable, Codable, Equatable {
        public var at: PacketReference
        public var from: Side
        public var opcode: UInt8
        public var length: UInt64
        public var isFinal: Bool
        public var isCompressed: Bool

        public init(
            at: PacketReference, from: Side, opcode: UInt8, length: UInt64, isFinal: Bool, isCompressed: Bool
        ) {
            self.at = at
            self.from = from
            self.opcode = opcode
            self.length = length
            self.isFinal = isFinal
            self.isCompressed = isCompressed
        }
    }
}
