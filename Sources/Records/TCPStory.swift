/// What TCP went through, as counters and as the few packets that conclusions rest on.
///
/// Segment counters have Wireshark's meaning of the words. Sides are those that sent the segments, but for
/// `missingBytes`, whose side is the one whose bytes are missing.
@dynamicMemberLookup
public struct TCPStory: Sendable, Equatable {
    public enum Handshake: String, Sendable, Codable { case complete, partial, none }

    /// What it tells; each value is reached through the story itself.
    public struct Fields: Sendable, Codable, Equatable {
        public var handshake = Handshake.none
        /// Seconds from the SYN to the client's first acknowledgment of the SYN-ACK (initial RTT), where the handshake was seen.
        public var roundTrip: Double?
        public var mss: PerSide<UInt16?> = PerSide(both: nil)
        public var windowScale: PerSide<UInt8?> = PerSide(both: nil)
        public var retransmitted = PerSide<UInt32>(both: 0)
        /// The same packet captured again (another interface, a mirror port).
        public var duplicates = PerSide<UInt32>(both: 0)
        public var outOfOrder = PerSide<UInt32>(both: 0)
        /// Octets acknowledged but never captured.
        public var missingBytes = PerSide<UInt64>(both: 0)
        /// Octets cut off by the snap length.
        public var cutBytes = PerSide<UInt64>(both: 0)
        public var overlapConflicts = PerSide<UInt32>(both: 0)
        public var keepalives = PerSide<UInt32>(both: 0)
        public var zeroWindows = PerSide<UInt32>(both: 0)
        public var resets = PerSide<UInt32>(both: 0)
        /// Segments with payload, retransmissions included, captured duplicates not.
        public var dataSegments = PerSide<UInt32>(both: 0)
        public var synCount = PerSide<UInt32>(both: 0)
        public var firstSYN: PacketReference?
        public var lastSYN: PacketReference?
        public var firstSYNACK: PacketReference?
        /// The first FIN and the first RST of each side, in or outside the window.
        public var fin: PerSide<PacketReference?> = PerSide(both: nil)
        public var reset: PerSide<ResetStory?> = PerSide(both: nil)
        /// The last segment that brought new payload, and the last packet of any kind, of each side.
        public var lastData: PerSide<PacketReference?> = PerSide(both: nil)
        public var lastPacket: PerSide<PacketReference?> = PerSide(both: nil)
        /// Time to live (hop limit) of the side's first packet.
        public var timeToLive: PerSide<UInt8?> = PerSide(both: nil)
        /// What a side sent last and never got acknowledged; `nil` where all was.
        public var unacknowledged: PerSide<UnacknowledgedTail?> = PerSide(both: nil)
        /// The longest time with a closed (zero) window announced by the side, if 1 s or more.
        public var longestZeroWindow: PerSide<Stall?> = PerSide(both: nil)
        /// The longest time in which octets the side sent waited for an acknowledgment, if 1 s or more.
        public var longestUnacknowledged: PerSide<Stall?> = PerSide(both: nil)
        /// ICMP errors that quoted this flow.
        public var icmp: ICMPQuote?
        /// Whether the segments came from one side only.
        public var isOneSided = false

        public init() {}
    }

    /// One element, always: kept apart, so that what carries the story stays small, and copies of it are cheap.
    @usableFromInline var storage: [Fields]

    public init(_ fields: Fields = Fields()) { storage = [fields] }

    @inlinable
    public subscript<Value>(dynamicMember field: WritableKeyPath<Fields, Value>) -> Value {
        _read { yield storage[0][keyPath: field] }
        _modify { yield &storage[0][keyPath: field] }
    }
}

extension TCPStory: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Fields(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}

/// A RST and the circumstances that tell a peer from a middlebox.
public struct ResetStory: Sendable, Codable, Equatable {
    public var at: PacketReference
    public var timeToLive: UInt8
    public var identification: UInt32
    /// Seconds since the last packet before it of either side.
    public var silence: Double
    /// Whether its sequence number was within what the receiver would accept (RFC 9293 § 3.10.7.4).
    public var isInWindow: Bool
    /// Whether it answers a segment that came right before (its sequence number is that segment's acknowledgment).
    public var answers: PacketReference?

    public init(
        at: PacketReference, timeToLive: UInt8, identification: UInt32, silence: Double, isInWindow: Bool,
        answers: PacketReference? = nil
    ) {
        self.at = at
        self.timeToLive = timeToLive
        self.identification = identification
        self.silence = silence
        self.isInWindow = isInWindow
        self.answers = answers
    }
}

/// Octets sent that the other side never acknowledged.
public struct UnacknowledgedTail: Sendable, Codable, Equatable {
    /// When its first octet was first sent.
    public var first: PacketReference
    /// The last time any of it was sent.
    public var last: PacketReference
    /// How often segments of it were sent again.
    public var retransmissions: UInt32
    public var byteCount: UInt64
    /// The largest payload of one segment of it, and whether smaller segments sent meanwhile were acknowledged.
    public var largestSegment: UInt32
    public var smallerPassed: Bool
    /// Seconds without any packet of the flow before `first`.
    public var silenceBefore: Double
    /// The packet before that silence.
    public var packetBefore: UInt64

    public init(
        first: PacketReference, last: PacketReference, retransmissions: UInt32, byteCount: UInt64,
        largestSegment: UInt32, smallerPassed: Bool, silenceBefore: Double, packetBefore: UInt64
    ) {
        self.first = first
        self.last = last
        self.retransmissions = retransmissions
        self.byteCount = byteCount
        self.largestSegment = largestSegment
        self.smallerPassed = smallerPassed
        self.silenceBefore = silenceBefore
        self.packetBefore = packetBefore
    }
}

/// A time without progress.
public struct Stall: Sendable, Codable, Equatable {
    public var start: PacketReference
    public var end: PacketReference

    public init(start: PacketReference, end: PacketReference) {
        self.start = start
        self.end = end
    }

    public var seconds: Double { end.time.seconds(since: start.time) }
}

/// An ICMP error about a flow.
public struct ICMPQuote: Sendable, Codable, Equatable {
    public var at: PacketReference
    /// Who sent the ICMP message.
    public var sender: Address
    /// `net_unreachable`, `host_unreachable`, `port_unreachable`, `administratively_prohibited`,
    /// `fragmentation_needed`, `packet_too_big`, `time_exceeded`, or `other`.
    public var kind: String
    /// Octets of the next hop's MTU, where the message says it.
    public var mtu: UInt32?
    /// Whose packet it quotes.
    public var about: Side
    /// How many came.
    public var count: UInt32

    public init(at: PacketReference, sender: Address, kind: String, mtu: UInt32?, about: Side, count: UInt32) {
        self.at = at
        self.sender = sender
        self.kind = kind
        self.mtu = mtu
        self.about = about
        self.count = count
    }
}
