import Diagnosis
import Records

/// The format `markdown`: the report as text for a ticket.
struct MarkdownReport {
    /// Findings told in full, and those for information in a line each.
    private static let findingLimit = 40
    private static let lineLimit = 20
    private static let evidenceLimit = 8
    private static let occurrenceLimit = 5
    private static let flowLimit = 20

    private let report: Report
    private let clock: TextClock

    init(_ report: Report) {
        self.report = report
        clock = TextClock(from: report.capture.first, to: report.capture.last)
    }

    func write(to sink: inout ByteSink) {
        sink.write(head)
        let told = report.findings.filter { $0.severity > .info }
        for (index, finding) in told.prefix(Self.findingLimit).enumerated() {
            sink.write(section(finding, number: index + 1))
        }
        sink.write(rest(told.count - min(told.count, Self.findingLimit)))
        sink.write(flows)
        sink.write(foot)
        sink.flush()
    }

    private func prose(_ text: String) -> String { MarkdownText.prose(text) }

    private var head: String {
        let verdict = ReportVerdict(report)
        var text = "# \(prose(report.title))\n\n"
        if let note = report.order.note {
            let lines = note.split(separator: "\n", omittingEmptySubsequences: false).map { "> " + prose(String($0)) }
            text += lines.joined(separator: "\n") + "\n\n"
        }
        text += "**\(prose(verdict.sentence))**\n\n"
        if !verdict.lead.isEmpty { text += prose(verdict.lead) + "\n\n" }
        text += "| | |\n|---|---|\n"
        text += "| read | \(sources) |\n"
        if let times { text += "| when | \(prose(times)) |\n" }
        text += "| seen | \(prose(report.capture.seen.joined(separator: " · "))) |\n"
        for (name, tally) in tallies { text += "| \(name) | \(prose(tally)) |\n" }
        let unseen = report.capture.unseen
        text +=
            "| not seen | "
            + (unseen.isEmpty ? "nothing is known to be missing" : unseen.map(prose).joined(separator: "<br>")) + " |\n"
        if !report.findingTally.isEmpty { text += "| found | \(report.findingTally) |\n" }
        return text + "\n"
    }

    private var sources: String {
        let capture = report.capture
        let bytes = capture.sources.reduce(UInt64(0)) { $0 &+ $1.bytes }
        let names = capture.sources.prefix(5).map { MarkdownText.cell(code: $0.path) }.joined(separator: ", ")
        let more = capture.sources.count > 5 ? " and \(capture.sources.count - 5) more" : ""
        return "\(names)\(more), \(Quantity.count(capture.read, "packet")), \(Quantity.bytes(bytes))"
    }

    private var times: String? {
        guard let first = report.capture.first, let last = report.capture.last else { return nil }
        let isOneDay = TextClock.day(first) == TextClock.day(last)
        let end = (isOneDay ? "" : TextClock.day(last) + " ") + TextClock.time(last)
        let length = Quantity.duration(last.seconds(since: first))
        return "\(TextClock.day(first)) \(TextClock.time(first)) – \(end) UTC, \(length)"
    }

    private var tallies: [(String, String)] {
        let kinds: [(String, Report.Tally)] = [
            ("sessions", report.sessionTally), ("WebSockets", report.socketTally), ("connections", report.flowTally),
        ]
        return kinds.filter { $0.1.total > 0 }.map { name, tally in
            var parts = ["\(Quantity.count(tally.lived)) lived"]
            if tally.ended > 0 { parts.append("\(Quantity.count(tally.ended)) ended in order") }
            parts.append("\(Quantity.count(tally.broke)) broke")
            return (name, parts.joined(separator: ", "))
        }
    }

    // MARK: Findings

    private func section(_ finding: ReportFinding, number: Int) -> String {
        var text = "## \(number). \(prose(finding.title))\n\n"
        text += "**\(finding.severity.name)** \(MarkdownText.code(finding.code)), \(prose(finding.confidence))"
        text += ", \(prose(finding.about)), \(finding.times)"
        if let first = finding.first { text += " from \(prose(clock.text(first)))" }
        if let who = finding.who { text += ", by \(prose(who))" }
        text += "\n\n\(prose(finding.cause))\n\n"
        text += evidence(finding) + occurrences(finding) + fixes(finding)
        if !finding.filter.isEmpty { text += "Wireshark: \(MarkdownText.code(finding.filter))\n\n" }
        return text
    }

