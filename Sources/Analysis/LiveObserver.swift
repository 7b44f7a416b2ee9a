public import Captures
public import Correlation
public import Diagnosis

/// Hears a live analysis while it goes on.
public protocol LiveObserver: AnalysisObserver {
    /// Findings that are certain or likely for the first time, or that have become graver.
    mutating func found(_ findings: [Finding])

    /// Findings told before that have grown since, as they stand now.
    mutating func grown(_ findings: [Finding])

    /// Sessions of which nothing was seen for a window's time: they are forgotten.
    mutating func forgotten(_ sessions: [SessionSummary])

    /// Something about the capture that the user should know, in a sentence.
    mutating func remark(_ text: String)

    /// What was told so far is to be seen.
    mutating func flush()

    /// Called once in a second, and when the queue's reader is called. Returns whether to go on.
    mutating func look(_ status: LiveStatus) -> Bool
}

/// How a live analysis stands.
public struct LiveStatus: Sendable {
    /// Seconds since it began.
    public var elapsed = 0.0
    public var counters = LiveCounters()
    /// Packets in the last second.
    public var packetsPerSecond = 0.0
    /// Flows that are open or were closed just now, and all so far.
    public var flows = 0
    public var flowsSeen: UInt64 = 0
    public var evictedFlows: UInt64 = 0
    /// Sessions that are remembered, those of them first seen within the last interval, and those that were lost so far.
    public var sessions = 0
    public var newSessions = 0
    public var lostSessions = 0
    /// Findings so far that were told, by severity.
    public var findings: [Finding.Severity: Int] = [:]

    public init() {}
}
