import Records

/// Keys of stores.
extension Redactor {
    /// A part that is at least this long and holds a digit may be somebody's id, octets.
    private static let shortestIdentifier = 16

    /// A key with labels for the id at its end, and for what looks like an id before that.
    ///
    /// The label of the id is that of the cookie or header that carries it.
    public mutating func shownKey(_ key: String) -> String {
        if showsSecrets { return key }
        let parts = StoreKey(key)
        var text = ""
        if Redactor.mayHoldIdentifier(parts.prefix) {
            for (index, part) in parts.prefix.split(separator: ":", omittingEmptySubsequences: false).enumerated() {
                if index > 0 { text += ":" }
                text += Redactor.mayHoldIdentifier(part) ? shown(String(part)) : String(part)
            }
        } else {
            text = parts.prefix
        }
        return text + shown(parts.identifier) + parts.suffix
    }

    /// Whether a part of a key is more than a name: long with digits in it, or a mail address.
    private static func mayHoldIdentifier(_ part: some StringProtocol) -> Bool {
        let octets = part.utf8
        if octets.contains(UInt8(ascii: "@")) { return true }
        return octets.count >= shortestIdentifier && octets.contains { $0 &- 0x30 < 10 }
    }
}
