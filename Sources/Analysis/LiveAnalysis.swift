public import Captures
public import Diagnosis
public import Records

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Where the packets of a live analysis come from.
public struct LiveSource: Sendable {
    /// Name of the interface.
    public var name: String
    public var linkType: LinkType
    public var queue: BatchQueue
    public var counters: @Sendable () -> LiveCounters
    /// The clock that packets are stamped with, and one that nobody can set.
    public var clock: @Sendable () -> Timestamp = { SystemClock.now }
    public var uptime: @Sendable () -> Timestamp = { SystemClock.uptime }

    /// A capture on an interface.
    public init(_ capture: LiveCapture) {
        self.init(name: capture.interface, linkType: capture.linkType, queue: capture.queue) { capture.counters }
    }

    public init(
        name: String, linkType: LinkType, queue: BatchQueue, counters: @escaping @Sendable () -> LiveCounters
    ) {
        self.name = name
        self.linkType = linkType
        self.queue = queue
        self.counters = counters
    }
}

/// How far a live analysis looks back, and how often it speaks.
public struct LivePace: Sendable {
    /// What was not touched for so long is forgotten, seconds.
    public var window = 3_600.0
    /// How far findings have grown is told so often, seconds.
    public var interval = 60.0
    /// A folder for the packets of each finding, those of the last so many seconds.
    public var findingsFolder: String?
    public var findingsSeconds = 120.0

    public init() {}
}

/// Analyzes packets as they come.
public enum LiveAnalysis {
    /// The longest that the queue is waited for, milliseconds.
    private static let wait: Int32 = 250
    /// Secrets are logged so long after the packets that they are for, seconds.
    private static let secretsDelay = 0.1

    /// Takes packets from `source` until its queue is closed or `observer` has had enough, and concludes.
    ///
    /// `options` has to have a label key; its paths and filter mean nothing here. `keyLogs` are read as they grow, which
    /// takes that `options` has a key log, if an empty one.
    public static func run(
        _ options: AnalysisOptions, _ source: LiveSource, pace: LivePace = LivePace(),
        keyLogs: [FollowedFile] = [],
        observer: inout some LiveObserver
    ) -> Conclusions {
        var run = LiveRun(options, source, pace, keyLogs: keyLogs)
        run.begin(&observer)
        while true {
            switch source.queue.next(milliseconds: wait) {
            case .batch(let batch):
                if !keyLogs.isEmpty { waitForSecrets(of: batch, source.uptime()) }
                run.take(batch, &observer)
            case .nothing: break
            case .closed: return run.finish(&observer)
            }
            guard run.look(&observer) else { return run.finish(&observer) }
        }
    }

    /// Who logs secrets does it when the packets are on their way: a batch is looked at a moment after it was gathered.
    private static func waitForSecrets(of batch: PacketBatch, _ now: Timestamp) {
        guard let gathered = batch.gathered else { return }
        let rest = secretsDelay - now.seconds(since: gathered)
        guard rest > 0, rest <= secretsDelay else { return }
        usleep(UInt32(rest * 1_000_000))
    }
}
