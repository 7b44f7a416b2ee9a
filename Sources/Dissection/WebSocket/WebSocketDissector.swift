import Bytes
import Records

/// Reads WebSocket frames (RFC 6455) in both directions and tells one `WebSocketSession` at the flow's end.
///
/// Payload passes by unread, but for that of control frames: it is at most 125 octets, and holds the reason of a Close
/// and what ties a pong to its ping.
struct WebSocketDissector: StreamDissector {
    private let limits: Limits
    private let listsFrames: Bool
    private let extensions: WebSocketExtensions
    private var senders: PerSide<WebSocketSender>
    private var session = WebSocketSession(
        opened: PacketReference(packet: 0, time: Timestamp(nanoseconds: 0)))
    private var silence: FrameSilence?
    private var firstEnd: StreamEnd?
    /// What a side's skipped bytes were when it ended.
    private var unskipped: PerSide<UInt64?> = PerSide(both: nil)
    private var isListFull = false

    init(_ environment: Environment) {
        limits = environment.limits
        listsFrames = environment.listsFrames
        let isMidstream = environment.upgrade == nil && environment.hints.isMidstream
        senders = PerSide(both: WebSocketSender(position: isMidstream ? .regained : .certain))
        session.hasGaps = isMidstream
        guard let upgrade = environment.upgrade else {
            extensions = .unknown
            return
        }
        extensions = WebSocketExtensions(agreed: upgrade.response.webSocketExtensions)
        session.request = upgrade.request?.at
        session.target = upgrade.request?.target
        session.host = upgrade.request?.host
        session.subprotocol = upgrade.response.webSocketProtocol
        session.extensions = upgrade.response.webSocketExtensions
        open(at: upgrade.response.at)
    }

    /// Frames have no signature, so a WebSocket is never guessed.
    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe { .no }

    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let direction = provenance.direction
        let begin = provenance.place(at: 0)
        open(at: begin.reference)
        guard senders[direction].position != .lost else { return passOver(&window, provenance) }

        let header = try WebSocketFrameHeader(parsing: &window)
        let examinedByteCount = header.examinedByteCount
        guard window.byteCount >= examinedByteCount else {
            return .more(atLeast: header.byteCount + examinedByteCount)
        }
        let examined = try header.unmasked(examinedByteCount, from: &window)

        guard accept(header, at: begin, into: &sink) else { return passOver(&window, provenance) }
        noteActivity(at: begin.reference)
        let isConfirmed = senders[direction].isRead
        senders[direction].begin(
            WebSocketSender.Frame(
                header: header, begin: begin.reference, examined: examined, isConfirmed: isConfirmed))
        let remaining = header.payloadByteCount - UInt64(examinedByteCount)
        if remaining > 0 { return .skip(remaining) }
        finishFrame(of: direction, at: provenance.reference(at: header.byteCount + examinedByteCount - 1))
        return .proceed
    }

    mutating func skipped(_ direction: Direction, at reference: PacketReference, into sink: inout RecordSink) {
        finishFrame(of: direction, at: reference)
    }

    mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) -> Resync {
        let reference = gap.place.reference
        open(at: reference)
        session.hasGaps = true
        // The missing bytes came some time before now, so the silence before them is not known.
        silence?.interrupt(at: reference)
        // A frame that was passing ends within the gap.
        finishFrame(of: gap.place.direction, at: reference)
        senders[gap.place.direction].loseBytes()
        senders[gap.place.direction.reversed].pings.forgive()
        return .resume
    }

    mutating func end(_ end: StreamEnd, into sink: inout RecordSink) {
        if let direction = end.direction {
            firstEnd = firstEnd ?? end
            unskipped[direction] = end.unskipped[direction]
            return
        }
        guard silence != nil else { return }
        let first = firstEnd ?? end
        if first.how != .open {
            session.end = WebSocketSession.End(
                how: first.how, by: first.by ?? first.direction?.sender, at: first.at)
        }
        measureLastSilence(end, until: first.at)
        judgePings(until: first.at)
        if session.close == nil, session.end != nil { judgeCut(end, into: &sink) }
        sink.append(.webSocket(session))
    }
}

/// Frames.
extension WebSocketDissector {
    private mutating func open(at reference: PacketReference) {
        guard silence == nil else { return }
        session.opened = reference
        silence = FrameSilence(since: reference)
    }

    /// Lets bytes go by in which no frame can be found.
    private mutating func passOver(_ window: inout RawSpan, _ provenance: borrowing Provenance) -> Demand {
        noteActivity(at: provenance.reference(at: 0))
        silence?.interrupt(at: provenance.last)
        window = window.extracting(droppingFirst: window.byteCount)
        return .proceed
    }

    /// Judges a header, and says whether its frame can be followed.
    private mutating func accept(
        _ header: WebSocketFrameHeader, at place: Place, into sink: inout RecordSink
    ) -> Bool {
        let direction = place.direction
        let fault =
            WebSocketFault.first(of: header, from: direction.sender, extensions: extensions)
            ?? senders[direction].sequenceFault(of: header.opcode)
        guard senders[direction].confirm(header, isFaulty: fault != nil) else {
            let detail = "no WebSocket frames of the \(direction.sender.rawValue) are found after missing bytes"
            sink.append(.event(FlowEvent(kind: .opaque, place: place, detail: detail)))
            return false
        }
        if let fault, senders[direction].isNew(fault) {
            let detail = fault.detail(of: header)
            sink.append(.event(FlowEvent(kind: .malformed, place: place, detail: detail)))
        }
        guard header.payloadByteCount <= UInt64(Int64.max) else {
            senders[direction].position = .lost
            let detail = "WebSocket payload length \(header.payloadByteCount) has its highest bit set (RFC 6455 § 5.2)"
            sink.append(.event(FlowEvent(kind: .malformed, place: place, detail: detail)))
            return false
        }
        tellFullList(at: place, into: &sink)
        return true
    }

