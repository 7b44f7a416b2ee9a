/// What the names of cookies, headers and parameters tell of what they carry.
public struct TokenNames: Sendable {
    /// What a cookie is good for.
    public enum Use: UInt8, Sendable {
        /// A session's id or token.
        case session
        /// Keeps a client on one server.
        case affinity
        /// Known to be something else: analytics, taste, protection against forged requests.
        case other
        /// Only behaviour can tell.
        case unknown
    }

    private let extra: Set<String>
    private var uses = BoundedTable<String, Use>(limit: 10_000)

    public init(cookies: [String] = []) { extra = Set(cookies.map { $0.lowercased() }) }

    private static let sessions: Set<String> = [
        "phpsessid", "jsessionid", "sessionid", "session", "session_id", "session-id", "sid", "connect.sid", "sessid",
        "asp.net_sessionid", ".aspxauth", ".aspnet.applicationcookie", "laravel_session", "ci_session", "_session_id",
        "rack.session", "cfid", "cftoken", "auth_token", "access_token", "user_session", "token", "jwt",
        "beaker.session.id", "koa.sess", "express.sid", "cakephp", "zenid", "sails.sid", "shiro-session",
        "zabbix_session", "grafana_session", "_gitlab_session", "li_at", "sess", "symfony", "gsessionid",
        "viewstateuserkey",
    ]
    private static let sessionPrefixes = [
        ".aspnetcore.cookies", ".aspnetcore.session", ".aspnetcore.identity", "wordpress_logged_in", "wordpress_sec",
        "__host-sess", "__secure-sess", "sess_", "phpsessid", "jsessionid", "aspsessionid",
    ]
    private static let sessionSuffixes = ["_session", "_sess", "-session", "sessionid", "_sid", ".sid", "sessid"]
    private static let affinities = [
        "awsalb", "awselb", "arraffinity", "bigipserver", "gclb", "ingresscookie", "applicationgatewayaffinity",
        "serverid", "srv_id", "srvid", "nsc_", "lb_cookie", "haproxy", "traefik_sticky", "jroute", "sticky",
    ]
    private static let exactAffinities: Set<String> = [
        "srv", "route", "srvname", "server", "backend", "io", "node", "lb", "ge", "routeid", "balancer",
    ]
    private static let others = [
        "_ga", "_gid", "_gat", "__utm", "utm", "_fb", "fbp", "fbc", "__cf", "cf_", "lang", "locale", "theme", "ab_",
        "abtest", "experiment", "consent", "cookie", "visit", "last", "csrf", "xsrf", "_csrf", "optimizely", "ajs_",
        "_pk_", "_hj", "intercom", "amplitude", "mp_", "gdpr", "euconsent", "currency", "timezone", "tz", "ts0",
        "remember", "refresh", "id_token", "rt", "flash", "nonce", "state", "optimizely", "visitor",
    ]
    private static let parameters: Set<String> = [
        "jsessionid", "phpsessid", "sessionid", "session_id", "sid", "sessid", "asp.net_sessionid", "cftoken",
    ]

    /// What a cookie of this name is good for, by the name.
    public mutating func use(of name: String) -> Use {
        if let known = uses[name] { return known }
        let use = judge(name.lowercased())
        uses.update(name, initial: use) { _ in }
        return use
    }

    /// A cookie has shown that it is a session.
    mutating func promote(_ name: String) {
        uses.change(name) { if $0 == .unknown { $0 = .session } }
    }

    private func judge(_ name: String) -> Use {
        if extra.contains(name) { return .session }
        if Self.exactAffinities.contains(name) { return .affinity }
        if Self.affinities.contains(where: { name.hasPrefix($0) }) { return .affinity }
        if name.contains("csrf") || name.contains("xsrf") { return .other }
        if Self.sessions.contains(name) { return .session }
        if Self.sessionPrefixes.contains(where: { name.hasPrefix($0) }) { return .session }
        if Self.sessionSuffixes.contains(where: { name.hasSuffix($0) }) { return .session }
        return Self.others.contains { name.hasPrefix($0) } ? .other : .unknown
    }

    /// A quick look: all known names begin with one of five letters.
    func mayBeParameter(_ name: Substring.UTF8View) -> Bool {
        if !extra.isEmpty { return true }
        guard let first = name.first, name.count >= 3, name.count <= 18 else { return false }
        switch first | 0x20 {
        case UInt8(ascii: "j"), UInt8(ascii: "p"), UInt8(ascii: "s"), UInt8(ascii: "a"), UInt8(ascii: "c"): return true
        default: return false
        }
    }

    /// Whether a parameter of this name in a target is a session's id.
    func isParameter(_ name: Substring) -> Bool {
        let lower = name.lowercased()
        return Self.parameters.contains(lower) || extra.contains(lower)
    }

    /// Whether a value is long and random by the look of it.
    public static func isRandom(_ value: String) -> Bool {
        guard value.utf8.count >= 16 else { return false }
        var seen: (UInt64, UInt64) = (0, 0)
        var hasDigit = false
        var hasLetter = false
        for octet in value.utf8 where octet < 0x80 {
            if octet < 64 { seen.0 |= 1 << UInt64(octet) } else { seen.1 |= 1 << UInt64(octet & 63) }
            hasDigit = hasDigit || (octet >= 0x30 && octet <= 0x39)
            hasLetter = hasLetter || ((octet | 0x20) >= 0x61 && (octet | 0x20) <= 0x7a)
        }
        let distinct = seen.0.nonzeroBitCount + seen.1.nonzeroBitCount
        return hasDigit && hasLetter && distinct >= 8 && !value.contains("{") && !value.contains("%7B")
    }
}
