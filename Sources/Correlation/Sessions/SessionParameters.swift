/// Names of parameters in targets under which sessions and tokens are known to travel.
public enum SessionParameters {
    /// In lower case.
    public static let names: Set<String> = [
        "jsessionid", "phpsessid", "sessionid", "session_id", "session", "sid", "sessid", "asp.net_sessionid",
        "access_token", "token", "auth_token", "id_token", "refresh_token", "jwt", "auth", "cfid", "cftoken",
    ]

    private static let hashes = names.map { hash($0.utf8Span.span) }
    private static let lengths = 3...17

    /// Whether the octets are one of the names, in any case; may be wrong for others, rarely.
    static func mayHold(_ name: Span<UInt8>) -> Bool { lengths.contains(name.count) && hashes.contains(hash(name)) }

    private static func hash(_ name: Span<UInt8>) -> UInt64 {
        var hash: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in name.indices { hash = (hash ^ UInt64(name[index] | 0x20)) &* 0x100_0000_01b3 }
        return hash
    }
}
