import Analysis
import ArgumentParser
import Correlation
import Diagnosis
import Records
import Reporting

/// One report in the making: hears the analysis, and writes in the format that was asked for.
struct ReportSession: AnalysisObserver {
    private let output: CommonOutputOptions
    private let format: Format
    /// What is wanted of a format that is made from a run's lines.
    private let order: ReportOrder?
    private let closer: CloserLook?
    private let isLive: Bool
    private let descriptor: Int32
    private(set) var reporter: (any Reporter)?
    /// Records that the document of a live capture holds.
    private static let liveRecords = 1_000_000
    /// Records kept for a report that is made at the end, and those for which it had no room.
    private var kept = 0
    private var omitted = 0
    private var progressBar = ProgressBar()

    init(
        output: CommonOutputOptions, format: Format, order: ReportOrder?, closer: CloserLook? = nil,
        isLive: Bool = false
    ) throws {
        self.output = output
        self.format = format
        self.order = order
        self.closer = closer
        self.isLive = isLive
        descriptor = try output.open()
    }

    /// Analyzes, writes, and ends with the status that the findings and the captures call for.
    func run(_ options: AnalysisOptions) throws {
        var session = self
        let conclusions: Conclusions
        do {
            conclusions = try Analysis.run(options, observer: &session)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(error.isUsage ? 64 : 2)
        }
        try session.finish(conclusions)
        if let folder = closer?.writeFindings {
            try FindingFiles(folder: folder).write(conclusions, from: options)
        }
        let damaged = conclusions.capture.sources.filter { $0.error != nil && !$0.truncated }
        for source in conclusions.capture.sources { source.error.map { Terminal.complain("\(source.path): \($0)") } }
        if !damaged.isEmpty { throw ExitCode(2) }
        if let limit = output.failOn, conclusions.findings.contains(where: { $0.severity >= limit.severity }) {
            throw ExitCode(1)
        }
    }

    mutating func begin(labelKey: [UInt8]) {
        let redactor = Redactor(key: labelKey, showsSecrets: output.showSecrets)
        let sink = ByteSink(descriptor: descriptor)
        var report = ReportOptions()
        report.toolName = Version.name
        report.toolVersion = Version.text
        report.minimumSeverity = output.minSeverity.severity
        report.width = Terminal.width
        if isLive { report.recordLimit = Self.liveRecords }
        report.usesColor = output.output == nil && Terminal.wantsColor
        if let wanted = closer?.wanted {
            reporter = SessionTimeline(sink: sink, redactor: redactor, wanted: wanted, options: report)
            return
        }
        if closer?.topology == true {
            reporter = TopologyText(sink: sink, options: report)
            return
        }
        if let order {
            reporter = RunReporter(sink: sink, redactor: redactor, options: report, order: order)
            return
        }
        switch format {
        case .json: reporter = DocumentReporter(sink: sink, redactor: redactor, options: report)
        case .jsonl: reporter = LinesReporter(sink: sink, redactor: redactor, options: report)
        default: reporter = TextReporter(sink: sink, redactor: redactor, options: report)
        }
    }

    mutating func record(_ emission: Emission) {
        // A report is made at the end, and what it is made of must not grow for weeks.
        if isLive, order != nil {
            guard kept < Self.liveRecords else {
                omitted += 1
                return
            }
            kept += 1
        }
        reporter?.record(emission)
    }

    mutating func progress(packets: UInt64, bytes: UInt64, total: UInt64?) -> Bool {
        progressBar.show(packets: packets, bytes: bytes, total: total)
        return reporter.map { !$0.sink.isClosed } ?? true
    }

    // MARK: Before the end

    mutating func announce(_ findings: [Finding]) { reporter?.announce(findings) }
    mutating func revise(_ findings: [Finding]) { reporter?.revise(findings) }
    mutating func forgotten(_ sessions: [SessionSummary]) { reporter?.forgotten(sessions) }
    mutating func flush() { reporter?.flush() }

    /// Makes the output file anew where it was moved away; the words of the system where that fails.
    func reopen() -> String? {
        guard let path = output.output, !Files.isInPlace(path, descriptor) else { return nil }
        switch Files.create(path) {
        case .success(let opened):
            Files.replace(descriptor, by: opened)
            return nil
        case .failure(let failure): return failure.description
        }
    }

    /// Whether nobody reads any more.
    var isClosed: Bool { reporter?.sink.isClosed ?? false }

    /// Writes the conclusions, and says if that failed.
    mutating func finish(_ conclusions: Conclusions) throws {
        progressBar.clear()
        reporter?.finish(conclusions)
        if omitted > 0 {
            Terminal.complain(
                "the report lists the first \(kept) records, \(omitted) came later; its findings are those of all")
        }
        if let error = reporter?.sink.error {
            Terminal.complain("\(output.output ?? "standard output"): \(error)")
            throw ExitCode(2)
        }
    }
}
