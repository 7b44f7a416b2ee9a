import Diagnosis
import Records

/// The findings, with what filters them.
struct FindingsSection {
    /// Hosts and sessions that can be chosen.
    private static let choiceLimit = 500

    private let report: Report
    private let clock: TextClock

    init(_ report: Report, _ clock: TextClock) {
        self.report = report
        self.clock = clock
    }

    func write(to sink: inout ByteSink) {
        sink.write(
            ("""
            <section id="findings" aria-labelledby="findings-title">
            <h2 id="findings-title">Findings</h2>
            \(tally)\(filters)<div class="findings" id="finding-list">

            """ as Markup).html)
        var told: Set<String> = []
        for (index, finding) in report.findings.enumerated() {
            let stories = (report.storiesByFinding[finding.id] ?? []).map { report.stories[$0] }
            let card = FindingCard(
                finding, number: index + 1, stories: stories, tellsHandbook: told.insert(finding.code).inserted,
                clock: clock)
            sink.write(card.markup.html)
        }
        sink.write(("</div>\n\(more)</section>\n\n" as Markup).html)
    }

    private var tally: Markup {
        if report.findings.isEmpty { return "<p class=\"note\">There are none.</p>\n" }
        let isAnswer = report.findings.count > 1 && (report.worst ?? .info) >= .warning
        let first = isAnswer ? " The first one is the answer." : ""
        return "<p class=\"note\">\(report.findingTally).\(first)</p>\n"
    }

    private var more: Markup {
        guard report.moreFindings > 0 else { return "" }
        let count = Quantity.count(report.moreFindings, "more finding")
        return "<p class=\"note\">\(count) left out here: the format <code>jsonl</code> has all.</p>\n"
    }

    // MARK: Filters

    private var filters: Markup {
        guard report.findings.count > 1 else { return "" }
        return """
            <form class="filters" id="filters" aria-label="Filter the findings" hidden>
            <fieldset><legend>Severity</legend>\(severities)</fieldset>
            \(choice("cause", "Cause", codes))\(choice("host", "Host", hosts))\(choice("session", "Session", sessions))\
            <button type="reset">All</button>
            <output id="filter-count" aria-live="polite"></output>
            </form>

            """
    }

    private var severities: Markup {
        Finding.Severity.allCases.reversed().compactMap { severity -> Markup? in
            let count = report.findings.filter { $0.severity == severity }.count
            guard count > 0 else { return nil }
            return """
                <label class="\(severity.name)"><input type="checkbox" name="severity" value="\(severity.name)" checked>\
                <span>\(severity.name) <small>\(count)</small></span></label>
                """
        }.joined()
    }

    private func choice(_ name: String, _ title: String, _ values: [(value: String, count: Int)]) -> Markup {
        guard values.count > 1 else { return "" }
        let options = values.prefix(Self.choiceLimit).map { value, count -> Markup in
            "<option value=\"\(value)\">\(value) (\(count))</option>"
        }
        return """
            <label>\(title)<select name="\(name)"><option value="">any</option>\(options)</select></label>

            """
    }

    private var codes: [(value: String, count: Int)] { counted(report.findings.map { [$0.code] }) }

    private var hosts: [(value: String, count: Int)] { counted(report.findings.map { FindingCard.hosts(of: $0) }) }

    private var sessions: [(value: String, count: Int)] { counted(report.findings.map(\.sessions)) }

    /// Each value with the findings that have it, in the order of the findings.
    private func counted(_ lists: [[String]]) -> [(value: String, count: Int)] {
        var counts: [String: Int] = [:]
        var order: [String] = []
        for list in lists {
            for value in list {
                if counts[value] == nil { order.append(value) }
                counts[value, default: 0] += 1
            }
        }
        return order.map { ($0, counts[$0] ?? 0) }
    }
}
