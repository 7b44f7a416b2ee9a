import Diagnosis

/// The handbook as Markdown pages, one a code, and their index: what `docs/findings` holds.
public enum HandbookPages {
    public struct Page: Sendable {
        /// The file's name.
        public var name: String
        public var text: String
    }

    /// All pages, the index first.
    public static var all: [Page] {
        [Page(name: "README.md", text: index)]
            + Handbook.entries.map { Page(name: "\($0.code).md", text: text($0)) }
    }

    /// One entry as a page.
    static func text(_ entry: HandbookEntry) -> String {
        var text = "# \(entry.title)\n\n"
        text +=
            "`\(entry.code)` · layer \(entry.layer) · \(entry.category.rawValue) · severity: \(prose(entry.severityRule))\n\n"
        text += "## What it means\n\n\(prose(entry.meaning))\n\n"
        text += "## How to be sure\n\n\(prose(entry.proof))\n\n"
        text += "## How to mend it\n\n"
        for fix in entry.mending {
            text += "- **\(prose(fix.target))**: \(prose(fix.text))\n"
            if !fix.settingLines.isEmpty { text += MarkdownText.block(fix.settingLines, indent: 2) }
        }
        while text.hasSuffix("\n\n") { text.removeLast() }
        return text + "\n[All findings](README.md) · the same in a terminal: `hangup explain \(entry.code)`\n"
    }

    private static var index: String {
        var text = "# Findings\n\nWhat hangup concludes, what it means, and how it is mended. "
        text += "Made from the program's own handbook by `make handbook`.\n"
        var family = ""
        for entry in Handbook.entries {
            let own = String(entry.code.prefix { $0 != "." })
            if own != family {
                family = own
                text += "\n## \(family)\n\n| code | severity | what |\n|---|---|---|\n"
            }
            let severities = entry.severities.map(\.name).joined(separator: ", ")
            text += "| [\(entry.code)](\(entry.code).md) | \(severities) | \(prose(entry.title)) |\n"
        }
        return text
    }

    private static func prose(_ text: String) -> String { MarkdownText.prose(text) }
}
