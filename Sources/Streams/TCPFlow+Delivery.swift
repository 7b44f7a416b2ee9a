import Bytes
import Packets
import Records

/// Payload, in order and each byte once.
extension TCPFlow {
    /// Holes that are remembered, so that what comes late is counted once.
    private static let missingRangesKept = 64

    /// Takes payload that begins at `start`: passes it on, holds it, or knows it already.
    mutating func accept(
        _ segment: Segment, _ payload: RawSpan, _ at: PacketReference, _ start: Int64, _ side: Side
    ) -> Intake {
        let end = start &+ Int64(segment.payloadLength)
        let seen =
            segment.flags.contains(.ack) && self[side.other].isSeen
            ? self[side.other].position(of: segment.acknowledgment) : .min
        let delivered = self[side].delivered
        if end <= delivered {
            countLate(start, end, side)
            return .nothing
        }
        if start < delivered { countLate(start, delivered, side) }
        if start <= delivered, !self[side].hasHeld, isSettled(seen, for: side) {
            return pass(payload, start, end, at, side)
        }
        let from = max(start, delivered)
        let (added, conflicts) = self[side].trouble.held.insert(
            payload.extracting(droppingFirst: min(payload.byteCount, Int(from - start))), start: from, end: end,
            packet: at, acknowledged: seen)
        self[side].bytes &+= UInt64(added)
        if added > 0 { self[side].lastData = at }
        if conflicts { self[side].trouble.overlapConflicts &+= 1 }
        return .nothing
    }

    /// The ordinary case: the segment is next.
    private mutating func pass(
        _ payload: RawSpan, _ start: Int64, _ end: Int64, _ at: PacketReference, _ side: Side
    ) -> Intake {
        let delivered = self[side].delivered
        self[side].bytes &+= UInt64(end - delivered)
        self[side].lastData = at
        let first = Int(delivered - start)
        let captured = Int64(payload.byteCount)
        if captured < end - start {
            // The rest was cut by the snap length: it leaves as a gap, behind what was captured.
            let have = max(delivered, start + captured)
            self[side].delivered = have
            let cut = end - have
            self[side].trouble.cutBytes &+= UInt64(cut)
            _ = self[side].trouble.held.insert(
                payload.extracting(first: 0), start: have, end: end, packet: at, acknowledged: .min)
            return Intake(ready: min(first, payload.byteCount)..<payload.byteCount, hasMore: true)
        }
        self[side].delivered = end
        self[side].holeSince = .min
        return Intake(ready: first..<payload.byteCount, hasMore: false)
    }

    /// Bytes below what was delivered: known already, unless they were thought missing, or the flow began before them.
    private mutating func countLate(_ start: Int64, _ end: Int64, _ side: Side) {
        if start < self[side].lowest {
            let lowest = self[side].lowest
            self[side].bytes &+= UInt64(min(end, lowest) - start)
            // What lies between was not seen, and may still come.
            if end < lowest, self[side].trouble.missingRanges.count < Self.missingRangesKept {
                self[side].trouble.missingRanges.append(end..<lowest)
            }
            self[side].lowest = start
        }
        guard self[side].hasTrouble, !self[side].trouble.missingRanges.isEmpty else { return }
        var rest: [Range<Int64>] = []
        for range in self[side].trouble.missingRanges {
            let low = max(range.lowerBound, start)
            let high = min(range.upperBound, end)
            guard low < high else {
                rest.append(range)
                continue
            }
            self[side].bytes &+= UInt64(high - low)
            let counted = self[side].trouble.missingBytes
            self[side].trouble.missingBytes = counted &- min(counted, UInt64(high - low))
            if range.lowerBound < low { rest.append(range.lowerBound..<low) }
            if high < range.upperBound { rest.append(high..<range.upperBound) }
        }
        self[side].trouble.missingRanges = rest
    }

    /// Whether all that the sender had seen of the other direction was passed on.
    private mutating func isSettled(_ seen: Int64, for side: Side) -> Bool {
        let other = side.other
        return seen <= self[other].settled || seen == .min
            || (self[other].finPosition >= 0 && seen > self[other].finPosition
                && self[other].delivered >= self[other].finPosition)
    }

