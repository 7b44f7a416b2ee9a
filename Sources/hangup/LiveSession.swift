import Analysis
import Captures
import Correlation
import Diagnosis
import Records
import Reporting

/// A live report in the making: hears the analysis, keeps the status line, and does what signals ask for.
struct LiveSession: LiveObserver {
    private var report: ReportSession
    private var statusLine: StatusLine
    private let signals: SignalWatch
    private var lastShown = -1.0

    init(_ report: ReportSession, signals: SignalWatch, interval: Double) {
        self.report = report
        self.signals = signals
        statusLine = StatusLine(interval: interval)
    }

    mutating func begin(labelKey: [UInt8]) { report.begin(labelKey: labelKey) }

    mutating func record(_ emission: Emission) { report.record(emission) }

    mutating func progress(packets: UInt64, bytes: UInt64, total: UInt64?) -> Bool { true }

    mutating func found(_ findings: [Finding]) {
        statusLine.clear()
        report.announce(findings)
    }

    mutating func grown(_ findings: [Finding]) {
        statusLine.clear()
        report.revise(findings)
    }

    mutating func forgotten(_ sessions: [SessionSummary]) { report.forgotten(sessions) }

    mutating func remark(_ text: String) {
        statusLine.clear()
        Terminal.complain(text)
    }

    mutating func flush() { report.flush() }

    mutating func look(_ status: LiveStatus) -> Bool {
        let requests = signals.take()
        if requests.statistics {
            statusLine.clear()
            Terminal.write(StatisticsText(status).text)
        }
        if requests.end == nil, status.elapsed > lastShown {
            lastShown = status.elapsed
            statusLine.show(status.line)
        }
        return !report.isClosed
    }

    /// Writes the report, and says what was captured.
    mutating func finish(_ conclusions: Conclusions, _ counters: LiveCounters) throws {
        statusLine.clear()
        try report.finish(conclusions)
        var status = LiveStatus()
        status.counters = counters
        status.evictedFlows = conclusions.capture.evictedFlows
        Terminal.write(StatisticsText(status).text)
    }
}

extension LiveStatus {
    /// What the status line shows.
    fileprivate var line: StatusText {
        var text = StatusText()
        text.elapsed = elapsed
        text.sessions = sessions
        text.newSessions = newSessions
        text.lostSessions = lostSessions
        text.flows = flows
        text.packetsPerSecond = packetsPerSecond
        text.dropped = (counters.droppedByKernel ?? 0) &+ (counters.droppedByInterface ?? 0) &+ counters.unanalyzed
        text.errors = findings[.error] ?? 0
        text.warnings = findings[.warning] ?? 0
        return text
    }
}

/// What was captured and what was not, as tcpdump says it.
struct StatisticsText {
    private let status: LiveStatus

    init(_ status: LiveStatus) { self.status = status }

    var text: String {
        let counters = status.counters
        var lines = [count(counters.captured, "packet") + " captured"]
        if let received = counters.receivedByFilter { lines.append(count(received, "packet") + " received by filter") }
        if let dropped = counters.droppedByKernel { lines.append(count(dropped, "packet") + " dropped by kernel") }
        if let dropped = counters.droppedByInterface {
            lines.append(count(dropped, "packet") + " dropped by interface")
        }
        if counters.unanalyzed > 0 {
            lines.append(count(counters.unanalyzed, "packet") + " came faster than they could be analyzed")
        }
        if counters.unwritten > 0 {
            lines.append(count(counters.unwritten, "packet") + " came faster than they could be written")
        }
        lines.append(count(status.evictedFlows, "flow") + " evicted")
        return lines.joined(separator: "\n") + "\n"
    }

    private func count(_ value: UInt64, _ what: String) -> String { "\(value) \(what)\(value == 1 ? "" : "s")" }
}
