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
    private var announced: [String: (number: Int, severity: Finding.Severity)] = [:]
    private var names = FindingNames()

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

    /// Findings whose numbers are remembered.
    private static let announcedLimit = 65_536

    /// Prints findings that are new, or graver than before.
    public mutating func announce(_ findings: [Finding]) {
        if announced.count >= Self.announcedLimit { announced = [:] }
        for finding in names.named(findings) where finding.severity >= options.minimumSeverity {
            let known = announced[finding.id]
            if let known, known.severity >= finding.severity { continue }
            let number = known?.number ?? announced.count + 1
            announced[finding.id] = (number, finding.severity)
            var page = TextPage(width: options.width, usesColor: options.usesColor)
            let clock = TextClock(from: nil, to: nil)
            FindingText(finding: finding, number: number, clock: clock).write(to: &page, redactor: &redactor)
            if finding.severity > .info { page.blank() }
            sink.write(page.text)
        }
        sink.flush()
    }

    /// Prints a line for each finding that was printed before: how often it has happened by now.
    public mutating func revise(_ findings: [Finding]) {
        for finding in names.named(findings) {
            guard let number = announced[finding.id]?.number else { continue }
            var page = TextPage(width: options.width, usesColor: options.usesColor)
            let growth = FindingGrowth(finding: finding, number: number, clock: TextClock(from: nil, to: nil))
            growth.write(to: &page, redactor: &redactor)
            sink.write(page.text)
        }
        sink.flush()
    }

    public mutating func flush() { sink.flush() }

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
