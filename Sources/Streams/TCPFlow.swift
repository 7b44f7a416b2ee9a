import Bytes
public import Packets
public import Records

/// One TCP connection, watched from outside: what its ends sent, in order and each byte once, and how it went.
///
/// RFC 9293. The words of its counters are Wireshark's; roles are the owner's guess until `reverse` is called.
public struct TCPFlow: Sendable {
    /// The client's and the server's half: one storage, so that an access by side is a plain offset.
    private var halves: InlineArray<2, Half> = [Half(), Half()]

    public internal(set) var first: PacketReference
    public internal(set) var last: PacketReference
    /// The last packet that was more than a keep-alive probe or the answer to one.
    var lastActivity: PacketReference
    var keepalivesSinceActivity: UInt32 = 0
    var packetsSinceActivity: UInt32 = 0
    public internal(set) var idleGaps: [IdleGap] = []

    var syn = PacketReference.none
    var synAck = PacketReference.none
    var lastSYN = PacketReference.none
    /// Initial round trip, nanoseconds; 0 while unknown.
    var roundTrip: Int64 = 0
    var mss = PerSide<UInt16>(both: 0)
    var icmp: ICMPQuote?

    // These are asked for every segment, from another module: kept, because to ask a value of this size means to copy it.
    /// Whether anything is held back.
    public private(set) var isHolding = false
    /// Whether one side has reset the connection.
    public private(set) var isReset = false
    /// Whether both sides are done, or one has reset.
    public private(set) var isClosed = false
    /// Whether a SYN of either side was captured.
    public private(set) var sawHandshake = false
    /// Whether the FINs of both sides were passed on.
    public private(set) var bothFINsPassed = false

    var firstFIN: Side?
    var firstFINAt = PacketReference.none
    var acceptedReset: Side?
    var acceptedResetAt = PacketReference.none

    public init(first: PacketReference) {
        self.first = first
        last = first
        lastActivity = first
    }

    /// Takes a segment that `side` sent. `payload` is what was captured of its payload.
    public mutating func take(
        _ segment: borrowing Segment, payload: RawSpan, from side: Side, limits: StreamLimits
    ) -> Intake {
        let at = PacketReference(packet: segment.number, time: segment.time)
        begin(segment, side)
        let position = self[side].position(of: segment.sequence)
        let isDuplicate = recognise(segment, payload, position, side)
        let kind = count(segment, at, position, side)
        noteSilence(at, kind, limits)
        var intake = Intake.nothing
        if !isDuplicate {
            if segment.flags.contains(.ack), !segment.flags.contains(.rst) { acknowledge(segment, at, by: side) }
            noteWindow(segment, at, side)
        }
        if segment.flags.contains(.rst) { noteReset(segment, at, position, side) }
        if segment.payloadLength > 0, kind != .keepalive, !segment.flags.contains(.rst) {
            let start = segment.flags.contains(.syn) ? position + 1 : position
            noteSending(segment, at, start, kind, side, isDuplicate: isDuplicate)
            intake = accept(segment, payload, at, start, side)
        }
        if segment.flags.contains(.fin) { noteFIN(segment, at, position, side) }
        remember(at, side)
        if !(client.isQuiet && server.isQuiet) {
            isHolding = holdsAny
            if !intake.hasMore { intake.hasMore = hasOutput(at.time, limits) }
        } else {
            isHolding = false
        }
        return intake
    }

    /// An ICMP error quoted a segment that `about` sent.
    public mutating func note(_ quote: ICMPQuote) {
        if var known = icmp {
            known.count &+= 1
            icmp = known
        } else {
            icmp = quote
        }
    }

    /// Client and server change places.
    public mutating func reverse() {
        halves.swapAt(0, 1)
        mss = PerSide(client: mss.server, server: mss.client)
        firstFIN = firstFIN?.other
        acceptedReset = acceptedReset?.other
        if var quote = icmp {
            quote.about = quote.about.other
            icmp = quote
        }
    }

