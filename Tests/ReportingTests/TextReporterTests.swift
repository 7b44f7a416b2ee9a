import Diagnosis
import Records
import Reporting
import Testing

@Suite("text")
struct TextReporterTests {
    private func text(
        width: Int = 100, color: Bool = false, findings: [Finding] = [], capture: CaptureSummary = Sample.capture(),
        flows: [FlowClosed] = [Sample.closed()]
    ) -> String {
        var reporter = TextReporter(
            sink: ByteSink(), redactor: Redactor(key: Sample.key), options: Sample.options(width: width, color: color))
        let records = flows.map { Sample.emission(.flowClosed($0), flow: $0.opened.id) }
        return reporter.run(records, findings: findings, capture: capture)
    }

    @Test("a page is printed")
    func page() {
        var notice = Sample.finding(code: "session.exposed", severity: .notice)
        notice.count = 1
        notice.occurrences = [notice.occurrences[0]]
        print(
            text(
                width: 80,
                findings: [Sample.finding(), notice, Sample.finding(code: "session.logout", severity: .info)],
                flows: [0, 20, 31, 47, 5].map { Sample.closed(flow: $0) }))
        print(
            text(
                width: 120,
                findings: [Sample.finding(), notice, Sample.finding(code: "session.logout", severity: .info)],
                flows: [0, 20, 31, 47, 5].map { Sample.closed(flow: $0) }))
        print(text(width: 80))
    }
}
