import Diagnosis
import Records

/// One line that says how often a finding has happened by now.
struct FindingGrowth {
    let finding: Finding
    let number: Int
    let clock: TextClock

    func write(to page: inout TextPage, redactor: inout Redactor) {
        let subject = redactor.shownSubject(finding.subject)
        let times = Quantity.count(UInt64(clamping: finding.count), "time")
        let spans: [TextPage.Span] = [
            .init("\(finding.severity.name)[\(finding.code)]:", FindingText.style(of: finding.severity)),
            .init(times + " by now", .strong),
            .init(
                "(\(subject.isEmpty ? finding.subject.kind.rawValue : subject), last at \(clock.text(finding.last.time)))",
                .faint),
        ]
        page.paragraph(spans, lead: [.init("\(number)", .faint)], hanging: number < 10 ? 2 : 3)
    }
}
