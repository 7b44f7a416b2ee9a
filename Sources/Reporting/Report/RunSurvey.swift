import Diagnosis
import Records

/// The first reading of a run: what it concluded, as far as a report holds it.
struct RunSurvey: Sendable {
    /// Who talks HTTP to whom.
    struct Edge: Sendable {
        var client: String
        var server: ReportEndpoint
        var flows: UInt64
        var exchanges: UInt64
        var relayed: UInt64
        var isPassing: Bool
        var behind: [String]

        init?(_ node: JSONNode) {
            guard let client = node["client"]?.text, let server = ReportEndpoint(node["server"]) else { return nil }
            self.client = client
            self.server = server
            flows = node["flows"]?.count ?? 0
            exchanges = node["exchanges"]?.count ?? 0
            relayed = node["relayed"]?.count ?? 0
            isPassing = node["passing"]?.flag ?? false
            behind = node["behind"]?.texts ?? []
        }
    }

    /// Edges kept; more are no picture.
    private static let edgeLimit = 65_536

    var capture = ReportCapture()
    /// In the order of the run: the first one is the answer.
    var findings: [ReportFinding] = []
    /// Findings by severity, those beyond the limit too; the strongest severity first.
    var counts: [Finding.Severity: UInt64] = [:]
    var sessions: [ReportSession] = []
    var sessionFates: [ReportSession.Fate: UInt64] = [:]
    var edges: [Edge] = []
    /// What stopped the reading early.
    var fault: RunLines.Fault?
    /// Ids of findings that are errors.
    private(set) var errors: Set<String> = []
    private var places: [String: Int] = [:]
    /// Findings beyond the limit that were told already.
    private var others: Set<String> = []

    init(_ lines: RunLines, _ order: ReportOrder) {
        do {
            try lines.forEach(of: [.finding, .edge, .capture]) { kind, node in
                switch kind {
                case .finding: absorb(finding: node, order)
                case .edge:
                    if edges.count < RunSurvey.edgeLimit, let edge = Edge(node) { edges.append(edge) }
                default: capture = ReportCapture(node)
                }
            }
            try lines.forEach(of: [.session]) { _, node in absorb(session: node, order) }
        } catch {
            fault = error
        }
        chooseSessions(order)
    }

    /// A finding that was told before has grown.
    private mutating func absorb(finding node: JSONNode, _ order: ReportOrder) {
        guard let finding = ReportFinding(node), finding.severity >= order.minimumSeverity else { return }
        if finding.severity == .error { errors.insert(finding.id) }
        if let place = places[finding.id] {
            counts[findings[place].severity, default: 1] -= 1
            counts[finding.severity, default: 0] += 1
            findings[place] = finding
            return
        }
        guard findings.count < order.limits.findings else {
            if others.insert(finding.id).inserted { counts[finding.severity, default: 0] += 1 }
            return
        }
        counts[finding.severity, default: 0] += 1
        places[finding.id] = findings.count
        findings.append(finding)
    }

    private mutating func absorb(session node: JSONNode, _ order: ReportOrder) {
        guard var session = ReportSession(node) else { return }
        session.judge(isInError: session.findings.contains { errors.contains($0) })
        sessionFates[session.fate, default: 0] += 1
        guard sessions.count < 2 * order.limits.sessions || session.fate == .broke else { return }
        sessions.append(session)
        if sessions.count >= 4 * order.limits.sessions { chooseSessions(order) }
    }

    /// Keeps those that broke, then those that a finding names, then the first.
    private mutating func chooseSessions(_ order: ReportOrder) {
        let ranks = sessions.map { $0.fate == .broke ? 0 : $0.findings.isEmpty ? 2 : 1 }
        let chosen = sessions.indices.sorted { (ranks[$0], $0) < (ranks[$1], $1) }.prefix(order.limits.sessions)
        sessions = chosen.sorted().map { sessions[$0] }
    }

    /// Findings in all.
    var findingCount: UInt64 { counts.values.reduce(0, +) }

    /// Findings that the report only counts.
    var moreFindings: UInt64 { findingCount - UInt64(min(UInt64(findings.count), findingCount)) }

    var worst: Finding.Severity? { counts.filter { $0.value > 0 }.keys.max() }

    /// The ids of the findings that name a flow, in their order.
    func findingsByFlow() -> [FlowID: [String]] {
        var ids: [FlowID: [String]] = [:]
        for finding in findings { for flow in finding.flows { ids[flow, default: []].append(finding.id) } }
        return ids
    }
}
