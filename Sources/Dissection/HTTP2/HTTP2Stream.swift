import Records

/// What one side has sent on a stream.
struct HTTP2StreamSide: Sendable {
    /// END_STREAM was sent, or nothing more will come.
    var isOver = false
    /// Octets of content, without padding.
    var content: UInt64 = 0
    /// Where gRPC's messages are counted.
    var counter: GRPCMessageCounter?
    var messages: UInt64 = 0
    /// The first octets of the content, and how many more may be kept.
    var excerpt: [UInt8] = []
    var room = 0
    /// Octets sent that count for flow control, and octets that the receiver granted beside the initial window.
    var sent: Int64 = 0
    var granted: Int64 = 0
    /// Since when the receiver has granted nothing more.
    var stalledSince: PacketReference?
    /// The last packet with something of it.
    var progress: PacketReference?

    /// Whether the content is looked at, and not just passed over.
    var isObserved: Bool { room > 0 || counter.map { !$0.isLost } ?? false }
}

/// A stream that is not closed: an exchange that is not told yet.
struct HTTP2Stream: Sendable {
    let id: UInt32
    var request: HTTPRequest?
    var response: HTTPResponse?
    var informational: [UInt16] = []
    var call: GRPCCall?
    /// The last message of the call in either direction, or its beginning.
    var lastMessage: PacketReference?
    /// Opened by a PUSH_PROMISE.
    var isPushed = false
    /// CONNECT, also for another protocol (RFC 8441): what is in it is not HTTP.
    var isTunnel = false
    /// The request was sent in HTTP/1, before the connection was upgraded.
    var isUpgraded = false
    var hasGaps = false
    /// The RST_STREAM that ended it.
    var reset: HTTP2Connection.StreamReset?
    var client = HTTP2StreamSide()
    var server = HTTP2StreamSide()

    init(id: UInt32) { self.id = id }

    subscript(direction: Direction) -> HTTP2StreamSide {
        _read {
            if direction == .toServer { yield client } else { yield server }
        }
        _modify {
            if direction == .toServer { yield &client } else { yield &server }
        }
    }

    /// Whether a request is known to have been made.
    var isAsked: Bool { request != nil || isUpgraded }

    /// Makes a gRPC call of it, if it is none yet.
    mutating func beginCall(at reference: PacketReference) {
        guard call == nil else { return }
        call = GRPCFields.call(request?.target ?? "")
        client.counter = GRPCMessageCounter()
        server.counter = GRPCMessageCounter()
        // What was sent before it was known to be a call was not counted.
        if client.content > 0 { client.counter?.lose() }
        if server.content > 0 { server.counter?.lose() }
        lastMessage = reference
    }

    /// Takes in gRPC's fields of a header block.
    mutating func take(_ fields: GRPCFields, at reference: PacketReference) {
        if fields.status != nil { beginCall(at: reference) }
        guard call != nil else { return }
        if let timeout = fields.timeout { call?.deadline = timeout }
        if let status = fields.status { call?.status = status }
        if let message = fields.message { call?.message = message }
    }

    /// A message began, or the call has ended.
    mutating func endSilence(at reference: PacketReference) {
        guard let last = lastMessage else { return }
        let silence = Stall(start: last, end: reference)
        if silence.seconds >= 1, silence.seconds > call?.longestSilence?.seconds ?? 0 {
            call?.longestSilence = silence
        }
        lastMessage = reference
    }

    /// The exchange as far as it is known; `nil` where nothing is known of it.
    func exchange() -> HTTPExchange? {
        guard request != nil || response != nil || !informational.isEmpty || call?.status != nil else { return nil }
        var exchange = HTTPExchange(version: "2", streamID: id, request: request, response: response)
        exchange.informational = informational
        exchange.hasGaps = hasGaps
        if reset != nil { exchange.reset = reset }
        exchange.request?.bodyBytes = client.content
        exchange.response?.bodyBytes = server.content
        if !client.excerpt.isEmpty, let type = request?.contentType {
            exchange.request?.facts = RequestFacts(reading: client.excerpt, contentType: type)
        }
        if !server.excerpt.isEmpty, let status = response?.status {
            exchange.response?.facts = ResponseFacts(
                reading: server.excerpt, status: status, target: request?.target)
        }
        if var call {
            call.messages = PerSide(client: client.messages, server: server.messages)
            exchange.grpc = call
        }
        return exchange
    }
}

/// The streams that are not closed, in the order of their identifiers.
///
/// A connection has few of them at once, and new ones have the highest identifier: a sorted array finds and adds quickly.
struct HTTP2StreamTable: Sendable {
    private var streams: ContiguousArray<HTTP2Stream> = []

    var count: Int { streams.count }
    var isEmpty: Bool { streams.isEmpty }
    var indices: Range<Int> { streams.indices }

    subscript(index: Int) -> HTTP2Stream {
        _read { yield streams[index] }
        _modify { yield &streams[index] }
    }

    /// The index of the stream with that identifier.
    func index(of id: UInt32) -> Int? {
        let index = insertionIndex(of: id)
        return index < streams.count && streams[index].id == id ? index : nil
    }

    /// Adds a stream that is not there; returns its index.
    mutating func insert(_ stream: consuming HTTP2Stream) -> Int {
        let index = insertionIndex(of: stream.id)
        streams.insert(stream, at: index)
        return index
    }

    mutating func remove(at index: Int) -> HTTP2Stream { streams.remove(at: index) }

    private func insertionIndex(of id: UInt32) -> Int {
        if let last = streams.last, last.id < id { return streams.count }
        var low = 0
        var high = streams.count
        while low < high {
            let middle = (low + high) / 2
            if streams[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
