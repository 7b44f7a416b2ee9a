/// A flow has left the table: its counters and its transport story. No lists that grow with traffic.
@dynamicMemberLookup
public struct FlowClosed: Sendable, Equatable {
    /// What is told; each value is reached through the record itself.
    public struct Fields: Sendable, Codable, Equatable {
        public var opened: FlowOpened
        public var last: PacketReference
        /// Names of the application protocols in order of appearance: `tls`, `http1`, `websocket`…
        public var protocols: [String] = []
        /// Whether encrypted data of it was opened with keys.
        public var isDecrypted = false
        public var packets = PerSide<UInt64>(both: 0)
        /// TCP payload as announced, each byte once.
        public var bytes = PerSide<UInt64>(both: 0)
        public var tcp: TCPStory
        public var closed: Closing
        public var idleGaps: [IdleGap] = []
        /// What was owed when it ended; `nil` where nothing was, or nothing is known.
        public var owed: Owed?
        /// Why it left the table before its capture ended; `nil` if it did not.
        public var evicted: String?
    }

    /// One element, always: kept apart, so that what carries the record stays small, and copies of it are cheap.
    @usableFromInline var storage: [Fields]

    public init(opened: FlowOpened, last: PacketReference, closed: Closing, tcp: TCPStory = TCPStory()) {
        storage = [Fields(opened: opened, last: last, tcp: tcp, closed: closed)]
    }

    @inlinable
    public subscript<Value>(dynamicMember field: WritableKeyPath<Fields, Value>) -> Value {
        _read { yield storage[0][keyPath: field] }
        _modify { yield &storage[0][keyPath: field] }
    }
}

extension FlowClosed: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Fields(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}

/// How a flow ended. The first FIN decides, else the first accepted RST.
public struct Closing: Sendable, Codable, Equatable {
    public enum How: String, Sendable, Codable { case fin, reset, timeout, open }

    public var how: How
    public var by: Side?
    public var at: PacketReference?

    public init(how: How, by: Side? = nil, at: PacketReference? = nil) {
        self.how = how
        self.by = by
        self.at = at
    }
}

/// A silence longer than `Limits.idleSeconds`; keep-alive probes and their answers do not end it.
public struct IdleGap: Sendable, Codable, Equatable {
    public var start: Timestamp
    public var end: Timestamp
    /// The last packet before the silence.
    public var beforePacket: UInt64
    /// The packet that ended it.
    public var afterPacket: UInt64
    /// Keep-alive probes within it.
    public var keepalives: UInt32
    /// Packets of any kind within it (keep-alive probes and answers).
    public var packetsWithin: UInt32

    public init(
        start: Timestamp, end: Timestamp, beforePacket: UInt64, afterPacket: UInt64, keepalives: UInt32,
        packetsWithin: UInt32 = 0
    ) {
        self.start = start
        self.end = end
        self.beforePacket = beforePacket
        self.afterPacket = afterPacket
        self.keepalives = keepalives
        self.packetsWithin = packetsWithin
    }

    public var seconds: Double { end.seconds(since: start) }
}

/// What one side still had to deliver when its flow ended.
public struct Owed: Sendable, Codable, Equatable {
    public enum What: String, Sendable, Codable {
        /// A request got no answer at all.
        case answer
        /// A message was begun and not finished.
        case restOfMessage = "rest_of_message"
    }

    public var what: What
    /// Who had to deliver.
    public var by: Side
    /// The request, or the beginning of the message.
    public var since: PacketReference
    /// The last packet that brought progress of it.
    public var progress: PacketReference
    /// How many requests were waiting.
    public var count: Int
    /// Octets that came, and octets announced, of an unfinished message.
    public var received: UInt64?
    public var announced: UInt64?
    /// In words: `GET /path`, `TLS record`…; values of secrets never.
    public var subject: String

    public init(
        what: What, by: Side, since: PacketReference, progress: PacketReference, count: Int = 1,
        received: UInt64? = nil, announced: UInt64? = nil, subject: String
    ) {
        self.what = what
        self.by = by
        self.since = since
        self.progress = progress
        self.count = count
        self.received = received
        self.announced = announced
        self.subject = subject
    }
}
