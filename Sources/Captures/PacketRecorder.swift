public import Records
internal import Synchronization

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// Writes the packets of a live capture as they come, on a thread of its own: a slow disk holds up neither the capture
/// nor the analysis.
public final class PacketRecorder: Sendable {
    /// What came of writing, for the one who runs it.
    public enum Event: Sendable, Equatable {
        /// Something that the user should know.
        case remark(String)
        /// All files that were wanted are full.
        case complete
    }

    private let plan: RecordingPlan
    private let queue: BatchQueue
    private let interface: String
    private let linkType: LinkType
    private let events = Mutex<[Event]>([])
    private let wantsReopening = Atomic(false)
    private let unwritten = Atomic<UInt64>(0)
    private let first: Mutex<RecordingFile?>

    /// Makes the first file.
    ///
    /// - Throws: `CaptureError.unwritable`, where it cannot be made.
    public init(
        _ plan: RecordingPlan, queue: BatchQueue, interface: String, linkType: LinkType
    ) throws(CaptureError) {
        self.plan = plan
        self.queue = queue
        self.interface = interface
        self.linkType = linkType
        guard let name = plan.name(at: SystemClock.now, number: 0) else {
            throw .unwritable(path: plan.path, reason: "the format makes no name")
        }
        let file = Rotation.open(name, plan, interface: interface, linkType: linkType)
        guard let file else { throw .unwritable(path: name, reason: systemWords(errno)) }
        first = Mutex(file)
    }

    /// Begins to write, on a thread of its own; `nil` where the system has none left.
    public func start(counters: @escaping @Sendable () -> LiveCounters) -> WorkThread? {
        WorkThread(name: "record") { self.run(counters) }
    }

    /// Files that were moved away are made anew.
    public func reopen() {
        wantsReopening.store(true, ordering: .releasing)
        queue.call()
    }

    /// What has happened since this was last asked.
    public func takeEvents() -> [Event] {
        events.withLock { events in
            defer { events = [] }
            return events
        }
    }

    /// Packets that could not be written.
    public var lost: UInt64 { unwritten.load(ordering: .relaxed) }

    // MARK: The thread

    private func run(_ counters: () -> LiveCounters) {
        let file = first.withLock { $0.take() }
        guard let file else { return }
        var rotation = Rotation(plan, file, interface: interface, linkType: linkType)
        while true {
            let next = queue.next(milliseconds: 500)
            if wantsReopening.exchange(false, ordering: .acquiring) { tell(rotation.reopen(counters())) }
            switch next {
            case .batch(let batch):
                let (failed, found) = rotation.write(batch, flush: queue.isEmpty, counters: counters)
                unwritten.add(failed, ordering: .relaxed)
                tell(found)
            case .nothing:
                let (failed, found) = rotation.flush()
                unwritten.add(failed, ordering: .relaxed)
                tell(found)
            case .closed:
                tell(rotation.finish(counters()))
                return
            }
        }
    }

    private func tell(_ new: [Event]) {
        guard !new.isEmpty else { return }
        events.withLock { $0 += new }
    }
}

func systemWords(_ number: Int32) -> String { strerror(number).map { String(cString: $0) } ?? "error \(number)" }
