import Diagnosis
import Records

/// Holds records and findings against what the user wants to see.
struct Chosen {
    private let selection: Selection
    /// Flows of the client that was asked for, the last ones.
    private var flows: Set<FlowID> = []
    private static let flowLimit = 1_000_000

    init(_ selection: Selection) { self.selection = selection }

    mutating func includes(_ emission: Emission) -> Bool {
        if selection.isEverything { return true }
        if let flow = selection.flow, emission.flow != flow { return false }
        if let client = selection.client {
            if case .flowOpened(let opened) = emission.record, opened.client.address == client {
                remember(emission.flow)
            }
            if case .attempt(let attempt) = emission.record, attempt.client.address == client {
                return isInTime(emission)
            }
            guard flows.contains(emission.flow) else { return false }
        }
        return isInTime(emission)
    }

    private mutating func remember(_ flow: FlowID) {
        flows.insert(flow)
        guard flows.count > Self.flowLimit else { return }
        let middle = flows.sorted()[flows.count / 2]
        flows = flows.filter { $0 >= middle }
    }

    private func isInTime(_ emission: Emission) -> Bool {
        var start = emission.time
        let end = emission.time
        if case .flowClosed(let flow) = emission.record { start = flow.opened.first.time }
        if case .attempt(let attempt) = emission.record { start = attempt.syn.time }
        if let since = selection.since, end < since { return false }
        if let until = selection.until, start > until { return false }
        return true
    }

    /// The findings that touch what was chosen.
    func select(_ conclusions: Conclusions) -> Conclusions {
        guard !selection.isEverything else { return conclusions }
        var chosen = conclusions
        chosen.findings = conclusions.findings.filter(includes)
        return chosen
    }

    /// Whether a finding touches what was chosen.
    func includes(_ finding: Finding) -> Bool {
        if selection.isEverything { return true }
        if let since = selection.since, finding.last.time < since { return false }
        if let until = selection.until, finding.first.time > until { return false }
        if selection.flow == nil, selection.client == nil { return true }
        return finding.occurrences.contains { occurrence in
            guard let flow = occurrence.flow else { return false }
            if let wanted = selection.flow { return flow == wanted }
            return flows.contains(flow)
        }
    }
}
