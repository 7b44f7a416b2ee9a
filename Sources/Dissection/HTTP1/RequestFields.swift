import Bytes
import Records

/// Reads the field lines of a request.
struct RequestFields {
    private(set) var framing = FramingFields()
    /// Whether there were more fields than are looked at.
    private(set) var isCut = false
    private var traceRank = UInt8.max
    private var requestIDRank = UInt8.max

    /// Reads the fields from `offset` on, the beginning of the first line after the request line.
    ///
    /// - Returns: where the body begins; `nil` if the block does not end in the window. What is there is read then, too.
    mutating func read(
        _ window: RawSpan, from offset: Int, limits: HTTPLimits, sessionHeaders: [String], memory: inout FieldMemory,
        into request: inout HTTPRequest
    ) -> Int? {
        var lines = FieldLines(from: offset)
        var count = 0
        while true {
            switch lines.next(in: window) {
            case .incomplete: return nil
            case .end(let end):
                framing.conclude()
                return end
            case .field(let line):
                count += 1
                guard count <= limits.headers else {
                    isCut = true
                    continue
                }
                let name = window.extracting(line.name)
                let value = window.extracting(line.value)
                if line.isFolded {
                    let unfolded = FieldLines.unfolded(value)
                    note(name, unfolded.span.bytes, limits, sessionHeaders, &memory, &request)
                } else {
                    note(name, value, limits, sessionHeaders, &memory, &request)
                }
            }
        }
    }

    /// Takes in one field; its name may be in any case.
    mutating func note(
        _ name: RawSpan, _ value: RawSpan, _ limits: HTTPLimits, _ sessionHeaders: [String],
        _ memory: inout FieldMemory, _ request: inout HTTPRequest
    ) {
        let limit = limits.textBytes
        if let field = HTTPField.named(name) {
            switch field {
            case .host: request.host = memory.host.text(value, limit: limit)
            case .userAgent: request.userAgent = memory.userAgent.text(value, limit: limit)
            case .cookie: memory.readCookies(value, into: &request.cookies, limits: limits)
            case .referer: request.referer = memory.referer.text(value, limit: limit)
            case .contentLength: framing.noteLength(value)
            case .contentType: request.contentType = memory.requestType.text(value, limit: limit)
            case .connection: if value.listsToken("upgrade") { request.connectionUpgrade = true }
            case .authorization: request.authorization = memory.readAuthorization(value, limits: limits)
            case .session: SessionHeaderNames.note(name, value, in: &request.sessionHeaders, limit: limit)
            case .forwardedFor: join(&request.forwardedFor, memory.forwardedFor.text(value, limit: limit), limit)
            case .via: join(&request.via, memory.requestVia.text(value, limit: limit), limit)
            case .transferEncoding: framing.noteTransferEncoding(value)
            case .contentEncoding: framing.isCoded = !value.isEmpty && !value.equalsIgnoringCase("identity")
            default: noteRare(field, value, limit, &request)
            }
        }
        if !sessionHeaders.isEmpty, SessionHeaderNames.include(name, among: sessionHeaders) {
            SessionHeaderNames.note(name, value, in: &request.sessionHeaders, limit: limit)
        }
    }

    private mutating func noteRare(
        _ field: HTTPField, _ value: RawSpan, _ limit: Int, _ request: inout HTTPRequest
    ) {
        switch field {
        case .origin: request.origin = value.text(limit: limit)
        case .forwarded: join(&request.forwarded, value.text(limit: limit), limit)
        case .forwardedProto: request.forwardedProto = value.text(limit: limit)
        case .range: request.range = value.text(limit: limit)
        case .expect: request.expectsContinue = value.equalsIgnoringCase("100-continue")
        case .upgrade: request.upgrade = value.text(limit: limit)
        case .webSocketProtocol: request.webSocketProtocol = value.text(limit: limit)
        case .traceparent, .b3, .b3TraceID, .uberTraceID, .skyWalking: noteTrace(field, value, &request)
        case .requestID: noteRequestID(value, rank: 0, &request)
        case .correlationID: noteRequestID(value, rank: 1, &request)
        case .plainRequestID: noteRequestID(value, rank: 2, &request)
        case .amazonTraceID: noteRequestID(value, rank: 3, &request)
        default: break
        }
    }

    private mutating func noteTrace(_ field: HTTPField, _ value: RawSpan, _ request: inout HTTPRequest) {
        let rank: UInt8 =
            switch field {
            case .traceparent: 0
            case .b3: 1
            case .b3TraceID: 2
            case .uberTraceID: 3
            default: 4
            }
        guard rank < traceRank, let identifier = TraceField.identifier(field, value) else { return }
        traceRank = rank
        request.traceID = identifier
    }

    private mutating func noteRequestID(_ value: RawSpan, rank: UInt8, _ request: inout HTTPRequest) {
        guard rank < requestIDRank, !value.isEmpty else { return }
        requestIDRank = rank
        request.requestID = value.text(limit: 256)
    }
}

/// Adds another field of a list's name to the list (RFC 9110 § 5.3).
func join(_ list: inout String?, _ more: String, _ limit: Int) {
    guard let before = list else {
        list = more
        return
    }
    if before.utf8.count + more.utf8.count + 2 <= limit { list = "\(before), \(more)" }
}
