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

    @OptionGroup var input: CaptureArguments
    @OptionGroup var output: OutputOptions
    @OptionGroup var analysis: AnalysisArguments
    @OptionGroup var closer: CloserLook

    func validate() throws { try input.validate() }

    func run() throws {
        Signals.ignoreBrokenPipe()
        var options = input.options
        try analysis.apply(to: &options)
        try closer.apply(to: &options)
        options.listsSessions = output.format != .text
        options.labelKey = try output.common.labelKeyBytes()
        let session = try ReportSession(
            output: output.common, format: output.format, order: output.format.report.map { output.common.order($0) },
            closer: closer)
        try session.run(options)
    }
}
