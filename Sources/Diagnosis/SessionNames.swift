import Correlation

/// Names under which sessions and tokens are known to travel.
struct SessionNames: Sendable {
    private var cookies: TokenNames
    /// Names that the user gave, in lower case.
    private let own: Set<String>

    init(options: DiagnosisOptions) {
        cookies = TokenNames(cookies: options.sessionCookies)
        own = Set((options.sessionCookies + options.sessionHeaders).map { $0.lowercased() })
    }

    /// Cookies that are no sessions of their own, and open one.
    private static let credentials: Set<String> = ["refresh_token", "remember_token", "id_token"]

    /// Whether a cookie of this name opens a session, by the name.
    mutating func isSessionCookie(_ name: String) -> Bool {
        cookies.use(of: name) == .session || Self.credentials.contains(name.lowercased())
    }

    /// Whether a cookie that a server sets opens a session: by its name, or long and random by the look of it.
    mutating func isSession(_ cookie: String, value: String) -> Bool {
        if isSessionCookie(cookie) { return value.utf8.count >= 8 }
        return cookies.use(of: cookie) == .unknown && value.utf8.count >= 20 && TokenNames.isRandom(value)
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
        if SessionParameters.names.contains(lower) || own.contains(lower) { return name }
        return nil
    }
}
