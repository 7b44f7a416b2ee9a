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
public struct HTTPRequest: Sendable, Equatable {
    /// The values, kept apart so that what carries them stays small and copies are cheap: always one element.
    private var storage: [Fields]

    private struct Fields: Sendable, Codable, Equatable {
        var begin: PacketReference
        var at: PacketReference
        var end: PacketReference?
        var method: String
        var target: String
        var host: String?
        var userAgent: String?
        var referer: String?
        var origin: String?
        var forwardedFor: String?
        var forwarded: String?
        var forwardedProto: String?
        var via: String?
        var traceID: String?
        var requestID: String?
        var range: String?
        var contentType: String?
        var cookies: [Cookie] = []
        var sessionHeaders: [SessionHeader] = []
        var authorization: Authorization?
        var upgrade: String?
        var connectionUpgrade: Bool = false
        var webSocketProtocol: String?
        var expectsContinue: Bool = false
        var bodyBytes: UInt64 = 0
        var announcedBytes: UInt64?
        var facts: RequestFacts?
    }

    public init(begin: PacketReference, at: PacketReference, method: String, target: String) {
        storage = [Fields(begin: begin, at: at, method: method, target: target)]
    }

    /// The packet with the first octet of the request line.
    public var begin: PacketReference {
        get { storage[0].begin }
        _modify { yield &storage[0].begin }
    }
    /// The packet that ended the header block.
    public var at: PacketReference {
        get { storage[0].at }
        _modify { yield &storage[0].at }
    }
    /// The packet with the last octet of the body (of the head, where there is no body); `nil` if it never came.
    public var end: PacketReference? {
        get { storage[0].end }
        _modify { yield &storage[0].end }
    }
    public var method: String {
        get { storage[0].method }
        _modify { yield &storage[0].method }
    }
    /// As sent: path and query, absolute URI, authority or `*`. Values in the query are secrets to every output.
    public var target: String {
        get { storage[0].target }
        _modify { yield &storage[0].target }
    }
    public var host: String? {
        get { storage[0].host }
        _modify { yield &storage[0].host }
    }
    public var userAgent: String? {
        get { storage[0].userAgent }
        _modify { yield &storage[0].userAgent }
    }
    public var referer: String? {
        get { storage[0].referer }
        _modify { yield &storage[0].referer }
    }
    /// `Origin`.
    public var origin: String? {
        get { storage[0].origin }
        _modify { yield &storage[0].origin }
    }
    public var forwardedFor: String? {
        get { storage[0].forwardedFor }
        _modify { yield &storage[0].forwardedFor }
    }
    /// `Forwarded` (RFC 7239).
    public var forwarded: String? {
        get { storage[0].forwarded }
        _modify { yield &storage[0].forwarded }
    }
    public var forwardedProto: String? {
        get { storage[0].forwardedProto }
        _modify { yield &storage[0].forwardedProto }
    }
    public var via: String? {
        get { storage[0].via }
        _modify { yield &storage[0].via }
    }
    /// Trace identifier: of `traceparent`, else of `b3` or `X-B3-TraceId`.
    public var traceID: String? {
        get { storage[0].traceID }
        _modify { yield &storage[0].traceID }
    }
    /// `X-Request-ID`, else `X-Correlation-ID`, `Request-Id`, `X-Amzn-Trace-Id`.
    public var requestID: String? {
        get { storage[0].requestID }
        _modify { yield &storage[0].requestID }
    }
    public var range: String? {
        get { storage[0].range }
        _modify { yield &storage[0].range }
    }
    public var contentType: String? {
        get { storage[0].contentType }
        _modify { yield &storage[0].contentType }
    }
    public var cookies: [Cookie] {
        get { storage[0].cookies }
        _modify { yield &storage[0].cookies }
    }
    public var sessionHeaders: [SessionHeader] {
        get { storage[0].sessionHeaders }
        _modify { yield &storage[0].sessionHeaders }
    }
    public var authorization: Authorization? {
        get { storage[0].authorization }
        _modify { yield &storage[0].authorization }
    }
    /// `Upgrade`, and whether `Connection` names it.
    public var upgrade: String? {
        get { storage[0].upgrade }
        _modify { yield &storage[0].upgrade }
    }
    public var connectionUpgrade: Bool {
        get { storage[0].connectionUpgrade }
        _modify { yield &storage[0].connectionUpgrade }
    }
    /// `Sec-WebSocket-Protocol`, when it asks for a WebSocket.
    public var webSocketProtocol: String? {
        get { storage[0].webSocketProtocol }
        _modify { yield &storage[0].webSocketProtocol }
    }
    public var expectsContinue: Bool {
        get { storage[0].expectsContinue }
        _modify { yield &storage[0].expectsContinue }
    }
    /// Octets of the body without transfer coding; a body cut short counts what came.
    public var bodyBytes: UInt64 {
        get { storage[0].bodyBytes }
        _modify { yield &storage[0].bodyBytes }
    }
    /// Content-Length, where there is one.
    public var announcedBytes: UInt64? {
        get { storage[0].announcedBytes }
        _modify { yield &storage[0].announcedBytes }
    }
    public var facts: RequestFacts? {
        get { storage[0].facts }
        _modify { yield &storage[0].facts }
    }
}

