internal import CPcap
internal import Records

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// What the thread that captures does: takes packets from the kernel, gathers them in batches, hands these over.
struct CaptureLoop {
    /// Packets read before anything else is looked at.
    private static let packetsAtOnce: UInt64 = 512
    /// A batch of so many octets is handed over even where the one before was not taken yet…
    private static let batchSize = 1 << 20
    /// …or when it is so old, seconds.
    private static let batchAge = 0.02
    /// Waits for packets, milliseconds: with nothing gathered, and with a batch that waits to be handed over.
    private static let idleWait: Int32 = 250
    private static let batchWait: Int32 = 20
    private static let statisticsEvery = 0.5

    private let pcap: OpaquePointer
    private let intake: Intake
    private let queue: BatchQueue
    private let recording: BatchQueue?
    /// Whether the interface may be read when it has nothing.
    private let isReadInVain: Bool
    private var counters = LiveCounters()
    private var received = WrappingCounter()
    private var dropped = WrappingCounter()
    private var missed = WrappingCounter()
    private var batchBegan: Timestamp?
    /// When what came before the end was wanted has been handed over by the kernel.
    private var deadline: Timestamp?
    private var mayHaveMore = false

    init(
        _ pcap: OpaquePointer, _ intake: Intake, _ queue: BatchQueue, _ recording: BatchQueue?, isReadInVain: Bool
    ) {
        self.pcap = pcap
        self.intake = intake
        self.queue = queue
        self.recording = recording
        self.isReadInVain = isReadInVain
    }

    /// Reads until the end, whatever it is. `report` is told the counters now and then, and says whether to stop.
    mutating func run(
        _ wakeUp: WakeUp, packetLimit: UInt64, report: (LiveCounters) -> Bool
    ) -> LiveEnding {
        var nextReport = SystemClock.uptime
        while true {
            let isReady = wait(wakeUp)
            let count = Int32(min(Self.packetsAtOnce, packetLimit &- intake.captured))
            let status = isReady ? intake.read(pcap, count: count) : 0
            mayHaveMore = status == Int32(Self.packetsAtOnce)
            let now = SystemClock.uptime
            handOver(now, isLast: false)
            let ending = ending(status, now, packetLimit)
            if now >= nextReport || ending != nil {
                nextReport = now.advanced(bySeconds: Self.statisticsEvery)
                readStatistics()
            }
            if let ending {
                handOver(now, isLast: true)
                _ = report(current)
                return ending
            }
            if report(current), deadline == nil { beginStopping(now) }
        }
    }

    private func ending(_ status: Int32, _ now: Timestamp, _ packetLimit: UInt64) -> LiveEnding? {
        if intake.captured >= packetLimit { return .complete }
        if status < 0 { return .failed(String(cString: pcap_geterr(pcap))) }
        if let deadline, now >= deadline { return .stopped }
        return nil
    }

    /// What came before now may still be on its way through the kernel.
    private mutating func beginStopping(_ now: Timestamp) {
        intake.latest = SystemClock.now.nanoseconds
        deadline = now.advanced(bySeconds: Double(LiveOptions.delay) * 1.5 / 1_000)
    }

    /// Waits for packets; returns whether to read any.
    private mutating func wait(_ wakeUp: WakeUp) -> Bool {
        guard !mayHaveMore else { return true }
        let isQuick = !intake.batch.isEmpty || deadline != nil
        var descriptors = (
            pollfd(fd: pcap_get_selectable_fd(pcap), events: Int16(POLLIN), revents: 0),
            pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0)
        )
        withUnsafeMutablePointer(to: &descriptors) { pointer in
            pointer.withMemoryRebound(to: pollfd.self, capacity: 2) {
                _ = poll($0, 2, isQuick ? Self.batchWait : Self.idleWait)
            }
        }
        if descriptors.1.revents != 0 { wakeUp.clear() }
        // Reading finds out, too, whether an interface that went down is gone.
        return descriptors.0.revents != 0 || isReadInVain
    }

    // MARK: Handing over

    private mutating func handOver(_ now: Timestamp, isLast: Bool) {
        guard !intake.batch.isEmpty else { return }
        let began = batchBegan ?? now
        batchBegan = began
        guard
            isLast || intake.batch.size >= Self.batchSize || queue.isEmpty
                || now.seconds(since: began) >= Self.batchAge
        else { return }
        batchBegan = nil
        var batch = intake.takeBatch()
        batch.gathered = now
        if !queue.offer(batch) { counters.unanalyzed &+= UInt64(batch.count) }
        if let recording, !recording.offer(batch) { counters.unwritten &+= UInt64(batch.count) }
    }

    // MARK: Counting

    private var current: LiveCounters {
        var counters = counters
        counters.captured = intake.captured
        counters.bytes = intake.bytes
        return counters
    }

    private mutating func readStatistics() {
        var statistics = pcap_stat()
        guard pcap_stats(pcap, &statistics) == 0 else { return }
        received.update(statistics.ps_recv)
        dropped.update(statistics.ps_drop)
        missed.update(statistics.ps_ifdrop)
        counters.receivedByFilter = received.total
        counters.droppedByKernel = dropped.total
        counters.droppedByInterface = missed.total
    }
}
