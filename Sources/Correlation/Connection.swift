public import Records

/// Two hosts, by the side they take.
public struct HostPair: Hashable, Sendable {
    public var client: Address
    public var server: Address
}

/// A connection as the history of its hosts remembers it.
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
    public var server: Endpoint
    public var opened: PacketReference
    public var answer: Answer
    public var ended: PacketReference?
    /// Who hung up: where silence was broken by a farewell, its sender, whoever sent the first FIN.
    public var hungUp: Side?
    /// Who closed it.
    public var endedBy: Side?
    /// Seconds of silence before it ended, where it ended in silence with nothing owed.
    public var idle: Double?
    /// The last packet before that silence, where it is known.
    public var idleBefore: UInt64?
    /// Whether something that was sent into it was sent again and never acknowledged.
    public var vanished = false
    /// How its last TLS handshake came out.
    public var handshake: TLSHandshake.Outcome?
    public var isWebSocket = false
    /// Path of the request that was waiting, or that asked for the WebSocket.
    var path: Int?
    /// The last SYN of an opening that nobody answered.
    var lastSYN: Timestamp?
    /// Numbers of the connections before it of the same two hosts, the same server, and the same client; -1 for none.
    var beforeOfPair = -1
    var beforeOfServer = -1
    var beforeOfClient = -1

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
