/// The head of a final response, and what was seen of its body.
@dynamicMemberLookup
public struct HTTPResponse: Sendable, Equatable {
    /// What it says; each value is reached through the message itself.
    public struct Fields: Sendable, Codable, Equatable {
        public var begin: PacketReference
        public var at: PacketReference
        public var end: PacketReference?
        /// 0 in HTTP/0.9, which has none.
        public var status: UInt16
        public var reason: String?
        public var server: String?
        public var contentType: String?
        /// `Keep-Alive: timeout`, seconds.
        public var keepAliveTimeout: UInt32?
        /// Whether the server said that it closes after this response.
        public var connectionClose = false
        /// `Date`, seconds since 1970.
        public var date: Int64?
        public var setCookies: [SetCookie] = []
        public var sessionHeaders: [SessionHeader] = []
        public var requestID: String?
        public var bodyBytes: UInt64 = 0
        public var announcedBytes: UInt64?
        /// Whether the body came whole.
        public var complete = false

        /// What few messages have: apart, so that the others are small.
        @usableFromInline
        struct Rare: Sendable, Codable, Equatable {
            @usableFromInline var via: String?
            @usableFromInline var location: String?
            @usableFromInline var contentRange: String?
            @usableFromInline var acceptRanges: String?
            @usableFromInline var retryAfter: String?
            @usableFromInline var challenge: String?
            @usableFromInline var upgrade: String?
            @usableFromInline var webSocketProtocol: String?
            @usableFromInline var webSocketExtensions: String?
            @usableFromInline var facts: ResponseFacts?
        }

        /// Empty or one element.
        @usableFromInline var rare: [Rare] = []
    }

    /// One element, always: kept apart, so that what carries the message stays small, and copies of it are cheap.
    @usableFromInline var storage: [Fields]

    public init(begin: PacketReference, at: PacketReference, status: UInt16) {
        storage = [Fields(begin: begin, at: at, status: status)]
    }

    @inlinable
    public subscript<Value>(dynamicMember field: WritableKeyPath<Fields, Value>) -> Value {
        _read { yield storage[0][keyPath: field] }
        _modify { yield &storage[0][keyPath: field] }
    }

    // What few messages have stands apart, so that the others are small.

    public var via: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].via }
        set { if hasRoom(for: newValue) { storage[0].rare[0].via = newValue } }
    }
    public var location: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].location }
        set { if hasRoom(for: newValue) { storage[0].rare[0].location = newValue } }
    }
    public var contentRange: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].contentRange }
        set { if hasRoom(for: newValue) { storage[0].rare[0].contentRange = newValue } }
    }
    public var acceptRanges: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].acceptRanges }
        set { if hasRoom(for: newValue) { storage[0].rare[0].acceptRanges = newValue } }
    }
    public var retryAfter: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].retryAfter }
        set { if hasRoom(for: newValue) { storage[0].rare[0].retryAfter = newValue } }
    }
    /// `WWW-Authenticate`, its schemes only.
    public var challenge: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].challenge }
        set { if hasRoom(for: newValue) { storage[0].rare[0].challenge = newValue } }
    }
    public var upgrade: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].upgrade }
        set { if hasRoom(for: newValue) { storage[0].rare[0].upgrade = newValue } }
    }
    /// `Sec-WebSocket-Protocol` and `Sec-WebSocket-Extensions`, in a 101.
    public var webSocketProtocol: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].webSocketProtocol }
        set { if hasRoom(for: newValue) { storage[0].rare[0].webSocketProtocol = newValue } }
    }
    public var webSocketExtensions: String? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].webSocketExtensions }
        set { if hasRoom(for: newValue) { storage[0].rare[0].webSocketExtensions = newValue } }
    }
    public var facts: ResponseFacts? {
        @inlinable get { storage[0].rare.isEmpty ? nil : storage[0].rare[0].facts }
        set { if hasRoom(for: newValue) { storage[0].rare[0].facts = newValue } }
    }

    private mutating func hasRoom(for value: (some Any)?) -> Bool {
        if storage[0].rare.isEmpty, value != nil { storage[0].rare.append(Fields.Rare()) }
        return !storage[0].rare.isEmpty
    }
}

extension HTTPResponse: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Fields(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}

/// What a bounded look into the body of a response found.
public struct ResponseFacts: Sendable, Codable, Equatable {
    /// The text says that the session or token is unknown, expired or invalid.
    public var saysSessionUnknown = false
    public var accessToken: String?
    public var refreshToken: String?
    /// `expires_in`, seconds.
    public var expiresIn: Int64?
    /// `error` of an OAuth answer, or Socket.IO's numeric `code` as text.
    public var errorCode: String?
    /// Socket.IO's `sid`, of its opening packet.
    public var socketIOSession: String?

    public init() {}
}
