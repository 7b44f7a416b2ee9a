import Bytes
public import Records

/// One flow's application conversation: finds the protocol, feeds its dissector, holds what was not read yet.
///
/// Bytes come in the order in which the ends saw them, each once. Nobody else buffers.
public struct Conversation: Sendable {
    enum Stage {
        /// The protocol is not known yet; attempts were made at so many segments.
        case probing(attempts: Int)
        case reading
        case opaque
    }

    var environment: Environment
    var descriptions: [ProtocolDescription]
    var stage = Stage.probing(attempts: 0)
    private var dissector: (any StreamDissector)?
    /// The unread bytes, by `Direction.rawValue`: one storage, so that an access by direction is a plain offset.
    var heads: InlineArray<2, ReadHead> = [ReadHead(), ReadHead()]
    private var handovers = 0
    /// Set when the bytes show that client and server were taken for each other; the owner turns the flow round.
    public internal(set) var wantsReversal = false
    private(set) var current: ProtocolID?
    /// Whether the sink knows of a protocol that was forced.
    private var isAnnounced = true
    /// Inside another conversation, which knows who is the client, and has told what is missing.
    let isNested: Bool

    /// Makes one that recognises the protocol, or reads `forced`, which `--decode-as` or the conversation around it
    /// names, and tries nothing else.
    public init(_ environment: Environment, forced: ProtocolDescription? = nil, isNested: Bool = false) {
        self.environment = environment
        self.isNested = isNested
        descriptions = forced.map { [$0] } ?? ProtocolDescription.all
        if let forced {
            begin(forced)
            isAnnounced = false
        }
    }

    /// Whether the rest cannot be read: callers may stop delivering.
    public var isOpaque: Bool {
        if case .opaque = stage { return true }
        return false
    }

    /// Whether no protocol has been recognised.
    public var isUnknown: Bool { current == nil }

    /// Octets held in both directions.
    public var heldBytes: Int { self[.toServer].held.count + self[.toClient].held.count }

    // MARK: What comes in

    /// Delivers the next bytes of one direction.
    public mutating func deliver(
        _ bytes: RawSpan, _ direction: Direction, of packet: PacketReference, into sink: inout RecordSink
    ) {
        guard !bytes.isEmpty else { return }
        // What came early was complete only with the packet that filled the hole before it.
        var packet = packet
        if let last = self[direction].lastDelivered, last.packet > packet.packet { packet = last }
        self[direction].lastDelivered = packet
        if !isAnnounced, let current {
            isAnnounced = true
            sink.identify(current)
        }
        switch stage {
        case .opaque: return
        case .reading: read(bytes, direction, packet, &sink)
        case .probing: probe(adding: bytes, direction, packet, &sink)
        }
        retryOther(direction, packet, &sink)
    }

