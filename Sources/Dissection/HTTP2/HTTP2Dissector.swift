import Bytes
import Records

/// Reads HTTP/2 (RFC 9113) and tells its streams as exchanges, and the connection at its end.
///
/// Header blocks are decoded where their table is known; content passes by unread, but for the prefixes of gRPC messages
/// and a bounded excerpt of the few bodies that may say something of a session.
struct HTTP2Dissector: StreamDissector {
    /// GOAWAY and RST_STREAM frames that are kept, streams without answer that are listed.
    static let kept = 1_000
    /// Octets of GOAWAY's debug data that are kept.
    static let debugBytes = 256
    /// Interim responses of one stream that are kept.
    static let interimResponses = 16
    /// Broken rules that are told of one connection.
    private static let toldFaults = 16
    /// Frames in a row that break rules, after which they are no frames.
    private static let faultsInARow = 3

    let limits: HTTPLimits
    let sessionHeaders: [String]
    var memory = FieldMemory()
    var client: HTTP2Sender
    var server: HTTP2Sender
    var streams = HTTP2StreamTable()
    var connection = HTTP2Connection()
    /// The client's preface was read: the connection's beginning was captured.
    var sawPreface = false
    /// Whether any frame was read.
    var hasRead = false
    /// The server has said that it will not answer client streams above this one.
    var lastAccepted = UInt32.max
    /// The request that asked for the upgrade to HTTP/2.
    let upgradeRequest: HTTPRequest?
    private var toldFaults = 0
    private var toldStreamLimit = false

