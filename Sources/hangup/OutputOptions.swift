import ArgumentParser
import Crypto
import Diagnosis

/// A severity as the command line names it.
enum SeverityArgument: String, ExpressibleByArgument, CaseIterable {
    case info, notice, warning, error

    var severity: Finding.Severity { Finding.Severity(name: rawValue) ?? .info }
}

/// A format as the command line names it.
enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, jsonl
}

/// Where the result goes, and how it looks.
struct OutputOptions: ParsableArguments {
    @Option(help: "How to print the result.")
    var format: Format = .text

    @Option(name: .shortAndLong, help: ArgumentHelp("Write the result to this file (mode 0600).", valueName: "file"))
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
            "Make labels of secrets with this file's content as key, to compare captures.", valueName: "file"))
    var labelKey: String?

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
