/// An entry of the handbook on a terminal.
public struct ExplainText: Sendable {
    /// A part of an entry.
    public struct Section: Sendable {
        public var heading: String
        /// Paragraphs are lines; a line that begins with `- ` is an item of a list, one with four spaces an example.
        public var text: String

        public init(heading: String, text: String) {
            self.heading = heading
            self.text = text
        }
    }

    public var code: String
    public var title: String
    /// As the handbook says it: a severity's name, or several and when.
    public var severity: String
    public var sections: [Section]

    public init(code: String, title: String, severity: String, sections: [Section]) {
        self.code = code
        self.title = title
        self.severity = severity
        self.sections = sections
    }

    /// The entry as lines for a terminal.
    public func text(_ options: ReportOptions = ReportOptions()) -> String {
        var page = TextPage(width: min(options.width, ExplainText.comfortable), usesColor: options.usesColor)
        page.paragraph([.init(code, .strong), .init(title)], hanging: 0)
        if !severity.isEmpty { page.paragraph([.init(severity, .faint)], hanging: 0) }
        for section in sections {
            page.blank()
            page.line([.init(section.heading, .strong)])
            for line in section.text.split(separator: "\n", omittingEmptySubsequences: false) {
                ExplainText.write(String(line), to: &page)
            }
        }
        return page.text
    }

    /// Columns beyond which running text is tiring.
    private static let comfortable = 96

    private static func write(_ line: String, to page: inout TextPage) {
        if line.isEmpty {
            page.blank()
        } else if line.hasPrefix("- ") {
            page.paragraph([.init(String(line.dropFirst(2)))], lead: [.init("  -")], hanging: 4)
        } else if line.hasPrefix("    ") {
            page.line([.init(line)])
        } else {
            page.paragraph([.init(line)], hanging: 2)
        }
    }
}
