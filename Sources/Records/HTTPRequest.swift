/// The head of a request, and what was seen of its body.
@dynamicMemberLookup
public struct HTTPRequest: Sendable, Equatable {
    /// What it says; each value is reached through the message itself.
    public struct Fields: Sendable, Codable, Equatable {
        /// The packet with the first octet of the request line.
        public var begin: PacketReference
        /// The packet that ended the header block.
        public var at: PacketReference
        /// The packet with the last octet of the body (of the head, where there is no body); `nil` if it never came.
        public var end: PacketReference?
        public var method: String
        /// As sent: path and query, absolute URI, authority or `*`. Values in the query are secrets to every output.
        public var target: String
        public var host: String?
        public var userAgent: String?
        public var referer: String?
        public var forwardedFor: String?
        /// Trace identifier: of `traceparent`, else of `b3` or `X-B3-TraceId`.
        public var traceID: String?
        /// `X-Request-ID`, else `X-Correlation-ID`, `Request-Id`, `X-Amzn-Trace-Id`.
        public var requestID: String?
        public var contentType: String?
        public var cookies: [Cookie] = []
        public var sessionHeaders: [SessionHeader] = []
        public var connectionUpgrade = false
        public var expectsContinue = false
        /// Octets of the body without transfer coding; a body cut short counts what came.
        public var bodyBytes: UInt64 = 0
        /// Content-Length, where there is one.
        public var announcedBytes: UInt64?
        /// Whether fields of it are not known: that one is absent says nothing. In HTTP/2 their names may stand in a table
        /// that was filled before the capture began; a head may go beyond what is read of it.
        public var hasUnknownFields = false

        /// What few messages have: apart, so that the others are small.
        @usableFromInline
        struct Rare: Sendable, Codable, Equatable {
            @usableFromInline var origin: String?
            @usableFromInline var forwarded: String?
            @usableFromInline var forwardedProto: String?
            @usableFromInline var via: String?
            @usableFromInline var range: String?
            @usableFromInline var authorization: Authorization?
            @usableFromInline var upgrade: String?
            @usableFromInline var webSocketProtocol: String?
            @usableFromInline var facts: RequestFacts?
        }

        /// Empty or one element.
        @usableFromInline var rare: [Rare] = []
    }

    /// One element, always: kept apart, so that what carries the message stays small, and copies of it are cheap.
    @usableFromInline var storage: [Fields]

    public init(begin: PacketReference, at: PacketReference, method: String, target: String) {
        storage = [Fields(begin: begin, at: at, method: method, target: target)]
    }

    /// The same request again, in other packets and of another target.
    public mutating func repeated(begin: PacketReference, at: PacketReference, method: String, target: String) {
        storage[0].begin = begin
        storage[0].at = at
        storage[0].method = method
        storage[0].target = target
    }

    @inlinable
    public subscript<Value>(dynamicMember field: WritableKeyPath<Fields, Value>) -> Value {
        _read { yield storage[0][keyPath: field] }
        _modify { yield &storage[0][keyPath: field] }
    }

    // What few messages have stands apart, so that the others are small.

    /// `Origin`.
    public var origin: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].origin }
        set { if hasRoom(for: newValue) { storage[0].rare[0].origin = newValue } }
    }
    /// `Forwarded` (RFC 7239).
    public var forwarded: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].forwarded }
        set { if hasRoom(for: newValue) { storage[0].rare[0].forwarded = newValue } }
    }
    public var forwardedProto: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].forwardedProto }
        set { if hasRoom(for: newValue) { storage[0].rare[0].forwardedProto = newValue } }
    }
    public var via: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].via }
        set { if hasRoom(for: newValue) { storage[0].rare[0].via = newValue } }
    }
    public var range: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].range }
        set { if hasRoom(for: newValue) { storage[0].rare[0].range = newValue } }
    }
    public var authorization: Authorization? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].authorization }
        set { if hasRoom(for: newValue) { storage[0].rare[0].authorization = newValue } }
    }
    /// `Upgrade`, and whether `Connection` names it.
    public var upgrade: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].upgrade }
        set { if hasRoom(for: newValue) { storage[0].rare[0].upgrade = newValue } }
    }
    /// `Sec-WebSocket-Protocol`, when it asks for a WebSocket.
    public var webSocketProtocol: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].webSocketProtocol }
        set { if hasRoom(for: newValue) { storage[0].rare[0].webSocketProtocol = newValue } }
    }
    public var facts: RequestFacts? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].facts }
        set { if hasRoom(for: newValue) { storage[0].rare[0].facts = newValue } }
    }

    private mutating func hasRoom(for value: (some Any)?) -> Bool {
        if storage[0].rare.isEmpty, value != nil { storage[0].rare.append(Fields.Rare()) }
        return !storage[0].rare.isEmpty
    }
}

extension HTTPRequest: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Fields(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}

/// What a bounded look into the body of a request to a sign-in or token endpoint found.
public struct RequestFacts: Sendable, Codable, Equatable {
    public var hasPassword = false
    /// The user name beside the password.
    public var user: String?
    public var grantType: String?
    public var refreshToken: String?

    public init() {}
}
