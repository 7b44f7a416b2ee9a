import Bytes
import Records

/// Names of fields whose value is a session identifier or a token that stands for a session.
enum SessionHeaderNames {
    private static let known: [StaticString] = [
        "session", "sessionid", "session-id", "session_id", "session-token", "sessiontoken", "x-session", "x-sessionid",
        "x-session-id", "x_session_id", "x-session-token", "x-session-key", "x-session-uuid", "x-auth-token",
        "x-auth-session", "x-authentication-token", "x-access-token", "x-user-session", "x-user-token",
        "x-api-session", "x-device-session", "x-client-session", "x-client-session-id", "x-app-session",
        "x-login-session", "x-http-session", "x-jsessionid", "x-phpsessid", "x-sid", "mcp-session-id",
        "x-transmission-session-id", "x-subject-token", "x-parse-session-token", "x-plex-token",
        "x-emby-token", "x-ms-client-session-id", "x-cassandra-session", "x-vault-token", "vmware-api-session-id",
        "x-lingxi-session", "x-appwrite-session", "x-openstack-session", "x-arango-session", "x-sap-session-id",
    ]

    /// Whether `name` is one of the built-in names, whatever the case of its letters.
    static func include(_ name: RawSpan) -> Bool {
        guard name.byteCount >= 5, name.byteCount <= 32 else { return false }
        let first = ASCII.lowered(name.uint8(at: 0))
        guard first == 0x78 || first == 0x73 || first == 0x6d || first == 0x76 else { return false }
        guard mentions(name) else { return false }
        return known.contains { name.equalsIgnoringCase($0) }
    }

    /// Whether `name` is one of `names`, which are in lower case.
    static func include(_ name: RawSpan, among names: [String]) -> Bool {
        names.contains { candidate in
            guard candidate.utf8.count == name.byteCount else { return false }
            var index = 0
            for octet in candidate.utf8 {
                guard ASCII.lowered(name.uint8(at: index)) == octet else { return false }
                index += 1
            }
            return true
        }
    }

    /// A quick look: all built-in names hold "ss" (session), "sid" or "token".
    private static func mentions(_ name: RawSpan) -> Bool {
        for index in 0..<name.byteCount - 2 {
            let octet = ASCII.lowered(name.uint8(at: index))
            if octet == 0x73 {
                let next = ASCII.lowered(name.uint8(at: index + 1))
                if next == 0x73 || next == 0x69 { return true }
            } else if octet == 0x6b, ASCII.lowered(name.uint8(at: index + 1)) == 0x65 {
                return true
            }
        }
        return false
    }
}

extension SessionHeaderNames {
    /// Session headers of one message that are kept.
    private static let most = 16

    /// Keeps a session header; one that is there already is not kept twice.
    static func note(_ name: RawSpan, _ value: RawSpan, in headers: inout [SessionHeader], limit: Int) {
        guard !value.isEmpty, headers.count < most else { return }
        let header = SessionHeader(name: name.text(limit: 64), value: value.text(limit: limit))
        if !headers.contains(header) { headers.append(header) }
    }
}
