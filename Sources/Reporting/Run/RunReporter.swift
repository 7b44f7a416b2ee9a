public import Correlation
public import Diagnosis
public import Records

/// The formats that are made from a run's lines: it writes the lines that `jsonl` would print, and makes the report from
/// them, so that a report of an earlier run is the same to the octet.
public struct RunReporter: Reporter {
    public private(set) var sink: ByteSink
    private var lines: LinesReporter
    private let order: ReportOrder

    public init(sink: ByteSink, redactor: Redactor, options: ReportOptions = ReportOptions(), order: ReportOrder) {
        self.sink = sink
        self.order = order
        lines = LinesReporter(
            sink: ByteSink(spoolingAbove: RunLines.spoolLimit), redactor: redactor, options: options)
    }

    public mutating func record(_ emission: Emission) { lines.record(emission) }

    public mutating func forgotten(_ sessions: [SessionSummary]) { lines.forgotten(sessions) }

    public mutating func finish(_ conclusions: Conclusions) {
        lines.finish(conclusions)
        if let error = lines.sink.error {
            sink.fail(error)
            return
        }
        _ = RunReport.write(RunLines(lines.sink), order, to: &sink)
    }
}

/// Makes reports from the lines of runs.
public enum RunReport {
    /// What a run concluded, for who made a report of it.
    public struct Outcome: Sendable {
        /// The strongest severity of a finding.
        public var worst: Finding.Severity?
        /// What stopped the reading early; what was read until then is in the report.
        public var fault: RunLines.Fault?
    }

    /// Writes the report that is ordered.
    public static func write(_ lines: RunLines, _ order: ReportOrder, to sink: inout ByteSink) -> Outcome {
        switch order.format {
        case .html:
            let report = Report(lines, order)
            HTMLReport(report).write(to: &sink)
            return Outcome(worst: report.worst, fault: report.fault)
        case .markdown:
            let report = Report(lines, order)
            MarkdownReport(report).write(to: &sink)
            return Outcome(worst: report.worst, fault: report.fault)
        case .csv:
            var table = CSVReport(lines, order)
            let survey = table.write(to: &sink)
            return Outcome(worst: survey.worst, fault: table.fault)
        case .ecs:
            var documents = ECSReport(lines, order)
            let survey = documents.write(to: &sink)
            return Outcome(worst: survey.worst, fault: documents.fault)
        case .junit:
            let survey = RunSurvey(lines, order)
            JUnitReport(survey, order).write(to: &sink)
            return Outcome(worst: survey.worst, fault: survey.fault)
        }
    }
}
