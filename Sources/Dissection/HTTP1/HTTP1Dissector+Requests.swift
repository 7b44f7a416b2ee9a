import Bytes
import Records

/// The client's side.
extension HTTP1Dissector {
    mutating func stepRequest(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        switch requests.state {
        case .head: return readRequestHead(&window, provenance, &sink)
        case .body:
            let total = window.byteCount
            return readRequestBody(&window, total, provenance, &sink)
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
        if let demand = waitForSwitch(window, &sink) { return demand }
        if requests.search.isUnderWay, !isWorthReading(&requests, window) { return .more(atLeast: window.byteCount + 1) }
        let isLong = window.byteCount >= limits.headBytes
        let line: RequestLine
        switch RequestLine.read(window, allowsSimple: allowsSimple) {
        case .line(let read): line = read
        case .incomplete where !isLong: return awaitHead(&requests, window, provenance)
        case .incomplete, .nonsense: return loseRequests(&window, provenance, "no request line", &sink)
        }
        var head = RequestHead(
            HTTPRequest(
                begin: provenance.reference(at: 0), at: provenance.last,
                method: HTTPMethod.text(window.extracting(line.method)),
                target: window.extracting(line.target).text(limit: limits.textBytes)))
        guard line.version != "0.9" else {
            begin(head, version: line.version, end: line.end, &window, provenance, &sink)
            return .proceed
        }
        let end = head.readFields(
            window, from: line.end, limits: limits, sessionHeaders: sessionHeaders, memory: &memory)
        guard let end else {
            guard isLong else { return awaitHead(&requests, window, provenance) }
            begin(head, version: line.version, end: window.byteCount, &window, provenance, &sink)
            return .proceed
        }
        let total = window.byteCount
        begin(head, version: line.version, end: end, &window, provenance, &sink)
        guard requests.state == .body, !window.isEmpty else { return .proceed }
        return readRequestBody(&window, total, provenance, &sink)
    }

    /// Takes a head in: its exchange waits for the answer, its body is to be read.
    private mutating func begin(
        _ read: consuming RequestHead, version: String, end: Int, _ window: inout RawSpan,
        _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) {
        var head = read
        head.request.at = provenance.reference(at: end - 1)
        head.request.announcedBytes = head.framing.contentLength
        let isWhole = end < window.byteCount || version == "0.9" || hasHeadEnd(window, end)
        allowsSimple = false
        report(head.framing.fault, head.isCut, isWhole, provenance.place(at: end - 1), &sink)
        let isConnect = head.request.method == "CONNECT"
        requests.finishMessage()
        requests.framing = isConnect ? .none : head.framing.ofRequest
        if requests.framing != .none {
            requests.body = BodyReader(requests.framing, excerptBytes: BodyInterest.inRequest(head, limits))
        }
        if !exchanges.isEmpty, !missesAnswers, responses.hasSpoken { isPipelined = true }
        var pending = PendingExchange(HTTPExchange(version: version))
        pending.switches = isConnect || head.request.upgrade != nil && head.request.connectionUpgrade
        if isWhole, requests.framing == .none {
            head.request.end = head.request.at
            pending.isRequestOver = true
        } else {
            requests.state = isWhole ? .body : .longHead
        }
        pending.exchange.request = head.request
        exchanges.append(pending)
        isRequestQueued = true
        if !isWhole { requests.lineTail = LineTail() ; _ = requests.lineTail.end(in: window) }
        window = window.extracting(droppingFirst: end)
        shortenQueue(provenance.place(at: end - 1), &sink)
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
        exchanges[newest].exchange.request?.end = reference
        exchanges[newest].exchange.request?.bodyBytes = requests.body.received
        if !requests.body.excerpt.isEmpty, let request = exchanges[newest].exchange.request {
            exchanges[newest].exchange.request?.facts = RequestFacts(reading: requests.body.excerpt, of: request)
        }
        emitFinished(&sink)
    }

    /// Passes over the rest of a head that was too long to hold.
    private mutating func passRequestHead(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        guard let end = requests.lineTail.end(in: window) else {
            window = window.extracting(droppingFirst: window.byteCount)
            return .proceed
        }
        window = window.extracting(droppingFirst: end)
        let reference = provenance.reference(at: end - 1)
        if isRequestQueued, !exchanges.isEmpty { exchanges[exchanges.count - 1].exchange.request?.at = reference }
        if requests.framing == .none {
            finishRequest(at: reference, &sink)
        } else {
            requests.state = .body
        }
        return .proceed
    }

    /// Keeps what follows a request for a tunnel or another protocol until the answer says what it is.
    private mutating func waitForSwitch(_ window: RawSpan, _ sink: inout RecordSink) -> Demand? {
        guard !exchanges.isEmpty else { return nil }
        let newest = exchanges[exchanges.count - 1]
        guard newest.switches, !newest.isAnswered, !isRequestBeginning(window) else { return nil }
        if window.byteCount < limits.heldBehindHole || responses.hasSpoken { return .hold }
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
        guard exchanges.count > limits.pendingRequests else { return }
        // A server that was never heard cannot have its answers mixed up.
        if responses.hasSpoken {
            if exchanges[0].isAnswered { return }
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
