import Analysis
import ArgumentParser
import Captures
import Diagnosis
import Records
import Reporting

/// `hangup report`: from captures, or from the lines of an earlier run, to a report for people or for other tools.
struct ReportCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "report",
        abstract: "Make the session-drop report: a page, a ticket, a table, documents, or checks.",
        discussion: """
            Captures are those of hangup analyze. What it printed with --format jsonl is taken as well, and gives the \
            same report as its captures.

            The format follows the file's ending: .html .htm html, .md .markdown markdown, .csv csv, .ndjson ecs, .xml \
            junit; or --format says it.

            Exit status: 0 done, 1 findings at or above --fail-on, 2 the input could not be read to its end, 64 usage.
            """)

    @OptionGroup var input: CaptureArguments
    @OptionGroup var output: CommonOutputOptions

    @Option(help: "How to make the report; without it the file's ending decides, or it is html.")
    var format: ReportKind?

    @Option(help: ArgumentHelp("What stands over the report, such as a ticket's number.", valueName: "text"))
    var title: String?

    @Option(help: ArgumentHelp("Words to whoever reads it.", valueName: "text"))
    var note: String?

    @OptionGroup var analysis: AnalysisArguments

    func validate() throws {
        try input.validate()
        _ = try kind()
    }

    func run() throws {
        Signals.ignoreBrokenPipe()
        var order = output.order(try kind())
        order.title = title
        order.note = note
        let runs = input.paths.filter { FirstOctet.of($0) == UInt8(ascii: "{") }
        guard runs.isEmpty else {
            guard input.paths.count == 1, input.filter.isEmpty else {
                let what =
                    input.filter.isEmpty ? "one run at a time, and no captures with it" : "a run cannot be filtered"
                Terminal.complain("\(runs[0]) holds the lines of a run: \(what)")
                throw ExitCode(64)
            }
            return try write(order, from: runs[0])
        }
        var options = input.options
        try analysis.apply(to: &options)
        options.labelKey = try output.labelKeyBytes()
        let session = try ReportSession(output: output, format: .text, order: order)
        try session.run(options)
    }

    /// The format that was asked for, by name or by the file's ending.
    private func kind() throws -> ReportFormat {
        if let format { return format.format }
        guard let file = output.output, file != "-" else {
            if Terminal.outputIsTerminal { throw ValidationError("name a file for the report: -o report.html") }
            return .html
        }
        let ending = file.split(separator: ".", omittingEmptySubsequences: false).dropFirst().last ?? ""
        switch ending.lowercased() {
        case "html", "htm": return .html
        case "md", "markdown": return .markdown
        case "csv": return .csv
        case "ndjson": return .ecs
        case "xml": return .junit
        case "txt", "json", "jsonl":
            throw ValidationError("\(file): hangup analyze prints text, json and jsonl; or name a report's --format")
        default:
            throw ValidationError(
                "\(file): no report's ending (.html .md .csv .ndjson .xml); --format says what it is to be")
        }
    }

    private func write(_ order: ReportOrder, from path: String) throws {
        let lines: RunLines
        switch Files.open(path) {
        case .success(let descriptor): lines = RunLines(descriptor: descriptor)
        case .failure(let failure):
            Terminal.complain(failure.description)
            throw ExitCode(2)
        }
        var sink = ByteSink(descriptor: try output.open())
        let outcome = RunReport.write(lines, order, to: &sink)
        if let error = sink.error {
            Terminal.complain("\(output.output ?? "standard output"): \(error)")
            throw ExitCode(2)
        }
        if let fault = outcome.fault {
            Terminal.complain("\(path): \(fault)")
            throw ExitCode(2)
        }
        if let limit = output.failOn, let worst = outcome.worst, worst >= limit.severity { throw ExitCode(1) }
    }
}

/// A report's format as the command line names it.
enum ReportKind: String, ExpressibleByArgument, CaseIterable {
    case html, markdown, csv, ecs, junit

    var format: ReportFormat { ReportFormat(rawValue: rawValue) ?? .html }
}
