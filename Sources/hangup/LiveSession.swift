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
    private let capture: LiveCapture
    private let recorder: PacketRecorder?
    private let signals: SignalWatch
    private var threads: [WorkThread] = []
    private var lastShown = -1.0
    private var evictedFlows: UInt64 = 0

    init(
        _ report: ReportSession, _ capture: LiveCapture, _ recorder: PacketRecorder?, signals: SignalWatch,
        interval: Double
    ) {
        self.report = report
        self.capture = capture
        self.recorder = recorder
        self.signals = signals
        statusLine = StatusLine(interval: interval)
    }

    // MARK: Threads

    /// Begins to capture, to write and to wait for signals; `false` where the system has no threads left.
    mutating func start() -> Bool {
        let capture = capture
        guard signals.start(stop: { capture.stop() }, call: { capture.queue.call() }) else { return false }
        if let recorder {
            guard let thread = recorder.start(counters: { capture.counters }) else { return false }
            threads.append(thread)
        }
        guard let thread = capture.start() else { return false }
        threads.append(thread)
        return true
    }

    /// Ends the capture, and waits until all is written.
    mutating func stop() {
        capture.stop()
        for thread in threads { thread.join() }
        threads = []
    }

    // MARK: What the analysis tells

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
        evictedFlows = status.evictedFlows
        let requests = signals.take()
        if requests.statistics { printStatistics() }
        if requests.reopening { reopen() }
        attendRecorder()
        if requests.end == nil, status.elapsed > lastShown {
            lastShown = status.elapsed
            statusLine.show(status.line)
        }
        return !report.isClosed
    }

    private mutating func attendRecorder() {
        for event in recorder?.takeEvents() ?? [] {
            switch event {
            case .remark(let text): remark(text)
            case .complete:
                remark("as many files as were wanted are written")
                capture.stop()
            }
        }
    }

    /// Files that were moved away are made anew.
    private mutating func reopen() {
        recorder?.reopen()
        report.flush()
        if let problem = report.reopen() { remark(problem) }
    }

    private mutating func printStatistics() {
        statusLine.clear()
        var counters = capture.counters
        counters.unwritten &+= recorder?.lost ?? 0
        Terminal.write(StatisticsText(counters, evictedFlows: evictedFlows).text)
    }

    /// Writes the report, and says what was captured.
    mutating func finish(_ conclusions: Conclusions) throws {
        statusLine.clear()
        attendRecorder()
        evictedFlows = conclusions.capture.evictedFlows
        defer { printStatistics() }
        try report.finish(conclusions)
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
    private let counters: LiveCounters
    private let evictedFlows: UInt64

    init(_ counters: LiveCounters, evictedFlows: UInt64) {
        self.counters = counters
        self.evictedFlows = evictedFlows
    }

    var text: String {
        var lines = [count(counters.captured, "packet") + " captured"]
        if let received = counters.receivedByFilter { lines.append(count(received, "packet") + " received by filter") }
        if let dropped = counters.droppedByKernel { lines.append(count(dropped, "packet") + " dropped by kernel") }
        if let dropped = counters.droppedByInterface {
            lines.append(count(dropped, "packet") + " dropped by interface")
        }
        if counters.unanalyzed > 0 {
            lines.append(count(counters.unanalyzed, "packet") + " not analyzed, they came too fast")
        }
        if counters.unwritten > 0 {
            lines.append(count(counters.unwritten, "packet") + " not written")
        }
        lines.append(count(evictedFlows, "flow") + " evicted")
        return lines.joined(separator: "\n") + "\n"
    }

    private func count(_ value: UInt64, _ what: String) -> String { "\(value) \(what)\(value == 1 ? "" : "s")" }
}