extension HTTPRequest: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Fields(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}

/// The head of a final response, and what was seen of its body.
public struct HTTPResponse: Sendable, Equatable {
    /// The values, kept apart so that what carries them stays small and copies are cheap: always one element.
    private var storage: [Fields]

    private struct Fields: Sendable, Codable, Equatable {
        var begin: PacketReference
        var at: PacketReference
        var end: PacketReference?
        var status: UInt16
        var reason: String?
        var server: String?
        var via: String?
        var location: String?
        var contentType: String?
        var contentRange: String?
        var acceptRanges: String?
        var retryAfter: String?
        var challenge: String?
        var keepAliveTimeout: UInt32?
        var connectionClose: Bool = false
        var upgrade: String?
        var webSocketProtocol: String?
        var webSocketExtensions: String?
        var date: Int64?
        var setCookies: [SetCookie] = []
        var sessionHeaders: [SessionHeader] = []
        var requestID: String?
        var bodyBytes: UInt64 = 0
        var announcedBytes: UInt64?
        var complete: Bool = false
        var facts: ResponseFacts?
    }

    public init(begin: PacketReference, at: PacketReference, status: UInt16) {
        storage = [Fields(begin: begin, at: at, status: status)]
    }

    public var begin: PacketReference {
        get { storage[0].begin }
        _modify { yield &storage[0].begin }
    }
    public var at: PacketReference {
        get { storage[0].at }
        _modify { yield &storage[0].at }
    }
    public var end: PacketReference? {
        get { storage[0].end }
        _modify { yield &storage[0].end }
    }
    /// 0 in HTTP/0.9, which has none.
    public var status: UInt16 {
        get { storage[0].status }
        _modify { yield &storage[0].status }
    }
    public var reason: String? {
        get { storage[0].reason }
        _modify { yield &storage[0].reason }
    }
    public var server: String? {
        get { storage[0].server }
        _modify { yield &storage[0].server }
    }
    public var via: String? {
        get { storage[0].via }
        _modify { yield &storage[0].via }
    }
    public var location: String? {
        get { storage[0].location }
        _modify { yield &storage[0].location }
    }
    public var contentType: String? {
        get { storage[0].contentType }
        _modify { yield &storage[0].contentType }
    }
    public var contentRange: String? {
        get { storage[0].contentRange }
        _modify { yield &storage[0].contentRange }
    }
    public var acceptRanges: String? {
        get { storage[0].acceptRanges }
        _modify { yield &storage[0].acceptRanges }
    }
    public var retryAfter: String? {
        get { storage[0].retryAfter }
        _modify { yield &storage[0].retryAfter }
    }
    /// `WWW-Authenticate`, its schemes only.
    public var challenge: String? {
        get { storage[0].challenge }
        _modify { yield &storage[0].challenge }
    }
    /// `Keep-Alive: timeout`, seconds.
    public var keepAliveTimeout: UInt32? {
        get { storage[0].keepAliveTimeout }
        _modify { yield &storage[0].keepAliveTimeout }
    }
    /// Whether the server said that it closes after this response.
    public var connectionClose: Bool {
        get { storage[0].connectionClose }
        _modify { yield &storage[0].connectionClose }
    }
    public var upgrade: String? {
        get { storage[0].upgrade }
        _modify { yield &storage[0].upgrade }
    }
    /// `Sec-WebSocket-Protocol` and `Sec-WebSocket-Extensions`, in a 101.
    public var webSocketProtocol: String? {
        get { storage[0].webSocketProtocol }
        _modify { yield &storage[0].webSocketProtocol }
    }
    public var webSocketExtensions: String? {
        get { storage[0].webSocketExtensions }
        _modify { yield &storage[0].webSocketExtensions }
    }
    /// `Date`, seconds since 1970.
    public var date: Int64? {
        get { storage[0].date }
        _modify { yield &storage[0].date }
    }
    public var setCookies: [SetCookie] {
        get { storage[0].setCookies }
        _modify { yield &storage[0].setCookies }
    }
    public var sessionHeaders: [SessionHeader] {
        get { storage[0].sessionHeaders }
        _modify { yield &storage[0].sessionHeaders }
    }
    public var requestID: String? {
        get { storage[0].requestID }
        _modify { yield &storage[0].requestID }
    }
    public var bodyBytes: UInt64 {
        get { storage[0].bodyBytes }
        _modify { yield &storage[0].bodyBytes }
    }
    public var announcedBytes: UInt64? {
        get { storage[0].announcedBytes }
        _modify { yield &storage[0].announcedBytes }
    }
    /// Whether the body came whole.
    public var complete: Bool {
        get { storage[0].complete }
        _modify { yield &storage[0].complete }
    }
    public var facts: ResponseFacts? {
        get { storage[0].facts }
        _modify { yield &storage[0].facts }
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
