internal import Records

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The files of a recording one after the other, by the rules of tcpdump.
struct Rotation {
    /// After a failure writing is tried again so often, seconds.
    private static let patience = 5.0

    private let plan: RecordingPlan
    private let interface: String
    private let linkType: LinkType
    private let clock: () -> Timestamp
    private var file: RecordingFile
    private var began: Timestamp
    /// Of the file since names last changed, and of files begun by time.
    private var number = 0
    private var turns = 0
    /// When writing failed, and packets lost since.
    private var failed: Timestamp?
    private var lost: UInt64 = 0
    private var lostInFile: UInt64 = 0
    private var isComplete = false

    /// Goes on from the first file, which is open already.
    init(
        _ plan: RecordingPlan, _ file: RecordingFile, interface: String, linkType: LinkType,
        clock: @escaping () -> Timestamp = { SystemClock.now }
    ) {
        self.plan = plan
        self.file = file
        self.interface = interface
        self.linkType = linkType
        self.clock = clock
        began = clock()
    }

    /// Makes a file; `nil` where the system refuses, and `errno` says why.
    static func open(
        _ name: String, _ plan: RecordingPlan, interface: String, linkType: LinkType
    ) -> RecordingFile? {
        RecordingFile(name, isPcapng: plan.isPcapng, interface: interface, linkType: linkType)
    }

    /// Writes the packets of a batch. Returns how many could not be written, and what there is to say.
    mutating func write(
        _ batch: PacketBatch, flush: Bool, counters: () -> LiveCounters
    ) -> (lost: UInt64, events: [PacketRecorder.Event]) {
        var events: [PacketRecorder.Event] = []
        // What comes after the last file is not wanted.
        guard !isComplete else { return (0, events) }
        if let failed, clock().seconds(since: failed) < Self.patience {
            lost &+= UInt64(batch.count)
            return (UInt64(batch.count), events)
        }
        if plan.seconds != nil { turnByTime(counters, &events) }
        guard !isComplete else { return (0, events) }
        if let size = plan.size {
            batch.forEach { frame in
                if file.size > size { turnBySize(counters, &events) }
                file.write(frame)
            }
        } else {
            batch.forEach { file.write($0) }
        }
        if flush || failed != nil { file.flush() }
        return (judge(&events), events)
    }

    /// Hands what is gathered to the system; gives how many packets it did not take, and what there is to say.
    mutating func flush() -> (lost: UInt64, events: [PacketRecorder.Event]) {
        var events: [PacketRecorder.Event] = []
        file.flush()
        return (judge(&events), events)
    }

    /// A file that was moved away is made anew under its name; one that is in its place stays.
    mutating func reopen(_ counters: LiveCounters) -> [PacketRecorder.Event] {
        file.flush()
        guard !file.isInPlace else { return [] }
        file.finish(counters, at: clock())
        return begin(file.path)
    }

    mutating func finish(_ counters: LiveCounters) -> [PacketRecorder.Event] {
        var events: [PacketRecorder.Event] = []
        if !isComplete { file.finish(counters, at: clock()) }
        _ = judge(&events)
        if lost > 0 { events.append(.remark("\(file.path): \(lost) packets could not be written")) }
        return events
    }

    // MARK: The next file

    private mutating func turnByTime(_ counters: () -> LiveCounters, _ events: inout [PacketRecorder.Event]) {
        let now = clock()
        guard let seconds = plan.seconds else { return }
        // Whole seconds, as tcpdump counts: else each turn would be a little late, and the names with it.
        let passed = now.nanoseconds / 1_000_000_000 - began.nanoseconds / 1_000_000_000
        // A clock that was set back must not make a file longer.
        guard passed >= seconds || passed < 0 else { return }
        turns += 1
        if plan.size == nil, let count = plan.count, turns >= count {
            file.finish(counters(), at: now)
            isComplete = true
            events.append(.complete)
            return
        }
        number = 0
        turn(counters, &events)
        began = now
    }

    private mutating func turnBySize(_ counters: () -> LiveCounters, _ events: inout [PacketRecorder.Event]) {
        number += 1
        if let count = plan.count, number >= count { number = 0 }
        turn(counters, &events)
    }

    private mutating func turn(_ counters: () -> LiveCounters, _ events: inout [PacketRecorder.Event]) {
        let now = clock()
        file.finish(counters(), at: now)
        _ = judge(&events)
        // Within a turn of time the name keeps the time with which that began.
        let time = number == 0 && plan.seconds != nil ? now : began
        events += begin(plan.name(at: time, number: number) ?? file.path)
    }

    private mutating func begin(_ name: String) -> [PacketRecorder.Event] {
        guard let next = Self.open(name, plan, interface: interface, linkType: linkType) else {
            return [.remark("\(name): \(systemWords(errno)); packets go on into \(file.path)")]
        }
        file = next
        lostInFile = 0
        return []
    }

    // MARK: Failures

    /// Looks whether what was handed to the system arrived; returns how many packets did not since the last look.
    private mutating func judge(_ events: inout [PacketRecorder.Event]) -> UInt64 {
        let count = file.lost - lostInFile
        lostInFile = file.lost
        lost &+= count
        guard let failure = file.failure else {
            if failed != nil {
                failed = nil
                events.append(.remark("\(file.path): written again; \(lost) packets are missing in it"))
            }
            return count
        }
        if failed == nil {
            events.append(
                .remark(
                    "\(file.path): \(systemWords(failure)); packets are analyzed, and written again when there is room")
            )
        }
        failed = clock()
        return count
    }
}
