import Bytes
import Records

/// Reads the field lines of a response.
struct ResponseFields {
    private(set) var framing = FramingFields()
    /// Whether there were more fields than are looked at.
    private(set) var isCut = false
    private var requestIDRank = UInt8.max

    /// Reads the fields from `offset` on, the beginning of the first line after the status line.
    ///
    /// - Returns: where the body begins; `nil` if the block does not end in the window. What is there is read then, too.
    mutating func read(
        _ window: RawSpan, from offset: Int, limits: HTTPLimits, sessionHeaders: [String], memory: inout FieldMemory,
        into response: inout HTTPResponse
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
                    note(name, unfolded.span.bytes, limits, sessionHeaders, &memory, &response)
                } else {
                    note(name, value, limits, sessionHeaders, &memory, &response)
                }
            }
        }
    }

    /// Takes in one field; its name may be in any case.
    mutating func note(
        _ name: RawSpan, _ value: RawSpan, _ limits: HTTPLimits, _ sessionHeaders: [String],
        _ memory: inout FieldMemory, _ response: inout HTTPResponse
    ) {
        let limit = limits.textBytes
        if let field = HTTPField.named(name) {
            switch field {
            case .contentLength: framing.noteLength(value)
            case .contentType: response.contentType = memory.responseType.text(value, limit: limit)
            case .server: response.server = memory.server.text(value, limit: limit)
            case .date: response.date = memory.readDate(value)
            case .connection: if value.listsToken("close") { response.connectionClose = true }
            case .setCookie: noteCookie(value, limits, &response)
            case .keepAlive: response.keepAliveTimeout = Self.keepAliveTimeout(value)
            case .transferEncoding: framing.noteTransferEncoding(value)
            case .contentEncoding: framing.isCoded = !value.isEmpty && !value.equalsIgnoringCase("identity")
            case .via: join(&response.via, memory.via.text(value, limit: limit), limit)
            case .session: SessionHeaderNames.note(name, value, in: &response.sessionHeaders, limit: limit)
            default: noteRare(field, value, limit, &response)
            }
        }
        if !sessionHeaders.isEmpty, SessionHeaderNames.include(name, among: sessionHeaders) {
            SessionHeaderNames.note(name, value, in: &response.sessionHeaders, limit: limit)
        }
    }

    private mutating func noteRare(
        _ field: HTTPField, _ value: RawSpan, _ limit: Int, _ response: inout HTTPResponse
    ) {
        switch field {
        case .location: response.location = value.text(limit: limit)
        case .acceptRanges: response.acceptRanges = value.text(limit: limit)
        case .contentRange: response.contentRange = value.text(limit: limit)
        case .retryAfter: response.retryAfter = value.text(limit: limit)
        case .wwwAuthenticate: join(&response.challenge, AuthorizationHeader.schemes(value), limit)
        case .upgrade: response.upgrade = value.text(limit: limit)
        case .webSocketProtocol: response.webSocketProtocol = value.text(limit: limit)
        case .webSocketExtensions: join(&response.webSocketExtensions, value.text(limit: limit), limit)
        case .requestID: noteRequestID(value, rank: 0, &response)
        case .correlationID: noteRequestID(value, rank: 1, &response)
        case .plainRequestID: noteRequestID(value, rank: 2, &response)
        case .amazonTraceID: noteRequestID(value, rank: 3, &response)
        default: break
        }
    }

    private func noteCookie(_ value: RawSpan, _ limits: HTTPLimits, _ response: inout HTTPResponse) {
        guard response.setCookies.count < limits.cookies,
            let cookie = SetCookieHeader.read(value, limits: limits)
        else { return }
        response.setCookies.append(cookie)
    }

    private mutating func noteRequestID(_ value: RawSpan, rank: UInt8, _ response: inout HTTPResponse) {
        guard rank < requestIDRank, !value.isEmpty else { return }
        requestIDRank = rank
        response.requestID = value.text(limit: 256)
    }

    /// `timeout=N` among the parameters of `Keep-Alive` (RFC 2068 § 19.7.1.1).
    private static func keepAliveTimeout(_ value: RawSpan) -> UInt32? {
        guard let at = value.firstOffset(ofIgnoringCase: "timeout") else { return nil }
        var start = at + 7
        while start < value.byteCount, ASCII.isBlank(value.uint8(at: start)) { start += 1 }
        guard start < value.byteCount, value.uint8(at: start) == ASCII.equals else { return nil }
        let number = value.trimmed(start + 1..<value.byteCount)
        return value.extracting(number).leadingDecimal().map { UInt32(clamping: $0) }
    }
}
