import Analysis
import ArgumentParser

/// Which captures are read.
struct CaptureArguments: ParsableArguments {
    @Argument(help: "Capture files; - is standard input.", completion: .file())
    var captures: [String] = []

    @Option(
        name: .short, help: ArgumentHelp("Read this capture (same as the argument).", valueName: "capture"),
        completion: .file())
    var read: [String] = []

    @Option(
        name: .customShort("f"),
        help: ArgumentHelp(
            "A capture filter in the language of pcap-filter(7); the same as words behind --.", valueName: "filter"))
    var filter: [String] = []

    var paths: [String] { read + captures }

    func validate() throws {
        if paths.isEmpty { throw ValidationError("name a capture file, or - for standard input") }
    }

    var options: AnalysisOptions {
        var options = AnalysisOptions(paths: paths)
        options.filter = filter.count > 1 ? filter.map { "(\($0))" }.joined(separator: " and ") : filter.first
        return options
    }
}
