import Records

/// Which time lines a report tells, and what belongs to each: known before the records are read.
struct StoryPlan: Sendable {
    /// A time line in the making.
    struct Draft: Sendable {
        var id: String
        var title: String
        /// The label of the session that it follows.
        var session: String?
        var flows: [FlowID] = []
        /// Packets that must not be left out, and what findings say of them.
        var remarks: [UInt64: [String]] = [:]
        var pinned: Set<UInt64> = []
    }

    private(set) var drafts: [Draft] = []
    /// The places of a finding's time lines among the drafts, by the finding's id.
    private(set) var byFinding: [String: [Int]] = [:]
    private(set) var bySession: [String: Int] = [:]
    private var byFlow: [FlowID: Int] = [:]

    /// `legs` finds the other leg of a flow; it is asked for flows of occurrences.
    init(_ survey: RunSurvey, _ limits: ReportLimits, legs: (FlowID) -> FlowID?) {
        let sessions = Dictionary(survey.sessions.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        for finding in survey.findings where finding.subjectKind != "capture" {
            var places: [Int] = []
            for name in finding.sessions.prefix(limits.storiesPerFinding) {
                if let place = place(session: name, sessions[name], limits) { places.append(place) }
            }
            if places.isEmpty { places = flowPlaces(finding, limits, legs) }
            for place in Set(places) { note(finding, at: place, limits) }
            byFinding[finding.id] = places
        }
        for session in survey.sessions where session.fate == .broke { _ = place(session: session.id, session, limits) }
    }

    /// Flows whose other leg is worth looking for: those of occurrences, without a session to follow.
    static func flowsAlone(_ survey: RunSurvey, _ limits: ReportLimits) -> Set<FlowID> {
        var flows: Set<FlowID> = []
        for finding in survey.findings where finding.subjectKind != "capture" && finding.sessions.isEmpty {
            flows.formUnion(finding.occurrences.compactMap(\.flow).prefix(limits.storiesPerFinding))
        }
        return flows
    }

    private mutating func place(session name: String, _ session: ReportSession?, _ limits: ReportLimits) -> Int? {
        if let known = bySession[name] { return known }
        guard drafts.count < limits.stories else { return nil }
        var draft = Draft(id: "s\(drafts.count)", title: "Session \(name)", session: name)
        if let session {
            draft.title = "Session \(name)" + (session.name.isEmpty ? "" : " (\(session.kind) \(session.name))")
            draft.flows = Array(session.flows.prefix(limits.flowsPerStory))
            draft.pinned = Set(session.events.map(\.packet))
        }
        bySession[name] = drafts.count
        drafts.append(draft)
        return drafts.count - 1
    }

    /// A time line for the first occurrence, with all flows of the evidence, and one for each of the others.
    private mutating func flowPlaces(
        _ finding: ReportFinding, _ limits: ReportLimits, _ legs: (FlowID) -> FlowID?
    ) -> [Int] {
        var places: [Int] = []
        var seen: Set<FlowID> = []
        for flow in finding.occurrences.compactMap(\.flow) where seen.insert(flow).inserted {
            guard places.count < limits.storiesPerFinding else { break }
            if let known = byFlow[flow] {
                places.append(known)
                continue
            }
            guard drafts.count < limits.stories else { break }
            var draft = Draft(id: "f\(drafts.count)", title: "Flow \(flow)", session: nil, flows: [flow])
            if let other = legs(flow) { draft.flows.append(other) }
            if places.isEmpty {
                for other in finding.evidence.compactMap(\.flow)
                where !draft.flows.contains(other) && !seen.contains(other) && isEvidenceOfFirst(other, finding) {
                    if draft.flows.count < limits.flowsPerStory { draft.flows.append(other) }
                }
            }
            if draft.flows.count > 1 {
                draft.title = "Flows " + draft.flows.sorted().map(String.init).joined(separator: ", ")
            }
            byFlow[flow] = drafts.count
            places.append(drafts.count)
            drafts.append(draft)
        }
        return places
    }

    /// Evidence of flows that are occurrences themselves has time lines of its own.
    private func isEvidenceOfFirst(_ flow: FlowID, _ finding: ReportFinding) -> Bool {
        !finding.occurrences.contains { $0.flow == flow }
    }

    private mutating func note(_ finding: ReportFinding, at place: Int, _ limits: ReportLimits) {
        // Evidence of several sessions shows on each what is its own.
        let isAlone = drafts[place].session == nil || finding.sessions.count == 1
        for evidence in finding.evidence where !evidence.text.isEmpty {
            guard drafts[place].remarks.count < limits.eventsPerStory else { break }
            if isAlone { drafts[place].pinned.insert(evidence.packet) }
            if drafts[place].remarks[evidence.packet]?.contains(evidence.text) != true {
                drafts[place].remarks[evidence.packet, default: []].append(evidence.text)
            }
        }
        let session = drafts[place].session
        for occurrence in finding.occurrences.prefix(limits.eventsPerStory) where occurrence.session == session {
            if let flow = occurrence.flow, session != nil, !drafts[place].flows.contains(flow),
                drafts[place].flows.count < limits.flowsPerStory
            {
                drafts[place].flows.append(flow)
            }
            drafts[place].pinned.insert(occurrence.packet)
        }
    }
}
