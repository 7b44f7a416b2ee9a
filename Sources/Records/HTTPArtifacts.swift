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
    public var jwt: JWT? { jwts.first }
    /// Empty or one element: large, and few have one.
    private var jwts: [JWT]

    public init(scheme: String, value: String, jwt: JWT? = nil) {
        self.scheme = scheme
        self.value = value
        jwts = jwt.map { [$0] } ?? []
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
