import Bytes
public import Packets
public import Records

/// One TCP connection, watched from outside: what its ends sent, in order and each byte once, and how it went.
///
/// RFC 9293. The words of its counters are Wireshark's; roles are the owner's guess until `reverse` is called.
public struct TCPFlow: Sendable {
    var client = Half()
    var server = Half()

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
        _ segment: Segment, payload: RawSpan, from side: Side, limits: StreamLimits
    ) -> Intake {
        let at = PacketReference(packet: segment.number, time: segment.time)
        begin(segment, side)
        let print = SegmentPrint(segment, payload: payload)
        let isDuplicate = recognise(print, side)
        let position = self[side].position(of: segment.sequence)
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
        self[side].lastPrint = print
        if !intake.hasMore { intake.hasMore = hasOutput(at.time, limits) }
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
        swap(&client, &server)
        swap(&mss.client, &mss.server)
        firstFIN = firstFIN?.other
        acceptedReset = acceptedReset?.other
        if var quote = icmp {
            quote.about = quote.about.other
            icmp = quote
        }
    }

    /// Whether both sides are done, or one has reset.
    public var isClosed: Bool { acceptedReset != nil || (client.finPosition >= 0 && server.finPosition >= 0) }

    /// Whether anything is held back.
    public var isHolding: Bool { client.hasHeld || server.hasHeld }

    /// Octets held for both directions.
    public var heldBytes: Int {
        (client.hasTrouble ? client.trouble.held.byteCount : 0) + (server.hasTrouble ? server.trouble.held.byteCount : 0)
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
            if let size = segment.mss { mss[side] = size }
            self[side].windowScale = segment.windowScale ?? 0
        }
        self[side].packets &+= 1
    }

    /// Whether the packet was captured before; keeps its print.
    private mutating func recognise(_ print: SegmentPrint, _ side: Side) -> Bool {
        guard self[side].packets > 1 else { return false }
        let previous = self[side].lastPrint
        var isDuplicate = print.repeats(previous)
        var conflicts = print.contradicts(previous)
        if self[side].dataSegments > 0 || self[side].hasTrouble {
            for earlier in self[side].trouble.prints {
                isDuplicate = isDuplicate || print.repeats(earlier)
                conflicts = conflicts || print.contradicts(earlier)
            }
            self[side].trouble.keep(previous)
        }
        if isDuplicate { self[side].trouble.duplicates &+= 1 }
        if conflicts, print.flags & TCPFlags.rst.rawValue == 0 { self[side].trouble.overlapConflicts &+= 1 }
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
            self[side].trouble.fin = at
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
            acceptedResetAt = at
        }
    }

    /// RFC 9293 § 3.10.7.4, as far as an observer can tell: a reset counts within the receiver's window.
    private func isAcceptable(_ segment: Segment, _ position: Int64, _ side: Side) -> Bool {
        let own = self[side]
        let other = self[side.other]
        guard own.packets > 1 else { return true }
        let scale = other.windowScale == 0xff ? 14 : min(other.windowScale, 14)
        let window = Int64(other.window) << Int64(scale)
        let low = min(own.acked, own.next) &- 1
        return position >= low && position <= max(own.acked, own.next) &+ max(window, 1)
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

    private func hasOutput(_ now: Timestamp, _ limits: StreamLimits) -> Bool {
        canRelease(.client) || canRelease(.server) || isFINDue(.client) || isFINDue(.server)
            || holeIsDue(.client, now, limits) || holeIsDue(.server, now, limits)
    }

    /// What can be passed on now, one by one; `nil` when nothing more can.
    public mutating func nextOutput(at now: PacketReference, limits: StreamLimits) -> StreamOutput? {
        if let output = release(.client, flushing: false) ?? release(.server, flushing: false) { return output }
        for side in [Side.client, .server] where isFINDue(side) {
            self[side].finDelivered = true
            return .fin(side, self[side].trouble.fin)
        }
        return declareHole(now, limits, flushing: false)
    }

    /// What is left when nothing more will come.
    public mutating func nextOutputAtEnd(at now: PacketReference, limits: StreamLimits) -> StreamOutput? {
        if let output = nextOutput(at: now, limits: limits) { return output }
        return declareHole(now, limits, flushing: true)
    }

    private func isFINDue(_ side: Side) -> Bool {
        let half = self[side]
        guard half.finPosition >= 0, !half.finDelivered, half.delivered >= half.finPosition else { return false }
        return true
    }

    // MARK: Sides

    subscript(side: Side) -> Half {
        _read {
            if side == .client { yield client } else { yield server }
        }
        _modify {
            if side == .client { yield &client } else { yield &server }
        }
    }
}

extension Trouble {
    /// Packets that are remembered to recognise those captured again.
    private static let printCount = 8

    mutating func keep(_ print: SegmentPrint) {
        if prints.count < Self.printCount {
            prints.append(print)
        } else {
            prints[printIndex] = print
            printIndex = (printIndex + 1) % Self.printCount
        }
    }
}