    private var holdsAny: Bool { client.hasHeld || server.hasHeld }

    /// Octets held for both directions.
    public var heldBytes: Int {
        (client.hasTrouble ? client.trouble.held.byteCount : 0)
            + (server.hasTrouble ? server.trouble.held.byteCount : 0)
    }

    // MARK: Pieces of `take`

    /// The first segment of a side settles where its positions begin.
    private mutating func begin(_ segment: Segment, _ side: Side) {
        if !self[side].isSeen {
            let takesSYN = segment.flags.contains(.syn)
            self[side].isSeen = true
            self[side].base = takesSYN ? segment.sequence &+ 1 : segment.sequence
            self[side].next = takesSYN ? -1 : 0
            self[side].timeToLive = segment.ttl
        } else if segment.flags.contains(.syn), self[side].base != segment.sequence &+ 1, self[side].dataSegments == 0 {
            // Nothing was sent yet: the connection begins here (a SYN-ACK after an answer from elsewhere).
            self[side].rebase(to: segment.sequence &+ 1)
        }
        if segment.flags.contains(.syn) {
            self[side].sawSYN = true
            sawHandshake = true
            if let size = segment.mss { mss[side] = size }
            self[side].windowScale = segment.windowScale ?? 0
        }
        self[side].packets &+= 1
    }

    /// Whether the packet was captured before; keeps its print.
    private mutating func recognise(
        _ segment: Segment, _ payload: RawSpan, _ position: Int64, _ side: Side
    ) -> Bool {
        let print = SegmentPrint(segment, payload: payload)
        // What goes beyond everything sent before was not captured before.
        let isNew =
            position >= self[side].next
            && (segment.payloadLength > 0 || segment.acknowledgment != self[side].lastAcknowledgment)
        var isDuplicate = false
        if !isNew, self[side].packets > 1 {
            var conflicts = false
            for earlier in self[side].prints where print.resembles(earlier) {
                isDuplicate = isDuplicate || print.repeats(earlier)
                conflicts = conflicts || print.contradicts(earlier)
            }
            if isDuplicate { self[side].trouble.duplicates &+= 1 }
            if conflicts, !segment.flags.contains(.rst) { self[side].trouble.overlapConflicts &+= 1 }
        }
        self[side].keep(print)
        return isDuplicate
    }

    private mutating func noteSilence(_ at: PacketReference, _ kind: SegmentKind, _ limits: StreamLimits) {
        defer { if at.time > last.time || at.packet > last.packet { last = at } }
        guard kind != .keepalive, kind != .keepaliveAnswer else {
            keepalivesSinceActivity &+= kind == .keepalive ? 1 : 0
            packetsSinceActivity &+= 1
            return
        }
        let silence = at.time.nanosecondsSince(lastActivity.time)
        if silence > limits.idleNanoseconds, at.packet != first.packet, idleGaps.count < limits.idleGaps {
            idleGaps.append(
                IdleGap(
                    start: lastActivity.time, end: at.time, beforePacket: lastActivity.packet, afterPacket: at.packet,
                    keepalives: keepalivesSinceActivity, packetsWithin: packetsSinceActivity))
        }
        lastActivity = at
        keepalivesSinceActivity = 0
        packetsSinceActivity = 0
    }

    private mutating func remember(_ at: PacketReference, _ side: Side) { self[side].lastPacket = at }

    private mutating func noteFIN(_ segment: Segment, _ at: PacketReference, _ position: Int64, _ side: Side) {
        let end = position &+ Int64(segment.payloadLength)
        if self[side].finPosition < 0 {
            self[side].finPosition = max(end, 0)
            self[side].fin = at
            if self[side.other].finPosition >= 0 { isClosed = true }
        }
        if firstFIN == nil, acceptedReset == nil {
            firstFIN = side
            firstFINAt = at
        }
    }

