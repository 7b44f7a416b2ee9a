public import Records

extension TCPFlow {
    /// Segments of unacknowledged payload that were sent again so often, with nothing coming back, were given up.
    private static let givenUp: UInt32 = 3

    // Mutating, here and below, for to ask otherwise means to copy both halves.

    /// How it ended: the first FIN decides, else the first accepted RST.
    public var closing: Closing {
        mutating get {
            if let side = firstFIN { return Closing(how: .fin, by: side, at: firstFINAt) }
            if let side = acceptedReset { return Closing(how: .reset, by: side, at: acceptedResetAt) }
            if let at = Self.givenUpAt(client) { return Closing(how: .timeout, by: .client, at: at) }
            if let at = Self.givenUpAt(server) { return Closing(how: .timeout, by: .server, at: at) }
            return Closing(how: .open)
        }
    }

    /// Whether a side has sent in vain and given up.
    public var hasGivenUp: Bool {
        guard firstFIN == nil, acceptedReset == nil else { return false }
        return Self.givenUpAt(client) != nil || Self.givenUpAt(server) != nil
    }

    /// The last time that a side sent what was never acknowledged, where it did so in vain.
    private static func givenUpAt(_ half: borrowing Half) -> PacketReference? {
        guard let tail = unacknowledgedTail(half), tail.retransmissions >= Self.givenUp else { return nil }
        return tail.last
    }

    /// All counters, and the packets conclusions rest on.
    public var story: TCPStory {
        mutating get {
            var story = TCPStory.Fields()
            story.handshake = handshake
            story.roundTrip = roundTrip > 0 ? Double(roundTrip) / 1e9 : nil
            story.firstSYN = syn.known
            story.lastSYN = lastSYN.known
            story.firstSYNACK = synAck.known
            story.icmp = icmp
            story.isOneSided = client.packets == 0 || server.packets == 0
            for side in [Side.client, .server] {
                story.mss[side] = mss[side] == 0 ? nil : mss[side]
                Self.tell(side, &self[side], until: last, into: &story)
            }
            return TCPStory(story)
        }
    }

    /// Packets of each side.
    public var packets: PerSide<UInt64> { PerSide(client: client.packets, server: server.packets) }

    /// Payload of each side, each byte once.
    public var bytes: PerSide<UInt64> { PerSide(client: client.bytes, server: server.bytes) }

    private var handshake: TCPStory.Handshake {
        mutating get {
            if syn.isNone, synAck.isNone { return .none }
            guard !syn.isNone, !synAck.isNone else { return .partial }
            let resets = self[.client].hasTrouble ? self[.client].trouble.resets : 0
            return self[.client].packets > UInt64(self[.client].synCount) &+ UInt64(resets) ? .complete : .partial
        }
    }

    private static func tell(
        _ side: Side, _ half: inout Half, until last: PacketReference, into story: inout TCPStory.Fields
    ) {
        story.windowScale[side] = half.sawSYN && half.windowScale != 0xff ? half.windowScale : nil
        story.dataSegments[side] = half.dataSegments
        story.lastData[side] = half.lastData.known
        story.lastPacket[side] = half.lastPacket.known
        story.timeToLive[side] = half.isSeen ? half.timeToLive : nil
        story.unacknowledged[side] = unacknowledgedTail(half)
        story.synCount[side] = half.synCount
        story.fin[side] = half.fin.known
        guard half.hasTrouble else { return }
        let trouble = half.trouble
        story.retransmitted[side] = trouble.retransmitted
        story.duplicates[side] = trouble.duplicates
        story.outOfOrder[side] = trouble.outOfOrder
        story.missingBytes[side] = trouble.missingBytes
        story.cutBytes[side] = trouble.cutBytes
        story.overlapConflicts[side] = trouble.overlapConflicts
        story.keepalives[side] = trouble.keepalives
        story.zeroWindows[side] = trouble.zeroWindows
        story.resets[side] = trouble.resets
        story.reset[side] = trouble.reset
        story.longestZeroWindow[side] = longest(
            trouble.longestZeroWindow, since: trouble.zeroWindowSince, until: last)
        story.longestUnacknowledged[side] = longest(
            trouble.longestUnacknowledged, since: half.outstanding.isNone ? .none : half.progress,
            until: last)
    }

    /// The longest stall, one that lasts until the end included.
    private static func longest(_ known: Stall?, since: PacketReference, until last: PacketReference) -> Stall? {
        guard !since.isNone else { return known }
        let open = Stall(start: since, end: last)
        guard open.seconds >= 1, open.seconds > (known?.seconds ?? 0) else { return known }
        return open
    }

    private static func unacknowledgedTail(_ half: borrowing Half) -> UnacknowledgedTail? {
        let payloadEnd = half.finPosition >= 0 ? half.finPosition : half.next
        guard !half.outstanding.isNone, payloadEnd > half.acked else { return nil }
        let trouble = half.hasTrouble ? half.trouble : nil
        let largest = half.tailLargest
        let passed = half.largestAcknowledged
        return UnacknowledgedTail(
            first: half.outstanding, last: trouble?.tailLast.known ?? half.lastData.known ?? half.outstanding,
            retransmissions: trouble?.tailRetransmissions ?? 0,
            byteCount: UInt64(payloadEnd - max(half.acked, 0)), largestSegment: largest,
            smallerPassed: passed > 0 && passed < largest, silenceBefore: Double(half.silenceBeforeOutstanding),
            packetBefore: half.packetBeforeOutstanding)
    }
}
