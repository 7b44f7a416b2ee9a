import Records

/// The identifier in a key that may be a session's: long, drawn by chance by the look of it, and not that of a lock.
struct StoreIdentifier: Sendable {
    /// The lower half of the `TokenHash` of the token that it is.
    let hash: UInt64
    /// A hash of what stands before it.
    let prefix: UInt64

    // What octets count as, added up over at most 256 of them: digits in the lowest part, then letters, then all that no
    // identifier has.
    private static let letter: UInt32 = 1 << 10
    private static let stranger: UInt32 = 1 << 20
    private static let kinds: [UInt32] = (UInt8.min...UInt8.max).map { octet in
        if octet &- 0x30 < 10 { return 1 }
        if (octet | 0x20) &- 0x61 < 26 { return letter }
        return "-_.,".utf8.contains(octet) ? 0 : stranger
    }

    /// `nil` where it cannot be one.
    init?(_ key: String) {
        let octets = key.utf8Span.span
        guard octets.count >= StoreKey.sessionIdentifier.lowerBound else { return nil }
        let place = StoreKey.identifier(in: octets)
        guard StoreKey.sessionIdentifier.contains(place.count) else { return nil }
        let kinds = Self.kinds
        var found: UInt32 = 0
        for index in place { found &+= kinds[Int(octets[index])] }
        guard found < Self.stranger, found & (Self.letter - 1) >= 2, found >= 2 * Self.letter,
            !Self.isAside(octets, place)
        else { return nil }
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
