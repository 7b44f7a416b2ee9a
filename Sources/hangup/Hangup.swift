import ArgumentParser

/// The command line.
@main
struct Hangup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hangup",
        abstract: "Reads packets and says who hung up on a session, when, why, and which setting mends it.",
        discussion: "hangup FILE is the same as hangup analyze FILE.",
        version: Version.text,
        subcommands: [Analyze.self, Live.self, ReportCommand.self, Explain.self, Interfaces.self],
        defaultSubcommand: Analyze.self)

    /// What stands behind `--` is one filter, however it was cut into words: it reads as `-f FILTER`.
    static func main() {
        var arguments = Array(CommandLine.arguments.dropFirst())
        if let divider = arguments.firstIndex(of: "--") {
            let filter = arguments[(divider + 1)...].joined(separator: " ")
            arguments.removeSubrange(divider...)
            if !filter.isEmpty { arguments += ["-f", filter] }
        }
        main(arguments)
    }
}

/// Name and version, as reports show them.
enum Version {
    static let name = "hangup"
    static let text = "0.1.0"
}
