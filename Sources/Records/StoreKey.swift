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

    public init(_ key: String) {
        let place = StoreKey.identifier(in: key.utf8Span.span)
        let octets = key.utf8
        let start = octets.index(octets.startIndex, offsetBy: place.lowerBound)
        let end = octets.index(octets.startIndex, offsetBy: place.upperBound)
        prefix = String(Substring(octets[..<start]))
        identifier = String(Substring(octets[start..<end]))
        suffix = String(Substring(octets[end...]))
    }

    /// Names that are followed by an id without a colon, the longer ones of one beginning first.
    private static let names = [
        "django.contrib.sessions.cached_db", "django.contrib.sessions.cache", "memc.sess.key.lock.", "memc.sess.key.",
        "memc.sess.lock.", "memc.sess.", "session_", "session-", "session/", "sess_", "sess-", "sess/", "sf_s",
        "ci_session_", "PHPSESSID_",
    ].map { Array($0.utf8) }
    /// The first octets of those, one bit each by the lowest six.
    private static let initials = names.compactMap(\.first).reduce(UInt64(0)) { $0 | 1 << UInt64($1 & 63) }
    /// What follows an id: locks, and the parts into which ASP.NET divides a session.
    private static let endings = ["_Write_Lock", "_Internal", "_Data", "_LOCK", ".lock"].map { Array($0.utf8) }

    /// Octets of an identifier that may be a session's.
    public static let sessionIdentifier = 16...256

    /// Whether a key is as long as one that may be a session's, by what stands behind its prefix.
    public static func mayNameSession(_ key: String) -> Bool {
        let octets = key.utf8Span.span
        return octets.count >= sessionIdentifier.lowerBound && sessionIdentifier.contains(identifier(in: octets).count)
    }

    /// Where the identifier is in the octets of a key.
    public static func identifier(in key: Span<UInt8>) -> Range<Int> {
        var end = key.count
        // A colon at the end parts nothing.
        while end > 0, key[end - 1] == UInt8(ascii: ":") { end -= 1 }
        var start = afterLastColon(key, before: end)
        guard start < end else { return start..<end }
        if initials >> UInt64(key[start] & 63) & 1 != 0 { start += nameCount(key, start, end) }
        end -= endingCount(key, start, end)
        // ASP.NET marks the part of the key that Redis Cluster hashes with braces.
        if end - start > 2, key[start] == UInt8(ascii: "{"), key[end - 1] == UInt8(ascii: "}") {
            start += 1
            end -= 1
        }
        return start..<end
    }

    /// The place behind the last colon before `end`, eight octets at a time.
    private static func afterLastColon(_ key: Span<UInt8>, before end: Int) -> Int {
        let bytes = key.bytes
        let ones: UInt64 = 0x0101_0101_0101_0101
        var start = end
        while start >= 8 {
            let word = UInt64(
                littleEndian: bytes.unsafeLoadUnaligned(fromByteOffset: start - 8, as: UInt64.self))
            let difference = word ^ ones &* UInt64(UInt8(ascii: ":"))
            if (difference &- ones) & ~difference & ones << 7 != 0 { break }
            start -= 8
        }
        while start > 0, key[start - 1] != UInt8(ascii: ":") { start -= 1 }
        return start
    }

    /// Octets of the framework's name that something follows.
    private static func nameCount(_ key: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        for name in names where holds(key, name, at: start, before: end) {
            return end - start > name.count ? name.count : 0
        }
        return 0
    }

    private static func endingCount(_ key: Span<UInt8>, _ start: Int, _ end: Int) -> Int {
        // All of them end in one of four letters, and have an underscore or a full stop in them.
        switch key[end - 1] {
        case UInt8(ascii: "k"), UInt8(ascii: "K"), UInt8(ascii: "l"), UInt8(ascii: "a"): break
        default: return 0
        }
        for ending in endings
        where end - start > ending.count && holds(key, ending, at: end - ending.count, before: end) {
            return ending.count
        }
        return 0
    }

    private static func holds(_ key: Span<UInt8>, _ word: [UInt8], at start: Int, before end: Int) -> Bool {
        guard end - start >= word.count else { return false }
        for index in word.indices where key[start + index] != word[index] { return false }
        return true
    }
}