    private func evidence(_ finding: ReportFinding) -> String {
        guard !finding.evidence.isEmpty else { return "" }
        var text = "| packet | flow | what it shows |\n|--:|--:|---|\n"
        for piece in finding.evidence.prefix(Self.evidenceLimit) {
            text += "| \(piece.packet) | \(piece.flow.map(String.init) ?? "") | \(prose(piece.text)) |\n"
        }
        let more = finding.evidence.count - Self.evidenceLimit
        return text + "\n" + (more > 0 ? "and \(Quantity.count(UInt64(more), "more packet"))\n\n" : "")
    }

    private func occurrences(_ finding: ReportFinding) -> String {
        guard finding.count > 1 else { return "" }
        let shown = finding.occurrences.dropFirst().prefix(Self.occurrenceLimit)
        var text = shown.isEmpty ? "" : "Again:\n\n"
        for occurrence in shown {
            text += "- packet \(occurrence.packet)"
            if let time = occurrence.time { text += " at \(prose(clock.text(time)))" }
            if let flow = occurrence.flow { text += ", flow \(flow)" }
            if let session = occurrence.session { text += ", session \(MarkdownText.code(session))" }
            if !occurrence.note.isEmpty { text += "\\: \(prose(occurrence.note))" }
            text += "\n"
        }
        let more = finding.count &- 1 &- UInt64(min(UInt64(shown.count), finding.count &- 1))
        if more > 0 { text += "- and \(Quantity.count(more, "more time"))\n" }
        return text + "\n"
    }

    private func fixes(_ finding: ReportFinding) -> String {
        guard !finding.fixes.isEmpty else { return "" }
        var text = "How to mend it:\n\n"
        for fix in finding.fixes {
            text += "- **\(prose(fix.target))**\\: \(prose(fix.text))\n"
            if !fix.setting.isEmpty { text += MarkdownText.block(fix.setting, indent: 2) }
        }
        return text + "\n"
    }

    /// Findings that are not told in full.
    private func rest(_ more: Int) -> String {
        var text = ""
        let informing = report.findings.filter { $0.severity == .info }
        if !informing.isEmpty {
            text += "## For information\n\n"
            for finding in informing.prefix(Self.lineLimit) {
                text += "- \(MarkdownText.code(finding.code)) \(prose(finding.title)), \(finding.times), "
                text += "\(prose(finding.about))\n"
            }
            if informing.count > Self.lineLimit { text += "- and \(informing.count - Self.lineLimit) more\n" }
            text += "\n"
        }
        let left = UInt64(max(0, more)) + report.moreFindings
        if left > 0 { text += "\(Quantity.count(left, "more finding")) left out.\n\n" }
        return text
    }

    // MARK: Flows

    /// The flows that findings name.
    private var flows: String {
        let named = report.flows.filter { !$0.findings.isEmpty }
        guard !named.isEmpty else { return "" }
        var text = "## Flows of these findings\n\n"
        text += "| flow | client | server | protocols | lasted | bytes | longest silence | end |\n"
        text += "|--:|---|---|---|--:|--:|--:|---|\n"
        for flow in named.prefix(Self.flowLimit) {
            let cells = [
                String(flow.id), MarkdownText.cell(code: flow.client.text), MarkdownText.cell(code: flow.server.text),
                prose(flow.stack), Quantity.duration(flow.duration),
                Quantity.bytes(flow.bytes.client &+ flow.bytes.server),
                flow.story.longest.map { Quantity.seconds($0.seconds) } ?? "", prose(flow.ending),
            ]
            text += "| " + cells.joined(separator: " | ") + " |\n"
        }
        let more = named.count - Self.flowLimit
        return text + "\n" + (more > 0 ? "and \(Quantity.count(UInt64(more), "more flow"))\n\n" : "")
    }

    private var foot: String {
        var text = ""
        if let fault = report.fault { text += "The run could not be read to its end: \(prose(fault.description)).\n\n" }
        let tool = prose("\(report.capture.toolName) \(report.capture.toolVersion)")
        return text + "---\n\nMade by \(tool). \(report.capture.secrecy)\n"
    }
}
