import Foundation
import Testing

@testable import Reporting

/// The capture whose every value means harm; see captures/hostile-values.
@Suite("Hostile values")
struct HostileTests {
    private static let run = Result { try RecordedRun.of("hostile-values") }

    private func text(_ format: String) throws -> String { try Self.run.get().text(format) }

    @Test("they are told, so that what follows proves something", arguments: RecordedRun.formats)
    func told(format: String) throws {
        #expect(try text(format).contains("PWNED"))
    }

    @Test("HTML holds them as text, in markup and in the script's data")
    func html() throws {
        let page = try text("html")
        for markup in [
            "<script>PWNED", "<img src", "<img/src", "<svg/onload", "<b>PWNED", "<i>PWNED", "<!--", "' onmouseover",
            "\" onmouseover", "href=\"javascript", "href=\"http",
        ] {
            #expect(!page.contains(markup), "\(markup)")
        }
        #expect(page.contains("&lt;script&gt;PWNED"))
        #expect(page.contains("\\u003cscript>PWNED"))
    }

    @Test("Markdown holds them as text: no tag, link, picture, mention, or reference")
    func markdown() throws {
        let source = Self.withoutCode(try text("markdown"))
        #expect(!source.replacing("<br>", with: "").contains("<"))
        for markup in ["](", "![", "@PWNED", "#1", "http://", "javascript:"] {
            #expect(!source.contains(markup), "\(markup)")
        }
        #expect(source.contains("&lt;script&gt;PWNED"))
    }

    /// Without fenced blocks and code in lines, whose content Markdown takes as it is.
    private static func withoutCode(_ text: String) -> String {
        var lines: [Substring] = []
        var fence: Substring?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            let ticks = line.drop { $0 == " " }.prefix { $0 == "`" }
            if let open = fence {
                if ticks == open { fence = nil }
            } else if ticks.count >= 3 {
                fence = ticks
            } else {
                lines.append(line)
            }
        }
        let pattern = try? NSRegularExpression(pattern: "(?<!`)(`+)(?!`).*?(?<!`)\\1(?!`)")
        let rest = lines.joined(separator: "\n")
        let whole = NSRange(location: 0, length: rest.utf16.count)
        return pattern?.stringByReplacingMatches(in: rest, range: whole, withTemplate: "") ?? rest
    }

    @Test("CSV holds no formula")
    func csv() throws {
        let fields = CSVTable(try text("csv")).rows.dropFirst().joined()
        #expect(fields.contains("'=cmd|'/c PWNED'!A1"))
        #expect(!fields.contains { CSVTable.isFormula($0) })
    }

    @Test("JUnit's values are text of XML")
    func junit() throws {
        let source = try text("junit")
        #expect(!source.contains("<script") && !source.contains("<img") && !source.contains("<svg"))
        #expect(source.contains("&lt;script&gt;PWNED"))
    }

    @Test("ECS and JSON lines have the fields that they should have, and no more")
    func json() throws {
        for format in ["ecs", "jsonl"] {
            for line in try text(format).split(separator: "\n") {
                let object = try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any]
                #expect(object?["PWNED"] == nil)
                #expect(object?[format == "ecs" ? "@timestamp" : "record"] != nil)
            }
        }
    }

    @Test("a terminal is told nothing, with colours or without", arguments: [false, true])
    func terminal(color: Bool) throws {
        var page = TextPage(width: 80, usesColor: color)
        for value in [
            "\u{1b}[2J\u{1b}]0;PWNED\u{7}", "\u{9b}1m\u{8}", "\u{202e}DENWP\u{202c}\u{2066}", "PWNED\u{fffd}\r\n",
        ] {
            page.paragraph([.init(value, .error)], lead: [.init(value, .faint)], hanging: 4)
            page.line([.init(value, .strong)])
        }
        let rest = page.text.replacing(/\u{1b}\[[0-9;]*m/, with: "").replacing("\n", with: "")
        #expect(!rest.unicodeScalars.contains { HiddenText.isHidden($0.value) })
        #expect(rest.contains("\\x1b[2J"))
        #expect(color == page.text.contains("\u{1b}[1;31m"))
    }
}
