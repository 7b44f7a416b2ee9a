public import Diagnosis

/// The formats that are made from a run's lines.
public enum ReportFormat: String, Sendable, CaseIterable {
    case html, markdown, csv, ecs, junit
}

/// What the maker of a report wants.
public struct ReportOrder: Sendable {
    public var format: ReportFormat
    /// Findings below it are left out.
    public var minimumSeverity = Finding.Severity.info
    /// From which severity on a check of `junit` fails.
    public var failing = Finding.Severity.error
    /// Stands over the report; `nil` for the capture's name.
    public var title: String?
    /// Words to whoever reads it.
    public var note: String?
    /// Bounds of what a page holds.
    public var limits = ReportLimits()

    public init(_ format: ReportFormat) { self.format = format }
}

/// How much a report holds at once. What is left out is counted, and said.
public struct ReportLimits: Sendable {
    /// Findings told in full.
    public var findings = 1_000
    /// Sessions listed: those that broke first.
    public var sessions = 1_000
    /// Flows listed: those of findings first, then those with something notable.
    public var flows = 10_000
    /// WebSockets drawn, those that broke first.
    public var webSockets = 100
    /// Servers in the table of handshakes.
    public var servers = 500
    /// Time lines that can be opened, and of one finding.
    public var stories = 250
    public var storiesPerFinding = 12
    /// Events of one time line, and flows that it follows.
    public var eventsPerStory = 300
    public var flowsPerStory = 12
    /// Boxes in the picture of who talks to whom.
    public var boxes = 24
    /// Parts into which the capture's time is divided.
    public var buckets = 120
    /// Flows looked at to find the other leg of a connection.
    public var legs = 500_000

    public init() {}
}
