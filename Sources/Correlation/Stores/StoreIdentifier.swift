import Records

/// The identifier in a key that may be a session's: long, drawn by chance by the look of it, and not that of a lock.
struct StoreIdentifier: Sendable {
    /// The lower half of the `TokenHash` of the token that it is.
    let hash: UInt64
    /// A hash of what stands before it.
    let prefix: UInt64

    /// `nil` where it cannot be one.
    init?(_ key: String) {
        let octets = key.utf8Span.span
        guard octets.count >= StoreKey.sessionIdentifier.lowerBound else { return nil }
        let place = StoreKey.identifier(in: octets)
        guard StoreKey.sessionIdentifier.contains(place.count) else { return nil }
        var digits = 0
        var letters = 0
        for index in place {
            let octet = octets[index]
            if octet &- 0x30 < 10 {
                digits += 1
            } else if (octet | 0x20) &- 0x61 < 26 {
                letters += 1
            } else {
                switch octet {
                case UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: ","): break
                default: return nil
                }
            }
        }
        guard digits >= 2, letters >= 2, !Self.isAside(octets, place) else { return nil }
        hash = TokenHash(octets.extracting(place)).low
        // FNV-1a.
        var before: UInt64 = 0xcbf2_9ce4_8422_2325
        for index in 0..<place.lowerBound { before = (before ^ UInt64(octets[index])) &* 0x100_0000_01b3 }
        prefix = TokenHash.mixed(before)
    }

    /// What stands before the identifier of a key.
    static func prefixText(of key: String) -> String {
        let place = StoreKey.identifier(in: key.utf8Span.span)
        return String(Substring(key.utf8.prefix(place.lowerBound)))
    }

    /// Locks, and keys that stand beside a session's only to tell of its end.
    private static func isAside(_ key: Span<UInt8>, _ identifier: Range<Int>) -> Bool {
        // What follows is a lock's word, but for the part that holds the data.
        if key.count > identifier.upperBound, key[key.count - 1] | 0x20 == UInt8(ascii: "k") { return true }
        return ends(key, identifier.lowerBound, "lock:") || ends(key, identifier.lowerBound, "lock.")
            || ends(key, identifier.lowerBound, "expires:")
    }

    private static func ends(_ key: Span<UInt8>, _ end: Int, _ word: StaticString) -> Bool {
        guard end >= word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { letters in
            let start = end - letters.count
            for index in letters.indices where key[start + index] | 0x20 != letters[index] | 0x20 { return false }
            return true
        }
    }
}
