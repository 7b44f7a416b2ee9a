import Bytes
import Records

/// The server's side.
extension HTTP1Dissector {
    mutating func stepResponse(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        switch responses.state {
        case .head: return readResponseHead(&window, provenance, &sink)
        case .body:
            let total = window.byteCount
            return readResponseBody(&window, total, provenance, &sink)
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
            exchanges[0].exchange.version = "1.0"
        }
        if let blank = skipLineBreaks(&window) { return blank }
        if responses.search.isUnderWay, !isWorthReading(&responses, window) {
            return .more(atLeast: window.byteCount + 1)
        }
        let isLong = window.byteCount >= limits.headBytes
        let line: StatusLine
        switch StatusLine.read(window) {
        case .line(let read): line = read
        case .incomplete where !isLong: return awaitHead(&responses, window, provenance)
        case .incomplete, .nonsense: return loseResponses(&window, provenance, "no status line", &sink)
        }
        var head = ResponseHead(
            HTTPResponse(begin: provenance.reference(at: 0), at: provenance.last, status: line.status))
        if !line.reason.isEmpty { head.response.reason = window.extracting(line.reason).text(limit: 256) }
        let end = head.readFields(
            window, from: line.end, limits: limits, sessionHeaders: sessionHeaders, memory: &memory)
        if end == nil, !isLong { return awaitHead(&responses, window, provenance) }
        let total = window.byteCount
        let headEnd = end ?? total
        head.response.at = provenance.reference(at: headEnd - 1)
        head.response.announcedBytes = head.framing.contentLength
        report(head.framing.fault, head.isCut, end != nil, provenance.place(at: headEnd - 1), &sink)
        responses.finishMessage()
        if end == nil {
            responses.lineTail = LineTail()
            _ = responses.lineTail.end(in: window)
        }
        window = window.extracting(droppingFirst: headEnd)
        return take(head, version: line.version, isWhole: end != nil, &window, total, provenance, &sink)
    }

    /// Takes a head in: pairs it with its request, and goes on to its body.
    private mutating func take(
        _ read: consuming ResponseHead, version: String, isWhole: Bool, _ window: inout RawSpan, _ total: Int,
        _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        var head = read
        let status = head.response.status
        if status < 200, status != 101 {
            noteInformational(status)
            if !isWhole { responses.state = .longHead }
            return .proceed
        }
        pair(head.response.begin, version: version, &sink)
        let isTunnel = exchanges[0].exchange.request?.method == "CONNECT" && status / 100 == 2
        responses.framing = framing(head, isTunnel: isTunnel)
        exchanges[0].isAnswered = true
        if responses.framing == .none, isWhole || isTunnel || status == 101 {
            head.response.complete = true
            head.response.end = head.response.at
            exchanges[0].isResponseOver = true
            if isTunnel || status == 101 { return switchProtocols(head.response, &sink) }
            exchanges[0].exchange.response = head.response
            emitFinished(&sink)
            return .proceed
        }
        let excerptBytes = BodyInterest.inResponse(head, exchanges[0].exchange.request, limits)
        responses.body = BodyReader(responses.framing, excerptBytes: excerptBytes)
        exchanges[0].exchange.response = head.response
        responses.state = isWhole ? .body : .longHead
        guard isWhole, !window.isEmpty else { return .proceed }
        return readResponseBody(&window, total, provenance, &sink)
    }

    /// The body that follows a head (RFC 9112 § 6.3).
    private func framing(_ head: borrowing ResponseHead, isTunnel: Bool) -> BodyFraming {
        let status = head.response.status
        if isTunnel || status == 101 || status == 204 || status == 304 { return .none }
        if exchanges[0].exchange.request?.method == "HEAD" { return .none }
        return head.framing.ofResponse
    }

    private mutating func noteInformational(_ status: UInt16) {
        let index = exchanges.isEmpty || exchanges[0].isAnswered && exchanges.count == 1 ? nil : openIndex
        guard let index else {
            if strayInformational.count < 16 { strayInformational.append(status) }
            return
        }
        if exchanges[index].exchange.informational.count < 16 {
            exchanges[index].exchange.informational.append(status)
        }
    }

    /// The oldest exchange that has no answer.
    private var openIndex: Int? {
        for index in 0..<min(2, exchanges.count) where !exchanges[index].isAnswered { return index }
        return nil
    }

