import Correlation
import Records

/// The findings so far: one per code and subject, with its occurrences counted.
///
/// Occurrences of different severity are counted apart; the strongest are the finding, and warnings of sessions one more.
struct Docket: Sendable {
    struct Key: Hashable, Sendable {
        var code: String
        var subject: Finding.Subject
        var severity: Finding.Severity
    }

    private struct Held: Sendable {
        var finding: Finding
        var flows: Set<FlowID>
        var hasOwnFilter: Bool
        /// Hashes of the sessions that it happened to.
        var sessions: Set<Int> = []
        /// Sessions that were counted, and whose hashes are no longer kept.
        var otherSessions = 0
        /// Cases that the finding's cause speaks of.
        var cases = 0
    }

    private let options: DiagnosisOptions
    private var held: [Key: Held] = [:]
    /// The findings of flows, the youngest: what happens on another leg of theirs is evidence.
    private var byFlow: [FlowID: Key] = [:]
    private var flowOrder: [FlowID] = []
    private var oldestFlow = 0
    private var changed: Set<Key> = []
    /// Findings that found no room.
    private(set) var overflow: UInt64 = 0

    /// Flows whose findings are remembered.
    private static let rememberedFlows = 65_536
    /// Flows named in a display filter.
    private static let filteredFlows = 20

    init(options: DiagnosisOptions) { self.options = options }

    mutating func enter(_ judgement: Arbitration.Judgement) {
        let verdict = judgement.verdict
        let key = Key(code: judgement.entry.code, subject: verdict.subject, severity: verdict.severity)
        for occurrence in verdict.earlier where !(held[key]?.flows.contains(occurrence.flow ?? .max) ?? false) {
            enter(occurrence, key, judgement, isEarlier: true)
        }
        let occurrence = Finding.Occurrence(
            at: verdict.at, flow: verdict.flow, session: verdict.session, note: verdict.note)
        enter(occurrence, key, judgement, isEarlier: false)
        if let flow = verdict.flow { remember(flow, key) }
        changed.insert(key)
    }

    private mutating func enter(
        _ occurrence: Finding.Occurrence, _ key: Key, _ judgement: Arbitration.Judgement, isEarlier: Bool
    ) {
        guard held[key] != nil || held.count < options.findings else {
            overflow &+= 1
            return
        }
        let fresh = Held(
            finding: Self.finding(judgement, occurrence), flows: [],
            hasOwnFilter: judgement.verdict.displayFilter != nil)
        let isFirst = held[key] == nil
        let limits = options
        let update = { (entry: inout Held) in
            if let session = occurrence.session, !entry.sessions.insert(session.hashValue).inserted {
                if occurrence.at.packet > entry.finding.last.packet { entry.finding.last = occurrence.at }
                return Self.addEvidence(judgement.verdict.evidence, to: &entry.finding, limits)
            }
            entry.finding.sessionsAffected = entry.sessions.count + entry.otherSessions
            if !isFirst { Self.add(occurrence, judgement, to: &entry.finding, limits, isEarlier: isEarlier) }
            Self.takeFullest(judgement.verdict, into: &entry)
            if let flow = occurrence.flow, entry.flows.count < limits.occurrences { entry.flows.insert(flow) }
        }
        update(&held[key, default: fresh])
    }

    private static func finding(
        _ judgement: Arbitration.Judgement, _ occurrence: Finding.Occurrence
    ) -> Finding {
        let verdict = judgement.verdict
        let entry = judgement.entry
        let evidence =
            verdict.evidence.isEmpty
            ? [Finding.Evidence(packet: verdict.at.packet, flow: verdict.flow, text: verdict.note)] : verdict.evidence
        return Finding(
            code: entry.code, category: entry.category, severity: verdict.severity, layer: entry.layer,
            confidence: verdict.confidence, title: entry.title, subject: verdict.subject, by: verdict.by,
            occurrence: occurrence, evidence: evidence, cause: verdict.cause, fixes: verdict.fixes,
            displayFilter: verdict.displayFilter ?? "", related: verdict.related)
    }

    private static func add(
        _ occurrence: Finding.Occurrence, _ judgement: Arbitration.Judgement, to finding: inout Finding,
        _ options: DiagnosisOptions, isEarlier: Bool
    ) {
        let verdict = judgement.verdict
        finding.count += 1
        if occurrence.at.packet < finding.first.packet { finding.first = occurrence.at }
        if occurrence.at.packet > finding.last.packet { finding.last = occurrence.at }
        if finding.occurrences.count < options.occurrences { finding.occurrences.append(occurrence) }
        guard !isEarlier else { return }
        addEvidence(verdict.evidence, to: &finding, options)
        for code in verdict.related where !finding.related.contains(code) { finding.related.append(code) }
        guard verdict.confidence > finding.confidence else { return }
        finding.confidence = verdict.confidence
        finding.cause = verdict.cause
        finding.fixes = verdict.fixes
        finding.by = verdict.by
    }

