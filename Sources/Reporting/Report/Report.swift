import Diagnosis
import Records

/// All that a page tells of a run: the one model that `html` and `markdown` are written from.
struct Report: Sendable {
    /// How often a cause was found.
    struct Cause: Sendable {
        var code: String
        var title: String
        var severity: Finding.Severity
        /// Occurrences, in all findings of this code.
        var count: UInt64
    }

    /// How many of a kind lived, ended in order, and broke.
    struct Tally: Sendable, Equatable {
        var lived: UInt64 = 0
        var ended: UInt64 = 0
        var broke: UInt64 = 0

        var total: UInt64 { lived + ended + broke }
    }

    var order: ReportOrder
    var capture: ReportCapture
    var findings: [ReportFinding]
    /// Findings by severity, those that are only counted too.
    var counts: [Finding.Severity: UInt64]
    var moreFindings: UInt64
    var causes: [Cause]
    var sessions: [ReportSession]
    var sessionTally: Tally
    var socketTally: Tally
    var flowTally: Tally
    /// Whether more broke than findings list one by one.
    var isTallyLow: Bool
    var flows: [ReportFlow]
    var flowCount: UInt64
    var timeline: ReportTimeline
    var servers: [ReportServer]
    var moreServers: UInt64
    var sockets: [ReportSocket]
    var topology: ReportTopology
    var stories: [Story]
    var storiesByFinding: [String: [Int]]
    var storiesBySession: [String: Int]
    /// What stopped the reading early.
    var fault: RunLines.Fault?

    init(_ lines: RunLines, _ order: ReportOrder) {
        let survey = RunSurvey(lines, order)
        let details = ReportDetails(lines, survey, order)
        self.order = order
        capture = survey.capture
        findings = survey.findings
        counts = survey.counts
        moreFindings = survey.moreFindings
        causes = Report.causes(survey.findings)
        sessions = survey.sessions
        sessionTally = Tally(
            lived: survey.sessionFates[.lived] ?? 0, ended: survey.sessionFates[.ended] ?? 0,
            broke: survey.sessionFates[.broke] ?? 0)
        let sockets = details.webSockets
        socketTally = Tally(lived: sockets.count - sockets.broken, broke: sockets.broken)
        flowTally = Tally(lived: details.flowCount - details.brokenFlows, broke: details.brokenFlows)
        isTallyLow = survey.findings.contains {
            $0.severity == .error && $0.count > UInt64($0.occurrences.count)
        }
        flows = details.flows
        flowCount = details.flowCount
        timeline = details.timeline
        servers = details.sortedServers
        moreServers = details.moreServers
        self.sockets = sockets.chosen(order.limits.webSockets)
        topology = details.topology
        stories = details.finishedStories()
        storiesByFinding = details.storyPlaces
        storiesBySession = details.storySessions
        fault = survey.fault ?? details.fault
        if !capture.isWhole { capture.flows = details.flowCount }
    }

    private static func causes(_ findings: [ReportFinding]) -> [Cause] {
        var causes: [Cause] = []
        for finding in findings where finding.severity >= .warning {
            if let place = causes.firstIndex(where: { $0.code == finding.code && $0.severity == finding.severity }) {
                causes[place].count &+= finding.count
            } else {
                causes.append(
                    Cause(
                        code: finding.code, title: finding.title, severity: finding.severity, count: finding.count))
            }
        }
        return causes.enumerated().sorted { one, other in
            if one.element.severity != other.element.severity { return one.element.severity > other.element.severity }
            return one.element.count == other.element.count
                ? one.offset < other.offset : one.element.count > other.element.count
        }.map(\.element)
    }

    /// The strongest severity of a finding.
    var worst: Finding.Severity? { counts.filter { $0.value > 0 }.keys.max() }

    /// What stands over the report.
    var title: String { order.title.map { TerminalText.escaped($0) } ?? "Session drops in \(capture.name)" }
}
