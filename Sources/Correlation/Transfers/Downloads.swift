public import Records

/// A download that broke off, and the request that asked for the same thing after it.
public struct DownloadReturn: Sendable {
    /// The part that broke off.
    public struct Part: Sendable {
        public var flow: FlowID
        public var client: Endpoint
        public var asked: PacketReference
        /// Where its bytes begin in the whole.
        public var start: UInt64
        public var received: UInt64
        public var announced: UInt64?
        public var answered: PacketReference
        /// The server said that it can serve parts.
        public var acceptsRanges: Bool
        var hasRange: Bool
    }

    public var cut: Part
    public var asked: PacketReference
    public var answered: PacketReference
    public var target: String
    public var status: UInt16
    /// Where the answer begins in the whole: where it was cut, or 0.
    public var start: UInt64
    public var isResumed: Bool
}

/// Downloads of the same thing by the same client, where one broke off: a bounded fold of exchanges.
public struct Downloads: Sendable {
    private struct Key: QuickHashable {
        var client: Address
        var server: Endpoint
        var target: UInt64

        func quickHash(_ seed: UInt64) -> UInt64 {
            fold(client.quickHash(seed) ^ target, server.quickHash(~seed))
        }
    }

    /// Less than this is not worth a word, octets: a browser breaks off small things all the time.
    private static let smallestPart: UInt64 = 16 << 10
    /// A client that comes back later begins anew for reasons of its own, seconds.
    private static let window = 600.0

    private var parts: BoundedTable<Key, DownloadReturn.Part>

    init(limits: CorrelationLimits) { parts = BoundedTable(limit: limits.cutDownloads) }

    /// Whether an exchange may be part of a download that breaks off, or goes on: most cannot.
    func concerns(_ exchange: HTTPExchange) -> Bool {
        guard let response = exchange.response, parts.count > 0 || !response.complete else { return false }
        return (response.status == 200 || response.status == 206) && exchange.request?.method == "GET"
    }

    /// Gives what came of an earlier part, if this exchange takes it up again or begins anew.
    mutating func absorb(_ exchange: HTTPExchange, _ opened: FlowOpened) -> DownloadReturn? {
        guard concerns(exchange), let request = exchange.request, let response = exchange.response else { return nil }
        let key = Key(
            client: opened.client.address, server: opened.server, target: OctetHash.of(request.target.utf8) ?? 0)
        let start = response.status == 206 ? Self.start(response.contentRange) : 0
        guard let start else { return nil }
        let found = parts[key].flatMap { Self.judge($0, request, response, start: start) }
        remember(exchange, request, response, key, opened, start: start)
        return found
    }

    private mutating func remember(
        _ exchange: HTTPExchange, _ request: HTTPRequest, _ response: HTTPResponse, _ key: Key, _ opened: FlowOpened,
        start: UInt64
    ) {
        let isCut = !response.complete && !exchange.hasGaps && response.bodyBytes >= Self.smallestPart
        guard isCut, response.announcedBytes.map({ $0 > response.bodyBytes }) ?? true, !Self.isPlayed(response) else {
            // What came whole is no longer open; what was never begun is not worth an entry.
            if parts[key] != nil, response.complete { forget(key) }
            return
        }
        let part = DownloadReturn.Part(
            flow: opened.id, client: opened.client, asked: request.at, start: start, received: response.bodyBytes,
            announced: response.announcedBytes, answered: response.at,
            acceptsRanges: response.status == 206 || response.acceptRanges?.lowercased().contains("bytes") == true,
            hasRange: request.range != nil)
        parts.update(key, initial: part) { $0 = part }
    }

    /// An entry cannot be taken out, only made void: a part of nothing.
    private mutating func forget(_ key: Key) {
        guard var part = parts[key], part.received > 0 else { return }
        part.received = 0
        parts.update(key, initial: part) { $0 = part }
    }

    private static func judge(
        _ cut: DownloadReturn.Part, _ request: HTTPRequest, _ response: HTTPResponse, start: UInt64
    ) -> DownloadReturn? {
        guard cut.received > 0, request.at.packet > cut.answered.packet,
            request.at.time.seconds(since: cut.answered.time) <= window
        else { return nil }
        let end = cut.start &+ cut.received
        // A client goes on where its file ends: not beyond what arrived, and not far before it.
        let isResumed =
            response.status == 206 && start > cut.start && start <= end && end - start <= cut.received / 2 &+ 65_536
        // Players open, look at the end and begin again: all with ranges of their own.
        let isRestarted =
            start == 0 && request.range == nil && !cut.hasRange && cut.start == 0 && cut.acceptsRanges
            && response.status == 200 && !isPlayed(response)
        guard isResumed || isRestarted else { return nil }
        return DownloadReturn(
            cut: cut, asked: request.at, answered: response.at, target: request.target, status: response.status,
            start: start, isResumed: isResumed)
    }

    private static func isPlayed(_ response: HTTPResponse) -> Bool {
        guard let type = response.contentType?.lowercased() else { return false }
        return type.hasPrefix("video/") || type.hasPrefix("audio/") || type.hasPrefix("text/event-stream")
            || type.hasPrefix("multipart/")
    }

    /// The first octet's number of `bytes 500-999/8000` (RFC 9110 § 14.4).
    private static func start(_ contentRange: String?) -> UInt64? {
        guard let text = contentRange?.lowercased(), text.hasPrefix("bytes ") else { return nil }
        return UInt64(text.dropFirst(6).prefix { $0 != "-" })
    }

    /// A turn of time is over.
    mutating func turn() {
        parts.turn()
    }

    public var forgotten: UInt64 { parts.forgotten }
}
