import Correlation

/// Names under which sessions and tokens are known to travel.
struct SessionNames: Sendable {
    private let cookies: Set<String>
    private let headers: Set<String>
    /// Verdicts on names met so far; there are few names and many cookies.
    private var verdicts: [String: Bool] = [:]
    private static let rememberedNames = 10_000

    init(options: DiagnosisOptions) {
        cookies = Self.knownCookies.union(options.sessionCookies.map { $0.lowercased() })
        headers = Set(options.sessionHeaders.map { $0.lowercased() })
    }

    private static let knownCookies: Set<String> = [
        "phpsessid", "jsessionid", "sessionid", "session", "session_id", "session-id", "sid", "connect.sid", "sessid",
        "asp.net_sessionid", ".aspxauth", ".aspnet.applicationcookie", "laravel_session", "ci_session", "_session_id",
        "rack.session", "cfid", "cftoken", "auth_token", "access_token", "refresh_token", "remember_token",
        "user_session", "token", "id_token", "jwt", "beaker.session.id", "koa.sess", "express.sid", "cakephp", "zenid",
        "symfony", "sails.sid", "io", "gsessionid", "viewstateuserkey", "shiro-session",
    ]
    private static let prefixes = [
        ".aspnetcore.", "wordpress_logged_in", "wordpress_sec", "__host-sess", "__secure-sess", "sess_",
    ]
    private static let suffixes = ["_session", "_sess", "-session", "sessionid", "_sid", ".sid", "sessid"]
    /// Random, and no session: analytics, balancers, protection against forged requests.
    private static let others = [
        "_ga", "_gid", "_gat", "__utm", "_fb", "__cf", "cf_", "awsalb", "awselb", "ingresscookie", "arraffinity",
        "bigip", "gclb", "csrf", "xsrf", "_csrf", "visitor", "optimizely", "ajs_", "_pk_", "_hj", "consent", "ts0",
    ]
    /// Whether a cookie of this name carries a session, by the name.
    mutating func isSessionCookie(_ name: String) -> Bool {
        if let known = verdicts[name] { return known }
        let verdict = judge(name.lowercased())
        if verdicts.count < Self.rememberedNames { verdicts[name] = verdict }
        return verdict
    }

    private func judge(_ name: String) -> Bool {
        if cookies.contains(name) { return true }
        return Self.prefixes.contains { name.hasPrefix($0) } || Self.suffixes.contains { name.hasSuffix($0) }
    }

    /// Whether a cookie that a server sets is a session: by its name, or long and random by the look of it.
    mutating func isSession(_ cookie: String, value: String) -> Bool {
        if isSessionCookie(cookie) { return value.utf8.count >= 8 }
        let name = cookie.lowercased()
        if Self.others.contains(where: { name.hasPrefix($0) || name.contains("csrf") || name.contains("xsrf") }) {
            return false
        }
        return Self.isRandom(value)
    }

    /// The name of a session identifier in a target's path parameters or query; its value is not returned.
    func inTarget(_ target: String) -> String? {
        let octets = target.utf8Span.span
        var start = 0
        var isPath = true
        while start < octets.count {
            var end = start
            while end < octets.count, !Self.separates(octets[end]) { end += 1 }
            if end > start {
                if !isPath, let name = sessionName(in: octets.extracting(start..<end)) { return name }
                isPath = false
            }
            start = end + 1
        }
        return nil
    }

    private static func separates(_ octet: UInt8) -> Bool {
        octet == UInt8(ascii: "?") || octet == UInt8(ascii: "&") || octet == UInt8(ascii: ";")
            || octet == UInt8(ascii: "#")
    }

    /// The name of a parameter that is a session identifier. Octets are counted before text is made of them: this is
    /// asked for every request.
    private func sessionName(in parameter: Span<UInt8>) -> String? {
        guard let equals = parameter.indices.first(where: { parameter[$0] == UInt8(ascii: "=") }), equals <= 40 else {
            return nil
        }
        var end = equals + 1
        while end < parameter.count, parameter[end] != UInt8(ascii: "/") { end += 1 }
        guard end - equals - 1 >= 8 else { return nil }
        let name = parameter.extracting(0..<equals).withUnsafeBufferPointer { String(decoding: $0, as: UTF8.self) }
        let lower = name.lowercased()
        if SessionParameters.names.contains(lower) || cookies.contains(lower) || headers.contains(lower) { return name }
        return nil
    }

    private static func isRandom(_ value: String) -> Bool {
        guard value.utf8.count >= 20 else { return false }
        let bytes = Set(value.utf8)
        let hasDigit = bytes.contains { $0 >= 0x30 && $0 <= 0x39 }
        let hasLetter = bytes.contains { ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7a }
        return hasDigit && hasLetter && bytes.count >= 10 && !value.contains("%7B") && !value.contains(" ")
    }
}