    init(_ environment: Environment) {
        limits = HTTPLimits(environment.limits)
        sessionHeaders = environment.sessionHeaders
        let isMidstream = environment.hints.isMidstream
        client = HTTP2Sender(phase: isMidstream ? .lost : .preface)
        server = HTTP2Sender(phase: isMidstream ? .lost : .frames)
        connection.hasGaps = isMidstream
        let upgrade = environment.upgrade
        guard upgrade?.response.upgrade?.utf8Span.span.bytes.listsToken("h2c") ?? false else {
            upgradeRequest = nil
            return
        }
        // The answer to the request that asked for the upgrade comes on stream 1 (RFC 7540 § 3.2).
        upgradeRequest = upgrade?.request
        var first = HTTP2Stream(id: 1)
        first.isUpgraded = true
        first.client.isOver = true
        _ = streams.insert(first)
        connection.streams = 1
        connection.highestStream.client = 1
    }

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        HTTP2Signature.probe(client: client, server: server, hints: hints)
    }

    subscript(direction: Direction) -> HTTP2Sender {
        _read {
            if direction == .toServer { yield client } else { yield server }
        }
        _modify {
            if direction == .toServer { yield &client } else { yield &server }
        }
    }

    /// Whether every stream since the connection's beginning was seen.
    var isComplete: Bool { sawPreface && !connection.hasGaps }

    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let direction = provenance.direction
        self[direction].hasSpoken = true
        if self[direction].data != nil { return continueData(&window, window.byteCount, provenance, &sink) }
        switch self[direction].phase {
        case .preface: return readPreface(&window, provenance, &sink)
        case .lost: return findFrames(&window, provenance, &sink)
        case .frames: return readFrame(&window, provenance, &sink)
        }
    }

    private mutating func readPreface(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        switch HTTP2Signature.prefaceProbe(window) {
        case .certain:
            window = window.extracting(droppingFirst: HTTP2Signature.prefaceCount)
            client.phase = .frames
            sawPreface = true
            hasRead = true
        case .possible: return .more(atLeast: HTTP2Signature.prefaceCount)
        case .certainReversed, .no:
            // Somebody says that this is HTTP/2; its beginning is not here.
            client.lose()
            connection.hasGaps = true
            return findFrames(&window, provenance, &sink)
        }
        return .proceed
    }

    /// Looks for a row of frames at the front of the window; what is none passes by.
    private mutating func findFrames(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        if direction == .toServer {
            switch HTTP2Signature.prefaceProbe(window) {
            case .certain: return beginLate(&window)
            case .possible: return .more(atLeast: HTTP2Signature.prefaceCount)
            case .certainReversed, .no: break
            }
        }
        let chain = HTTP2FrameChain(window)
        if chain.isPlausible, chain.frames >= 2 || chain.points >= 2 {
            self[direction].phase = .frames
            return readFrame(&window, provenance, &sink)
        }
        if chain.isPlausible, window.byteCount <= HTTP2FrameHeader.usualPayload * 5 {
            return .more(atLeast: window.byteCount + 1)
        }
        window = window.extracting(droppingFirst: window.byteCount)
        return .proceed
    }

    /// A preface where none was expected: the connection begins here, and nothing of it is missing.
    private mutating func beginLate(_ window: inout RawSpan) -> Demand {
        window = window.extracting(droppingFirst: HTTP2Signature.prefaceCount)
        client = HTTP2Sender(phase: .frames)
        client.hasSpoken = true
        hasRead = true
        if !server.hasSpoken, streams.isEmpty {
            server = HTTP2Sender(phase: .frames)
            connection.hasGaps = false
            sawPreface = true
        }
        return .proceed
    }

    private mutating func readFrame(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        guard window.byteCount >= HTTP2FrameHeader.byteCount else {
            return wait(for: HTTP2FrameHeader.byteCount, provenance)
        }
        let direction = provenance.direction
        let header = HTTP2FrameHeader(window)
        if header.length > self[direction].largestFrame, isComplete {
            let detail = "\(header.length) bytes, \(self[direction].largestFrame) allowed"
            tellFault(header, detail, provenance.place(at: 0), &sink)
            return giveUp(&window, direction)
        }
        if let fault = header.fault { return refuse(header, fault, &window, provenance, &sink) }
        if let block = self[direction].block, header.type != .continuation || header.streamID != block.streamID {
            // A header block must not be interrupted (§ 6.10): its end will not come.
            self[direction].block = nil
            self[direction].hpack.lose()
            tellFault(header, "within the header block of stream \(block.streamID)", provenance.place(at: 0), &sink)
        }
        hasRead = true
        switch header.type {
        case .data: return beginData(header, &window, provenance, &sink)
        case .headers, .pushPromise, .continuation: return readBlock(header, &window, provenance, &sink)
        case .settings, .ping, .goAway, .windowUpdate, .resetStream:
            return readControl(header, &window, provenance, &sink)
        default:
            self[direction].faults = 0
            return pass(header, &window, direction)
        }
    }

    /// Waits for so many octets of a frame.
    mutating func wait(for count: Int, _ provenance: borrowing Provenance) -> Demand {
        self[provenance.direction].incompleteSince = provenance.reference(at: 0)
        return .more(atLeast: count)
    }

    /// Passes over a frame as a whole.
    private mutating func pass(_ header: HTTP2FrameHeader, _ window: inout RawSpan, _ direction: Direction) -> Demand {
        self[direction].incompleteSince = nil
        window = window.extracting(droppingFirst: HTTP2FrameHeader.byteCount)
        return header.length > 0 ? .skip(UInt64(header.length)) : .proceed
    }

    /// Tells of a frame that breaks a rule, and passes over it.
    mutating func refuse(
        _ header: HTTP2FrameHeader, _ fault: StaticString, _ window: inout RawSpan,
        _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        tellFault(header, fault.description, provenance.place(at: 0), &sink)
        self[direction].faults += 1
        guard self[direction].faults < Self.faultsInARow else { return giveUp(&window, direction) }
        switch header.type {
        case .headers, .pushPromise, .continuation:
            self[direction].hpack.lose()
            self[direction].block = nil
        default: break
        }
        return pass(header, &window, direction)
    }

    /// These are no frames: looks for others.
    private mutating func giveUp(_ window: inout RawSpan, _ direction: Direction) -> Demand {
        noteLoss(of: direction)
        self[direction].lose()
        window = window.extracting(droppingFirst: window.byteCount)
        return .proceed
    }

    /// Bytes of a direction cannot be read: what they would have said is not known.
    mutating func noteLoss(of direction: Direction) {
        connection.hasGaps = true
        for index in streams.indices { streams[index].hasGaps = true }
        self[direction.reversed].pings.forgive()
    }

    private mutating func tellFault(
        _ header: HTTP2FrameHeader, _ detail: String, _ place: Place, _ sink: inout RecordSink
    ) {
        tell(.malformed, "HTTP/2 \(header.type.name): \(detail)", at: place, &sink)
    }

    /// Tells of bytes that HTTP/2 forbids, or of a limit; the first few of them.
    mutating func tell(_ kind: FlowEvent.Kind, _ detail: String, at place: Place, _ sink: inout RecordSink) {
        guard toldFaults < Self.toldFaults else { return }
        toldFaults += 1
        sink.append(.event(FlowEvent(kind: kind, place: place, detail: detail)))
    }

    // MARK: Streams

    /// Adds a stream; the oldest is told as it is where there are too many. Returns its index.
    mutating func open(_ stream: consuming HTTP2Stream, at place: Place, _ sink: inout RecordSink) -> Int {
        let id = stream.id
        var index = streams.insert(stream)
        guard streams.count > limits.pendingRequests else { return index }
        if !toldStreamLimit {
            toldStreamLimit = true
            tell(.limit, "more than \(limits.pendingRequests) open streams: pendingRequests", at: place, &sink)
        }
        let oldest = streams[0].id == id && streams.count > 1 ? 1 : 0
        emit(oldest, at: place.reference, &sink)
        if oldest < index { index -= 1 }
        return index
    }

    /// A side has sent the last of a stream.
    mutating func endSide(
        _ index: Int, _ direction: Direction, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        streams[index][direction].isOver = true
        streams[index][direction].stalledSince.take().map { self[direction].credit.endStall(since: $0, at: reference) }
        if direction == .toServer {
            streams[index].request?.end = reference
        } else {
            streams[index].response?.end = reference
            streams[index].response?.complete = true
        }
        if streams[index].client.isOver, streams[index].server.isOver { emit(index, at: reference, &sink) }
    }

    /// Tells a stream's exchange, and forgets the stream.
    mutating func emit(_ index: Int, at reference: PacketReference, _ sink: inout RecordSink) {
        var stream = streams.remove(at: index)
        if stream.call != nil { stream.endSilence(at: reference) }
        if let since = stream.client.stalledSince { client.credit.endStall(since: since, at: reference) }
        if let since = stream.server.stalledSince { server.credit.endStall(since: since, at: reference) }
        if stream.isAsked, stream.response == nil, !stream.isPushed, connection.unansweredStreams.count < Self.kept {
            connection.unansweredStreams.append(stream.id)
        }
        if let exchange = stream.exchange() { sink.append(.exchange(exchange)) }
    }
}
