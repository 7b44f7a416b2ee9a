public import Diagnosis
public import Records

/// The format `text`: what a person wants to know, the most important first.
///
/// It keeps a bounded number of flows for its table, and nothing of other records.
public struct TextReporter: Reporter {
    /// Findings printed; the rest is counted.
    static let findingLimit = 40

    public private(set) var sink: ByteSink
    private let options: ReportOptions
    private var redactor: Redactor
    private var flows = FlowRows()
    /// Findings that were told before the end.
    private var announced: Set<String> = []

    public init(sink: ByteSink, redactor: Redactor, options: ReportOptions = ReportOptions()) {
        self.sink = sink
        self.redactor = redactor
        self.options = options
    }

    public mutating func record(_ emission: Emission) {
        switch emission.record {
        case .flowClosed(let flow): flows.add(flow)
        case .attempt(let attempt): if flows.hasPlainRoom { flows.add(attempt.closed) }
        default: break
        }
    }

    /// Prints findings that are new; how far they grow is said at the end.
    public mutating func announce(_ findings: [Finding]) {
        var named = findings
        FindingIdentity.assign(&named)
        for finding in named where finding.severity >= options.minimumSeverity {
            guard announced.insert(finding.id).inserted else { continue }
            var page = TextPage(width: options.width, usesColor: options.usesColor)
            let clock = TextClock(from: nil, to: nil)
            FindingText(finding: finding, number: announced.count, clock: clock).write(to: &page, redactor: &redactor)
            if finding.severity > .info { page.blank() }
            sink.write(page.text)
        }
        sink.flush()
    }

    public mutating func finish(_ conclusions: Conclusions) {
        var page = TextPage(width: options.width, usesColor: options.usesColor)
        let findings = conclusions.printed(options)
        let capture = conclusions.capture
        CaptureText(capture: capture, options: options).write(to: &page)
        page.blank()
        VerdictText(capture: capture, findings: findings, options: options).write(to: &page)
        let clock = TextClock(from: capture.first, to: capture.last)
        for (index, finding) in findings.prefix(TextReporter.findingLimit).enumerated() {
            // Short findings stand together.
            if finding.severity > .info || index == 0 || findings[index - 1].severity > .info { page.blank() }
            FindingText(finding: finding, number: index + 1, clock: clock).write(to: &page, redactor: &redactor)
        }
        if findings.count > TextReporter.findingLimit {
            let more = Quantity.count(UInt64(findings.count - TextReporter.findingLimit), "more finding")
            page.blank()
            page.line([.init("and \(more): --format json has all", .faint)])
        }
        if !findings.isEmpty {
            FlowTableText(flows: flows, findings: findings, capture: capture, clock: clock).write(to: &page)
        }
        sink.write(page.text)
        sink.flush()
    }
}
