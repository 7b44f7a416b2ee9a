import Testing

@testable import Reporting

@Suite("Markdown")
struct MarkdownTests {
    @Test(
        "running text is text",
        arguments: [
            ("<b>", "&lt;b&gt;"), ("a*b*_c_", "a\\*b\\*\\_c\\_"), ("[x](y)", "\\[x\\](y)"), ("@all", "`@`all"),
            ("see #12 and # x", "see `#`12 and # x"), ("http://x", "http\\://x"), ("www.x.org", "www\\.x.org"),
            ("1. x", "1\\. x"), ("- x", "\\- x"), ("# x", "\\# x"), ("a|b", "a\\|b"), ("`x`", "\\`x\\`"),
            (":smile:", "\\:smile:"), ("a\u{1b}[1m", "a\\\\x1b\\[1m"), ("at 10:05", "at 10:05"),
            ("~~x~~", "\\~\\~x\\~\\~"),
        ])
    func prose(text: String, source: String) {
        #expect(MarkdownText.prose(text) == source)
    }

    @Test("code has a fence that it cannot end")
    func code() {
        #expect(MarkdownText.code("a") == "`a`")
        #expect(MarkdownText.code("a``b") == "```a``b```")
        #expect(MarkdownText.code("`") == "`` ` ``")
        #expect(MarkdownText.code("a\nb") == "`a\\x0ab`")
        #expect(MarkdownText.cell(code: "a|b") == "`a¦b`")
        #expect(MarkdownText.block(["a", "```"], indent: 2) == "\n  ````\n  a\n  ```\n  ````\n\n")
    }

    @Test("a ticket has verdict, evidence, fix with its setting, and filter")
    func ticket() throws {
        var order = ReportOrder(.markdown)
        order.title = "Ticket 4711"
        order.note = "Since Monday.\nSee @ops."
        var sink = ByteSink()
        _ = RunReport.write(try RecordedRun.of("websocket-nginx-idle-60s").lines, order, to: &sink)
        let text = String(decoding: sink.bytes, as: UTF8.self)
        #expect(text.hasPrefix("# Ticket 4711\n\n> Since Monday.\n> See `@`ops.\n\n**2 of 2 WebSockets broke"))
        for part in [
            "## 1. WebSocket cut after silence", "| packet | flow | what it shows |", "| 31 | 0 | The last frame |",
            "- **nginx**\\: In the location",
            "  ```\n  proxy_read_timeout 3600s;\n  proxy_send_timeout 3600s;\n  ```\n",
            "Wireshark: `tcp.stream in {0, 1}`", "## Flows of these findings",
        ] {
            #expect(text.contains(part), "\(part)")
        }
    }
}
