import Packets
import Records

/// What was sent and is not acknowledged, windows, and times without progress.
extension TCPFlow {
    /// Times shorter than this are not listed as stalls, nanoseconds.
    private static let shortestStall: Int64 = 1_000_000_000

    /// The side acknowledges bytes of the other.
    mutating func acknowledge(_ segment: Segment, _ at: PacketReference, by side: Side) {
        let other = side.other
        defer {
            if segment.acknowledgment != self[side].lastAcknowledgment || self[side].packets == 1 {
                self[side].duplicateAcknowledgments = 0
            }
            self[side].lastAcknowledgment = segment.acknowledgment
            self[side].lastAcknowledgmentTime = at.time
        }
        guard self[other].isSeen else { return }
        let acknowledged = self[other].position(of: segment.acknowledgment)
        guard acknowledged > self[other].acked else { return }
        // An acknowledgment far beyond anything sent belongs to another connection, or is forged.
        guard acknowledged &- self[other].next < 1 << 30 else { return }
        self[other].acked = acknowledged
        noteProgress(of: other, at)
        if acknowledged > self[other].delivered, self[other].finPosition < 0 || acknowledged <= self[other].finPosition
        {
            if self[other].holeSince == .min { self[other].holeSince = at.time.nanoseconds }
        }
    }

    /// What the side has sent got acknowledged, in part or whole.
    private mutating func noteProgress(of side: Side, _ at: PacketReference) {
        guard !self[side].outstanding.isNone else { return }
        endStall(of: side, at)
        if self[side].acked >= self[side].next {
            self[side].largestAcknowledged = max(self[side].largestAcknowledged, self[side].tailLargest)
            self[side].outstanding = .none
            clearTail(side)
        } else if self[side].acked >= self[side].outstandingEnd {
            // The oldest packet of the rest is not known; the last one sent is never older than it.
            self[side].outstanding = self[side].lastData
            self[side].outstandingEnd = self[side].next
            self[side].silenceBeforeOutstanding = 0
            self[side].packetBeforeOutstanding = 0
            clearTail(side)
        }
    }

    private mutating func clearTail(_ side: Side) {
        self[side].tailLargest = 0
        guard self[side].hasTrouble else { return }
        self[side].trouble.tailRetransmissions = 0
        self[side].trouble.tailLast = .none
    }

    private mutating func endStall(of side: Side, _ at: PacketReference) {
        let since = self[side].progress
        self[side].progress = at
        guard !since.isNone, at.time.nanosecondsSince(since.time) >= Self.shortestStall else { return }
        let stall = Stall(start: since, end: at)
        if stall.seconds > (self[side].trouble.longestUnacknowledged?.seconds ?? 0) {
            self[side].trouble.longestUnacknowledged = stall
        }
    }

    /// The side sends payload at `start`.
    mutating func noteSending(
        _ segment: Segment, _ at: PacketReference, _ start: Int64, _ kind: SegmentKind, _ side: Side,
        isDuplicate: Bool
    ) {
        guard !isDuplicate else { return }
        let end = start &+ Int64(segment.payloadLength)
        self[side].dataSegments &+= 1
        let isNew = end > self[side].outstandingEnd || self[side].outstanding.isNone
        if end <= self[side].acked { return }
        if self[side].outstanding.isNone {
            self[side].outstanding = at
            self[side].outstandingEnd = end
            self[side].progress = at
            self[side].silenceBeforeOutstanding = Float(max(0, at.time.seconds(since: last.time)))
            // `last` is this very packet by now, unless nothing came before it.
            noteSilenceBeforeOutstanding(at, side)
        }
        let isRepeated = start < self[side].next &- Int64(segment.payloadLength) || (!isNew && start < self[side].next)
        if isRepeated, end <= self[side].next, at.packet != self[side].outstanding.packet {
            self[side].trouble.tailRetransmissions &+= 1
            self[side].trouble.tailLast = at
        }
        let size = UInt32(truncatingIfNeeded: segment.payloadLength)
        self[side].tailLargest = max(self[side].tailLargest, size)
    }

    private mutating func noteSilenceBeforeOutstanding(_ at: PacketReference, _ side: Side) {
        let previous = self[side].lastPacket
        let other = self[side.other].lastPacket
        let before = previous.packet > other.packet ? previous : other
        guard !before.isNone else { return }
        self[side].silenceBeforeOutstanding = Float(max(0, at.time.seconds(since: before.time)))
        self[side].packetBeforeOutstanding = before.packet
    }

    /// The window that the side announces.
    mutating func noteWindow(_ segment: Segment, _ at: PacketReference, _ side: Side) {
        if segment.flags.isDisjoint(with: [.syn, .fin, .rst]) {
            if segment.window == 0 {
                if self[side].zeroWindowSince.isNone {
                    self[side].trouble.zeroWindowSince = at
                }
            } else if !self[side].zeroWindowSince.isNone {
                endZeroWindow(at, side)
            }
        }
        self[side].window = segment.window
    }

    private mutating func endZeroWindow(_ at: PacketReference, _ side: Side) {
        let stall = Stall(start: self[side].trouble.zeroWindowSince, end: at)
        self[side].trouble.zeroWindowSince = .none
        guard stall.seconds >= 1 else { return }
        if stall.seconds > (self[side].trouble.longestZeroWindow?.seconds ?? 0) {
            self[side].trouble.longestZeroWindow = stall
        }
    }
}
