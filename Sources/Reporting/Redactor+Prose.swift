import Diagnosis

/// Secrets inside sentences and names that `Diagnosis` wrote.
extension Redactor {
    /// A sentence without the values of secrets in it: what stands between the private-use characters U+E000 and U+E001, and the
    /// values in words that are URLs or request targets.
    public mutating func shownProse(_ text: String) -> String {
        let mayHoldSecret = text.utf8.contains { $0 == 0xee || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: ";") }
        guard mayHoldSecret else { return text }
        let unmarked = labellingMarked(text)
        guard !showsSecrets else { return unmarked }
        var words: [String] = []
        for word in unmarked.split(separator: " ", omittingEmptySubsequences: false) {
            words.append(Redactor.looksLikeTarget(word) ? shownTarget(String(word)) : String(word))
        }
        return words.joined(separator: " ")
    }

    /// The subject's name; a session's key becomes its label, unless it is one.
    mutating func shownSubject(_ subject: Finding.Subject) -> String {
        subject.kind == .session ? shownSession(subject.id) : shownProse(subject.id)
    }

    /// The label of a session's key, unless it is a label already.
    mutating func shownSession(_ key: String) -> String { Redactor.isLabel(key) ? key : shown(key) }

    private mutating func labellingMarked(_ text: String) -> String {
        var result = ""
        var rest = text.unicodeScalars[...]
        while let open = rest.firstIndex(of: "\u{E000}"), let end = rest[open...].firstIndex(of: "\u{E001}") {
            result.unicodeScalars.append(contentsOf: rest[..<open])
            result += shownSession(String(rest[rest.index(after: open)..<end]))
            rest = rest[rest.index(after: end)...]
        }
        return result + String(rest)
    }

    /// Has a slash before `?name=` or `;name=`.
    private static func looksLikeTarget(_ word: Substring) -> Bool {
        let scalars = word.unicodeScalars
        guard let mark = scalars.firstIndex(where: { $0 == "?" || $0 == ";" }) else { return false }
        return scalars[..<mark].contains("/") && scalars[mark...].contains("=")
    }

    /// Up to four characters, `~`, and eight hexadecimal digits.
    static func isLabel(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars)
        guard (9...13).contains(scalars.count), scalars[scalars.count - 9] == "~" else { return false }
        return scalars.suffix(8).allSatisfy { ("0"..."9").contains($0) || ("a"..."f").contains($0) }
    }
}
