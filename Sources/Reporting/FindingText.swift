import Diagnosis
import Records

/// A finding as a good compiler tells an error: what, where, by whom, why, and how to mend it.
struct FindingText {
    /// Columns of the words at the left.
    private static let hanging = 12
    /// Pieces of evidence, and further occurrences, that are shown.
    private static let evidenceLimit = 6
    private static let occurrenceLimit = 3
    /// Columns for the software of a fix.
    private static let targetLimit = 18

    let finding: Finding
    let number: Int
    let clock: TextClock

    static func style(of severity: Finding.Severity) -> TextPage.Style {
        switch severity {
        case .error: .error
        case .warning: .warning
        case .notice: .notice
        case .info: .info
        }
    }

    func write(to page: inout TextPage, redactor: inout Redactor) {
        title(&page, &redactor)
        guard finding.severity > .info else { return }
        row("where", place(&redactor), &page)
        row("by", actor, &page)
        row("cause", redactor.shownProse(finding.cause), &page)
        evidence(&page, &redactor)
        fixes(&page, &redactor)
        row("filter", redactor.shownProse(finding.displayFilter), &page)
        occurrences(&page, &redactor)
        if !finding.related.isEmpty { row("see also", finding.related.joined(separator: ", "), &page) }
    }

    private func title(_ page: inout TextPage, _ redactor: inout Redactor) {
        let style = FindingText.style(of: finding.severity)
        var spans: [TextPage.Span] = [
            .init("\(finding.severity.name)[\(finding.code)]:", style),
            .init(redactor.shownProse(finding.title), finding.severity > .info ? .strong : .plain),
        ]
        if finding.severity == .info {
            let times = finding.count > 1 ? "\(Quantity.count(UInt64(clamping: finding.count))) times, first " : ""
            spans.append(.init("(\(times)packet \(finding.first.packet))", .faint))
        }
        page.paragraph(spans, lead: [.init("\(number)", .faint)], hanging: number < 10 ? 2 : 3)
    }

    private func row(_ name: String, _ text: String, _ page: inout TextPage) {
        guard !text.isEmpty else { return }
        page.paragraph([.init(text)], lead: [.init("  " + name, .faint)], hanging: FindingText.hanging)
    }

    /// The subject, and when: the first time, or how often in which span.
    private func place(_ redactor: inout Redactor) -> String {
        let subject = finding.subject
        let name = redactor.shownSubject(subject)
        let repeatsKind = subject.kind == .capture || name.hasPrefix(subject.kind.rawValue)
        let what = repeatsKind ? (name.isEmpty ? subject.kind.rawValue : name) : "\(subject.kind.rawValue) \(name)"
        guard finding.count > 1 else {
            let flow = finding.occurrences.first?.flow
            let inFlow = flow.map { subject.kind == .flow ? "" : ", flow \($0)" } ?? ""
            return "\(what)\(inFlow), packet \(finding.first.packet) at \(clock.text(finding.first.time))"
        }
        let times = "\(Quantity.count(UInt64(clamping: finding.count))) times"
        return "\(what), \(times) from \(clock.text(finding.first.time)) to \(clock.text(finding.last.time))"
    }

    private var actor: String {
        let role = finding.by.role == .unknown ? "not known" : finding.by.role.rawValue
        let place = finding.by.endpoint.map { " \($0)" } ?? ""
        return "\(role)\(place) (\(finding.confidence.name))"
    }

    private func evidence(_ page: inout TextPage, _ redactor: inout Redactor) {
        let shown = finding.evidence.prefix(FindingText.evidenceLimit)
        let digits = shown.map { String($0.packet).count }.max() ?? 1
        for (index, piece) in shown.enumerated() {
            let label = index == 0 ? "  evidence" : ""
            let packet = "#" + String(piece.packet)
            numbered(label, packet, width: digits + 1, redactor.shownProse(piece.text), &page)
        }
        more(finding.evidence.count - shown.count, "more packet", &page)
    }

    /// The occurrences after the first, which is in the evidence.
    private func occurrences(_ page: inout TextPage, _ redactor: inout Redactor) {
        guard finding.count > 1 else { return }
        let shown = finding.occurrences.dropFirst().prefix(FindingText.occurrenceLimit)
        let digits = shown.map { String($0.at.packet).count }.max() ?? 1
        for (index, occurrence) in shown.enumerated() {
            var text = clock.text(occurrence.at.time)
            if let flow = occurrence.flow { text += ", flow \(flow)" }
            if let session = occurrence.session { text += ", session \(redactor.shownSession(session))" }
            if !occurrence.note.isEmpty { text += ": " + redactor.shownProse(occurrence.note) }
            let label = index == 0 ? "  again" : ""
            numbered(label, "#\(occurrence.at.packet)", width: digits + 1, text, &page)
        }
        more(finding.count - 1 - shown.count, "more time", &page)
    }

    private func fixes(_ page: inout TextPage, _ redactor: inout Redactor) {
        let longest = finding.fixes.map { TerminalText.columns(of: TerminalText.escaped($0.target)) }.max() ?? 0
        for (index, fix) in finding.fixes.enumerated() {
            let label = index == 0 ? "  fix" : ""
            let target = TerminalText.shortened(TerminalText.escaped(fix.target), to: FindingText.targetLimit)
            let width = min(longest, FindingText.targetLimit)
            numbered(label, target, width: width, redactor.shownProse(fix.text), &page)
            for line in fix.settingLines {
                page.line([.init(redactor.shownProse(line))], indent: FindingText.hanging + width + 4)
            }
        }
    }

    /// `label   number   text`, the text aligned with itself.
    private func numbered(_ label: String, _ name: String, width: Int, _ text: String, _ page: inout TextPage) {
        let gap = String(repeating: " ", count: max(0, FindingText.hanging - label.count))
        page.paragraph(
            [.init(text)], lead: [.init(label + gap, .faint), .init(name, .strong)],
            hanging: FindingText.hanging + width + 2)
    }

    private func more(_ count: Int, _ what: String, _ page: inout TextPage) {
        guard count > 0 else { return }
        let text = "and " + Quantity.count(UInt64(count), what)
        page.line([.init(text, .faint)], indent: FindingText.hanging)
    }
}