    /// While a payload is passing there is no silence, whatever else comes.
    private mutating func noteActivity(at reference: PacketReference) {
        if senders.client.frame == nil, senders.server.frame == nil {
            silence?.end(at: reference)
        } else {
            silence?.interrupt(at: reference)
        }
    }

    private mutating func finishFrame(of direction: Direction, at reference: PacketReference) {
        guard senders[direction].frame != nil else { return }
        noteActivity(at: reference)
        guard let frame = senders[direction].finish() else { return }
        let side = direction.sender
        session.frames[side].count(frame.header)
        session.lastFrame[side] = reference
        if senders[side].closed != nil, session.framesAfterClose < .max { session.framesAfterClose += 1 }
        switch frame.header.opcode {
        case .close: noteClose(frame, from: side, at: reference)
        case .ping:
            let peer = senders[side.other]
            let isWatched = peer.isRead && peer.closed == nil
            senders[side].pings.sent(frame.examined, at: reference, isWatched: isWatched)
        case .pong: senders[side.other].pings.answered(frame.examined)
        default: break
        }
        list(frame, from: side, at: reference)
    }

    private mutating func noteClose(_ frame: WebSocketSender.Frame, from side: Side, at reference: PacketReference) {
        guard senders[side].closed == nil else { return }
        senders[side].closed = reference
        guard session.close == nil else { return }
        let payload = frame.examined
        let hasCode = payload.count >= 2
        session.close = WebSocketSession.Close(
            at: reference, by: side,
            code: hasCode ? UInt16(payload[0]) << 8 | UInt16(payload[1]) : nil,
            reason: payload.count > 2 ? String(decoding: payload.dropFirst(2), as: UTF8.self) : nil)
    }

    private mutating func list(_ frame: WebSocketSender.Frame, from side: Side, at reference: PacketReference) {
        let header = frame.header
        let isListed = listsFrames && session.frameList.count < limits.framesPerWebSocket
        guard isListed || header.opcode.isControl else { return }
        let told = WebSocketSession.Frame(
            at: reference, from: side, opcode: header.opcode.rawValue, length: header.payloadByteCount,
            isFinal: header.isFinal, isCompressed: extensions.compresses(header))
        if isListed { session.frameList.append(told) }
        if header.opcode.isControl { keepControl(told) }
    }

    /// The first half of them stays; of the others the latest.
    private mutating func keepControl(_ frame: WebSocketSession.Frame) {
        if session.controlFrames.count >= max(2, limits.controlFramesPerWebSocket) {
            session.controlFrames.remove(at: session.controlFrames.count / 2)
        }
        session.controlFrames.append(frame)
    }

    private mutating func tellFullList(at place: Place, into sink: inout RecordSink) {
        guard listsFrames, !isListFull, session.frameList.count >= limits.framesPerWebSocket else { return }
        isListFull = true
        let detail = "framesPerWebSocket: more than \(limits.framesPerWebSocket) frames"
        sink.append(.event(FlowEvent(kind: .limit, place: place, detail: detail)))
    }
}

/// The end.
extension WebSocketDissector {
    private mutating func measureLastSilence(_ end: StreamEnd, until last: PacketReference) {
        for side in Side.allCases where senders[side].frame != nil {
            if let delivered = end.lastDelivered[side] { silence?.interrupt(at: delivered) }
        }
        silence?.end(at: last)
        session.longestSilence = silence?.longest
    }

    /// A peer that has sent its Close frame owes no pong (RFC 6455 § 5.5.2).
    private mutating func judgePings(until end: PacketReference) {
        for side in Side.allCases {
            let pings = senders[side].pings
            let deadline = min(end.time, senders[side.other].closed?.time ?? end.time)
            let unanswered = pings.unanswered(until: deadline)
            session.unansweredPings[side] = unanswered.count
            session.firstUnansweredPing[side] = unanswered.first
            session.pingInterval[side] = pings.medianInterval
        }
    }

    /// Says who left something unfinished: the server's part matters more, since clients give up freely.
    private mutating func judgeCut(_ end: StreamEnd, into sink: inout RecordSink) {
        for side in [Side.server, .client] where senders[side].position != .lost {
            let unread = end.unread[side]
            if session.cutInFrame == nil, senders[side].frame != nil || unread > 0 { session.cutInFrame = side }
            let owed = senders[side].owed(
                by: side, unskipped: unskipped[side] ?? end.unskipped[side], unread: unread,
                progress: end.lastDelivered[side] ?? session.lastFrame[side] ?? session.opened)
            sink.owed = sink.owed ?? owed
        }
    }
}

extension WebSocketSession.FrameCounts {
    /// Counts a frame that has passed.
    fileprivate mutating func count(_ header: WebSocketFrameHeader) {
        switch header.opcode {
        case .continuation: continuation &+= 1
        case .text: text &+= 1
        case .binary: binary &+= 1
        case .close: close &+= 1
        case .ping: ping &+= 1
        case .pong: pong &+= 1
        default: other &+= 1
        }
        bytes &+= header.payloadByteCount
    }
}
