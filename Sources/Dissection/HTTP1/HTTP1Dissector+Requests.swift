import Bytes
import Records

/// The client's side.
extension HTTP1Dissector {
    mutating func stepRequest(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        switch requests.state {
        case .head: return readRequestHead(&window, provenance, &sink)
        case .body: return readRequestBody(&window, window.byteCount, provenance, &sink)
        case .longHead: return passRequestHead(&window, provenance, &sink)
        case .lost:
            guard isRequestBeginning(window) else { return .pass(&window) }
            requests.state = .head
            return readRequestHead(&window, provenance, &sink)
        }
    }

    /// Whether a segment begins with what may be a request line.
    private func isRequestBeginning(_ window: RawSpan) -> Bool {
        switch RequestLine.read(window, allowsSimple: false) {
        case .line: true
        case .incomplete: HTTPMethod.isBeginning(window) || hasKnownMethod(window)
        case .nonsense: false
        }
    }

    private func hasKnownMethod(_ window: RawSpan) -> Bool {
        guard let space = window.firstIndex(of: ASCII.space), space <= RequestLine.longestMethod else { return false }
        return HTTPMethod.isKnown(window.extracting(first: space))
    }

    private mutating func readRequestHead(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        if let blank = skipLineBreaks(&window) { return blank }
        if !exchanges.isEmpty, let demand = waitForSwitch(window, &sink) { return demand }
        if requests.search.isUnderWay, !Self.isWorthReading(&requests, window, limits) {
            return .more(atLeast: window.byteCount + 1)
        }
        let isLong = window.byteCount >= limits.headBytes
        let line: RequestLine
        switch RequestLine.read(window, allowsSimple: allowsSimple) {
        case .line(let read): line = read
        case .incomplete where !isLong: return Self.awaitHead(&requests, window, provenance)
        case .incomplete, .nonsense: return loseRequests(&window, provenance, "no request line", &sink)
        }
        let begin = provenance.reference(at: 0)
        let method = HTTPMethod.text(window.extracting(line.method))
        let target = window.extracting(line.target).text(limit: limits.textBytes)
        var request: HTTPRequest
        var fields = RequestFields()
        var end: Int? = line.end
        if line.version == .simple {
            request = HTTPRequest(begin: begin, at: provenance.last, method: method, target: target)
        } else if let repeatedEnd = repeatedHead.end(in: window, from: line.end) {
            request = repeatedHead.request(begin: begin, at: provenance.last, method: method, target: target)
            fields = repeatedHead.fields
            end = repeatedEnd
            repeatedHead.noteRepetition()
        } else {
            request = HTTPRequest(begin: begin, at: provenance.last, method: method, target: target)
            end = fields.read(
                window, from: line.end, limits: limits, sessionHeaders: sessionHeaders, memory: &memory,
                into: &request)
            guard end != nil || isLong else { return Self.awaitHead(&requests, window, provenance) }
            // The lines of a request with a body tell its length, and are others every time.
            if let end, fields.framing.contentLength == nil {
                repeatedHead.keep(window.extracting(line.end..<end), request, fields)
            }
        }
        let total = window.byteCount
        let headEnd = end ?? total
        let place = provenance.place(at: headEnd - 1)
        request.at = place.reference
        request.announcedBytes = fields.framing.contentLength
        request.hasUnknownFields = fields.isCut || end == nil
        let isConnect = request.method == "CONNECT"
        let framing = isConnect ? BodyFraming.none : fields.framing.ofRequest
        if end != nil, framing == .none { request.end = request.at }
        report(fields.framing.fault, fields.isCut, end != nil, place, &sink)
        if end == nil { requests.lineTail = LineTail(after: window) }
        window = window.extracting(droppingFirst: headEnd)
        requests.finishMessage()
        requests.framing = framing
        if framing != .none {
            let excerptBytes = BodyInterest.inRequest(request, fields.framing, limits)
            requests.body = BodyReader(framing, excerptBytes: excerptBytes)
        }
        if end == nil { requests.state = .longHead } else if framing != .none { requests.state = .body }
        let isHead = request.method == "HEAD"
        let switches = isConnect || request.upgrade != nil && request.connectionUpgrade
        if !exchanges.isEmpty, !missesAnswers, responses.hasSpoken { isPipelined = true }
        exchanges.append(
            PendingExchange(
                version: line.version, request: consume request, isRequestOver: end != nil && framing == .none,
                switches: switches, isConnect: isConnect, isHead: isHead))
        allowsSimple = false
        isRequestQueued = true
        if exchanges.count > limits.pendingRequests { shortenQueue(provenance.place(at: total - 1), &sink) }
        guard requests.state == .body, !window.isEmpty else { return .proceed }
        return readRequestBody(&window, total, provenance, &sink)
    }

