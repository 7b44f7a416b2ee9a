import ArgumentParser

/// The command line.
@main
struct Hangup: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hangup",
        abstract: "Reads packets and says who hung up on a session, when, why, and which setting mends it.",
        discussion: "hangup FILE is the same as hangup analyze FILE.",
        version: Version.text,
        subcommands: [Analyze.self, Explain.self],
        defaultSubcommand: Analyze.self)
}

/// Name and version, as reports show them.
enum Version {
    static let name = "hangup"
    static let text = "0.1.0"
}
