import Diagnosis
import Records

/// The capture's time, divided into equal parts: how many connections were alive, how much was asked, what broke.
struct ReportTimeline: Sendable {
    /// A break, on the line.
    struct Mark: Sendable {
        /// 0 at the first packet, 1 at the last.
        var position: Double
        var severity: Finding.Severity
        var finding: String
        var title: String
        var packet: UInt64
        var time: Timestamp
    }

    /// Marks drawn for one finding.
    private static let marksPerFinding = 100

    private(set) var start: Timestamp?
    private var length = 0.0
    /// Connections alive in each part.
    private(set) var alive: [Int]
    /// Requests asked in each part.
    private(set) var requests: [Int]
    private var changes: [Int]
    private(set) var marks: [Mark] = []

    init(_ capture: ReportCapture, buckets: Int) {
        start = capture.first
        length = capture.duration ?? 0
        let count = max(1, buckets)
        alive = []
        requests = [Int](repeating: 0, count: count)
        changes = [Int](repeating: 0, count: count + 1)
    }

    /// Seconds of the whole.
    var seconds: Double { length }

    private func position(of time: Timestamp) -> Double? {
        guard let start, length > 0 else { return nil }
        return min(1, max(0, time.seconds(since: start) / length))
    }

    private func bucket(of time: Timestamp) -> Int? {
        position(of: time).map { min(requests.count - 1, Int($0 * Double(requests.count))) }
    }

    mutating func add(_ flow: ReportFlow) {
        guard let first = bucket(of: flow.start), let last = bucket(of: flow.end) else { return }
        changes[first] += 1
        changes[last + 1] -= 1
    }

    mutating func addRequest(at time: Timestamp?) {
        guard let time, let bucket = bucket(of: time) else { return }
        requests[bucket] += 1
    }

    mutating func finish(_ findings: [ReportFinding]) {
        var living = 0
        alive = changes.dropLast().map { change in
            living += change
            return living
        }
        for finding in findings where finding.severity >= .warning {
            for occurrence in finding.occurrences.prefix(Self.marksPerFinding) {
                guard let time = occurrence.time, let position = position(of: time) else { continue }
                marks.append(
                    Mark(
                        position: position, severity: finding.severity, finding: finding.id, title: finding.title,
                        packet: occurrence.packet, time: time))
            }
        }
    }
}
