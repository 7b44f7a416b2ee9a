public import Correlation

/// Thresholds of the conclusions and bounds of what is remembered, each with its unit.
public struct DiagnosisOptions: Sendable {
    /// Packet time that passes after a symptom before it is judged, seconds.
    public var patience = 10.0
    /// Within so many seconds a second attempt makes a refusal worth telling.
    public var attemptWindow = 60.0
    /// The capture must go on so long after the last SYN, seconds.
    public var afterLastSYN = 3.0
    /// A client that comes back within so many seconds of a silent end came back because of it.
    public var reconnectWindow = 5.0
    /// A silence before data that makes an expired state likely, seconds.
    public var idleSeconds = 5.0
    /// No window, or no acknowledgment, for so long is a stall, seconds.
    public var stallSeconds = 5.0
    /// Segments sent again, and their share of those sent, that make a path lossy.
    public var lossySegments: UInt32 = 20
    public var lossyShare = 0.02
    /// Names of session cookies and headers on top of the known ones.
    public var sessionCookies: [String] = []
    public var sessionHeaders: [String] = []

    /// Symptoms that wait for their verdict.
    public var pendingSymptoms = 50_000
    /// Findings, and occurrences and packets listed for each.
    public var findings = 10_000
    /// Sessions told at the end.
    public var sessions = 200_000
    /// Whether conclusions list the sessions.
    public var listsSessions = true
    /// A client that gets a new token within so many seconds is not hindered by the old one's end.
    public var refreshWindow = 30.0
    public var occurrences = 100
    public var evidence = 24

    /// Bounds of what is remembered across flows.
    public var correlation = CorrelationLimits()

    public init() {}

    /// For captures that go on for weeks.
    public static var live: DiagnosisOptions {
        var options = DiagnosisOptions()
        options.pendingSymptoms = 10_000
        options.findings = 2_000
        options.correlation = .live
        return options
    }
}
