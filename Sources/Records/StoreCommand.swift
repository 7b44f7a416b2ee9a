/// A command to a key-value store, with its answer (Redis RESP2/RESP3, memcached).
public struct StoreCommand: Sendable, Codable, Equatable {
    public enum Store: String, Sendable, Codable { case redis, memcached }

    public enum Result: Sendable, Codable, Equatable {
        case hit, miss, ok, stored, exists, error
        case notStored
        case integer(Int64)

        /// The word that outputs print.
        public var name: String {
            switch self {
            case .hit: "hit"
            case .miss: "miss"
            case .ok: "ok"
            case .stored: "stored"
            case .exists: "exists"
            case .error: "error"
            case .notStored: "not_stored"
            case .integer(let value): String(value)
            }
        }
    }

    public var store: Store
    /// The packet that completed the command; `nil` where only its answer was seen.
    public var at: PacketReference
    /// The packet that completed the answer.
    public var answered: PacketReference?
    /// As sent; a binary memcached command by its name in the text protocol.
    public var command: String
    /// The first key: a secret to every output but for its prefix.
    public var key: String?
    /// Keys in all.
    public var keyCount: UInt32 = 0
    /// Seconds of life that the command gives (SETEX, EXPIRE…, exptime), or that TTL answered; negative as on the wire.
    public var ttl: Double?
    public var result: Result?
    /// The error's text, first line, at most 256 octets.
    public var error: String?
    /// 64-bit hashes of the words of the stored value (digits ignored), at most 64, to recognise lost updates.
    public var words: [UInt64] = []
    /// Octets of the value written or read.
    public var valueBytes: UInt64 = 0
    /// Bytes were missing before the command or its answer: that it has none says nothing.
    public var hasGaps = false

    public init(store: Store, at: PacketReference, command: String) {
        self.store = store
        self.at = at
        self.command = command
    }

    /// Seconds from the command to its answer.
    public var latency: Double? { answered.map { $0.time.seconds(since: at.time) } }
}

/// The parts of a store's key: what may be shown of it, and the id of whose session it is.
///
/// Frameworks put a name before the id, and some a word behind it: `session:<id>`, `sess:<id>`,
/// `spring:session:sessions:<id>`, `:1:django.contrib.sessions.cache<id>`, `memc.sess.key.<id>`, `<id>_Data`.
public struct StoreKey: Sendable, Equatable {
    /// What stands before the identifier: up to the last colon, or the name of a framework.
    public let prefix: String
    /// What is left: as a session's cookie or header carries it, where it is one's.
    public let identifier: String
    /// What stands behind it.
    public let suffix: String

    /// Names that are followed by an id without a colon, the longer ones of one beginning first.
    private static let names = [
        "django.contrib.sessions.cached_db", "django.contrib.sessions.cache", "memc.sess.key.", "memc.sess.",
        "session_", "session-", "session/", "sess_", "sess-", "sess/", "ci_session_", "PHPSESSID_",
    ]
    /// What follows an id: locks, and the parts into which ASP.NET divides a session.
    private static let endings = ["_Write_Lock", "_Internal", "_Data", "_LOCK", ".lock"]

    public init(_ key: String) {
        var octets = key.utf8[...]
        var tail = octets[octets.endIndex...]
        // A colon at the end parts nothing.
        while octets.last == UInt8(ascii: ":") {
            octets = octets.dropLast()
            tail = key.utf8[octets.endIndex...]
        }
        let colon = octets.lastIndex(of: UInt8(ascii: ":"))
        var start = colon.map { octets.index(after: $0) } ?? octets.startIndex
        for name in Self.names where octets[start...].starts(with: name.utf8) {
            guard octets[start...].count > name.utf8.count else { break }
            start = octets.index(start, offsetBy: name.utf8.count)
            break
        }
        for ending in Self.endings where octets[start...].count > ending.utf8.count {
            guard octets.suffix(ending.utf8.count).elementsEqual(ending.utf8) else { continue }
            octets = octets.dropLast(ending.utf8.count)
            tail = key.utf8[octets.endIndex...]
            break
        }
        // ASP.NET marks the part of the key that Redis Cluster hashes with braces.
        if octets[start...].first == UInt8(ascii: "{"), octets.last == UInt8(ascii: "}"), octets[start...].count > 2 {
            start = octets.index(after: start)
            octets = octets.dropLast()
            tail = key.utf8[octets.endIndex...]
        }
        prefix = String(Substring(key.utf8[..<start]))
        identifier = String(Substring(octets[start...]))
        suffix = String(Substring(tail))
    }
}
