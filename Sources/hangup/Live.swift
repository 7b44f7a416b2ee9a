import Analysis
import ArgumentParser
import Captures
import Diagnosis
import Packets
import Records

/// `hangup live`: from an interface to findings, until Ctrl-C.
struct Live: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Capture on an interface, and tell what is found as it becomes certain.",
        discussion: """
            It opens the interface, becomes another user for good, and only then looks at packets. The first Ctrl-C \
            ends it with the report that analyze would give of the same packets, the second one at once. SIGUSR1 \
            prints statistics, SIGHUP opens files anew.

            Exit status: as that of analyze; 2 also where nothing can be captured, or the interface is gone.
            """)

    @OptionGroup var capture: LiveArguments

    @Argument(help: ArgumentHelp("A capture filter in the language of pcap-filter(7).", valueName: "filter"))
    var words: [String] = []

    @Option(name: .customShort("f"), help: ArgumentHelp("The same, as one word.", valueName: "filter"))
    var filter: [String] = []

    @OptionGroup var recording: RecordingArguments

    @Option(help: ArgumentHelp("Forget what was not seen for so long.", valueName: "seconds"))
    var window: Double = 3_600

    @Option(help: ArgumentHelp("Tell how far findings have grown every so often.", valueName: "seconds"))
    var interval: Double = 60

    @OptionGroup var output: OutputOptions
    @OptionGroup var analysis: AnalysisArguments
    @OptionGroup var closer: CloserLook

    func validate() throws {
        guard window >= 300, window < 1e8 else { throw ValidationError("--window takes seconds, 300 or more") }
        guard interval >= 1, interval < 1e8 else { throw ValidationError("--interval takes seconds, 1 or more") }
        _ = try recording.plan()
        _ = try capture.options(filter: nil, packetLimit: analysis.count)
    }

    func run() throws {
        var options = AnalysisOptions.live
        try analysis.apply(to: &options)
        try closer.apply(to: &options)
        options.labelKey = try output.common.labelKeyBytes()
        let filters = filter + (words.isEmpty ? [] : [words.joined(separator: " ")])
        let expression = filters.count > 1 ? filters.map { "(\($0))" }.joined(separator: " and ") : filters.first
        let plan = try recording.plan()
        let live = try capture.options(filter: expression, packetLimit: options.packetLimit)

        let signals = SignalWatch()
        let opened = try open(live, isRecorded: plan != nil)
        let keyLogs = analysis.keys.followed
        let account = try dropPrivileges()
        if options.labelKey == nil { options.labelKey = LabelKeyFile.bytes(for: account) }
        let recorder = try plan.flatMap { try record(opened, $0, account) }
        if let folder = closer.writeFindings { try makeFolder(folder) }
        var session = try LiveSession(
            ReportSession(
                output: output.common, format: output.format,
                order: output.format.report.map { output.common.order($0) },
                closer: closer, isLive: true), opened, recorder, signals: signals,
            interval: interval)
        announce(opened, account)
        let conclusions = try analyze(opened, options, keyLogs, signals, &session)
        try session.finish(conclusions)
        if case .failed(let words) = opened.counters.ending {
            Terminal.complain("\(opened.interface): \(words)")
            throw ExitCode(2)
        }
        if let limit = output.common.failOn, conclusions.findings.contains(where: { $0.severity >= limit.severity }) {
            throw ExitCode(1)
        }
    }

    private func open(_ options: LiveOptions, isRecorded: Bool) throws -> LiveCapture {
        do {
            return try LiveCapture(options, isRecorded: isRecorded) { FrameDecoder.reads($0) }
        } catch {
            Terminal.complain(error.description)
            if case .filter = error { throw ExitCode(64) }
            throw ExitCode(2)
        }
    }

    private func dropPrivileges() throws -> Account? {
        do {
            let account = try Privileges.account(capture.user)
            try Privileges.drop(to: account)
            return account
        } catch {
            Terminal.complain("\(error)")
            throw ExitCode(2)
        }
    }

    private func record(_ opened: LiveCapture, _ plan: RecordingPlan, _ account: Account?) throws -> PacketRecorder? {
        guard let queue = opened.recording else { return nil }
        do {
            return try PacketRecorder(plan, queue: queue, interface: opened.interface, linkType: opened.linkType)
        } catch {
            let user = account.map { "; it is written as \($0.name), -Z names another user" } ?? ""
            Terminal.complain(error.description + user)
            throw ExitCode(2)
        }
    }

    private func makeFolder(_ folder: String) throws {
        guard Files.makeFolder(folder) else {
            Terminal.complain("\(folder): cannot be made")
            throw ExitCode(2)
        }
    }

    private func announce(_ opened: LiveCapture, _ account: Account?) {
        for warning in opened.warnings { Terminal.complain(warning) }
        let user = account.map { ", as \($0.name)" } ?? ""
        Terminal.complain("listening on \(opened.interface) (\(opened.linkType))\(user); Ctrl-C ends it with a report")
    }

    private func analyze(
        _ opened: LiveCapture, _ options: AnalysisOptions, _ keyLogs: [FollowedFile], _ signals: SignalWatch,
        _ session: inout LiveSession
    ) throws -> Conclusions {
        var pace = LivePace()
        pace.window = window
        pace.interval = interval
        pace.findingsFolder = closer.writeFindings
        pace.findingsSeconds = recording.before
        guard session.start() else {
            Terminal.complain("no thread left to capture with")
            throw ExitCode(2)
        }
        let conclusions = LiveAnalysis.run(
            options, LiveSource(opened), pace: pace, keyLogs: keyLogs, observer: &session)
        session.stop()
        return conclusions
    }
}
