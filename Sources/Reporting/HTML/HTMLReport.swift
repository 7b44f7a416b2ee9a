import Crypto
import Page
import Records

/// The format `html`: one page that needs nothing but itself.
///
/// Style and script stand inside, and the page's own policy names their hashes: nothing else is loaded or run, whatever
/// a value from the wire looks like. What a script does not have to draw is in the page before any script runs.
struct HTMLReport {
    let report: Report
    let clock: TextClock

    init(_ report: Report) {
        self.report = report
        clock = TextClock(from: report.capture.first, to: report.capture.last)
    }

    func write(to sink: inout ByteSink) {
        sink.write(head.html)
        sink.write("<style>")
        sink.write(Page.style)
        sink.write("</style>\n</head>\n")
        sink.write(opening.html)
        sink.write(SummarySection(report, clock).markup.html)
        FindingsSection(report, clock).write(to: &sink)
        sink.write(TopologyDrawing(report).section.html)
        sink.write(SessionsSection(report, clock).markup.html)
        sink.write(flowSection.html)
        sink.write(ServersSection(report).markup.html)
        sink.write(SocketsSection(report, clock).markup.html)
        sink.write(CaptureSection(report, clock).markup.html)
        sink.write(closing.html)
        PageData(report).write(to: &sink)
        sink.write("<script>")
        sink.write(Page.script)
        sink.write("</script>\n</body>\n</html>\n")
        sink.flush()
    }

    private static func hash(_ text: [UInt8]) -> String {
        "'sha256-" + Base64.text(Array(SHA256.hash(data: text))) + "'"
    }

    private var head: Markup {
        let policy =
            "default-src 'none'; style-src \(Self.hash(Page.style)); script-src \(Self.hash(Page.script)); "
            + "base-uri 'none'; form-action 'none'"
        return """
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="\(policy)">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <meta name="referrer" content="no-referrer">
            <meta name="generator" content="\(report.capture.toolName) \(report.capture.toolVersion)">
            <title>\(report.title)</title>

            """
    }

    private var opening: Markup {
        """
        <body>
        <a class="skip" href="#findings">Skip to the findings</a>
        <header class="masthead">
        <p class="brand"><span class="mark" aria-hidden="true"></span>hangup <span>session-drop report</span></p>
        <nav aria-label="Parts of the report"><ul>\(links)</ul></nav>
        </header>
        <main>

        """
    }

    private var links: Markup {
        var parts: [(String, String)] = [("findings", "Findings")]
        if !report.topology.nodes.isEmpty { parts.append(("topology", "Who talks to whom")) }
        if !report.sessions.isEmpty { parts.append(("sessions", "Sessions")) }
        parts.append(("flows", "Flows"))
        if !report.servers.isEmpty { parts.append(("tls", "TLS")) }
        if !report.sockets.isEmpty { parts.append(("websockets", "WebSockets")) }
        parts.append(("capture", "Capture"))
        return parts.map { id, name -> Markup in "<li><a href=\"#\(id)\">\(name)</a></li>" }.joined()
    }

    /// The table's frame; the script fills it from the data.
    private var flowSection: Markup {
        let shown = UInt64(report.flows.count)
        var note: Markup = "\(Quantity.count(report.flowCount, "connection"))."
        if report.flowCount > shown {
            note += """
                 Here are \(Quantity.count(shown)): those that findings name, those with something notable, then the \
                first of the others. The format <code>csv</code> has all of them.
                """
        }
        return """
            <section id="flows" aria-labelledby="flows-title">
            <h2 id="flows-title">Flows</h2>
            <p class="note">\(note)</p>
            <noscript><p class="note">The table needs JavaScript; the format <code>csv</code> does not.</p></noscript>
            <div id="flow-table"></div>
            </section>

            """
    }

    private var closing: Markup {
        let tool = "\(report.capture.toolName) \(report.capture.toolVersion)"
        return """
            </main>
            <footer>
            <p>Made by \(tool). \(report.capture.secrecy) Packet numbers are Wireshark’s \
            <code>frame.number</code>, flow numbers its <code>tcp.stream</code>. Times are UTC.</p>
            </footer>

            """
    }
}
