import Records

/// Cookies that were set, and whether their clients bring them back.
public struct Jars: Sendable {
    /// Why a client may not send a cookie with a request (RFC 6265 § 5.4).
    public enum Obstacle: Sendable, Equatable {
        case path(String), domain(String), secure, expired
    }

    /// One cookie of one client at one host.
    public struct Cookie: Sendable {
        public var name: String
        public var first: Passage
        public var issues = 1
        public var isReturned = false
        /// Requests without it that may have carried it, and that may not.
        public var sendable = 0
        public var unsendable = 0
        public var obstacle: Obstacle?
        /// A request that could not carry it, and its target.
        public var refused: Passage?
        public var target = ""
        public var refusals = 0
        public var isTold = false
        public var client: UInt32 = .max
        var path: String
        var domain: String?
        var isSecure: Bool
        var isDead: Bool
    }

    private var cookies: BoundedTable<UInt64, Cookie>
    /// Cookies to expect of a client at a host.
    private var expected: BoundedTable<UInt64, [UInt64]>

    init(limits: CorrelationLimits) {
        cookies = BoundedTable(limit: limits.jars)
        expected = BoundedTable(limit: limits.jars)
    }

    /// The cookie of a key that a trouble names.
    public subscript(key: UInt64) -> Cookie? { cookies[key] }

    /// Keys of the cookies that this client may be expected to send to this host.
    func expected(of client: UInt64) -> [UInt64] { expected[client] ?? [] }

    mutating func set(_ key: UInt64, client: UInt64, _ cookie: @autoclosure () -> Cookie) {
        if cookies[key] == nil {
            cookies.update(key, initial: cookie()) { _ in }
            expected.update(client, initial: []) { if $0.count < 8 { $0.append(key) } }
        } else {
            cookies.update(key, initial: cookie()) { $0.issues += 1 }
        }
    }

    mutating func change(_ key: UInt64, client: UInt64, _ change: (inout Cookie) -> Void) {
        guard let held = cookies[key] else { return }
        cookies.update(key, initial: held, change)
        if let cookie = cookies[key], cookie.isReturned {
            expected.update(client, initial: []) { $0.removeAll { $0 == key } }
        }
    }

    /// A turn of time is over.
    mutating func turn() {
        cookies.turn()
        expected.turn()
    }

    /// Numbers of the clients that are still spoken of.
    func mark(clients: inout Set<UInt32>) {
        for (_, cookie) in cookies.all { clients.insert(cookie.client) }
    }

    var forgotten: UInt64 { cookies.forgotten &+ expected.forgotten }

    /// What keeps a cookie from being sent with a request.
    static func obstacle(_ cookie: Cookie, target: String, host: String?, isSecure: Bool) -> Obstacle? {
        if cookie.isDead { return .expired }
        if cookie.isSecure, !isSecure { return .secure }
        let path = String(target.prefix { $0 != "?" && $0 != "#" })
        if !matches(path, cookie.path) { return .path(cookie.path) }
        guard let domain = cookie.domain?.lowercased(), let host = host?.lowercased() else { return nil }
        let bare = domain.hasPrefix(".") ? String(domain.dropFirst()) : domain
        let name = host.prefix { $0 != ":" }
        return name == bare || name.hasSuffix("." + bare) ? nil : .domain(bare)
    }

    /// RFC 6265 § 5.1.4.
    private static func matches(_ path: String, _ cookiePath: String) -> Bool {
        guard path.hasPrefix(cookiePath) else { return false }
        return path == cookiePath || cookiePath.hasSuffix("/") || path.dropFirst(cookiePath.count).first == "/"
    }

    /// RFC 6265 § 5.1.4: the directory of the request that set it.
    static func defaultPath(_ target: String) -> String {
        let path = target.prefix { $0 != "?" && $0 != "#" }
        guard path.first == "/", let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
        return String(path[..<slash])
    }
}
