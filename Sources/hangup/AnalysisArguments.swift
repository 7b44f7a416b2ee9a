import Analysis
import ArgumentParser
import Flows
import Records

/// How captures are read.
struct AnalysisArguments: ParsableArguments {
    @Option(name: .short, help: ArgumentHelp("Stop after this many packets.", valueName: "count"))
    var count: UInt64?

    @Flag(name: .customShort("n"), help: "Accepted for the habit's sake: names are never resolved.")
    var numeric = false

    @Option(
        help: ArgumentHelp(
            "Read flows of a port as a protocol, for instance tcp.port==8443,tls. Repeatable.", valueName: "rule"))
    var decodeAs: [String] = []

    @Option(
        help: ArgumentHelp(
            "A cookie that names sessions, on top of the well-known ones. Repeatable.", valueName: "name"))
    var sessionCookie: [String] = []

    @Option(
        help: ArgumentHelp("A header that names sessions, on top of the built-in ones. Repeatable.", valueName: "name"))
    var sessionHeader: [String] = []

    @OptionGroup var keys: KeyArguments

    @Option(help: ArgumentHelp("List silences longer than this.", valueName: "seconds"))
    var idle: Double = 5

    @Flag(help: "List every WebSocket frame (json, jsonl).")
    var frames = false

    @Option(help: "Workers; the result does not depend on it.")
    var threads = 1

    func apply(to options: inout AnalysisOptions) throws {
        guard idle >= 0, idle < 1e9 else { throw ValidationError("--idle takes seconds, 0 or more") }
        guard (1...64).contains(threads) else { throw ValidationError("--threads takes a number from 1 to 64") }
        options.packetLimit = count
        options.keyLog = try options.isLive ? keys.liveKeyLog() : keys.keyLog()
        options.threads = threads
        options.limits.idleSeconds = idle
        options.listsFrames = frames
        options.sessionHeaders = sessionHeader.map { $0.lowercased() }
        options.sessionCookies = sessionCookie
        for text in decodeAs {
            switch DecodeAs.parse(text) {
            case .rule(let rule): options.decodeAs.append(rule)
            case .unread(let name):
                Terminal.complain("--decode-as \(text): \(name) is not read yet; the rule is left out")
            case nil: throw ValidationError("--decode-as \(text): not of the form tcp.port==8443,tls")
            }
        }
    }
}
