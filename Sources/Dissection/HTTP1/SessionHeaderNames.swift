import Bytes
import Records

/// Names of fields whose value is a session identifier or a token that stands for a session.
enum SessionHeaderNames {
    /// The built-in names, in lower case.
    static let known: [StaticString] = [
        "session", "sessionid", "session-id", "session_id", "session-token", "sessiontoken", "x-session", "x-sessionid",
        "x-session-id", "x_session_id", "x-session-token", "x-session-key", "x-session-uuid", "x-auth-token",
        "x-auth-session", "x-authentication-token", "x-access-token", "x-user-session", "x-user-token",
        "x-api-session", "x-device-session", "x-client-session", "x-client-session-id", "x-app-session",
        "x-login-session", "x-http-session", "x-jsessionid", "x-phpsessid", "x-sid", "mcp-session-id",
        "x-transmission-session-id", "x-subject-token", "x-parse-session-token", "x-plex-token",
        "x-emby-token", "x-ms-client-session-id", "x-cassandra-session", "x-vault-token", "vmware-api-session-id",
        "x-lingxi-session", "x-appwrite-session", "x-openstack-session", "x-arango-session", "x-sap-session-id",
    ]

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
