import Analysis
import ArgumentParser
import Records
import Reporting

/// What to look at more closely.
struct CloserLook: ParsableArguments {
    @Option(help: ArgumentHelp("Only flows of this client, and what concerns them.", valueName: "address"))
    var client: String?

    @Option(help: ArgumentHelp("Only this flow (Wireshark's tcp.stream).", valueName: "id"))
    var flow: UInt64?

    @Option(
        help: ArgumentHelp("Only what happened at or after this time, such as 2026-03-01T03:12:00Z.", valueName: "time")
    )
    var since: String?

    @Option(help: ArgumentHelp("Only what happened at or before this time.", valueName: "time"))
    var until: String?

    @Option(
        help: ArgumentHelp(
            "Write the packets of each finding's flows to a small pcapng in this folder.", valueName: "folder"))
    var writeFindings: String?

    @Option(
        help: ArgumentHelp(
            "The life of one session, line by line: its label, or the value of the cookie, header or token.",
            valueName: "label|value"))
    var session: String?

    @Option(help: ArgumentHelp("The life of the sessions of one user, by the name in the sign-in.", valueName: "name"))
    var user: String?

    @Flag(help: "Who talks HTTP to whom, and who passes requests on.")
    var topology = false

    /// The session or user whose life is wanted.
    var wanted: SessionTimeline.Wanted? { session.map { .session($0) } ?? user.map { .user($0) } }

    func apply(to options: inout AnalysisOptions) throws {
        if let client {
            guard let address = Address(client) else { throw ValidationError("--client \(client): not an IP address") }
            options.selection.client = address
        }
        options.selection.flow = flow
        options.selection.since = try moment(since, "--since")
        options.selection.until = try moment(until, "--until")
    }

    private func moment(_ text: String?, _ option: String) throws -> Timestamp? {
        guard let text else { return nil }
        guard let moment = ClockReading(text)?.timestamp else {
            throw ValidationError("\(option) \(text): not a time such as 2026-03-01T03:12:00Z")
        }
        return moment
    }
}
