import Bytes

/// Methods that are registered or in wide use.
enum HTTPMethod {
    private static let others: [StaticString] = [
        "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH", "CONNECT", "TRACE", "QUERY", "PROPFIND", "PROPPATCH", "MKCOL",
        "COPY", "MOVE", "LOCK", "UNLOCK", "REPORT", "SEARCH", "NOTIFY", "M-SEARCH", "SUBSCRIBE", "UNSUBSCRIBE",
        "PURGE", "LINK", "UNLINK", "ACL", "BIND", "REBIND", "UNBIND", "CHECKIN", "CHECKOUT", "UNCHECKOUT", "MERGE",
        "LABEL", "UPDATE", "MKACTIVITY", "MKCALENDAR", "MKWORKSPACE", "MKREDIRECTREF", "UPDATEREDIRECTREF",
        "ORDERPATCH", "BASELINE-CONTROL", "VERSION-CONTROL", "POLL", "BCOPY", "BDELETE", "BMOVE", "BPROPFIND",
        "BPROPPATCH", "X-MS-ENUMATTS", "RPC_IN_DATA", "RPC_OUT_DATA", "RPC_CONNECT", "CCM_POST", "GETLIB",
    ]

    /// Whether the octets are a method's name.
    static func isKnown(_ token: RawSpan) -> Bool {
        if token.byteCount == 3, token.matches("GET") { return true }
        if token.byteCount == 4, token.matches("POST") { return true }
        return others.contains { $0.utf8CodeUnitCount == token.byteCount && token.matches($0) }
    }

    /// Whether a known method's name begins with the octets.
    static func isBeginning(_ token: RawSpan) -> Bool {
        if begins("GET", with: token) || begins("POST", with: token) { return true }
        for name in others where begins(name, with: token) { return true }
        return false
    }

    private static func begins(_ name: StaticString, with token: RawSpan) -> Bool {
        guard name.utf8CodeUnitCount >= token.byteCount else { return false }
        for index in 0..<token.byteCount where name.utf8Start[index] != token.uint8(at: index) { return false }
        return true
    }

    /// The name as text, without allocation for the usual ones.
    static func text(_ token: RawSpan) -> String {
        switch token.byteCount {
        case 3 where token.matches("GET"): "GET"
        case 4 where token.matches("POST"): "POST"
        default: token.text
        }
    }
}
