public import Correlation
public import Records

/// All that the right half says of a capture.
public struct Conclusions: Sendable, Codable, Equatable {
    public var capture: CaptureSummary
    /// Sorted: the first one is the answer.
    public var findings: [Finding]
    /// Application sessions in the order of their beginnings; bounded by `DiagnosisOptions.sessions`.
    public var sessions: [SessionSummary]
    /// Who talks HTTP to whom.
    public var topology: [TopologyLedger.Edge]

    public init(
        capture: CaptureSummary, findings: [Finding], sessions: [SessionSummary] = [],
        topology: [TopologyLedger.Edge] = []
    ) {
        self.capture = capture
        self.findings = findings
        self.sessions = sessions
        self.topology = topology
    }
}