    private mutating func noteReset(
        _ segment: Segment, _ at: PacketReference, _ position: Int64, _ side: Side
    ) {
        self[side].trouble.resets &+= 1
        let accepted = isAcceptable(segment, position, side)
        if self[side].trouble.reset == nil {
            self[side].trouble.reset = resetStory(segment, at, position, side, accepted)
        }
        if accepted, acceptedReset == nil {
            acceptedReset = side
            isReset = true
            isClosed = true
            acceptedResetAt = at
        }
    }

    /// RFC 9293 § 3.10.7.4, as far as an observer can tell: a reset counts within the receiver's window.
    private func isAcceptable(_ segment: Segment, _ position: Int64, _ side: Side) -> Bool {
        guard self[side].packets > 1 else { return true }
        let scale = self[side.other].windowScale == 0xff ? 14 : min(self[side.other].windowScale, 14)
        let window = Int64(self[side.other].window) << Int64(scale)
        let low = min(self[side].acked, self[side].next) &- 1
        return position >= low && position <= max(self[side].acked, self[side].next) &+ max(window, 1)
    }

    private func resetStory(
        _ segment: Segment, _ at: PacketReference, _ position: Int64, _ side: Side, _ accepted: Bool
    ) -> ResetStory {
        let other = self[side.other]
        // A stack that knows nothing of a connection answers with the acknowledgment it was sent as its sequence.
        let isAnswer =
            !other.lastPacket.isNone
            && (segment.sequence == other.lastAcknowledgment
                || (segment.flags.contains(.ack) && other.position(of: segment.acknowledgment) == other.next))
            && other.lastPacket.packet >= self[side].lastPacket.packet
        return ResetStory(
            at: at, timeToLive: segment.ttl, identification: segment.identification,
            silence: max(0, at.time.seconds(since: last.time)), isInWindow: accepted,
            answers: isAnswer ? other.lastPacket : nil)
    }

    // MARK: Outputs

    // Mutating though they change nothing, here and in what they ask: to be asked otherwise means to copy both halves.

    private mutating func hasOutput(_ now: Timestamp, _ limits: StreamLimits) -> Bool {
        canRelease(.client) || canRelease(.server) || isFINDue(.client) || isFINDue(.server)
            || holeIsDue(.client, now, limits) || holeIsDue(.server, now, limits)
    }

    /// What can be passed on now, one by one; `nil` when nothing more can.
    public mutating func nextOutput(at now: PacketReference, limits: StreamLimits) -> StreamOutput? {
        defer { isHolding = holdsAny }
        if isHolding, let output = release(.client, flushing: false) ?? release(.server, flushing: false) {
            return output
        }
        for side in [Side.client, .server] where isFINDue(side) {
            self[side].finDelivered = true
            bothFINsPassed = self[side.other].finDelivered
            return .fin(side, self[side].fin)
        }
        if client.isWhole && server.isWhole { return nil }
        return declareHole(now, limits, flushing: false)
    }

    /// What is left when nothing more will come.
    public mutating func nextOutputAtEnd(at now: PacketReference, limits: StreamLimits) -> StreamOutput? {
        if let output = nextOutput(at: now, limits: limits) { return output }
        defer { isHolding = holdsAny }
        return declareHole(now, limits, flushing: true)
    }

    private mutating func isFINDue(_ side: Side) -> Bool {
        self[side].finPosition >= 0 && !self[side].finDelivered && self[side].delivered >= self[side].finPosition
    }

    // MARK: Sides

    subscript(side: Side) -> Half {
        @inline(__always) _read { yield halves[side == .client ? 0 : 1] }
        @inline(__always) _modify { yield &halves[side == .client ? 0 : 1] }
    }

    var client: Half { @inline(__always) _read { yield halves[0] } }
    var server: Half { @inline(__always) _read { yield halves[1] } }
}
