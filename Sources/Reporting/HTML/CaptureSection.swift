import Records

/// What was read, where every packet went, and what could not be seen.
struct CaptureSection {
    private static let sourceLimit = 50

    private let report: Report
    private let clock: TextClock

    init(_ report: Report, _ clock: TextClock) {
        self.report = report
        self.clock = clock
    }

    var markup: Markup {
        let capture = report.capture
        let unseen: Markup =
            capture.unseen.isEmpty
            ? "<p>Nothing is known to be missing.</p>"
            : "<ul>\(capture.unseen.map { part -> Markup in "<li>\(part)</li>" })</ul>"
        return """
            <section id="capture" aria-labelledby="capture-title">
            <h2 id="capture-title">Capture</h2>
            <div class="columns">
            <div><h3>Read</h3>\(sources)\(times)</div>
            <div><h3>Not seen</h3>\(unseen)\(packets)</div>
            </div>
            </section>

            """
    }

    private var sources: Markup {
        let rows = report.capture.sources.prefix(Self.sourceLimit).map { source -> Markup in
            let state = source.error ?? (source.truncated ? "cut in its last packet" : "")
            return """
                <tr><th scope="row"><code>\(source.path)</code></th><td>\(source.format), \(source.linkType)</td>\
                <td class="n">\(Quantity.count(source.packets))</td><td class="n">\(Quantity.bytes(source.bytes))</td><td>\(state)</td></tr>

                """
        }
        let more = report.capture.sources.count - rows.count
        let rest: Markup = more > 0 ? "<p class=\"note\">and \(more) more files</p>" : ""
        return """
            <div class="scroll" role="region" aria-label="Files that were read" tabindex="0"><table>
            <thead><tr><th scope="col">file</th><th scope="col">kind</th><th scope="col" class="n">packets</th>\
            <th scope="col" class="n">size</th><th scope="col">state</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>\(rest)

            """
    }

    private var times: Markup {
        guard let first = report.capture.first, let last = report.capture.last else { return "" }
        return """
            <p>From <time datetime="\(CSVText.time(first))">\(TextClock.day(first)) \(TextClock.time(first))</time> to \
            <time datetime="\(CSVText.time(last))">\(TextClock.day(last)) \(TextClock.time(last))</time> UTC, \
            \(Quantity.duration(last.seconds(since: first)))<span id="local-time"></span>.</p>

            """
    }

    /// Every packet that was read is analyzed or passed over, and the sum is said.
    private var packets: Markup {
        let capture = report.capture
        let reasons = capture.passedOver.map { reason -> Markup in
            "<tr><td>\(reason.name.replacing("_", with: " "))</td><td class=\"n\">\(Quantity.count(reason.count))</td></tr>"
        }
        let twice: Markup =
            capture.duplicates > 0
            ? "<p>\(Quantity.count(capture.duplicates, "packet")) captured more than once, and counted once.</p>" : ""
        return """
            <table><caption>Where the packets went</caption>
            <tbody><tr><td>in TCP flows</td><td class="n">\(Quantity.count(capture.analyzed))</td></tr>\(reasons)\
            <tr class="sum"><td>read</td><td class="n">\(Quantity.count(capture.read))</td></tr></tbody></table>\(twice)

            """
    }
}
