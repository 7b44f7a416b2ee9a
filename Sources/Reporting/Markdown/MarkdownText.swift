/// Text inside Markdown (CommonMark, as GitHub, GitLab and Jira's importers extend it).
enum MarkdownText {
    /// Running text: nothing in it is markup, a link, a mention or a reference to an issue.
    static func prose(_ text: String) -> String {
        let scalars = Array(TerminalText.escaped(text).unicodeScalars)
        var result = ""
        result.reserveCapacity(text.utf8.count)
        for (place, scalar) in scalars.enumerated() {
            let next = place + 1 < scalars.count ? scalars[place + 1] : " "
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            // What stands behind it would be called, or looked up, whatever is escaped: only code is exempt.
            case "@": result += "`@`"
            case "#" where next.properties.isAlphabetic || ("0"..."9").contains(next): result += "`#`"
            case "\\", "`", "*", "_", "[", "]", "|", "~", "$": append(scalar, to: &result)
            // Schemes make links, and words between colons pictures.
            case ":" where next == "/" || next.properties.isAlphabetic || next == "+" || next == "-":
                append(scalar, to: &result)
            case "#", "-", "+", "=", ":": if place == 0 { append(scalar, to: &result) } else { fallthrough }
            default:
                // `www.` is a link by itself, and `1.` at the beginning a list.
                let beginsList = place > 0 && scalars[..<place].allSatisfy { ("0"..."9").contains($0) }
                let endsWWW = result.suffix(3).lowercased() == "www"
                if scalar == "." || scalar == ")", endsWWW || beginsList {
                    append(scalar, to: &result)
                } else {
                    result.unicodeScalars.append(scalar)
                }
            }
        }
        return result
    }

    private static func append(_ scalar: Unicode.Scalar, to text: inout String) {
        text += "\\"
        text.unicodeScalars.append(scalar)
    }

    /// Code inside a line; the fence is longer than any run of fences in it.
    static func code(_ text: String) -> String {
        let text = TerminalText.escaped(text)
        guard !text.isEmpty else { return "" }
        let fence = String(repeating: "`", count: longestRun(text) + 1)
        let pad = text.hasPrefix("`") || text.hasSuffix("`") ? " " : ""
        return fence + pad + text + pad + fence
    }

    /// Lines of code as a block of its own, inside a list where it is indented.
    static func block(_ lines: [String], indent: Int = 0) -> String {
        let lines = lines.map { TerminalText.escaped($0) }
        let fence = String(repeating: "`", count: max(3, 1 + (lines.map(longestRun).max() ?? 0)))
        let margin = String(repeating: " ", count: indent)
        return "\n" + ([fence] + lines + [fence]).map { margin + $0 + "\n" }.joined() + "\n"
    }

    /// Backticks that stand together.
    private static func longestRun(_ text: String) -> Int {
        var longest = 0
        var run = 0
        for scalar in text.unicodeScalars {
            run = scalar == "`" ? run + 1 : 0
            longest = max(longest, run)
        }
        return longest
    }

    /// Code in a cell of a table, where a bar would end the cell even in code.
    static func cell(code text: String) -> String { code(text.replacing("|", with: "¦")) }
}
