/// Lines of text for a terminal of a given width: wrapped, aligned, escaped, and coloured if that is wanted.
///
/// All text comes in through `Span`, which escapes it; so nothing from the wire reaches a terminal as it was.
struct TextPage {
    enum Style { case plain, strong, faint, error, warning, notice, info }

    /// A piece of text in one style.
    struct Span {
        var text: String
        var style: Style

        init(_ text: String, _ style: Style = .plain) {
            self.text = TerminalText.escaped(text)
            self.style = style
        }
    }

    /// Narrower terminals are not served; their lines break.
    static let narrowest = 60
    /// Lines longer than this are hard to read, however wide the terminal.
    static let widest = 120

    let width: Int
    private let usesColor: Bool
    private(set) var text = ""

    init(width: Int, usesColor: Bool) {
        self.width = min(max(width, TextPage.narrowest), TextPage.widest)
        self.usesColor = usesColor
    }

    mutating func blank() { text += "\n" }

    /// One line as it is, without wrapping.
    mutating func line(_ spans: [Span], indent: Int = 0) {
        var line = String(repeating: " ", count: indent)
        for span in spans { line += styled(span) }
        while line.hasSuffix(" ") { line.removeLast() }
        text += line + "\n"
    }

    /// Words, wrapped to the width; lines after the first are indented by `hanging`. `lead` stands before the first word,
    /// in those columns. What does not fit into `most` lines is said to be missing by `…`.
    mutating func paragraph(_ spans: [Span], lead: [Span] = [], hanging: Int, most: Int = .max) {
        let gap = lead.reduce(hanging) { $0 - TerminalText.columns(of: $1.text) }
        var line = lead.map(styled).joined() + String(repeating: " ", count: max(0, gap))
        var column = hanging
        var lines = 1
        var isStart = true
        for word in TextPage.words(spans, longest: max(8, width - hanging)) {
            let length = TerminalText.columns(of: word.text)
            if !isStart, column + 1 + length > width {
                if lines == most {
                    text += line + " …\n"
                    return
                }
                text += line + "\n"
                line = String(repeating: " ", count: hanging)
                column = hanging
                lines += 1
                isStart = true
            }
            line += (isStart ? "" : " ") + styled(word)
            column += (isStart ? 0 : 1) + length
            isStart = false
        }
        text += line + "\n"
    }

    /// A space at which no line is broken; it is printed as a plain one.
    static let glue: Unicode.Scalar = "\u{a0}"

    /// Words in their styles; one that no line holds is cut into pieces.
    private static func words(_ spans: [Span], longest: Int) -> [Span] {
        var words: [Span] = []
        for span in spans {
            for word in span.text.split(separator: " ") {
                var rest = Array(word.unicodeScalars)
                while !rest.isEmpty {
                    var left = longest
                    var piece = rest.prefix { scalar in
                        left -= TerminalText.columns(of: scalar)
                        return left >= 0
                    }
                    if piece.isEmpty { piece = rest.prefix(1) }
                    var part = span
                    part.text = TerminalText.string(piece.map { $0 == glue ? " " : $0 })
                    words.append(part)
                    rest.removeFirst(piece.count)
                }
            }
        }
        return words
    }

    private func styled(_ span: Span) -> String {
        guard usesColor, let code = TextPage.code(of: span.style), !span.text.isEmpty else { return span.text }
        return "\u{1b}[\(code)m\(span.text)\u{1b}[0m"
    }

    /// Select Graphic Rendition (ECMA-48 § 8.3.117).
    private static func code(of style: Style) -> String? {
        switch style {
        case .plain: nil
        case .strong: "1"
        case .faint: "2"
        case .error: "1;31"
        case .warning: "1;33"
        case .notice: "1;36"
        case .info: "1;34"
        }
    }
}
