/// A request and its final response, of HTTP/1 and HTTP/2 alike. One of them may not have been seen.
public struct HTTPExchange: Sendable, Codable, Equatable {
    /// `1.0`, `1.1`, `2`, or `0.9`.
    public var version: String
    /// The HTTP/2 stream; `nil` in HTTP/1.
    public var streamID: UInt32?
    public var request: HTTPRequest?
    public var response: HTTPResponse?
    /// Status codes of the interim (1xx, but 101) responses before the final one.
    public var informational: [UInt16] = []
    /// A gRPC call's own facts. Kept apart, since few exchanges have them: empty, or one element.
    public var grpc: GRPCCall? {
        get { calls.first }
        set { calls = newValue.map { [$0] } ?? [] }
    }
    private var calls: [GRPCCall] = []
    /// The RST_STREAM that ended it (HTTP/2). Kept apart likewise.
    public var reset: HTTP2Connection.StreamReset? {
        get { resets.first }
        set { resets = newValue.map { [$0] } ?? [] }
    }
    private var resets: [HTTP2Connection.StreamReset] = []
    /// Bytes of it, or bytes among which its answer may have been, are missing from the capture.
    public var hasGaps = false

    public init(version: String, streamID: UInt32? = nil, request: HTTPRequest? = nil, response: HTTPResponse? = nil) {
        self.version = version
        self.streamID = streamID
        self.request = request
        self.response = response
    }
}

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
        /// `Origin`.
        public var origin: String?
        public var forwardedFor: String?
        /// `Forwarded` (RFC 7239).
        public var forwarded: String?
        public var forwardedProto: String?
        public var via: String?
        /// Trace identifier: of `traceparent`, else of `b3` or `X-B3-TraceId`.
        public var traceID: String?
        /// `X-Request-ID`, else `X-Correlation-ID`, `Request-Id`, `X-Amzn-Trace-Id`.
        public var requestID: String?
        public var range: String?
        public var contentType: String?
        public var cookies: [Cookie] = []
        public var sessionHeaders: [SessionHeader] = []
        public var authorization: Authorization?
        /// `Upgrade`, and whether `Connection` names it.
        public var upgrade: String?
        public var connectionUpgrade = false
        /// `Sec-WebSocket-Protocol`, when it asks for a WebSocket.
        public var webSocketProtocol: String?
        public var expectsContinue = false
        /// Octets of the body without transfer coding; a body cut short counts what came.
        public var bodyBytes: UInt64 = 0
        /// Content-Length, where there is one.
        public var announcedBytes: UInt64?
        /// Whether fields of it are not known: that one is absent says nothing. In HTTP/2 their names may stand in a table
        /// that was filled before the capture began; a head may go beyond what is read of it.
        public var hasUnknownFields = false
        public var facts: RequestFacts?
    }

    /// One element, always: kept apart, so that what carries the message stays small, and copies of it are cheap.
    @usableFromInline var storage: [Fields]

    public init(begin: PacketReference, at: PacketReference, method: String, target: String) {
        storage = [Fields(begin: begin, at: at, method: method, target: target)]
    }

    @inlinable
    public subscript<Value>(dynamicMember field: WritableKeyPath<Fields, Value>) -> Value {
        _read { yield storage[0][keyPath: field] }
        _modify { yield &storage[0][keyPath: field] }
    }
}

extension HTTPRequest: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Fields(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}

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
        public var via: String?
        public var location: String?
        public var contentType: String?
        public var contentRange: String?
        public var acceptRanges: String?
        public var retryAfter: String?
        /// `WWW-Authenticate`, its schemes only.
        public var challenge: String?
        /// `Keep-Alive: timeout`, seconds.
        public var keepAliveTimeout: UInt32?
        /// Whether the server said that it closes after this response.
        public var connectionClose = false
        public var upgrade: String?
        /// `Sec-WebSocket-Protocol` and `Sec-WebSocket-Extensions`, in a 101.
        public var webSocketProtocol: String?
        public var webSocketExtensions: String?
        /// `Date`, seconds since 1970.
        public var date: Int64?
        public var setCookies: [SetCookie] = []
        public var sessionHeaders: [SessionHeader] = []
        public var requestID: String?
        public var bodyBytes: UInt64 = 0
        public var announcedBytes: UInt64?
        /// Whether the body came whole.
        public var complete = false
        public var facts: ResponseFacts?
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
}

extension HTTPResponse: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Fields(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}

/// A pair of a `Cookie` header.
public struct Cookie: Sendable, Codable, Equatable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A header whose value names a session: `X-Session-ID` and its kin, as sent.
public struct SessionHeader: Sendable, Codable, Equatable, Hashable {
    public var name: String
    public var value: String

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// A `Set-Cookie` line (RFC 6265 § 4.1).
public struct SetCookie: Sendable, Codable, Equatable, Hashable {
    public var name: String
    public var value: String
    public var path: String?
    public var domain: String?
    /// Seconds; may be zero or negative: delete it.
    public var maxAge: Int64?
    /// Seconds since 1970; `nil` where absent or unreadable.
    public var expires: Int64?
    public var secure = false
    public var httpOnly = false
    /// As sent: `Lax`, `Strict`, `None`.
    public var sameSite: String?

    public init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

/// An `Authorization` header.
public struct Authorization: Sendable, Codable, Equatable, Hashable {
    public var scheme: String
    /// What follows the scheme.
    public var value: String
    public var jwt: JWT?

    public init(scheme: String, value: String, jwt: JWT? = nil) {
        self.scheme = scheme
        self.value = value
        self.jwt = jwt
    }
}

/// A JSON Web Token, decoded and never verified (RFC 7519).
public struct JWT: Sendable, Codable, Equatable, Hashable {
    public var algorithm: String?
    public var keyID: String?
    public var issuer: String?
    public var audience: [String] = []
    public var subject: String?
    public var sessionID: String?
    public var tokenID: String?
    /// `exp`, `nbf`, `iat`: seconds since 1970.
    public var expires: Int64?
    public var notBefore: Int64?
    public var issuedAt: Int64?
    /// `typ`/`token_use`/`client_id` based: whether it names no user (client credentials).
    public var clientID: String?

    public init() {}
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