    mutating func canRelease(_ side: Side) -> Bool {
        guard let start = self[side].firstHeldStart else { return false }
        return start <= self[side].delivered && isSettled(self[side].firstHeldAcknowledged, for: side)
    }

    /// The next held piece that can go.
    mutating func release(_ side: Side, flushing: Bool) -> StreamOutput? {
        guard let start = self[side].firstHeldStart, start <= self[side].delivered,
            flushing || isSettled(self[side].firstHeldAcknowledged, for: side),
            let piece = self[side].firstHeld
        else { return nil }
        if piece.bytes.isEmpty {
            _ = self[side].trouble.held.removeFirst()
            return gap(to: piece.end, .cut, piece.packet, side)
        }
        var taken = self[side].trouble.held.removeFirst()
        let known = self[side].delivered - taken.start
        if known > 0 { taken.bytes.removeFirst(min(Int(known), taken.bytes.count)) }
        let have = taken.start + known + Int64(taken.bytes.count)
        self[side].delivered = max(self[side].delivered, min(have, taken.end))
        self[side].holeSince = .min
        if have < taken.end {
            self[side].trouble.cutBytes &+= UInt64(taken.end - have)
            _ = self[side].trouble.held.insert(
                [UInt8]().span.bytes, start: have, end: taken.end, packet: taken.packet, acknowledged: .min)
        }
        return .bytes(taken.bytes, side, taken.packet)
    }

    private mutating func gap(
        to end: Int64, _ cause: StreamGap.Cause, _ at: PacketReference, _ side: Side
    ) -> StreamOutput? {
        let from = self[side].delivered
        guard end > from else { return nil }
        self[side].delivered = end
        let place = Place(
            packet: at.packet, time: at.time, offset: UInt64(clamping: from), direction: side.sending)
        return .gap(StreamGap(place: place, byteCount: UInt64(end - from), cause: cause))
    }

    // MARK: Holes

    /// Up to where bytes are known to be missing; `nil` where there is no hole.
    private mutating func holeEnd(_ side: Side) -> Int64? {
        let delivered = self[side].delivered
        let acked = self[side].acked
        var end = max(delivered, acked)
        if self[side].finPosition >= 0 { end = min(end, self[side].finPosition) }
        if let start = self[side].firstHeldStart {
            // What is held at the next position is no hole: it waits for the other direction.
            guard start > delivered else { return nil }
            end = acked > delivered ? min(end, start) : start
        }
        return end > delivered ? end : nil
    }

    /// Whether a hole has been there for long enough, or holds back enough, to be missing for good.
    mutating func holeIsDue(_ side: Side, _ now: Timestamp, _ limits: StreamLimits) -> Bool {
        guard self[side].holeSince != .min || self[side].hasHeld else { return false }
        guard holeEnd(side) != nil else { return false }
        let isAcknowledged = self[side].acked > self[side].delivered
        let held = heldBytes
        let since = self[side].holeSince
        if since != .min, isAcknowledged {
            let waited = now.nanosecondsSince(Timestamp(nanoseconds: since))
            return waited >= limits.holeNanoseconds || held >= limits.heldBehindHole
        }
        if !self[side.other].isSeen, let first = self[side].firstHeld {
            return held >= limits.heldBehindHole
                || now.nanosecondsSince(first.packet.time) >= limits.holeNanoseconds
        }
        return held >= limits.heldPerDirection
    }

    /// Gives up waiting for bytes.
    mutating func declareHole(
        _ now: PacketReference, _ limits: StreamLimits, flushing: Bool
    ) -> StreamOutput? {
        for side in [Side.client, .server] {
            guard flushing || holeIsDue(side, now.time, limits), let end = holeEnd(side) else { continue }
            let isAcknowledged = self[side].acked > self[side].delivered || !self[side.other].isSeen
            let from = self[side].delivered
            if isAcknowledged, self[side.other].isSeen { self[side].trouble.missingBytes &+= UInt64(end - from) }
            if self[side].trouble.missingRanges.count < Self.missingRangesKept {
                self[side].trouble.missingRanges.append(from..<end)
            }
            self[side].holeSince = self[side].acked > end ? now.time.nanoseconds : .min
            return gap(to: end, isAcknowledged ? .notCaptured : .lost, now, side)
        }
        guard flushing else { return nil }
        return release(.client, flushing: true) ?? release(.server, flushing: true)
    }
}