    private mutating func readRequestBody(
        _ window: inout RawSpan, _ total: Int, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        switch requests.body.read(&window) {
        case .done: finishRequest(at: provenance.reference(at: total - window.byteCount - 1), &sink)
        case .proceed: break
        case .more(let count): return window.byteCount == total ? .more(atLeast: count) : .proceed
        case .skip(let count): return .skip(count)
        case .broken(let fault):
            endRequest(at: nil, &sink)
            return loseRequests(&window, provenance, fault, &sink)
        }
        return .proceed
    }

    /// The request's last octet came with `reference`.
    mutating func finishRequest(at reference: PacketReference, _ sink: inout RecordSink) {
        endRequest(at: reference, &sink)
        requests.finishMessage()
    }

    /// Nothing more will come of the request being read.
    mutating func endRequest(at reference: PacketReference?, _ sink: inout RecordSink) {
        guard isRequestQueued, !exchanges.isEmpty else { return }
        let newest = exchanges.count - 1
        exchanges[newest].isRequestOver = true
        exchanges[newest].request?.end = reference
        exchanges[newest].request?.bodyBytes = requests.body.received
        if !requests.body.excerpt.isEmpty, let type = exchanges[newest].request?.contentType {
            exchanges[newest].request?.facts = RequestFacts(reading: requests.body.excerpt, contentType: type)
        }
        emitFinished(&sink)
    }

    /// Passes over the rest of a head that was too long to hold.
    private mutating func passRequestHead(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        guard let end = requests.lineTail.end(in: window) else { return .pass(&window) }
        window = window.extracting(droppingFirst: end)
        let reference = provenance.reference(at: end - 1)
        if isRequestQueued, !exchanges.isEmpty { exchanges[exchanges.count - 1].request?.at = reference }
        if requests.framing == .none {
            finishRequest(at: reference, &sink)
        } else {
            requests.state = .body
        }
        return .proceed
    }

    /// Keeps what follows a request for a tunnel or another protocol until the answer says what it is.
    private mutating func waitForSwitch(_ window: RawSpan, _ sink: inout RecordSink) -> Demand? {
        let newest = exchanges.count - 1
        guard exchanges[newest].switches, newest > 0 || answer == nil, !isRequestBeginning(window) else { return nil }
        if responses.hasSpoken || window.byteCount < limits.heldBehindHole { return .hold }
        // The answer is not going to be seen: only one side was captured.
        while !exchanges.isEmpty { emitFirst(&sink) }
        return .handOver(Handover(nil))
    }

    private mutating func loseRequests(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ fault: StaticString, _ sink: inout RecordSink
    ) -> Demand {
        tell(.malformed, "request: \(fault)", at: provenance.place(at: 0), &sink)
        requests.lose()
        return .pass(&window)
    }

    /// Keeps the number of waiting requests bounded.
    private mutating func shortenQueue(_ place: Place, _ sink: inout RecordSink) {
        // A server that was never heard cannot have its answers mixed up.
        if responses.hasSpoken {
            if answer != nil { return }
            abandoned += 1
            if !toldQueueLimit { tell(.limit, "\(exchanges.count) requests wait: pendingRequests", at: place, &sink) }
            toldQueueLimit = true
        }
        emitFirst(&sink)
    }
}

extension Demand {
    /// Passes over the whole window.
    static func pass(_ window: inout RawSpan) -> Demand {
        window = window.extracting(droppingFirst: window.byteCount)
        return .proceed
    }
}
