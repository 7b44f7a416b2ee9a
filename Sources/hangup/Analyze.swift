import Analysis
import ArgumentParser
import Diagnosis
import Records
import Reporting

/// `hangup analyze`: from capture files to findings.
struct Analyze: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Analyze capture files.",
        discussion: """
            Several files are one capture, in time order; - is standard input. Formats: pcap, pcapng, also compressed \
            with gzip or zstd.

            Exit status: 0 done, 1 findings at or above --fail-on, 2 the input could not be read to its end, 64 usage.
            """)

    @Argument(help: "Capture files; - is standard input.")
    var captures: [String] = []

    @Option(name: .short, help: ArgumentHelp("Read this capture (same as the argument).", valueName: "capture"))
    var read: [String] = []

    @Option(
        name: .customShort("f"),
        help: ArgumentHelp(
            "A capture filter in the language of pcap-filter(7); the same as words behind --.", valueName: "filter"))
    var filter: [String] = []

    @OptionGroup var output: OutputOptions
    @OptionGroup var analysis: AnalysisArguments
    @OptionGroup var closer: CloserLook

    func validate() throws {
        if captures.isEmpty, read.isEmpty {
            throw ValidationError("name a capture file, or - for standard input")
        }
    }

    func run() throws {
        Signals.ignoreBrokenPipe()
        var options = AnalysisOptions(paths: read + captures)
        options.filter = filter.count > 1 ? filter.map { "(\($0))" }.joined(separator: " and ") : filter.first
        try analysis.apply(to: &options)
        try closer.apply(to: &options)
        options.labelKey = try output.labelKeyBytes()

        var session = try ReportSession(output: output, options: options, closer: closer)
        let conclusions: Conclusions
        do {
            conclusions = try Analysis.run(options, observer: &session)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(error.isUsage ? 64 : 2)
        }
        try session.finish(conclusions)
        if let folder = closer.writeFindings {
            try FindingFiles(folder: folder).write(conclusions, from: options)
        }
        let damaged = conclusions.capture.sources.filter { $0.error != nil && !$0.truncated }
        for source in conclusions.capture.sources { source.error.map { Terminal.complain("\(source.path): \($0)") } }
        if !damaged.isEmpty { throw ExitCode(2) }
        if let limit = output.failOn, conclusions.findings.contains(where: { $0.severity >= limit.severity }) {
            throw ExitCode(1)
        }
    }
}
