import Crypto
import Foundation
import Page
import Testing

@testable import Reporting

@Suite("HTML")
struct HTMLTests {
    private func page(_ scenario: String, _ change: (inout ReportOrder) -> Void = { _ in }) throws -> String {
        var order = ReportOrder(.html)
        change(&order)
        var sink = ByteSink()
        _ = RunReport.write(try RecordedRun.of(scenario).lines, order, to: &sink)
        return String(decoding: sink.bytes, as: UTF8.self)
    }

    @Test("its policy allows its own style and script, and nothing else")
    func policy() throws {
        let page = try page("websocket-nginx-idle-60s")
        for (part, name) in [(Page.style, "style"), (Page.script, "script")] {
            let hash = Data(SHA256.hash(data: part)).base64EncodedString()
            #expect(page.contains("\(name)-src &#39;sha256-\(hash)&#39;"))
        }
        #expect(page.contains("content=\"default-src &#39;none&#39;; "))
        for word in [
            " src=", "@import", "url(", "http-equiv=\"refresh", "style=\"", "onclick", "<link", "<iframe", "<base",
        ] {
            #expect(!page.contains(word), "\(word)")
        }
        #expect(page.firstMatch(of: /href="(?!#)/) == nil, "a link leads out of the page")
    }

    @Test("it has landmarks, one heading of the first order, and names for its parts")
    func landmarks() throws {
        let page = try page("affinity-missing-round-robin")
        #expect(page.contains("<html lang=\"en\">") && page.components(separatedBy: "<h1").count == 2)
        for tag in ["<header", "<nav aria-label", "<main>", "<footer>", "class=\"skip\""] {
            #expect(page.contains(tag), "\(tag)")
        }
        let ids = page.matches(of: #/ id="([^"]+)"/#).map { String($0.1) }
        #expect(Set(ids).count == ids.count)
        for target in page.matches(of: /href="#([^"]+)"/) { #expect(ids.contains(String(target.1)), "\(target.1)") }
        for names in page.matches(of: /aria-labelledby="([^"]+)"/) {
            #expect(ids.contains(String(names.1)), "\(names.1)")
        }
    }

    @Test("title and note are text, in lines")
    func words() throws {
        let page = try page("cookie-returned-healthy") {
            $0.title = "<b>4711</b>"
            $0.note = "first & second\n<script>alert(1)</script>"
        }
        #expect(page.contains("<title>&lt;b&gt;4711&lt;/b&gt;</title>"))
        #expect(page.contains("first &amp; second<br>&lt;script&gt;"))
    }

    @Test("settings and filters are there to be copied, in lines")
    func settings() throws {
        let page = try page("websocket-nginx-idle-60s")
        #expect(page.contains("<code>proxy_read_timeout 3600s;\nproxy_send_timeout 3600s;</code><button"))
        #expect(page.contains("<code>tcp.stream in {0, 1}</code><button"))
    }

    @Test("the handbook is told once for each code")
    func handbook() throws {
        let page = try page("hostile-values")
        let exposed = page.components(separatedBy: "data-code=\"session.exposed\"").count - 1
        #expect(exposed == 2)
        #expect(page.components(separatedBy: "id=\"h-session.exposed\"").count == 2)
        #expect(page.contains("<a href=\"#h-session.exposed\">"))
    }

    @Test("only what is escaped gets in")
    func escaping() {
        let value = "<a href='x'>\"&\u{202e}"
        let markup: Markup = "<p title=\"\(value)\">\(value)\(nil as String?)\(3)\(1.006)</p>"
        let escaped = "&lt;a href=&#39;x&#39;&gt;&quot;&amp;\\u{202e}"
        #expect(markup.html == "<p title=\"\(escaped)\">\(escaped)31.01</p>")
    }
}