    /// Says that bytes of one direction will never come.
    public mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) {
        let direction = gap.place.direction
        if !isNested { sink.append(.gap(gap)) }
        switch stage {
        case .opaque: return
        case .probing:
            self[direction].discard()
            self[direction].pass(gap.byteCount == .max ? 0 : gap.byteCount)
            environment.hints.isMidstream = true
        case .reading: readGap(gap, direction, &sink)
        }
        retryOther(direction, gap.place.reference, &sink)
    }

    /// One direction ended by FIN; all its bytes were delivered or declared missing.
    public mutating func end(_ direction: Direction, by side: Side, at: PacketReference, into sink: inout RecordSink) {
        guard case .reading = stage else { return }
        let end = streamEnd(direction, how: .fin, by: side, at: at)
        dissector?.end(end, into: &sink)
        self[direction].skipping = 0
        retryOther(direction, at, &sink)
    }

    /// The flow is over.
    public mutating func end(how: Closing.How, by side: Side?, at: PacketReference, into sink: inout RecordSink) {
        // A dissector that gave up still tells what it had read.
        let end = streamEnd(nil, how: how, by: side, at: at)
        dissector?.end(end, into: &sink)
        stage = .opaque
        dissector = nil
        self[.toServer].discard()
        self[.toClient].discard()
    }

    // MARK: Reading

    mutating func read(
        _ bytes: RawSpan, _ direction: Direction, _ packet: PacketReference, _ sink: inout RecordSink
    ) {
        var fresh = bytes
        if self[direction].skipping > 0 {
            let count = skip(fresh.byteCount, direction, packet, &sink)
            if count == fresh.byteCount { return }
            fresh = fresh.extracting(droppingFirst: count)
        }
        if self[direction].unreadCount == 0 {
            readInPlace(fresh, direction, packet, &sink)
        } else {
            self[direction].hold(fresh, of: packet)
            readHeld(direction, packet, &sink)
        }
    }

    /// Passes over up to `available` octets that are to be skipped; returns how many.
    private mutating func skip(
        _ available: Int, _ direction: Direction, _ packet: PacketReference, _ sink: inout RecordSink
    ) -> Int {
        let wanted = self[direction].skipping
        let count = wanted < UInt64(available) ? Int(wanted) : available
        self[direction].pass(UInt64(count))
        if wanted != .max {
            self[direction].skipping = wanted - UInt64(count)
            if wanted == UInt64(count) { dissector?.skipped(direction, at: packet, into: &sink) }
        }
        return count
    }

    /// Reads from a segment without copying it; what is left over is held.
    private mutating func readInPlace(
        _ bytes: RawSpan, _ direction: Direction, _ packet: PacketReference, _ sink: inout RecordSink
    ) {
        var rest = bytes
        while !rest.isEmpty {
            let before = rest.byteCount
            let provenance = Provenance(direction: direction, offset: self[direction].offset, packet: packet)
            let goesOn = step(&rest, provenance, direction, &sink)
            self[direction].pass(UInt64(before - rest.byteCount))
            guard goesOn else { break }
            if self[direction].skipping > 0 {
                let count = skip(rest.byteCount, direction, packet, &sink)
                rest = rest.extracting(droppingFirst: count)
            }
        }
        if !rest.isEmpty, !isOpaque {
            self[direction].hold(rest, of: packet)
            enforceLimit(direction, packet, &sink)
        }
        if handoverPending { completeHandover(packet, &sink) }
    }

    /// Reads from what is held.
    mutating func readHeld(_ direction: Direction, _ packet: PacketReference, _ sink: inout RecordSink) {
        while !isOpaque, self[direction].unreadCount >= max(1, self[direction].needed) {
            if self[direction].skipping > 0 {
                let at = self[direction].reference(at: heldSkipEnd(direction)) ?? packet
                let wanted = self[direction].skipping
                let count = wanted < UInt64(self[direction].unreadCount) ? Int(wanted) : self[direction].unreadCount
                self[direction].consume(count)
                if wanted != .max {
                    self[direction].skipping = wanted - UInt64(count)
                    if self[direction].skipping == 0 { dissector?.skipped(direction, at: at, into: &sink) }
                }
                continue
            }
            let (count, goesOn) = stepHeld(direction, packet, &sink)
            self[direction].consume(count)
            guard goesOn else { break }
        }
        enforceLimit(direction, packet, &sink)
        if handoverPending { completeHandover(packet, &sink) }
    }

    /// Asks the dissector once about what is held; returns how much it read, and whether to go on.
    ///
    /// Apart from its caller, so that nobody else holds the buffer any more when what was read is dropped from it.
    private mutating func stepHeld(
        _ direction: Direction, _ packet: PacketReference, _ sink: inout RecordSink
    ) -> (count: Int, goesOn: Bool) {
        let held = self[direction].held
        var rest = held.span.bytes.extracting(droppingFirst: self[direction].start)
        let before = rest.byteCount
        let provenance = self[direction].provenance(direction, last: packet)
        let goesOn = step(&rest, provenance, direction, &sink)
        return (before - rest.byteCount, goesOn)
    }

    /// The index of the last held byte that a skip will pass over.
    private func heldSkipEnd(_ direction: Direction) -> Int {
        let head = self[direction]
        let count = min(head.skipping, UInt64(head.unreadCount))
        return head.start + Int(count) - 1
    }

    /// Asks the dissector once; returns whether to go on with what is left.
    private mutating func step(
        _ rest: inout RawSpan, _ provenance: Provenance, _ direction: Direction, _ sink: inout RecordSink
    ) -> Bool {
        let whole = rest
        self[direction].needed = 1
        do {
            guard let demand = try dissector?.step(&rest, provenance, into: &sink) else { return false }
            switch demand {
            case .proceed:
                // A dissector that reads nothing and asks to go on would go on for ever.
                if rest.byteCount == whole.byteCount { giveUp("no progress", provenance, &sink) }
                return !isOpaque
            case .more(let count):
                rest = whole
                self[direction].needed = max(count, whole.byteCount + 1)
                return false
            case .hold:
                rest = whole
                self[direction].isOnHold = true
                return false
            case .skip(let count):
                self[direction].skipping = count
                if count == 0 { dissector?.skipped(direction, at: provenance.last, into: &sink) }
                return true
            case .handOver(let handover):
                pendingHandover = handover
                handoverPending = true
                return false
            case .opaque(let reason):
                // Giving up drops what is held: nothing of it may be consumed after that.
                rest = whole
                giveUp(reason, provenance, &sink)
                return false
            }
        } catch {
            rest = whole
            switch error {
            case .short(let needed, let available):
                let missing = max(1, needed.subtractingReportingOverflow(available).partialValue)
                self[direction].needed = whole.byteCount.addingReportingOverflow(missing).partialValue
            case .broken:
                let place = provenance.place(at: 0)
                sink.append(
                    .event(
                        FlowEvent(kind: .malformed, place: place, detail: "\(current?.rawValue ?? "?"): \(error)")))
                becomeOpaque()
            }
            return false
        }
    }

    /// Bytes on hold are looked at again after the other direction has moved.
    private mutating func retryOther(_ direction: Direction, _ packet: PacketReference, _ sink: inout RecordSink) {
        let other = direction.reversed
        guard self[other].isOnHold, case .reading = stage else { return }
        self[other].isOnHold = false
        readHeld(other, packet, &sink)
    }

    private mutating func readGap(_ gap: StreamGap, _ direction: Direction, _ sink: inout RecordSink) {
        var gap = gap
        gap.place.offset = self[direction].offset &+ UInt64(self[direction].unreadCount)
        self[direction].pass(gap.byteCount == .max ? 0 : gap.byteCount)
        let skipping = self[direction].skipping
        if skipping == .max { return }
        if skipping >= gap.byteCount, skipping > 0 {
            self[direction].skipping = skipping - gap.byteCount
            if self[direction].skipping == 0 { dissector?.skipped(direction, at: gap.place.reference, into: &sink) }
            return
        }
        self[direction].skipping = 0
        self[direction].needed = 1
        self[direction].isOnHold = false
        self[direction].discard()
        switch dissector?.gap(gap, into: &sink) {
        case .resume, nil: break
        case .probe:
            dissector = nil
            environment.hints.isMidstream = true
            stage = .probing(attempts: 0)
        case .opaque:
            sink.append(.event(FlowEvent(kind: .opaque, place: gap.place, detail: "bytes are missing")))
            becomeOpaque()
        }
    }

    private mutating func enforceLimit(_ direction: Direction, _ packet: PacketReference, _ sink: inout RecordSink) {
        let count = self[direction].unreadCount
        guard count > environment.limits.heldBytesPerDirection else { return }
        let place = self[direction].provenance(direction, last: packet).place(at: 0)
        sink.append(
            .event(
                FlowEvent(
                    kind: .limit, place: place,
                    detail: "\(count) bytes held, more than heldBytesPerDirection allows")))
        becomeOpaque()
    }

    private mutating func giveUp(_ reason: StaticString, _ provenance: Provenance, _ sink: inout RecordSink) {
        sink.append(.event(FlowEvent(kind: .opaque, place: provenance.place(at: 0), detail: reason.description)))
        becomeOpaque()
    }

    private mutating func becomeOpaque() {
        stage = .opaque
        self[.toServer].discard()
        self[.toClient].discard()
    }

    // MARK: Handing over

    private var pendingHandover: Handover?
    /// Whether `pendingHandover` is set: asked for every segment, so kept apart.
    private var handoverPending = false

    private mutating func completeHandover(_ packet: PacketReference, _ sink: inout RecordSink) {
        guard let handover = pendingHandover else { return }
        pendingHandover = nil
        handoverPending = false
        handovers += 1
        environment.upgrade = handover.upgrade
        environment.hints.isMidstream = false
        self[.toServer].isOnHold = false
        self[.toClient].isOnHold = false
        self[.toServer].needed = 1
        self[.toClient].needed = 1
        guard handovers <= environment.limits.dissectionDepth else {
            sink.append(
                .event(
                    FlowEvent(
                        kind: .limit, place: self[.toServer].provenance(.toServer, last: packet).place(at: 0),
                        detail: "\(handovers) protocols in turn: dissectionDepth")))
            becomeOpaque()
            return
        }
        if let id = handover.protocolID, let description = ProtocolDescription.all.first(where: { $0.id == id }) {
            begin(description)
            sink.identify(id)
            readHeld(.toServer, packet, &sink)
            if case .reading = stage { readHeld(.toClient, packet, &sink) }
        } else {
            dissector = nil
            stage = .probing(attempts: 0)
            descriptions = ProtocolDescription.all
            decide(packet, &sink)
        }
    }

    mutating func begin(_ description: ProtocolDescription) {
        dissector = description.make(environment)
        current = description.id
        stage = .reading
    }

    /// The owner has turned the flow round.
    public mutating func acknowledgeReversal() { wantsReversal = false }

    // MARK: Both directions

    private func streamEnd(_ direction: Direction?, how: Closing.How, by: Side?, at: PacketReference) -> StreamEnd {
        StreamEnd(
            direction: direction, how: how, by: by, at: at,
            unskipped: PerSide(client: self[.toServer].skipping, server: self[.toClient].skipping),
            unread: PerSide(client: self[.toServer].unreadCount, server: self[.toClient].unreadCount),
            lastDelivered: PerSide(client: self[.toServer].lastDelivered, server: self[.toClient].lastDelivered))
    }

    subscript(direction: Direction) -> ReadHead {
        @inline(__always) _read { yield heads[Int(direction.rawValue)] }
        @inline(__always) _modify { yield &heads[Int(direction.rawValue)] }
    }
}
