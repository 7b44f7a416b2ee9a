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
        var what: String
    }

    private let names: SessionNames
    private let limit: Int
    private var told: Set<Key> = []

    init(options: DiagnosisOptions) {
        names = SessionNames(options: options)
        limit = options.pendingSymptoms
    }

    /// What this exchange exposes that was not told of its server yet.
    mutating func absorb(_ exchange: HTTPExchange, _ facts: FlowFacts) -> [Exposure] {
        var found: [Exposure] = []
        let isClear = !facts.isTLS
        if let request = exchange.request {
            if isClear { clearText(request, into: &found) }
            if let name = names.inTarget(request.target), !request.target.contains("EIO=") {
                found.append(Exposure(way: .inURL, what: "parameter \(SafeText.words(name))", at: request.at))
            }
        }
        if let response = exchange.response { cookies(of: response, isClear: isClear, into: &found) }
        return found.filter { isNew($0, facts.server) }
    }

    private func clearText(_ request: HTTPRequest, into found: inout [Exposure]) {
        for cookie in request.cookies where names.isSessionCookie(cookie.name) && cookie.value.utf8.count >= 8 {
            found.append(Exposure(way: .clearText, what: "cookie \(SafeText.words(cookie.name))", at: request.at))
        }
        for header in request.sessionHeaders {
            found.append(Exposure(way: .clearText, what: "header \(SafeText.words(header.name))", at: request.at))
        }
        if let authorization = request.authorization, ["bearer", "basic"].contains(authorization.scheme.lowercased()) {
            found.append(
                Exposure(
                    way: .clearText, what: "Authorization \(SafeText.words(authorization.scheme))", at: request.at))
        }
    }

    private func cookies(of response: HTTPResponse, isClear: Bool, into found: inout [Exposure]) {
        for cookie in response.setCookies where names.isSession(cookie.name, value: cookie.value) {
            // A cookie that is deleted opens nothing.
            if let age = cookie.maxAge, age <= 0 { continue }
            if let expires = cookie.expires, expires < response.at.time.nanoseconds / 1_000_000_000 { continue }
            let what = "cookie \(SafeText.words(cookie.name))"
            if isClear { found.append(Exposure(way: .clearText, what: what, at: response.at)) }
            var missing: [String] = []
            if !cookie.secure { missing.append("Secure") }
            if !cookie.httpOnly { missing.append("HttpOnly") }
            if cookie.sameSite == nil { missing.append("SameSite") }
            if !missing.isEmpty { found.append(Exposure(way: .without(missing), what: what, at: response.at)) }
        }
    }

    private mutating func isNew(_ exposure: Exposure, _ server: Endpoint) -> Bool {
        guard told.count < limit else { return false }
        return told.insert(Key(server: server, way: exposure.way, what: exposure.what)).inserted
    }
}
