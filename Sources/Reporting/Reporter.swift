public import Correlation
public import Diagnosis
public import Records

/// A format: takes records in their order, and at the end what was concluded from them.
public protocol Reporter {
    /// Where the output went, and whether it got there.
    var sink: ByteSink { get }

    mutating func record(_ emission: Emission)

    /// Tells findings before the end, those that are new or have grown; a format that is written at the end does nothing.
    mutating func announce(_ findings: [Finding])

    /// Tells how far findings have grown that were announced.
    mutating func revise(_ findings: [Finding])

    /// Tells sessions that are forgotten before the end.
    mutating func forgotten(_ sessions: [SessionSummary])

    /// What was told can be read from now on.
    mutating func flush()

    /// Writes what is left, and flushes.
    mutating func finish(_ conclusions: Conclusions)
}

extension Reporter {
    public mutating func announce(_ findings: [Finding]) {}
    public mutating func revise(_ findings: [Finding]) {}
    public mutating func forgotten(_ sessions: [SessionSummary]) {}
    public mutating func flush() {}
}

/// What every format is told.
public struct ReportOptions: Sendable {
    /// Name and version of the program, as the report shows them.
    public var toolName = "hangup"
    public var toolVersion = ""
    /// Findings below it are not printed.
    public var minimumSeverity = Finding.Severity.info
    /// Records that a document holds: where there are more, the oldest are left out, half as many at once.
    public var recordLimit = Int.max
    /// Columns of the terminal.
    public var width = 100
    /// Whether escape sequences for colours may be written.
    public var usesColor = false

    /// The zone beside UTC in the head of a report; `nil` for the system's.
    public var zone: LocalZone?

    public init() {}
}

extension Conclusions {
    /// The findings to print, each with its id.
    func printed(_ options: ReportOptions) -> [Finding] {
        var findings = findings
        FindingIdentity.assign(&findings)
        return findings.filter { $0.severity >= options.minimumSeverity }
    }
}
