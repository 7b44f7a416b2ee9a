public import Records

/// Two hosts, by the side they take.
public struct HostPair: Hashable, Sendable {
    public var client: Address
    public var server: Address
}

/// A connection as the history of its hosts remembers it: many, so what may be missing is kept without
/// a flag of its own, and small things stand in the room behind large ones.
public struct Connection: Sendable {
    public enum Answer: Sendable {
        /// Not known yet: nothing but its opening was told.
        case undecided
        case answered, refused, unanswered
        /// Its opening was not captured.
        case unseen
    }

    public var flow: FlowID
    public var client: Endpoint
    public var answer: Answer
    /// Who hung up: where silence was broken by a farewell, its sender, whoever sent the first FIN.
    public var hungUp: Side?
    /// Who closed it.
    public var endedBy: Side?
    /// Whether something that was sent into it was sent again and never acknowledged.
    public var vanished = false
    public var server: Endpoint
    /// How its last TLS handshake came out.
    public var handshake: TLSHandshake.Outcome?
    public var isWebSocket = false
    public var opened: PacketReference
    public var ended: PacketReference? {
        get { end.packet == 0 ? nil : end }
        set { end = newValue ?? Self.noPacket }
    }
    /// Seconds of silence before it ended, where it ended in silence with nothing owed.
    public var idle: Double? {
        get { silence.isNaN ? nil : silence }
        set { silence = newValue ?? .nan }
    }
    /// The last packet before that silence, where it is known.
    public var idleBefore: UInt64? {
        get { packetBefore == 0 ? nil : packetBefore }
        set { packetBefore = newValue ?? 0 }
    }
    /// Path of the request that was waiting, or that asked for the WebSocket.
    var path: Int? {
        get { pathHash == .min ? nil : pathHash }
        set { pathHash = newValue ?? .min }
    }
    /// The last SYN of an opening that nobody answered.
    var lastSYN: Timestamp? {
        get { lastSYNTime.nanoseconds == .min ? nil : lastSYNTime }
        set { lastSYNTime = newValue ?? Timestamp(nanoseconds: .min) }
    }
    /// How many connections ago the ones before it were of the same two hosts, the same server, and the same client; 0 for
    /// none.
    var beforeOfPair: UInt32 = 0
    var beforeOfServer: UInt32 = 0
    var beforeOfClient: UInt32 = 0

    // Numbers of packets begin at 1.
    private static let noPacket = PacketReference(packet: 0, time: Timestamp(nanoseconds: 0))
    private var end = noPacket
    private var silence = Double.nan
    private var packetBefore: UInt64 = 0
    private var pathHash = Int.min
    private var lastSYNTime = Timestamp(nanoseconds: .min)

    init(_ opened: FlowOpened) {
        flow = opened.id
        client = opened.client
        server = opened.server
        self.opened = opened.first
        answer = opened.roles == .handshake ? .undecided : .unseen
    }

    init(_ attempt: ConnectionAttempt) {
        flow = attempt.id
        client = attempt.client
        server = attempt.server
        opened = attempt.syn
        answer = .unanswered
        lastSYN = attempt.syn.time
    }

    /// It was refused, or never answered.
    public var hasFailed: Bool { answer == .refused || answer == .unanswered }
}
