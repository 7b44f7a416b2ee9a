import Records

/// What one side has sent so far.
struct WebSocketSender: Sendable, Equatable {
    /// How sure it is that the next byte begins a frame.
    enum Position: Sendable, Equatable {
        case certain
        /// Bytes are missing. What comes next is tried as a frame, since senders often begin segments with one.
        case searching
        /// The bytes after a gap read as a frame; the next header has to confirm it.
        case unconfirmed
        /// Two headers in a row fit: frames are read again, but the first thing that does not fit ends it.
        case regained
        case lost
    }

    /// A frame whose payload is still passing.
    struct Frame: Sendable, Equatable {
        var header: WebSocketFrameHeader
        var begin: PacketReference
        /// The payload of a control frame, without its mask.
        var examined: [UInt8]
        /// Frames that only test a position are not told.
        var isConfirmed: Bool
    }

    /// A message whose last fragment has not passed.
    struct Message: Sendable, Equatable {
        var begin: PacketReference
        /// Payload of its complete frames, octets.
        var received: UInt64 = 0
    }

    var position: Position
    var frame: Frame?
    var message: Message?
    var pings = PingLedger()
    /// Its first Close frame.
    var closed: PacketReference?
    /// Faults told already, one bit each.
    private var toldFaults: UInt16 = 0

    init(position: Position) { self.position = position }

    /// Whether each frame that it sends will be seen.
    var isRead: Bool { position == .certain || position == .regained }

    /// Whether `fault` is met for the first time: each kind is told once.
    mutating func isNew(_ fault: WebSocketFault) -> Bool {
        defer { toldFaults |= fault.bit }
        return toldFaults & fault.bit == 0
    }

    /// What is wrong with a frame that comes now, its header alone being in order (RFC 6455 § 5.4).
    func sequenceFault(of opcode: WebSocketOpcode) -> WebSocketFault? {
        guard position == .certain else { return nil }
        if opcode == .continuation, message == nil { return .strayContinuation }
        return opcode.beginsMessage && message != nil ? .messageInsideMessage : nil
    }

    /// Judges a header where the position is not certain; `false` where it cannot be one, and the position is lost.
    mutating func confirm(_ header: WebSocketFrameHeader, isFaulty: Bool) -> Bool {
        let fits = !isFaulty && !header.opcode.isReserved && header.reservedBits & 0b011 == 0
        switch position {
        case .certain: return true
        case .searching where fits && header.isFinal && header.opcode != .continuation: position = .unconfirmed
        case .unconfirmed where fits: position = .regained
        case .regained where fits: break
        case .searching, .unconfirmed, .regained, .lost:
            position = .lost
            return false
        }
        return true
    }

    /// Takes up a frame whose header has been read.
    mutating func begin(_ frame: Frame) {
        self.frame = frame
        guard !frame.header.opcode.isControl else { return }
        if frame.header.opcode.beginsMessage || message == nil { message = Message(begin: frame.begin) }
    }

    /// The frame whose payload has passed, and which was taken for one.
    mutating func finish() -> Frame? {
        guard let finished = frame else { return nil }
        frame = nil
        if !finished.header.opcode.isControl {
            message?.received &+= finished.header.payloadByteCount
            if finished.header.isFinal { message = nil }
        }
        return finished.isConfirmed ? finished : nil
    }

    /// Bytes are missing: what was being read is over, and the next frame has to be found.
    mutating func loseBytes() {
        frame = nil
        message = nil
        pings.interrupt()
        if position != .lost { position = .searching }
    }

    /// What is still to come of a message that was begun; `nil` where nothing is.
    func owed(by side: Side, unskipped: UInt64, unread: Int, progress: PacketReference) -> Owed? {
        let begin = message?.begin ?? frame?.begin
        guard let since = begin ?? (unread > 0 && position != .lost ? progress : nil) else { return nil }
        var owed = Owed(what: .restOfMessage, by: side, since: since, progress: progress, subject: "WebSocket message")
        let complete = message?.received ?? 0
        owed.received = complete
        if let header = frame?.header {
            owed.received = complete &+ (header.payloadByteCount - min(header.payloadByteCount, unskipped))
            owed.announced = header.isFinal ? complete &+ header.payloadByteCount : nil
        }
        return owed
    }
}
