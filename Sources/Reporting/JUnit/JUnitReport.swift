import Diagnosis
import Records

/// The format `junit`: what CI servers read. A check for every code of the handbook; it fails where a finding of the
/// severity that was asked for, or above, has its code.
///
/// The form is the one that Jenkins, GitLab and GitHub's readers share: `testsuites`, `testsuite`, `testcase`,
/// `failure`, `properties`, `system-out`.
struct JUnitReport {
    private let survey: RunSurvey
    private let order: ReportOrder
    private let failing: Finding.Severity
    private let clock: TextClock

    init(_ survey: RunSurvey, _ order: ReportOrder) {
        self.survey = survey
        self.order = order
        failing = order.failing
        clock = TextClock(from: survey.capture.first, to: survey.capture.last)
    }

    private struct Check {
        var code: String
        var category: String
        var findings: [ReportFinding]
    }

    func write(to sink: inout ByteSink) {
        let checks = checks
        let total = checks.map { max(1, $0.findings.count) }.reduce(0, +)
        let failures = survey.findings.filter { $0.severity >= failing }.count
        let counts = "tests=\"\(total)\" failures=\"\(failures)\" errors=\"0\""
        let seconds = CSVText.seconds(survey.capture.duration ?? 0)
        let name = XMLText.escaped(order.title ?? "hangup \(survey.capture.name)")
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        text += "<testsuites name=\"hangup\" \(counts) time=\"\(seconds)\">\n"
        text += "  <testsuite name=\"\(name)\" \(counts) skipped=\"0\" time=\"\(seconds)\"\(moment)>\n"
        text += properties
        sink.write(text)
        for check in checks { sink.write(cases(check)) }
        sink.write(afterword + "  </testsuite>\n</testsuites>\n")
        sink.flush()
    }

    /// The time of the first packet, as the schema wants it: without a zone.
    private var moment: String {
        guard let first = survey.capture.first else { return "" }
        return " timestamp=\"\(CSVText.time(first).prefix(19))\""
    }

    /// The handbook's codes, and those of a newer program's run.
    private var checks: [Check] {
        var byCode: [String: [ReportFinding]] = [:]
        for finding in survey.findings { byCode[finding.code, default: []].append(finding) }
        var checks = Handbook.entries.map { entry in
            Check(
                code: entry.code, category: entry.category.rawValue,
                findings: byCode.removeValue(forKey: entry.code) ?? [])
        }
        for code in byCode.keys.sorted() {
            let findings = byCode[code] ?? []
            checks.append(Check(code: code, category: findings.first?.category ?? "", findings: findings))
        }
        return checks
    }

    private var properties: String {
        let capture = survey.capture
        var pairs = [
            ("capture", capture.name), ("packets", String(capture.read)), ("flows", String(capture.flows)),
            ("failing", "\(failing.name) and above"), ("version", "\(capture.toolName) \(capture.toolVersion)"),
        ]
        if let note = order.note { pairs.append(("note", note)) }
        for unseen in capture.unseen { pairs.append(("not seen", unseen)) }
        let lines = pairs.map { name, value in
            "      <property name=\"\(XMLText.escaped(name))\" value=\"\(XMLText.escaped(value))\"/>\n"
        }
        return "    <properties>\n" + lines.joined() + "    </properties>\n"
    }

    private func cases(_ check: Check) -> String {
        let family = XMLText.escaped("hangup." + (check.code.split(separator: ".").first.map(String.init) ?? ""))
        guard !check.findings.isEmpty else {
            return "    <testcase classname=\"\(family)\" name=\"\(XMLText.escaped(check.code))\" time=\"0\"/>\n"
        }
        var text = ""
        for finding in check.findings {
            let name = XMLText.escaped("\(check.code) (\(finding.about))")
            text += "    <testcase classname=\"\(family)\" name=\"\(name)\" time=\"0\">\n"
            if finding.severity >= failing {
                let message = XMLText.escaped("\(finding.severity.name): \(finding.title), \(finding.times)")
                text += "      <failure type=\"\(XMLText.escaped(finding.code))\" message=\"\(message)\">"
                text += body(finding) + "</failure>\n"
            } else {
                text += "      <system-out>" + body(finding) + "</system-out>\n"
            }
            text += "    </testcase>\n"
        }
        return text
    }

    /// The finding as lines of text.
    private func body(_ finding: ReportFinding) -> String {
        var lines = [finding.cause, ""]
        lines.append("severity:   \(finding.severity.name) (\(finding.confidence))")
        if let who = finding.who { lines.append("by:         \(who)") }
        let first = finding.first.map { " from \(clock.text($0))" } ?? ""
        lines.append("seen:       \(finding.times)\(first)")
        for evidence in finding.evidence { lines.append("packet \(evidence.packet): \(evidence.text)") }
        for fix in finding.fixes {
            lines.append("fix (\(fix.target)): \(fix.text)")
            lines += fix.setting.map { "    " + $0 }
        }
        if !finding.filter.isEmpty { lines.append("wireshark:  \(finding.filter)") }
        return lines.map { XMLText.escaped($0) }.joined(separator: "\n")
    }

    private var afterword: String {
        guard survey.moreFindings > 0 else { return "" }
        let words = Quantity.count(survey.moreFindings, "more finding") + " left out: --format jsonl has all"
        return "    <system-out>\(XMLText.escaped(words))</system-out>\n"
    }
}
