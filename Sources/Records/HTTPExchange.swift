/// A request and its final response, of HTTP/1 and HTTP/2 alike. One of them may not have been seen.
@dynamicMemberLookup
public struct HTTPExchange: Sendable, Equatable {
    /// What it consists of; each value is reached through the exchange itself.
    public struct Fields: Sendable, Codable, Equatable {
        /// `1.0`, `1.1`, `2`, or `0.9`.
        public var version: String
        /// The HTTP/2 stream; `nil` in HTTP/1.
        public var streamID: UInt32?
        public var request: HTTPRequest?
        public var response: HTTPResponse?
        /// Status codes of the interim (1xx, but 101) responses before the final one.
        public var informational: [UInt16] = []
        // Few exchanges have these: empty, or one element.
        var calls: [GRPCCall] = []
        var resets: [HTTP2Connection.StreamReset] = []
        /// Bytes of it, or bytes among which its answer may have been, are missing from the capture.
        public var hasGaps = false
    }

    /// One element, always: kept apart, so that what carries the exchange stays small, and copies of it are cheap.
    @usableFromInline var storage: [Fields]

    public init(
        version: String, streamID: UInt32? = nil, request: consuming HTTPRequest? = nil,
        response: consuming HTTPResponse? = nil
    ) {
        // In place, one by one: a value put into an array as a whole is copied.
        storage = [Fields(version: version)]
        storage[0].streamID = streamID
        storage[0].request = request
        storage[0].response = response
    }

    @inlinable
    public subscript<Value>(dynamicMember field: WritableKeyPath<Fields, Value>) -> Value {
        _read { yield storage[0][keyPath: field] }
        _modify { yield &storage[0][keyPath: field] }
    }

    /// A gRPC call's own facts.
    public var grpc: GRPCCall? {
        get { storage[0].calls.isEmpty ? nil : storage[0].calls[0] }
        set { storage[0].calls = newValue.map { [$0] } ?? [] }
    }

    /// The RST_STREAM that ended it (HTTP/2).
    public var reset: HTTP2Connection.StreamReset? {
        get { storage[0].resets.isEmpty ? nil : storage[0].resets[0] }
        set { storage[0].resets = newValue.map { [$0] } ?? [] }
    }
}

extension HTTPExchange: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Fields(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}
