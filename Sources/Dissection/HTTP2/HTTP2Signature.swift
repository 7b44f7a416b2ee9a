import Bytes

/// Tells HTTP/2 by its first octets: the client's preface, or where that was not captured, rows of frames.
enum HTTP2Signature {
    /// What a client begins with (RFC 9113 § 3.4).
    static let preface: StaticString = "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"
    static let prefaceCount = 24
    /// Points of evidence from which frames are unmistakable.
    private static let enough = 4

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        let begun = prefaceProbe(client)
        if begun == .certain { return .certain }
        if hints.isMidstream, prefaceProbe(server) == .certain { return .certainReversed }
        if client.isEmpty, server.isEmpty { return .possible }
        if !client.isEmpty, begun == .possible { return server.isEmpty || mayBegin(server) ? .possible : .no }
        guard client.isEmpty || hints.isMidstream else { return .no }
        if client.isEmpty, !hints.isMidstream, !mayBegin(server) { return .no }
        return frames(client, server, hints)
    }

    /// Whether the octets are the preface, as far as they go.
    static func prefaceProbe(_ window: RawSpan) -> Probe {
        if window.matches(preface) { return .certain }
        guard window.byteCount < prefaceCount else { return .no }
        for index in 0..<window.byteCount where window.uint8(at: index) != preface.utf8Start[index] { return .no }
        return .possible
    }

    /// A server begins with SETTINGS (§ 3.4), often before the client's preface has come.
    private static func mayBegin(_ server: RawSpan) -> Bool {
        guard server.byteCount >= HTTP2FrameHeader.byteCount else {
            return server.isEmpty || server.uint8(at: 0) == 0 && (server.byteCount < 4 || server.uint8(at: 3) == 4)
        }
        let header = HTTP2FrameHeader(server)
        return header.type == .settings && header.isPlausible && !header.isAcknowledgment
    }

    private static func frames(_ client: RawSpan, _ server: RawSpan, _ hints: OpeningHints) -> Probe {
        let asked = HTTP2FrameChain(client)
        let answered = HTTP2FrameChain(server)
        // One side's bytes may begin in the middle of a frame; its row is none, then, and has no points.
        let isCertain = asked.points + answered.points >= enough && asked.frames + answered.frames >= 2
        if isCertain {
            let isReversed = asked.isClient == false || answered.isClient == true
            return isReversed && hints.isMidstream ? .certainReversed : .certain
        }
        let mayFollow = !client.isEmpty && asked.isPlausible || !server.isEmpty && answered.isPlausible
        return mayFollow ? .possible : .no
    }
}
