import Reporting
import Testing

@Suite("explain")
struct ExplainTextTests {
    @Test("paragraphs are wrapped, lists hang, examples stay as they are")
    func layout() {
        let entry = ExplainText(
            code: "tcp.idle-timeout", title: "One side closes an idle connection", severity: "error, warning or info",
            sections: [
                .init(
                    heading: "What it means",
                    text:
                        "One side closes the connection after a time without traffic, and what stood on it goes with it."
                ),
                .init(
                    heading: "How to mend it",
                    text:
                        "- nginx: make the timeout longer than the longest silence that the application allows itself.\n- client: ping\n\n    proxy_read_timeout 3600s;"
                ),
            ])
        var options = ReportOptions()
        options.width = 64
        #expect(
            entry.text(options) == """
                tcp.idle-timeout One side closes an idle connection
                error, warning or info

                What it means
                  One side closes the connection after a time without traffic,
                  and what stood on it goes with it.

                How to mend it
                  - nginx: make the timeout longer than the longest silence that
                    the application allows itself.
                  - client: ping

                    proxy_read_timeout 3600s;

                """)
    }
}
