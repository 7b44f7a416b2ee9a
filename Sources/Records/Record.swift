/// The number of a flow: Wireshark's `tcp.stream`, from 0 in order of first packets.
public typealias FlowID = UInt64

/// What the left half tells the right half: all that crosses the knot.
///
/// Each is told when its last packet is known. What is large stands apart, so that all of them are small.
public enum Record: Sendable, Codable, Equatable {
    indirect case flowOpened(FlowOpened)
    case exchange(HTTPExchange)
    /// A handshake that has just been done or has failed: for those who follow resumption. It comes again as `handshake`.
    indirect case handshakeDone(TLSHandshake)
    /// A handshake with all that belongs to it until the flow's end (alerts, tickets, close_notify).
    indirect case handshake(TLSHandshake)
    indirect case webSocket(WebSocketSession)
    /// An HTTP/2 connection, at its end; its exchanges are told one by one before.
    indirect case http2(HTTP2Connection)
    case command(StoreCommand)
    indirect case databaseEvent(DatabaseEvent)
    indirect case database(DatabaseSession)
    indirect case gap(StreamGap)
    indirect case event(FlowEvent)
    case flowClosed(FlowClosed)
    /// A flow that never was more than a SYN: in place of its opening and its closing.
    indirect case attempt(ConnectionAttempt)

    /// What is told of a flow when it leaves.
    public var closing: FlowClosed? {
        switch self {
        case .flowClosed(let closed): closed
        case .attempt(let attempt): attempt.closed
        default: nil
        }
    }
}

/// A record with its place in the one order of all records: (packet, flow, ordinal).
public struct Emission: Sendable, Codable, Equatable {
    /// The packet with which the record became final.
    public var packet: UInt64
    public var time: Timestamp
    public var flow: FlowID
    /// Number of the record within its flow, from 0.
    public var ordinal: UInt32
    public var record: Record

    public init(packet: UInt64, time: Timestamp, flow: FlowID, ordinal: UInt32, record: Record) {
        self.packet = packet
        self.time = time
        self.flow = flow
        self.ordinal = ordinal
        self.record = record
    }

    /// Whether this one is told before `other`.
    public func precedes(_ other: Emission) -> Bool {
        if packet != other.packet { return packet < other.packet }
        return flow == other.flow ? ordinal < other.ordinal : flow < other.flow
    }
}
