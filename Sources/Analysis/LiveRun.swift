import Captures
import Correlation
import Diagnosis
import Flows
import Records

/// A live analysis in progress.
struct LiveRun {
    /// Where no packet comes, time is taken for passed so long after it has, seconds: what was captured before is here.
    private static let lag = 1.0
    private static let secondsOfTick = 1.0
    /// A clock that went so much differently was set, seconds.
    private static let clockStep = 1.0

    private var run: Run
    private let source: LiveSource
    private let pace: LivePace
    private var news = FindingNews()
    private var recorder: FindingRecorder?
    private var keys: KeyFeed
    private let began: Timestamp
    private var lastTick: Timestamp
    private var lastInterval: Timestamp
    private var lastTurn: Timestamp
    private var lastBatch: Timestamp
    private var clockOffset: Double?
    private var lostAtTick: UInt64 = 0
    private var sessionsAtInterval: UInt64 = 0
    private var expected: UInt64 = 1
    private var packetsAtTick: UInt64 = 0
    private var isQuiet = true
    private var status = LiveStatus()

    init(_ options: AnalysisOptions, _ source: LiveSource, _ pace: LivePace, keyLogs: [FollowedFile] = []) {
        run = Run(options)
        self.source = source
        self.pace = pace
        began = source.uptime()
        lastTick = began
        lastInterval = began
        lastTurn = began
        lastBatch = began
        keys = KeyFeed(keyLogs)
        recorder = pace.findingsFolder.map { FindingRecorder(folder: $0, seconds: pace.findingsSeconds) }
    }

    mutating func begin(_ observer: inout some LiveObserver) {
        run.begin(&observer)
        learn()
        for remark in keys.takeRemarks() { observer.remark(remark) }
    }

    mutating func take(_ batch: PacketBatch, _ observer: inout some LiveObserver) {
        isQuiet = false
        // What the queue had no room for took its numbers with it.
        if batch.firstNumber > expected { run.dispatcher.lose(batch.firstNumber - expected) }
        expected = batch.nextNumber
        lastBatch = source.uptime()
        learn()
        batch.forEach { frame in
            run.take(frame, &observer)
            if recorder != nil, let flow = run.dispatcher.lastFlow {
                recorder?.keep(frame, flow: flow, number: run.dispatcher.packets.read)
            }
        }
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
        let conclusions = run.conclude(summary)
        // Only now certain, or never.
        record(conclusions.findings.filter { !news.hasTold($0) }, &observer)
        return conclusions
    }

    /// Secrets that came to light are known before the packets that came with them are looked at.
    private mutating func learn() {
        while let log = keys.next() { run.learn(log) }
    }

    private mutating func record(_ findings: [Finding], _ observer: inout some LiveObserver) {
        for problem in recorder?.write(findings) ?? [] { observer.remark(problem) }
    }

    // MARK: Every second

    private mutating func tick(_ now: Timestamp, _ observer: inout some LiveObserver) {
        if isQuiet, source.queue.isEmpty {
            passTime(now)
            run.tell(&observer)
        }
        isQuiet = true
        for remark in keys.takeRemarks() { observer.remark(remark) }
        watchClock(now, &observer)
        watchLosses()
        for step in run.dispatcher.takeStepsBack() where step > 0 {
            run.diagnosis.turnBack(to: run.dispatcher.lastReference.time)
        }
        run.diagnosis.advance(to: run.dispatcher.lastReference.time)
        forget(now, &observer)
        let findings = run.diagnosis.revised.filter { run.chosen.includes($0) }
        let new = news.take(findings)
        if !new.isEmpty {
            observer.found(new)
            record(new, &observer)
        }
        if now.seconds(since: lastInterval) >= pace.interval {
            lastInterval = now
            sessionsAtInterval = run.diagnosis.census.seen
            let grown = news.takeGrown()
            if !grown.isEmpty { observer.grown(grown) }
        }
        observer.flush()
        refresh(now)
        lastTick = now
    }

    /// No packet comes: time has passed all the same, as much as the clock says that nobody can set. What packets are
    /// stamped with may be another clock.
    private mutating func passTime(_ now: Timestamp) {
        let last = run.dispatcher.last ?? run.dispatcher.lastReference.time
        run.dispatcher.pass(to: last.advanced(bySeconds: now.seconds(since: lastBatch) - Self.lag))
    }

    /// The clock that packets are stamped with may be set; one that nobody can set shows it.
    private mutating func watchClock(_ now: Timestamp, _ observer: inout some LiveObserver) {
        let offset = source.clock().seconds(since: now)
        defer { clockOffset = offset }
        guard let before = clockOffset, abs(offset - before) >= Self.clockStep else { return }
        let step = offset - before
        let time = source.clock()
        run.diagnosis.noteLoss(
            from: min(time, time.advanced(bySeconds: -step)), to: max(time, time.advanced(bySeconds: -step)))
        observer.remark(
            "the clock was set \(step > 0 ? "ahead" : "back") by \((abs(step) * 10).rounded() / 10) s: "
                + "what is concluded from this time is less certain")
    }

    /// What the capture itself lost since the last look makes conclusions less certain.
    private mutating func watchLosses() {
        let counters = source.counters()
        let lost = (counters.droppedByKernel ?? 0) &+ (counters.droppedByInterface ?? 0) &+ counters.unanalyzed
        defer { lostAtTick = lost }
        guard lost > lostAtTick else { return }
        let now = source.clock()
        run.diagnosis.noteLoss(from: now.advanced(bySeconds: -2 * Self.secondsOfTick - Self.lag), to: now)
    }

    /// Forgets what is older than the window, and what there is no room for.
    private mutating func forget(_ now: Timestamp, _ observer: inout some LiveObserver) {
        var forgotten = run.diagnosis.makeRoom()
        if now.seconds(since: lastTurn) >= pace.window / Double(WindowTurn.kept) {
            lastTurn = now
            let start = run.dispatcher.lastReference.time.advanced(bySeconds: -pace.window)
            forgotten += run.diagnosis.turn(before: start)
        }
        if !forgotten.isEmpty { observer.forgotten(forgotten) }
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
        status.evictedFlows = run.summary.evictedFlows
        let census = run.diagnosis.census
        status.sessions = census.held
        status.newSessions = Int(clamping: census.seen &- sessionsAtInterval)
        status.lostSessions = census.lost
    }
}
