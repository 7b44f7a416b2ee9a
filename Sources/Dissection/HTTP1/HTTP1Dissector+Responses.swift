import Bytes
import Records

/// The server's side.
extension HTTP1Dissector {
    mutating func stepResponse(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        switch responses.state {
        case .head: return readResponseHead(&window, provenance, &sink)
        case .body: return readResponseBody(&window, window.byteCount, provenance, &sink)
        case .longHead: return passResponseHead(&window, provenance, &sink)
        case .lost:
            guard StatusLine.read(window) != .nonsense else { return .pass(&window) }
            responses.state = .head
            return readResponseHead(&window, provenance, &sink)
        }
    }

    private mutating func readResponseHead(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        if awaitsSimple {
            if StatusLine.signature(window) == .no { return beginSimple(&window, provenance, &sink) }
            exchanges[0].version = HTTPVersion(minor: 0)
        }
        if let blank = skipLineBreaks(&window) { return blank }
        if responses.search.isUnderWay, !Self.isWorthReading(&responses, window, limits) {
            return .more(atLeast: window.byteCount + 1)
        }
        let isLong = window.byteCount >= limits.headBytes
        let line: StatusLine
        switch StatusLine.read(window) {
        case .line(let read): line = read
        case .incomplete where !isLong: return Self.awaitHead(&responses, window, provenance)
        case .incomplete, .nonsense: return loseResponses(&window, provenance, "no status line", &sink)
        }
        var response = HTTPResponse(begin: provenance.reference(at: 0), at: provenance.last, status: line.status)
        if !line.reason.isEmpty { response.reason = window.extracting(line.reason).text(limit: 256) }
        var fields = ResponseFields()
        let end = fields.read(
            window, from: line.end, limits: limits, sessionHeaders: sessionHeaders, memory: &memory, into: &response)
        if end == nil, !isLong { return Self.awaitHead(&responses, window, provenance) }
        let total = window.byteCount
        let headEnd = end ?? total
        let place = provenance.place(at: headEnd - 1)
        response.at = place.reference
        response.announcedBytes = fields.framing.contentLength
        report(fields.framing.fault, fields.isCut, end != nil, place, &sink)
        responses.finishMessage()
        if end == nil { responses.lineTail = LineTail(after: window) }
        window = window.extracting(droppingFirst: headEnd)
        if line.status < 200, line.status != 101 {
            noteInformational(line.status)
            if end == nil { responses.state = .longHead }
            return .proceed
        }
        pair(response.begin, version: line.version, &sink)
        return take(&response, fields.framing, isWhole: end != nil, &window, total, provenance, &sink)
    }

    /// Goes on to the body of a final response, which belongs to the oldest exchange.
    private mutating func take(
        _ response: inout HTTPResponse, _ framing: FramingFields, isWhole: Bool, _ window: inout RawSpan,
        _ total: Int, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let isSwitch = response.status == 101 || exchanges[0].isConnect && response.status / 100 == 2
        if isSwitch { return switchProtocols(&response, &sink) }
        let hasNoBody = exchanges[0].isHead || response.status == 204 || response.status == 304
        responses.framing = hasNoBody ? .none : framing.ofResponse
        guard isWhole else {
            responses.body = BodyReader(responses.framing)
            responses.state = .longHead
            answer = response
            return .proceed
        }
        guard responses.framing != .none else {
            response.complete = true
            response.end = response.at
            deliver(response, &sink)
            return .proceed
        }
        let excerptBytes = BodyInterest.inResponse(response, framing, exchanges[0].request, limits)
        responses.body = BodyReader(responses.framing, excerptBytes: excerptBytes)
        responses.state = .body
        if !window.isEmpty, excerptBytes == 0, responses.body.readsWhole(&window) {
            response.complete = true
            response.bodyBytes = responses.body.received
            response.end = provenance.reference(at: total - window.byteCount - 1)
            responses.finishMessage()
            deliver(response, &sink)
            return .proceed
        }
        answer = response
        return window.isEmpty ? .proceed : readResponseBody(&window, total, provenance, &sink)
    }

    /// Emits the oldest exchange with its complete response; with the rest of its request still to come, keeps both.
    private mutating func deliver(_ response: HTTPResponse, _ sink: inout RecordSink) {
        if exchanges[0].isRequestOver {
            emitFirst(with: response, &sink)
        } else {
            answer = response
            isAnswerOver = true
        }
    }

    private mutating func noteInformational(_ status: UInt16) {
        // The oldest exchange may have its answer already and wait for the rest of its request.
        let index = answer == nil ? 0 : 1
        if index < exchanges.count {
            if exchanges[index].informational.count < 16 { exchanges[index].informational.append(status) }
        } else if strayInformational.count < 16 {
            strayInformational.append(status)
        }
    }

