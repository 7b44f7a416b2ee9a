internal import CPcap
public import Records
internal import Synchronization

/// A capture on an interface.
///
/// One thread does nothing but take packets out of the kernel's buffer; it never waits for those that analyze or write
/// them. What they cannot take in time is counted, and its numbers are missing in their queue.
public final class LiveCapture: Sendable {
    public let interface: String
    public let linkType: LinkType
    /// What libpcap warns of.
    public let warnings: [String]
    /// Packets for analysis.
    public let queue: BatchQueue
    /// Packets to be written; `nil` where none are.
    public let recording: BatchQueue?

    private let handle: Mutex<LiveHandle>
    private let shared = Mutex(LiveCounters())
    private let wantsStop = Atomic(false)
    private let wakeUp = WakeUp()
    private let packetLimit: UInt64

    /// Opens an interface; packets are gathered by the kernel from now on, and looked at from `start` on.
    ///
    /// - Parameters:
    ///   - options: where and how.
    ///   - isRecorded: whether there is somebody to write packets.
    ///   - accepts: whether packets with this link type are understood.
    /// - Throws: `LiveError`, which says what to do about it.
    public init(
        _ options: LiveOptions, isRecorded: Bool, accepts: (LinkType) -> Bool
    ) throws(LiveError) {
        var warnings: [String] = []
        let pcap = try LiveOpening.open(options, accepts: accepts, warnings: &warnings)
        interface = options.interface
        linkType = LinkType(dlt: UInt32(bitPattern: pcap_datalink(pcap)))
        self.warnings = warnings
        packetLimit = options.packetLimit ?? .max
        queue = BatchQueue(limit: options.backlog)
        recording = isRecorded ? BatchQueue(limit: options.recordingBacklog) : nil
        handle = Mutex(LiveHandle(pcap))
    }

    /// Begins to read packets, on a thread of its own; `nil` where the system has none left.
    public func start() -> WorkThread? { WorkThread(name: "capture") { self.run() } }

    /// No more packets are wanted: those that have come by now are still given, then the queues are closed.
    public func stop() {
        wantsStop.store(true, ordering: .releasing)
        wakeUp.signal()
    }

    public var counters: LiveCounters { shared.withLock { $0 } }

    // MARK: The thread

    private func run() {
        handle.withLock { handle in
            var loop = CaptureLoop(
                handle.pcap, Intake(linkType: linkType, timestampUnit: handle.timestampUnit), queue, recording,
                isReadInVain: !NetworkInterface.isNetfilter(interface))
            let ending = loop.run(wakeUp, packetLimit: packetLimit) { counters in
                shared.withLock { $0 = counters }
                return wantsStop.load(ordering: .acquiring)
            }
            shared.withLock { $0.ending = ending }
        }
        queue.close()
        recording?.close()
    }
}
