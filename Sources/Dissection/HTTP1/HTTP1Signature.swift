import Bytes

/// Tells HTTP/1 by its first octets.
enum HTTP1Signature {
    private static let sshPort: UInt16 = 22

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        let asked = request(client)
        let answered = StatusLine.signature(server)
        if asked == .certain {
            // Requests are fired at any port. To one of SSH, the server has to agree that it is HTTP.
            if hints.serverPort != sshPort || answered == .certain { return .certain }
            return server.isEmpty ? .possible : .no
        }
        if !server.isEmpty, answered == .certain { return .certain }
        if hints.isMidstream || client.isEmpty {
            if !client.isEmpty, StatusLine.signature(client) == .certain { return .certainReversed }
            if !server.isEmpty, request(server) == .certain { return .certainReversed }
        }
        if isSimple(client, server, hints) { return .certain }
        return possible(client, server, asked: asked, answered: answered, hints)
    }

    private static func possible(
        _ client: RawSpan, _ server: RawSpan, asked: Probe, answered: Probe, _ hints: OpeningHints
    ) -> Probe {
        if client.isEmpty, server.isEmpty { return .possible }
        let mayAsk = !client.isEmpty && (asked == .possible || isSimpleRequest(client) && server.isEmpty)
        let mayAnswer = !server.isEmpty && answered == .possible
        if mayAsk || mayAnswer { return .possible }
        guard hints.isMidstream else { return .no }
        let reversed =
            !client.isEmpty && StatusLine.signature(client) == .possible
            || !server.isEmpty && request(server) == .possible
        return reversed ? .possible : .no
    }

    /// Whether the octets begin with a request line, as far as they go.
    private static func request(_ window: RawSpan) -> Probe {
        var start = 0
        while start < window.byteCount, start < 8, window.uint8(at: start) == 0x0d || window.uint8(at: start) == 0x0a {
            start += 1
        }
        let line = window.extracting(droppingFirst: start)
        guard !line.isEmpty else { return .possible }
        switch RequestLine.read(line, allowsSimple: false) {
        case .line(let read): return isMethod(line.extracting(read.method)) ? .certain : .no
        case .incomplete: return incomplete(line)
        case .nonsense: return .no
        }
    }

    /// A line whose end is not there yet: a known method, then something that may be a target.
    private static func incomplete(_ line: RawSpan) -> Probe {
        var end = 0
        while end < line.byteCount, ASCII.isToken(line.uint8(at: end)) { end += 1 }
        let method = line.extracting(first: end)
        if end == line.byteCount { return HTTPMethod.isBeginning(method) ? .possible : .no }
        guard HTTPMethod.isKnown(method) else { return .no }
        guard end + 1 < line.byteCount else { return .possible }
        let target = line.extracting(droppingFirst: end + 1)
        if target.matchesIgnoringCase("rtsp:") || target.matchesIgnoringCase("sip:")
            || target.matchesIgnoringCase("icap:")
        {
            return .no
        }
        return .possible
    }

    private static func isMethod(_ token: RawSpan) -> Bool {
        if HTTPMethod.isKnown(token) { return true }
        for index in 0..<token.byteCount where token.uint8(at: index) &- 0x61 < 26 { return false }
        return true
    }

    /// HTTP/0.9, only where nothing else is likely: a lone `GET /path` to a port of HTTP, answered without a status line.
    private static func isSimple(_ client: RawSpan, _ server: RawSpan, _ hints: OpeningHints) -> Bool {
        hints.serverPort == 80 && !hints.isMidstream && !server.isEmpty && isSimpleRequest(client)
            && StatusLine.signature(server) == .no
    }

    private static func isSimpleRequest(_ client: RawSpan) -> Bool {
        guard case .line(let line) = RequestLine.read(client, allowsSimple: true) else { return false }
        guard line.version == .simple else { return false }
        for index in line.end..<client.byteCount
        where client.uint8(at: index) != 0x0d && client.uint8(at: index) != 0x0a {
            return false
        }
        return true
    }
}
