public import Records

/// All that the right half says of a capture.
public struct Conclusions: Sendable, Codable, Equatable {
    public var capture: CaptureSummary
    /// Sorted: the first one is the answer.
    public var findings: [Finding]

    public init(capture: CaptureSummary, findings: [Finding]) {
        self.capture = capture
        self.findings = findings
    }
}