    /// Makes the exchange that a final response belongs to the oldest of the queue.
    private mutating func pair(_ begin: PacketReference, version: HTTPVersion, _ sink: inout RecordSink) {
        // An answer came before its request was complete, and now another: the first one's exchange is as it is.
        if answer != nil, !exchanges.isEmpty { emitFirst(&sink) }
        if missesAnswers { dropMissed(before: begin, &sink) }
        missesAnswers = false
        guard abandoned > 0 || exchanges.isEmpty else { return }
        abandoned = max(0, abandoned - 1)
        var stray = PendingExchange(version: version, request: nil)
        stray.isRequestOver = true
        stray.informational = strayInformational
        strayInformational = []
        exchanges.prepend(stray)
    }

    /// Bytes of the server are missing, and answers with them. A client that does not pipeline asks again only after an
    /// answer, so this answer is the one to the latest request before it.
    private mutating func dropMissed(before begin: PacketReference, _ sink: inout RecordSink) {
        guard !isPipelined else { return }
        while exchanges.count > 1, let next = exchanges[1].request?.begin, next.packet < begin.packet {
            exchanges[0].hasGaps = true
            emitFirst(&sink)
        }
    }

    /// The connection is something else from here on.
    private mutating func switchProtocols(_ response: inout HTTPResponse, _ sink: inout RecordSink) -> Demand {
        response.complete = true
        response.end = response.at
        let request = exchanges[0].request
        emitFirst(with: response, &sink)
        while !exchanges.isEmpty { emitFirst(&sink) }
        guard response.status == 101 else { return .handOver(Handover(nil)) }
        let names = response.upgrade ?? request?.upgrade
        return .handOver(
            Handover(Self.named(names), upgrade: Upgrade(request: request, response: response)))
    }

    /// The protocol that an `Upgrade` field switches to; `nil` for those that are known by their bytes, or not at all.
    private static func named(_ upgrade: String?) -> ProtocolID? {
        guard let upgrade else { return nil }
        let names = upgrade.utf8Span.span.bytes
        if names.listsToken("websocket") { return .webSocket }
        return names.listsToken("h2c") ? .http2 : nil
    }

    private mutating func readResponseBody(
        _ window: inout RawSpan, _ total: Int, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        switch responses.body.read(&window) {
        case .done: finishAnswer(at: provenance.reference(at: total - window.byteCount - 1), &sink)
        case .proceed: break
        case .more(let count): return window.byteCount == total ? .more(atLeast: count) : .proceed
        case .skip(let count): return .skip(count)
        case .broken(let fault):
            endAnswer(at: nil, isComplete: false, &sink)
            return loseResponses(&window, provenance, fault, &sink)
        }
        return .proceed
    }

    /// The response's last octet came with `reference`.
    mutating func finishAnswer(at reference: PacketReference, _ sink: inout RecordSink) {
        endAnswer(at: reference, isComplete: true, &sink)
        responses.finishMessage()
    }

    /// Nothing more will come of the response being read.
    mutating func endAnswer(at reference: PacketReference?, isComplete: Bool, _ sink: inout RecordSink) {
        guard answer != nil, !isAnswerOver, !exchanges.isEmpty else { return }
        isAnswerOver = true
        answer?.end = reference
        answer?.complete = isComplete
        answer?.bodyBytes = responses.body.received
        if !responses.body.excerpt.isEmpty, let status = answer?.status {
            let target = exchanges[0].request?.target
            answer?.facts = ResponseFacts(reading: responses.body.excerpt, status: status, target: target)
        }
        emitFinished(&sink)
    }

    /// Passes over the rest of a head that was too long to hold.
    private mutating func passResponseHead(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        guard let end = responses.lineTail.end(in: window) else { return .pass(&window) }
        window = window.extracting(droppingFirst: end)
        let reference = provenance.reference(at: end - 1)
        if !isAnswerOver { answer?.at = reference }
        if answer != nil, responses.framing != .none {
            responses.state = .body
        } else {
            finishAnswer(at: reference, &sink)
        }
        return .proceed
    }

    private mutating func loseResponses(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ fault: StaticString, _ sink: inout RecordSink
    ) -> Demand {
        tell(.malformed, "response: \(fault)", at: provenance.place(at: 0), &sink)
        responses.lose()
        return .pass(&window)
    }

    /// Whether the answer to a request of HTTP/0.9 is due: content, and nothing else.
    private var awaitsSimple: Bool {
        !exchanges.isEmpty && answer == nil && exchanges[0].version == .simple
    }

    private mutating func beginSimple(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let reference = provenance.reference(at: 0)
        answer = HTTPResponse(begin: reference, at: reference, status: 0)
        responses.framing = .untilClose
        responses.body = BodyReader(.untilClose)
        responses.state = .body
        return readResponseBody(&window, window.byteCount, provenance, &sink)
    }
}
