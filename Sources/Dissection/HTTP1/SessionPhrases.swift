import Bytes

/// Finds out whether a text says that a session or token is unknown, expired or invalid.
enum SessionPhrases {
    /// What follows the word, all but letters taken out.
    private static let after: [StaticString] = [
        "expired", "invalid", "unknown", "notfound", "notvalid", "nolongervalid", "nolongeractive", "doesnotexist",
        "doesntexist", "notexist", "timedout", "timeout", "terminated", "revoked", "couldnotbefound", "notrecognized",
        "notrecognised", "nolongerexists", "cannotbefound", "wasnotfound", "hasended",
    ]
    /// Words between it and that.
    private static let fillers: [StaticString] = [
        "identifier", "already", "cookie", "token", "been", "has", "was", "is", "id", "key", "or",
    ]
    private static let before: [StaticString] = [
        "invalid", "unknown", "nosuch", "novalid", "expired", "noactive", "revoked", "invalidor", "notavalid",
    ]
    private static let others: [StaticString] = ["notloggedin", "invalidgrant", "pleaseloginagain", "nolongerloggedin"]

    /// Octets looked at on each side of the word.
    private static let reach = 48

    /// Two octets as one number, letters in lower case.
    private static func pair(_ first: UInt8, _ second: UInt8) -> UInt16 {
        UInt16(first | 0x20) << 8 | UInt16(second | 0x20)
    }

    private static func pair(_ letters: StaticString) -> UInt16 {
        pair(letters.utf8Start[0], letters.utf8Start[1])
    }

    /// The second letters of the words below by their first ones, both by their lowest five bits, one bit each.
    private static let pairs: [UInt32] = {
        var pairs = [UInt32](repeating: 0, count: 32)
        for word: StaticString in ["session", "token", "jwt", "not", "invalid", "please"] {
            pairs[Int(word.utf8Start[0] & 31)] |= 1 << UInt32(word.utf8Start[1] & 31)
        }
        return pairs
    }()

    /// One pass: the words are looked for by their first two letters, their surroundings only where one is found.
    static func areIn(_ text: RawSpan) -> Bool {
        let pairs = Self.pairs
        for offset in 0..<max(0, text.byteCount - 1) {
            // One in twenty passes: a comparison for each word would be most of the work.
            let next = pairs[Int(text.uint8(at: offset) & 31)]
            guard next >> UInt32(text.uint8(at: offset + 1) & 31) & 1 != 0 else { continue }
            switch pair(text.uint8(at: offset), text.uint8(at: offset + 1)) {
            case pair("se") where text.matchesIgnoringCase("session", at: offset):
                if isRefused(text, offset, 7) { return true }
            case pair("to") where text.matchesIgnoringCase("token", at: offset):
                if !isForgeryToken(text, offset), isRefused(text, offset, 5) { return true }
            case pair("jw") where text.matchesIgnoringCase("jwt", at: offset):
                if isRefused(text, offset, 3) { return true }
            case pair("no") where text.matchesIgnoringCase("not", at: offset),
                pair("no") where text.matchesIgnoringCase("no longer", at: offset),
                pair("in") where text.matchesIgnoringCase("invalid", at: offset),
                pair("pl") where text.matchesIgnoringCase("please", at: offset):
                let words = letters(text, offset, min(text.byteCount, offset + reach))
                if others.contains(where: { words.span.bytes.matches($0) }) { return true }
            default: break
            }
        }
        return false
    }

    private static func isRefused(_ text: RawSpan, _ offset: Int, _ length: Int) -> Bool {
        let start = offset + length
        let following = letters(text, start, min(text.byteCount, start + reach))
        if says(following.span.bytes) { return true }
        let preceding = letters(text, max(0, offset - 16), offset)
        return before.contains { name in
            let count = name.utf8CodeUnitCount
            return preceding.count >= count && preceding.span.bytes.matches(name, at: preceding.count - count)
        }
    }

    private static func says(_ words: RawSpan) -> Bool {
        var offset = 0
        for _ in 0..<5 {
            if after.contains(where: { words.matches($0, at: offset) }) { return true }
            guard let filler = fillers.first(where: { words.matches($0, at: offset) }) else { return false }
            offset += filler.utf8CodeUnitCount
        }
        return false
    }

    /// Tokens against forged requests say nothing of the session.
    private static func isForgeryToken(_ text: RawSpan, _ offset: Int) -> Bool {
        let words = letters(text, max(0, offset - 16), offset)
        let names: [StaticString] = ["csrf", "xsrf", "forgery", "authenticity", "unexpected"]
        return names.contains { words.span.bytes.firstOffset(ofIgnoringCase: $0) != nil }
    }

    /// The letters of a part of the text, in lower case.
    private static func letters(_ text: RawSpan, _ start: Int, _ end: Int) -> [UInt8] {
        var letters: [UInt8] = []
        for index in start..<max(start, end) {
            let octet = ASCII.lowered(text.uint8(at: index))
            if octet &- 0x61 < 26 { letters.append(octet) }
        }
        return letters
    }
}
