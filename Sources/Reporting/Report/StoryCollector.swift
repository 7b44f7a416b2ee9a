import Diagnosis
import Records

/// Gathers the events of the planned time lines while the records go by, and finishes them.
struct StoryCollector: Sendable {
    private struct Gathered: Sendable {
        var flow: FlowID
        var item: StoryEvents.Item
        var order: Int
    }

    private struct Line: Sendable {
        var items: [Gathered] = []
        var omitted: UInt64 = 0
        /// The packet of the first event behind those that were left out.
        var behind: UInt64 = 0
    }

    private let plan: StoryPlan
    private let limits: ReportLimits
    private var lines: [Line]
    private var byFlow: [FlowID: [Int]] = [:]
    private var bySession: [String: Int] = [:]
    /// Flows of the time lines; of those that a store's commands brought in, too.
    private(set) var wanted: Set<FlowID>
    private var order = 0

    init(_ plan: StoryPlan, _ limits: ReportLimits) {
        self.plan = plan
        self.limits = limits
        lines = [Line](repeating: Line(), count: plan.drafts.count)
        for (place, draft) in plan.drafts.enumerated() {
            for flow in draft.flows { byFlow[flow, default: []].append(place) }
            if let session = draft.session { bySession[session] = place }
        }
        wanted = Set(byFlow.keys)
    }

    mutating func absorb(_ kind: RunRecord, _ node: JSONNode, of flow: FlowID) {
        guard !lines.isEmpty else { return }
        var places = byFlow[flow] ?? []
        var owners: [Int] = []
        if kind == .exchange || kind == .command {
            owners = sessions(kind, node)
            for place in owners where !places.contains(place) {
                places.append(place)
                bring(flow, into: place)
            }
        }
        guard !places.isEmpty else { return }
        let items = StoryEvents(kind, node).items
        for place in places {
            // On a connection that several sessions share, each sees its own.
            let isOwn =
                plan.drafts[place].session == nil || (kind != .exchange && kind != .command) || owners.contains(place)
                || items.contains { plan.drafts[place].pinned.contains($0.packet) }
            guard isOwn else { continue }
            for item in items { keep(item, of: flow, at: place) }
        }
    }

    private mutating func bring(_ flow: FlowID, into place: Int) {
        guard (byFlow[flow]?.count ?? 0) < 64 else { return }
        byFlow[flow, default: []].append(place)
        wanted.insert(flow)
    }

    /// The time lines of the sessions that a request, an answer or a store's command carries.
    private func sessions(_ kind: RunRecord, _ node: JSONNode) -> [Int] {
        guard !bySession.isEmpty else { return [] }
        var places: [Int] = []
        let look = { (value: String?) in
            guard let value else { return }
            if let place = bySession[value] ?? bySession[CanonicalValue.text(of: value)], !places.contains(place) {
                places.append(place)
            }
        }
        if kind == .command {
            look(node["key"]?.text.map { StoreKey($0).identifier })
            return places
        }
        for side in [node["request"], node["response"]].compactMap({ $0 }) {
            for name in ["cookies", "set_cookies", "session_headers"] as [StaticString] {
                for pair in side[name]?.elements ?? [] { look(pair["value"]?.text) }
            }
            look(side["authorization"]?["value"]?.text)
        }
        if let target = node["request"]?["target"]?.text, Redactor.holdsValues(target) {
            for part in target.split(whereSeparator: { "?&;=#".contains($0) }) { look(String(part)) }
        }
        return places
    }

    private mutating func keep(_ item: StoryEvents.Item, of flow: FlowID, at place: Int) {
        order += 1
        let isPinned = plan.drafts[place].pinned.contains(item.packet)
        lines[place].items.append(Gathered(flow: flow, item: item, order: order))
        guard lines[place].items.count > limits.eventsPerStory, !isPinned else { return }
        // A quarter from the beginning stays, and what came last.
        let start = limits.eventsPerStory / 4
        let pinned = plan.drafts[place].pinned
        guard let victim = lines[place].items[start...].firstIndex(where: { !pinned.contains($0.item.packet) }) else {
            return
        }
        lines[place].items.remove(at: victim)
        lines[place].omitted += 1
        if lines[place].items.indices.contains(start) { lines[place].behind = lines[place].items[start].item.packet }
    }

    // MARK: Finishing

    /// The time lines with their lanes, the silences between events put in; `flows` are those of `wanted`, by id.
    func stories(_ flows: [FlowID: ReportFlow], _ participants: Participants) -> [Story] {
        plan.drafts.indices.map { story($0, flows, participants) }
    }

    private func story(_ place: Int, _ flows: [FlowID: ReportFlow], _ participants: Participants) -> Story {
        let draft = plan.drafts[place]
        var lanes = StoryLanes()
        let items = lines[place].items.sorted {
            ($0.item.packet, $0.order) < ($1.item.packet, $1.order)
        }
        let own = ownFlows(items, draft, flows)
        for flow in own { lanes.add(flow, participants) }
        lanes.arrange()
        var events: [Story.Event] = []
        let silences = StorySilences.Measured(items.map(\.item))
        var told: Set<UInt64> = []
        for gathered in items where gathered.item.kind != .silence {
            guard let flow = flows[gathered.flow], own.contains(where: { $0.id == flow.id }) else { continue }
            var event = lanes.event(gathered.item, of: flow, participants)
            // Several events may be of one packet: the finding's words are said once.
            if told.insert(event.packet).inserted {
                event.remarks = draft.remarks[event.packet] ?? []
                event.silence = silences.endedBy[event.packet]
            }
            events.append(event)
        }
        addUntold(draft, told, own, silences, &events)
        var story = Story(
            id: draft.id, title: draft.title, flows: own.map(\.id), lanes: lanes.boxes, events: events,
            omitted: lines[place].omitted, omittedBehind: lines[place].behind)
        let software = own.compactMap(\.story.software).joined(separator: " ")
        StorySilences.insert(into: &story, silences, software: software)
        return story
    }

    /// The flows that have something to tell.
    private func ownFlows(
        _ items: [Gathered], _ draft: StoryPlan.Draft, _ flows: [FlowID: ReportFlow]
    ) -> [ReportFlow] {
        var ids = draft.flows
        for gathered in items where !ids.contains(gathered.flow) { ids.append(gathered.flow) }
        return ids.compactMap { flows[$0] }.sorted { ($0.start, $0.id) < ($1.start, $1.id) }
    }

    /// Evidence of packets that no record is about: retransmissions, probes, resets.
    private func addUntold(
        _ draft: StoryPlan.Draft, _ told: Set<UInt64>, _ own: [ReportFlow], _ silences: StorySilences.Measured,
        _ events: inout [Story.Event]
    ) {
        guard draft.session == nil else { return }
        for packet in draft.remarks.keys.sorted() where !told.contains(packet) {
            guard let flow = own.first(where: { $0.firstPacket <= packet && packet <= $0.lastPacket }) else { continue }
            let place = events.firstIndex { $0.packet > packet } ?? events.count
            events.insert(
                Story.Event(
                    kind: .note, time: silences.times[packet], packet: packet, flow: flow.id, from: 0, to: 0, text: "",
                    remarks: draft.remarks[packet] ?? []), at: place)
        }
    }
}