    /// Makes the exchange that a final response belongs to the oldest of the queue.
    private mutating func pair(_ begin: PacketReference, version: String, _ sink: inout RecordSink) {
        // An answer came before its request was complete, and now another: the first one's exchange is as it is.
        if !exchanges.isEmpty, exchanges[0].isAnswered { emitFirst(&sink) }
        if missesAnswers { dropMissed(before: begin, &sink) }
        missesAnswers = false
        if abandoned > 0 || exchanges.isEmpty {
            abandoned = max(0, abandoned - 1)
            var stray = PendingExchange(HTTPExchange(version: version))
            stray.isRequestOver = true
            stray.exchange.informational = strayInformational
            exchanges.prepend(stray)
            strayInformational = []
        }
    }

    /// Bytes of the server are missing, and answers with them. A client that does not pipeline asks again only after an
    /// answer, so this answer is the one to the latest request before it.
    private mutating func dropMissed(before begin: PacketReference, _ sink: inout RecordSink) {
        guard !isPipelined else { return }
        while exchanges.count > 1, let next = exchanges[1].exchange.request, next.begin.packet < begin.packet {
            exchanges[0].exchange.hasGaps = true
            emitFirst(&sink)
        }
    }

    /// The connection is something else from here on.
    private mutating func switchProtocols(_ response: HTTPResponse, _ sink: inout RecordSink) -> Demand {
        exchanges[0].exchange.response = response
        let request = exchanges[0].exchange.request
        while !exchanges.isEmpty { emitFirst(&sink) }
        guard response.status == 101 else { return .handOver(Handover(nil)) }
        let upgrade = Upgrade(request: request, response: response)
        let names = response.upgrade ?? request?.upgrade
        let isWebSocket = names?.utf8Span.span.bytes.listsToken("websocket") ?? false
        return .handOver(Handover(isWebSocket ? .webSocket : nil, upgrade: upgrade))
    }

    private mutating func readResponseBody(
        _ window: inout RawSpan, _ total: Int, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        switch responses.body.read(&window) {
        case .done: finishResponse(at: provenance.reference(at: total - window.byteCount - 1), &sink)
        case .proceed: break
        case .more(let count): return window.byteCount == total ? .more(atLeast: count) : .proceed
        case .skip(let count): return .skip(count)
        case .broken(let fault):
            endResponse(at: nil, isComplete: false, &sink)
            return loseResponses(&window, provenance, fault, &sink)
        }
        return .proceed
    }

    /// The response's last octet came with `reference`.
    mutating func finishResponse(at reference: PacketReference, _ sink: inout RecordSink) {
        endResponse(at: reference, isComplete: true, &sink)
        responses.finishMessage()
    }

    /// Nothing more will come of the response being read.
    mutating func endResponse(at reference: PacketReference?, isComplete: Bool, _ sink: inout RecordSink) {
        guard !exchanges.isEmpty, exchanges[0].isAnswered, !exchanges[0].isResponseOver else { return }
        exchanges[0].isResponseOver = true
        exchanges[0].exchange.response?.end = reference
        exchanges[0].exchange.response?.complete = isComplete
        exchanges[0].exchange.response?.bodyBytes = responses.body.received
        if !responses.body.excerpt.isEmpty, let response = exchanges[0].exchange.response {
            let facts = ResponseFacts(
                reading: responses.body.excerpt, of: response, to: exchanges[0].exchange.request)
            exchanges[0].exchange.response?.facts = facts
        }
        emitFinished(&sink)
    }

    /// Passes over the rest of a head that was too long to hold.
    private mutating func passResponseHead(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        guard let end = responses.lineTail.end(in: window) else { return .pass(&window) }
        window = window.extracting(droppingFirst: end)
        let isOpen = !exchanges.isEmpty && exchanges[0].isAnswered && !exchanges[0].isResponseOver
        if isOpen { exchanges[0].exchange.response?.at = provenance.reference(at: end - 1) }
        if isOpen, responses.framing != .none {
            responses.state = .body
        } else {
            finishResponse(at: provenance.reference(at: end - 1), &sink)
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
        !exchanges.isEmpty && !exchanges[0].isAnswered && exchanges[0].exchange.version == "0.9"
    }

    private mutating func beginSimple(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let reference = provenance.reference(at: 0)
        exchanges[0].exchange.response = HTTPResponse(begin: reference, at: reference, status: 0)
        exchanges[0].isAnswered = true
        responses.framing = .untilClose
        responses.body = BodyReader(.untilClose)
        responses.state = .body
        let total = window.byteCount
        return readResponseBody(&window, total, provenance, &sink)
    }
}
