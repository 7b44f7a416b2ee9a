import Packets
import Records

/// What a segment is in its connection's story.
enum SegmentKind: Sendable {
    case ordinary, keepalive, keepaliveAnswer, zeroWindowProbe
}

extension TCPFlow {
    /// A reordered segment follows within this time where no round trip is known, nanoseconds.
    private static let reorderingTime: Int64 = 3_000_000
    /// A retransmission that three duplicate acknowledgments asked for follows within this time, nanoseconds.
    private static let fastRetransmissionTime: Int64 = 20_000_000

    /// Counts a segment as Wireshark's TCP analysis does, and moves what the counting rests on.
    mutating func count(
        _ segment: Segment, _ at: PacketReference, _ position: Int64, _ side: Side
    ) -> SegmentKind {
        noteHandshake(segment, at, side)
        let controls: TCPFlags = [.syn, .fin, .rst]
        let isPlain = segment.flags.isDisjoint(with: controls)
        let length = Int64(segment.payloadLength)
        let isFirst = self[side].packets == 1
        var kind = SegmentKind.ordinary
        if isPlain, !isFirst {
            if length <= 1, position == self[side].next &- 1 {
                kind = .keepalive
            } else if length == 1, position == self[side].next, self[side.other].isSeen, self[side.other].window == 0,
                self[side.other].packets > 0
            {
                kind = .zeroWindowProbe
            } else if length == 0, position == self[side].next {
                kind = answerKind(segment, side)
            }
        }
        if kind == .keepalive { self[side].trouble.keepalives &+= 1 }
        if isPlain, segment.window == 0, kind != .zeroWindowProbe { self[side].trouble.zeroWindows &+= 1 }
        noteUnexpectedAcknowledgment(segment, side)

        let takesSpace = length > 0 || !segment.flags.isDisjoint(with: [.syn, .fin])
        if takesSpace, !isFirst, kind == .ordinary, position < self[side].next {
            countRepetition(segment, at, position, side)
        }
        let end = position &+ length &+ (segment.flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1)
        if end > self[side].next || isFirst, kind != .zeroWindowProbe {
            self[side].next = max(end, self[side].next)
            self[side].nextTime = at.time
        }
        if position == self[side].ackable || isFirst, kind != .zeroWindowProbe { self[side].ackable = max(end, 0) }
        self[side].wasKeepalive = kind == .keepalive
        self[side].wasZeroWindowProbe = kind == .zeroWindowProbe
        return kind
    }

    /// A pure acknowledgment may answer a probe, or ask for a lost segment again.
    private mutating func answerKind(_ segment: Segment, _ side: Side) -> SegmentKind {
        let sameWindow = segment.window == self[side].window
        let sameAcknowledgment = segment.acknowledgment == self[side].lastAcknowledgment
        if segment.window != 0, sameWindow, sameAcknowledgment, self[side.other].wasKeepalive {
            return .keepaliveAnswer
        }
        if segment.window == 0, sameWindow, sameAcknowledgment, self[side.other].wasZeroWindowProbe {
            return .ordinary
        }
        if segment.window != 0, sameWindow, sameAcknowledgment {
            if self[side].duplicateAcknowledgments < .max { self[side].duplicateAcknowledgments += 1 }
        } else if !sameAcknowledgment {
            self[side].duplicateAcknowledgments = 0
        }
        return .ordinary
    }

    private mutating func noteUnexpectedAcknowledgment(_ segment: Segment, _ side: Side) {
        guard segment.flags.contains(.ack), self[side.other].isSeen else { return }
        let acknowledged = self[side.other].position(of: segment.acknowledgment)
        if acknowledged > self[side.other].ackable { self[side.other].ackable = acknowledged }
    }

    /// A segment that does not advance is out of order, or a retransmission.
    private mutating func countRepetition(
        _ segment: Segment, _ at: PacketReference, _ position: Int64, _ side: Side
    ) {
        let flagged: Int64 = segment.flags.isDisjoint(with: [.syn, .fin]) ? 0 : 1
        let end = position &+ Int64(segment.payloadLength) &+ flagged
        let other = side.other
        let sinceAcknowledgment = at.time.nanosecondsSince(self[other].lastAcknowledgmentTime)
        let isWanted = self[other].lastAcknowledgment == segment.sequence
        let isFast =
            self[other].duplicateAcknowledgments >= 2 && isWanted && sinceAcknowledgment < Self.fastRetransmissionTime
        let isSpurious =
            segment.payloadLength > 0 && self[other].packets > 0
            && position &+ Int64(segment.payloadLength) <= self[side].acked
        let threshold = roundTrip > 0 ? roundTrip : Self.reorderingTime
        let sinceNext = at.time.nanosecondsSince(self[side].nextTime)
        if !isFast, !isSpurious, sinceNext < threshold, end != self[side].next {
            self[side].trouble.outOfOrder &+= 1
        } else {
            self[side].trouble.retransmitted &+= 1
        }
    }

    private mutating func noteHandshake(_ segment: Segment, _ at: PacketReference, _ side: Side) {
        if segment.flags.contains(.syn) {
            self[side].synCount &+= 1
            if segment.flags.contains(.ack) {
                if synAck.isNone { synAck = at }
            } else {
                if syn.isNone { syn = at }
                lastSYN = at
            }
        } else if roundTrip == 0, side == .client, !syn.isNone, !synAck.isNone, segment.flags.contains(.ack) {
            roundTrip = max(1, at.time.nanosecondsSince(syn.time))
        }
    }
}
