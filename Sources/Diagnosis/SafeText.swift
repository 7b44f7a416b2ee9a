/// Texts from the wire, without what opens a session: no query, no parameters, nothing long and random.
enum SafeText {
    /// Words longer than this that mix letters and digits may be secrets, characters.
    private static let longestPlainWord = 15
    /// What is longer is cut, characters.
    private static let longest = 120

    /// A path without query and fragment; segments that look like identifiers become `…`.
    static func path(_ target: String) -> String {
        let bare = target.prefix { $0 != "?" && $0 != ";" && $0 != "#" }
        let parts = bare.split(separator: "/", omittingEmptySubsequences: false).map { part in
            isSecretive(part) ? "…" : String(part)
        }
        return cut(parts.joined(separator: "/"))
    }

    /// `GET /path`, where that is what it is; words that look like identifiers become `…`.
    static func words(_ text: String) -> String {
        let parts = text.split(separator: " ", omittingEmptySubsequences: false).map { word in
            word.contains("/") || word.contains("?") || word.contains(";")
                ? path(String(word)) : isSecretive(word) || word.contains("=") ? "…" : String(word)
        }
        return cut(parts.joined(separator: " "))
    }

    private static func isSecretive(_ word: some StringProtocol) -> Bool {
        guard word.utf8.count > longestPlainWord else { return false }
        let hasDigit = word.utf8.contains { $0 >= 0x30 && $0 <= 0x39 }
        let hasDot = word.utf8.contains(UInt8(ascii: "."))
        return (hasDigit && !hasDot) || word.utf8.count > 40
    }

    /// A name that is no secret, as a certificate's: only made fit to print.
    static func plain(_ text: String) -> String { cut(text) }

    private static func cut(_ text: String) -> String {
        let visible = text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7f ? "·" : Character($0) }
        return visible.count <= longest ? String(visible) : String(visible.prefix(longest)) + "…"
    }
}