    /// Of two accounts that are equally sure the one of more cases is kept.
    private static func takeFullest(_ verdict: Verdict, into entry: inout Held) {
        guard verdict.confidence == entry.finding.confidence, verdict.cases > entry.cases else { return }
        if entry.cases > 0 {
            entry.finding.cause = verdict.cause
            entry.finding.fixes = verdict.fixes
        }
        entry.cases = verdict.cases
    }

    private static func addEvidence(
        _ evidence: [Finding.Evidence], to finding: inout Finding, _ options: DiagnosisOptions
    ) {
        for item in evidence where finding.evidence.count < options.evidence {
            let isKnown = finding.evidence.contains { $0.packet == item.packet && $0.flow == item.flow }
            if !isKnown { finding.evidence.append(item) }
        }
    }

    // MARK: Room

    /// Hashes of sessions kept of one finding when room is made.
    private static let sessionsKept = 10_000

    /// Makes room where the limit of findings is nearly reached: those that happened last longest ago are forgotten.
    mutating func makeRoom() {
        for (key, entry) in held where entry.sessions.count > Self.sessionsKept {
            held[key]?.otherSessions = entry.otherSessions + entry.sessions.count
            held[key]?.sessions = []
        }
        guard held.count > options.findings / 4 * 3 else { return }
        let old = held.sorted { $0.value.finding.last.packet < $1.value.finding.last.packet }
        for (key, _) in old.prefix(held.count - options.findings / 2) {
            held[key] = nil
            changed.remove(key)
        }
    }

    // MARK: Legs

    private mutating func remember(_ flow: FlowID, _ key: Key) {
        if byFlow[flow] == nil {
            if flowOrder.count < Self.rememberedFlows {
                flowOrder.append(flow)
            } else {
                byFlow[flowOrder[oldestFlow]] = nil
                flowOrder[oldestFlow] = flow
                oldestFlow = (oldestFlow + 1) % Self.rememberedFlows
            }
        }
        // The strongest finding of a flow is the one that explains what follows from it.
        if let old = byFlow[flow], old.severity > key.severity { return }
        byFlow[flow] = key
    }

    /// Makes what happened on one leg evidence of the finding of the other; false where that has none of this weight.
    mutating func attach(_ evidence: Finding.Evidence, toFindingOf flow: FlowID, atLeast severity: Finding.Severity)
        -> Bool
    {
        guard let key = byFlow[flow], key.severity >= severity, held[key] != nil else { return false }
        let limits = options
        if var entry = held[key] {
            Self.addEvidence([evidence], to: &entry.finding, limits)
            held[key] = entry
        }
        changed.insert(key)
        return true
    }

    // MARK: Results

    /// Findings that are new or have grown since this was last asked.
    mutating func takeChanged() -> [Finding] {
        let keys = changed
        changed = []
        return Self.sorted(keys.compactMap { key in isShown(key) ? held[key].map(Self.finished) : nil })
    }

    /// The strongest of each code and subject, and warnings of sessions beside them, in the order of reports.
    func findings() -> [Finding] {
        Self.sorted(held.filter { isShown($0.key) }.map { Self.finished($0.value) })
    }

    private func isShown(_ key: Key) -> Bool {
        // Sessions that broke less badly are broken, too, and have a line of their own.
        if key.severity == .warning, held[key]?.finding.sessionsAffected ?? 0 > 0 { return true }
        return !Finding.Severity.allCases.contains {
            $0 > key.severity && held[Key(code: key.code, subject: key.subject, severity: $0)] != nil
        }
    }

    private static func finished(_ entry: Held) -> Finding {
        var finding = entry.finding
        finding.occurrences.sort {
            $0.at.packet == $1.at.packet ? ($0.flow ?? 0) < ($1.flow ?? 0) : $0.at.packet < $1.at.packet
        }
        finding.evidence.sort { $0.packet < $1.packet }
        if !entry.hasOwnFilter { finding.displayFilter = filter(finding, entry.flows) }
        return finding
    }

    /// `tcp.stream == 7`, `tcp.stream in {0, 2, 4}`, or the packets of the evidence where there is no flow.
    private static func filter(_ finding: Finding, _ flows: Set<FlowID>) -> String {
        let evidence = Set(finding.evidence.compactMap(\.flow))
        let all = flows.union(evidence).sorted().prefix(filteredFlows)
        if all.count == 1, let only = all.first { return "tcp.stream == \(only)" }
        if !all.isEmpty { return "tcp.stream in {\(all.map { "\($0)" }.joined(separator: ", "))}" }
        let packets = finding.evidence.prefix(filteredFlows).map { "\($0.packet)" }
        return "frame.number in {\(packets.joined(separator: ", "))}"
    }

    /// By severity, confidence, sessions affected, count, first time, code: the first one is the answer.
    private static func sorted(_ findings: [Finding]) -> [Finding] {
        findings.sorted { left, right in
            if left.severity != right.severity { return left.severity > right.severity }
            if left.confidence != right.confidence { return left.confidence > right.confidence }
            if left.sessionsAffected != right.sessionsAffected { return left.sessionsAffected > right.sessionsAffected }
            if left.count != right.count { return left.count > right.count }
            if left.first.time != right.first.time { return left.first.time < right.first.time }
            return left.code == right.code ? left.subject.id < right.subject.id : left.code < right.code
        }
    }
}
