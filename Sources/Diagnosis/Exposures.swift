import Correlation
import Records

/// A way in which what opens a session can be read or stolen.
struct Exposure: Sendable {
    enum Way: Sendable, Hashable {
        /// Sent where everybody on the way can read it.
        case clearText
        /// Part of an address: it stays in logs and histories.
        case inURL
        /// Set without these attributes.
        case without([String])
    }

    var way: Way
    /// `cookie shop_session`, `header X-Session-ID`: never a value.
    var what: String
    var at: PacketReference
}

/// Finds exposed sessions, each only once for a server.
struct Exposures: Sendable {
    private struct Key: Hashable {
        var server: Endpoint
        var way: Exposure.Way
        var name: String
    }

    private var names: SessionNames
    private let limit: Int
    private var told: Set<Key> = []

    init(options: DiagnosisOptions) {
        names = SessionNames(options: options)
        limit = options.pendingSymptoms
    }

    /// What this exchange exposes that was not told of its server yet.
    mutating func absorb(_ exchange: HTTPExchange, _ news: ExchangeNews) -> [Exposure] {
        let (server, isTLS) = (news.server, news.isTLS)
        var found: [Exposure] = []
        if let request = exchange.request {
            if !isTLS { clearText(request, server, hasNewCookies: news.hasNewCookies, into: &found) }
            if news.hasSessionParameter, let name = names.inTarget(request.target), !request.target.contains("EIO=") {
                add(.inURL, "parameter", name, request.at, server, into: &found)
            }
        }
        if let response = exchange.response, !response.setCookies.isEmpty {
            cookies(of: response, server, isTLS: isTLS, into: &found)
        }
        return found
    }

    private mutating func clearText(
        _ request: HTTPRequest, _ server: Endpoint, hasNewCookies: Bool, into found: inout [Exposure]
    ) {
        // The same cookies were looked at with the request before.
        for cookie in hasNewCookies ? request.cookies : []
        where cookie.value.utf8.count >= 8 && names.isSessionCookie(cookie.name) {
            add(.clearText, "cookie", cookie.name, request.at, server, into: &found)
        }
        for header in request.sessionHeaders {
            add(.clearText, "header", header.name, request.at, server, into: &found)
        }
        if let scheme = request.authorization?.scheme, ["bearer", "basic"].contains(scheme.lowercased()) {
            add(.clearText, "Authorization", scheme, request.at, server, into: &found)
        }
    }

    private mutating func cookies(
        of response: HTTPResponse, _ server: Endpoint, isTLS: Bool, into found: inout [Exposure]
    ) {
        for cookie in response.setCookies where names.isSession(cookie.name, value: cookie.value) {
            // A cookie that is deleted opens nothing.
            if let age = cookie.maxAge, age <= 0 { continue }
            if let expires = cookie.expires, expires < response.at.time.nanoseconds / 1_000_000_000 { continue }
            if !isTLS { add(.clearText, "cookie", cookie.name, response.at, server, into: &found) }
            var missing: [String] = []
            if !cookie.secure { missing.append("Secure") }
            if !cookie.httpOnly { missing.append("HttpOnly") }
            if cookie.sameSite == nil { missing.append("SameSite") }
            if !missing.isEmpty { add(.without(missing), "cookie", cookie.name, response.at, server, into: &found) }
        }
    }

    private mutating func add(
        _ way: Exposure.Way, _ kind: String, _ name: String, _ at: PacketReference, _ server: Endpoint,
        into found: inout [Exposure]
    ) {
        let key = Key(server: server, way: way, name: name)
        guard !told.contains(key), told.count < limit else { return }
        told.insert(key)
        found.append(Exposure(way: way, what: "\(kind) \(SafeText.words(name))", at: at))
    }
}
