import ArgumentParser
import Crypto
import Diagnosis
import Reporting

/// A severity as the command line names it.
enum SeverityArgument: String, ExpressibleByArgument, CaseIterable {
    case info, notice, warning, error

    var severity: Finding.Severity { Finding.Severity(name: rawValue) ?? .info }
}

/// A format as the command line names it.
enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, jsonl, html, markdown, csv, ecs, junit

    /// Those that are made from the lines of a run.
    var report: ReportFormat? { ReportFormat(rawValue: rawValue) }
}

/// Where the result goes, and how it looks.
struct OutputOptions: ParsableArguments {
    @OptionGroup var common: CommonOutputOptions

    @Option(
        help: """
            How to print the result: text for people, json one document, jsonl one record a line, html a page of its \
            own, markdown for a ticket, csv a row a flow, ecs Elastic Common Schema, junit for CI servers.
            """)
    var format: Format = .text
}

/// Where the result goes, and what of it is shown.
struct CommonOutputOptions: ParsableArguments {
    @Option(
        name: .shortAndLong, help: ArgumentHelp("Write the result to this file (mode 0600).", valueName: "file"),
        completion: .file())
    var output: String?

    @Option(name: .long, help: "Print findings of this severity and above only.")
    var minSeverity: SeverityArgument = .info

    @Option(name: .long, help: "Exit with status 1 when there is a finding of this severity or above.")
    var failOn: SeverityArgument?

    @Flag(name: .long, help: "Print session ids, cookies, tokens and keys instead of labels.")
    var showSecrets = false

    @Option(
        name: .long,
        help: ArgumentHelp(
            "Make labels of secrets with this file's content as key, to compare captures.", valueName: "file"),
        completion: .file())
    var labelKey: String?

    /// Where the result goes: the file that was named, made anew, or standard output.
    func open() throws -> Int32 {
        guard let output, output != "-" else { return 1 }
        switch Files.create(output) {
        case .success(let opened): return opened
        case .failure(let failure):
            Terminal.complain(failure.description)
            throw ExitCode(2)
        }
    }

    /// What the report of a format needs to know.
    func order(_ format: ReportFormat) -> ReportOrder {
        var order = ReportOrder(format)
        order.minimumSeverity = minSeverity.severity
        if let failOn { order.failing = failOn.severity }
        return order
    }

    /// The key of labels, from the file that was named.
    func labelKeyBytes() throws -> [UInt8]? {
        guard let labelKey else { return nil }
        guard let bytes = Files.read(labelKey), !bytes.isEmpty else {
            Terminal.complain("\(labelKey): cannot be read, or is empty; the label key is any file with content")
            throw ExitCode(2)
        }
        return Array(SHA256.hash(data: bytes))
    }
}
