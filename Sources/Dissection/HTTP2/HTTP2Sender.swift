import Records

/// Where the reading of one direction stands.
struct HTTP2Sender: Sendable {
    enum Phase: Sendable {
        /// Before the client's preface.
        case preface
        case frames
        /// In bytes among which no frame has been found: looking for a row of frames at the beginning of a segment.
        case lost
    }

    /// A DATA frame whose payload is passing.
    struct DataFrame: Sendable {
        var streamID: UInt32
        /// Octets still to come.
        var content: Int
        var padding: Int
        var endsStream: Bool
        /// Octets that are passed over unseen.
        var skipping = 0
    }

    /// A header block, and what it is the block of.
    struct Block: Sendable {
        var streamID: UInt32
        /// The stream that a PUSH_PROMISE reserves.
        var promisedID: UInt32?
        var endsStream: Bool
        /// The packet with its first octet.
        var begin: PacketReference
        /// The pieces so far.
        var octets: [UInt8] = []
        /// Too long to hold: the rest passes unread.
        var isPassed = false
    }

    var phase: Phase
    var hpack = HPACKDecoder()
    var data: DataFrame?
    /// A block that goes on with CONTINUATION.
    var block: Block?
    var pings = HTTP2PingLedger()
    var credit = HTTP2Credit()
    /// Octets of payload that the receiver takes in one frame.
    var largestFrame = HTTP2FrameHeader.usualPayload
    /// Frames in a row that break a rule.
    var faults = 0
    /// Whether any byte was seen.
    var hasSpoken = false
    /// The first packet of a frame that is not complete.
    var incompleteSince: PacketReference?

    init(phase: Phase) {
        self.phase = phase
        if phase == .lost { hpack.lose() }
    }

    /// Bytes are missing, or are not what they should be.
    mutating func lose() {
        phase = .lost
        hpack.lose()
        data = nil
        block = nil
        faults = 0
        incompleteSince = nil
    }
}

/// What one side may still send (RFC 9113 § 5.2).
struct HTTP2Credit: Sendable {
    /// Octets on the connection as a whole.
    var connection: Int64 = 65_535
    /// Octets that each stream begins with: SETTINGS_INITIAL_WINDOW_SIZE of the receiver.
    var initial: Int64 = 65_535
    /// Since when nothing may be sent on the connection.
    var stalledSince: PacketReference?
    /// The longest time, 1 s or more, in which something could not be sent.
    private(set) var longest: Stall?

    /// Notes that a stall that began at `start` is over.
    mutating func endStall(since start: PacketReference, at end: PacketReference) {
        let stall = Stall(start: start, end: end)
        if stall.seconds >= 1, stall.seconds > longest?.seconds ?? 0 { longest = stall }
    }
}
