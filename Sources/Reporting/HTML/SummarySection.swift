import Diagnosis
import Records

/// The first screen: how it stands, how many lived and broke and why, when it broke, and how well it could be seen.
struct SummarySection {
    /// Causes with a bar.
    private static let causeLimit = 6

    private let report: Report
    private let clock: TextClock

    init(_ report: Report, _ clock: TextClock) {
        self.report = report
        self.clock = clock
    }

    var markup: Markup {
        let verdict = ReportVerdict(report)
        let state = verdict.worst.map { $0 >= .warning ? $0.name : "calm" } ?? "calm"
        let lead: Markup = verdict.lead.isEmpty ? "" : "<p class=\"lead\">\(verdict.lead)</p>\n"
        return """
            <section id="summary" class="summary \(state)" aria-labelledby="verdict">
            <p class="overline">\(report.title)</p>
            <h1 id="verdict">\(verdict.sentence)</h1>
            \(lead)\(first)\(note)\(fault)<div class="figures">
            \(fates)\(causes)</div>
            \(TimelineDrawing(report, clock).markup)\(quality)</section>

            """
    }

    /// The way to what mends the first finding.
    private var first: Markup {
        guard let finding = report.findings.first, finding.severity >= .warning, let fix = finding.fixes.first else {
            return ""
        }
        let more = finding.fixes.count > 1 ? ", and \(finding.fixes.count - 1) more" : ""
        return """
            <p class="mend"><a href="#f-\(finding.id)">How to mend it</a> <span>in \(fix.target)\(more)</span></p>

            """
    }

    private var note: Markup {
        guard let note = report.order.note, !note.isEmpty else { return "" }
        let lines = note.split(separator: "\n", omittingEmptySubsequences: false).map { line -> Markup in
            "\(String(line))"
        }
        return "<blockquote class=\"ticket\"><p>\(lines.joined("<br>"))</p></blockquote>\n"
    }

    private var fault: Markup {
        if let fault = report.fault {
            return """
                <p class="alarm" role="note">The run could not be read to its end (\(fault.description)): this report tells what \
                was read until then.</p>

                """
        }
        guard report.capture.isWhole else {
            return """
                <p class="alarm" role="note">The run ends before its last line: whoever wrote it was stopped. This report tells \
                what it holds.</p>

                """
        }
        return ""
    }

    // MARK: Lived and broke

    private var fates: Markup {
        let kinds: [(String, Report.Tally)] = [
            ("Sessions", report.sessionTally), ("WebSockets", report.socketTally), ("Connections", report.flowTally),
        ]
        let rows = kinds.filter { $0.1.total > 0 }.map { name, tally in fate(name, tally) }
        guard !rows.isEmpty else { return "" }
        let least: Markup =
            report.isTallyLow
            ? "<p class=\"note\">More broke than findings list one by one: these are the least.</p>" : ""
        return """
            <div class="panel">
            <h2>Lived and broke</h2>
            <dl class="fates">\(rows)</dl>\(least)
            </div>

            """
    }

    private func fate(_ name: String, _ tally: Report.Tally) -> Markup {
        let parts: [(String, UInt64, String)] = [
            ("broke", tally.broke, "broke"), ("ended", tally.ended, "ended in order"), ("lived", tally.lived, "lived"),
        ]
        let shown = parts.filter { $0.1 > 0 || $0.0 == "broke" }
        let words = shown.map { kind, count, words -> Markup in
            "<span class=\"\(kind)\"><b>\(Quantity.count(count))</b> \(words)</span>"
        }
        var left = 0.0
        let bars = parts.map { kind, count, _ -> Markup in
            guard count > 0 else { return "" }
            // What is there is seen, however small its share.
            let width = max(0.8, 100 * Double(count) / Double(tally.total))
            let x = min(left, 100 - width)
            left = x + width
            return "<rect class=\"\(kind)\" x=\"\(x)%\" width=\"\(width)%\" height=\"10\"/>"
        }
        return """
            <div><dt>\(name)</dt><dd><svg class="bar" width="100%" height="10" aria-hidden="true">\(bars)</svg>\
            <span class="counts">\(words.joined(" "))</span></dd></div>

            """
    }

    private var causes: Markup {
        guard let most = report.causes.map(\.count).max(), most > 0 else { return "" }
        let rows = report.causes.prefix(Self.causeLimit).map { cause -> Markup in
            let width = max(1.5, 100 * Double(cause.count) / Double(most))
            let target = report.findings.first { $0.code == cause.code }?.id ?? ""
            return """
                <li><a href="#f-\(target)"><span class="cause-title">\(cause.title)</span> <code>\(cause.code)</code></a>\
                <span class="count">\(Quantity.count(cause.count))<span class="unseen"> times, \(cause.severity.name)</span></span>\
                <svg class="bar" width="100%" height="6" aria-hidden="true"><rect class="\(cause.severity.name)" \
                width="\(width)%" height="6"/></svg></li>

                """
        }
        let more = report.causes.count - Self.causeLimit
        let rest: Markup =
            more > 0
            ? "<p class=\"note\">and \(Quantity.count(UInt64(more), "more cause")) <a href=\"#findings\">among the findings</a></p>"
            : ""
        return """
            <div class="panel">
            <h2>Why</h2>
            <ol class="causes">\(Array(rows))</ol>\(rest)
            </div>

            """
    }

    // MARK: Quality

    private var quality: Markup {
        let unseen = report.capture.unseen
        let words: Markup =
            unseen.isEmpty
            ? "nothing is known to be missing"
            : unseen.prefix(4).map { part -> Markup in "<li>\(part)</li>" }.joined()
        let more: Markup = unseen.count > 4 ? "<li><a href=\"#capture\">and \(unseen.count - 4) more</a></li>" : ""
        let list: Markup = unseen.isEmpty ? words : "<ul>\(words)\(more)</ul>"
        return """
            <dl class="quality">
            <div><dt>Read</dt><dd>\(report.capture.name), \(Quantity.count(report.capture.read, "packet"))</dd></div>
            <div><dt>Seen</dt><dd>\(report.capture.seen.joined(separator: " · "))</dd></div>
            <div class="\(unseen.isEmpty ? "whole" : "lacking")"><dt>Not seen</dt><dd>\(list)</dd></div>
            </dl>

            """
    }
}
