import Captures
import Diagnosis
import Flows
import Records

/// A live analysis in progress.
struct LiveRun {
    /// Where no packet comes, time is taken for passed so long after it has, seconds: what was captured before is here.
    private static let lag = 1.0
    private static let secondsOfTick = 1.0

    private var run: Run
    private let source: LiveSource
    private let pace: LivePace
    private var news = FindingNews()
    private let began: Timestamp
    private var lastTick: Timestamp
    private var lastInterval: Timestamp
    private var expected: UInt64 = 1
    private var packetsAtTick: UInt64 = 0
    private var isQuiet = true
    private var status = LiveStatus()

    init(_ options: AnalysisOptions, _ source: LiveSource, _ pace: LivePace) {
        run = Run(options)
        self.source = source
        self.pace = pace
        began = source.uptime()
        lastTick = began
        lastInterval = began
    }

    mutating func begin(_ observer: inout some LiveObserver) { run.begin(&observer) }

    mutating func take(_ batch: PacketBatch, _ observer: inout some LiveObserver) {
        isQuiet = false
        // What the queue had no room for took its numbers with it.
        if batch.firstNumber > expected { run.dispatcher.lose(batch.firstNumber - expected) }
        expected = batch.nextNumber
        batch.forEach { frame in run.take(frame, &observer) }
    }

    /// Does what time asks for; returns whether to go on.
    mutating func look(_ observer: inout some LiveObserver) -> Bool {
        let now = source.uptime()
        if source.queue.isEmpty {
            run.tell(&observer)
            observer.flush()
        }
        if now.seconds(since: lastTick) >= Self.secondsOfTick { tick(now, &observer) }
        status.counters = source.counters()
        return observer.look(status)
    }

    mutating func finish(_ observer: inout some LiveObserver) -> Conclusions {
        run.finishTelling(&observer)
        let counters = source.counters()
        if counters.captured >= expected { run.dispatcher.lose(counters.captured - expected + 1) }
        var summary = run.summary
        var description = SourceSummary(
            path: source.name, format: "live", linkType: source.linkType.name, bytes: counters.bytes,
            packets: counters.captured)
        if case .failed(let words) = counters.ending { description.error = words }
        summary.sources = [description]
        summary.droppedByKernel = counters.droppedByKernel
        summary.droppedByInterface = counters.droppedByInterface
        return run.conclude(summary)
    }

    // MARK: Every second

    private mutating func tick(_ now: Timestamp, _ observer: inout some LiveObserver) {
        if isQuiet, source.queue.isEmpty {
            run.dispatcher.pass(to: source.clock().advanced(bySeconds: -Self.lag))
            run.tell(&observer)
        }
        isQuiet = true
        run.diagnosis.advance(to: run.dispatcher.lastReference.time)
        let findings = run.diagnosis.revised.filter { run.chosen.includes($0) }
        let new = news.take(findings)
        if !new.isEmpty { observer.found(new) }
        if now.seconds(since: lastInterval) >= pace.interval {
            lastInterval = now
            let grown = news.takeGrown()
            if !grown.isEmpty { observer.grown(grown) }
        }
        observer.flush()
        refresh(now)
        lastTick = now
    }

    private mutating func refresh(_ now: Timestamp) {
        let counters = source.counters()
        let seconds = now.seconds(since: lastTick)
        status.elapsed = now.seconds(since: began)
        status.packetsPerSecond = seconds > 0 ? Double(counters.captured &- packetsAtTick) / seconds : 0
        packetsAtTick = counters.captured
        status.counters = counters
        status.flows = run.dispatcher.table.liveCount
        status.flowsSeen = run.dispatcher.table.nextID
        status.findings = news.tally
    }
}
