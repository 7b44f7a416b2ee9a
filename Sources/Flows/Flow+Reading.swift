import Bytes
import Dissection
import Packets
import Records
import Streams

/// Where flows put what they tell.
struct FlowOutput: Sendable {
    var sink = RecordSink()
    var emissions: [Emission] = []
}

extension Flow {
    /// What reading a flow needs to know, the same for all: a class, so that nothing of it is copied for a packet.
    final class Reading: Sendable {
        let options: Shard.Options
        let streamLimits: StreamLimits
        let keys: KeySource?
        /// Ports on which servers are usually found.
        let servicePorts: Set<UInt16>

        init(_ options: Shard.Options) {
            self.options = options
            servicePorts = Set(ProtocolDescription.all.flatMap(\.ports))
            streamLimits = StreamLimits(options.limits)
            keys = options.keyLog.map { KeySource($0, limit: options.limits.keyedConnections) }
        }
    }

    /// Takes a segment; returns whether the flow is newly to be looked at when time passes: it holds bytes back, or a
    /// reset has closed it and what is on its way may still come.
    mutating func take(
        _ segment: borrowing Segment, _ payload: RawSpan, _ reading: Reading, _ output: inout FlowOutput
    ) -> Bool {
        let at = PacketReference(packet: segment.number, time: segment.time)
        let side = side(of: segment.source)
        let wasWaiting = isWaiting
        let intake = tcp.take(segment, payload: payload, from: side, limits: reading.streamLimits)
        if !isOpenTold, tcp.sawHandshake { tellOpening(at, &output) }
        if !intake.ready.isEmpty {
            deliver(payload.extracting(intake.ready), side, at, reading, &output)
        }
        if intake.hasMore { drain(at, reading, &output) }
        if intake != .nothing { emit(at, &output) }
        return !wasWaiting && isWaiting
    }

    /// Takes the SYN that was all there was of the flow until now; its opening is told with what comes next.
    mutating func takeOpening(_ syn: Segment, _ reading: Reading) {
        _ = tcp.take(syn, payload: RawSpan(), from: .client, limits: reading.streamLimits)
    }

    /// What was on its way when a connection was reset comes within this time, seconds.
    private static let afterlife = 5.0

    /// Whether there is something to do when time passes.
    private var isWaiting: Bool { tcp.isHolding || (tcp.isReset && !isOver) }

    /// Time has passed; returns whether the flow still waits.
    mutating func advance(to now: PacketReference, _ reading: Reading, _ output: inout FlowOutput) -> Bool {
        drain(now, reading, &output)
        let closing = tcp.closing
        if tcp.isReset, !isOver, now.time.seconds(since: tcp.last.time) >= Self.afterlife {
            finish(how: closing.how, by: closing.by, at: closing.at ?? tcp.last, &output)
        }
        emit(now, &output)
        return isWaiting
    }

    mutating func note(_ quote: ICMPQuote, from source: Endpoint) {
        var quote = quote
        quote.about = side(of: source)
        tcp.note(quote)
    }

    mutating func close(at now: PacketReference, evicted: String?, _ reading: Reading, _ output: inout FlowOutput) {
        while let next = tcp.nextOutputAtEnd(at: now, limits: reading.streamLimits) {
            handle(next, now, reading, &output)
        }
        if !isOver {
            let closing = tcp.closing
            finish(how: closing.how, by: closing.by, at: closing.at ?? tcp.last, &output)
        }
        emit(now, &output)
        tellOpening(now, &output)
        tell(.flowClosed(closed(evicted: evicted)), now, &output)
    }

    // MARK: From transport to conversation

    private mutating func drain(_ at: PacketReference, _ reading: Reading, _ output: inout FlowOutput) {
        while let next = tcp.nextOutput(at: at, limits: reading.streamLimits) { handle(next, at, reading, &output) }
    }

    private mutating func handle(
        _ next: StreamOutput, _ now: PacketReference, _ reading: Reading, _ output: inout FlowOutput
    ) {
        switch next {
        case .bytes(let bytes, let side, let at):
            deliver(bytes.span.bytes, side, at, reading, &output)
        case .gap(let gap):
            begin(reading)
            conversation[0].gap(gap, into: &output.sink)
        case .fin(let side, let at):
            guard !isOver, !conversation.isEmpty else { return }
            conversation[0].end(side.sending, by: side, at: at, into: &output.sink)
            if tcp.isClosed, tcp.bothFINsPassed { finish(how: .fin, by: tcp.closing.by, at: at, &output) }
        }
    }

    private mutating func deliver(
        _ bytes: RawSpan, _ side: Side, _ at: PacketReference, _ reading: Reading, _ output: inout FlowOutput
    ) {
        guard !isOver else { return }
        begin(reading)
        conversation[0].deliver(bytes, side.sending, of: at, into: &output.sink)
        if conversation[0].wantsReversal {
            conversation[0].acknowledgeReversal()
            reverse()
        }
    }

    private mutating func begin(_ reading: Reading) {
        guard conversation.isEmpty else { return }
        let hints = OpeningHints(
            clientPort: client.port, serverPort: server.port, isMidstream: !tcp.sawHandshake)
        let environment = Environment(
            limits: reading.options.limits, sessionHeaders: reading.options.sessionHeaders,
            listsFrames: reading.options.listsFrames, hints: hints, keys: reading.keys)
        let forced = reading.options.decodeAs.first { $0.port == server.port || $0.port == client.port }
        conversation.append(Conversation(environment, forced: forced?.description))
    }

    private mutating func finish(
        how: Closing.How, by side: Side?, at: PacketReference, _ output: inout FlowOutput
    ) {
        guard !isOver else { return }
        isOver = true
        guard !conversation.isEmpty else { return }
        conversation[0].end(how: how, by: side, at: at, into: &output.sink)
        owed = output.sink.owed
        output.sink.owed = nil
        isUnknown = conversation[0].isUnknown
        conversation = []
    }

    // MARK: Telling

    /// Gives what the conversation told its place in the order of all records.
    private mutating func emit(_ at: PacketReference, _ output: inout FlowOutput) {
        if output.sink.isUntouched { return }
        for id in output.sink.identified where !protocols.contains(id.rawValue) { protocols.append(id.rawValue) }
        guard !output.sink.isEmpty else {
            output.sink.removeAll()
            return
        }
        tellOpening(at, &output)
        output.sink.reverse()
        while let record = output.sink.takeLast() {
            if case .handshake(let handshake) = record, handshake.decrypted { isDecrypted = true }
            tell(record, at, &output)
        }
        output.sink.removeAll()
    }

    private mutating func tellOpening(_ at: PacketReference, _ output: inout FlowOutput) {
        guard !isOpenTold else { return }
        isOpenTold = true
        tell(.flowOpened(opened), at, &output)
    }

    private mutating func tell(_ record: Record, _ at: PacketReference, _ output: inout FlowOutput) {
        output.emissions.append(
            Emission(packet: at.packet, time: at.time, flow: id, ordinal: ordinal, record: record))
        ordinal &+= 1
    }
}
