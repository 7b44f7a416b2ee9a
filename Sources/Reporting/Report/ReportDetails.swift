import Records

/// The second reading of a run: flows, time lines, WebSockets, servers, and the picture of who talks to whom.
struct ReportDetails: Sendable {
    private let order: ReportOrder
    private let findingsByFlow: [FlowID: [String]]
    private let errors: Set<String>
    private let participants: Participants
    private var stories: StoryCollector
    private var pending: PendingFlows
    /// Flows that findings name, those with something notable, and the first of the others.
    private var named: [ReportFlow] = []
    private var notable: [ReportFlow] = []
    private var plain: [ReportFlow] = []
    private var storyFlows: [FlowID: ReportFlow] = [:]
    private var servers: [ReportServer.Key: ReportServer] = [:]
    private var sockets = SocketShelf()
    private(set) var timeline: ReportTimeline
    private(set) var topology = ReportTopology()
    private(set) var flowCount: UInt64 = 0
    private(set) var brokenFlows: UInt64 = 0
    private(set) var moreServers: UInt64 = 0
    private(set) var fault: RunLines.Fault?

    init(_ lines: RunLines, _ survey: RunSurvey, _ order: ReportOrder) {
        self.order = order
        findingsByFlow = survey.findingsByFlow()
        errors = survey.errors
        let participants = Participants(survey)
        self.participants = participants
        let finder = LegFinder(lines, for: StoryPlan.flowsAlone(survey, order.limits), limit: order.limits.legs)
        let plan = StoryPlan(survey, order.limits) { finder.upstream(of: $0, among: participants) }
        storyPlaces = plan.byFinding
        storySessions = plan.bySession
        stories = StoryCollector(plan, order.limits)
        pending = PendingFlows()
        timeline = ReportTimeline(survey.capture, buckets: order.limits.buckets)
        do {
            try lines.forEach(of: [.exchange, .handshake, .websocket, .command, .event, .gap, .flow]) { kind, node in
                absorb(kind, node)
            }
        } catch {
            fault = error
        }
        timeline.finish(survey.findings)
        topology.finish(boxes: order.limits.boxes)
    }

    /// Places of time lines, by finding and by session.
    let storyPlaces: [String: [Int]]
    let storySessions: [String: Int]

    private mutating func absorb(_ kind: RunRecord, _ node: JSONNode) {
        guard let flow = node["flow"]?.count else { return }
        stories.absorb(kind, node, of: flow)
        guard kind == .flow else {
            if kind == .exchange { timeline.addRequest(at: node["request"]?["time"]?.time) }
            pending.absorb(kind, node, of: flow)
            return
        }
        guard var row = ReportFlow(node) else { return }
        let waiting = pending.take(row.id)
        row.story = waiting.story
        row.findings = findingsByFlow[row.id] ?? []
        close(row, waiting)
    }

    private mutating func close(_ row: ReportFlow, _ waiting: PendingFlows.Waiting) {
        let isBroken = row.findings.contains { errors.contains($0) }
        flowCount += 1
        if isBroken { brokenFlows += 1 }
        timeline.add(row)
        topology.add(row, isBroken: isBroken, participants)
        for handshake in waiting.handshakes { add(handshake, of: row.server) }
        for socket in waiting.sockets {
            var socket = socket
            socket.client = row.client
            socket.server = row.server
            socket.findings = row.findings
            socket.isBroken = isBroken
            sockets.add(socket, limit: order.limits.webSockets)
        }
        if stories.wanted.contains(row.id) { storyFlows[row.id] = row }
        keep(row)
    }

    private mutating func keep(_ row: ReportFlow) {
        let limit = order.limits.flows
        if !row.findings.isEmpty {
            if named.count < limit { named.append(row) }
        } else if row.isNotable {
            if notable.count < limit { notable.append(row) }
        } else if plain.count < limit {
            plain.append(row)
        }
    }

    private mutating func add(_ handshake: ReportServer.Handshake, of server: ReportEndpoint) {
        let key = ReportServer.Key(server: server, name: handshake.name)
        guard servers[key] != nil || servers.count < order.limits.servers else { return moreServers += 1 }
        servers[key, default: ReportServer(key)].absorb(handshake)
    }

    // MARK: What it found

    /// Rows in the order of their ids: those of findings, those with something notable, then others, as there is room.
    var flows: [ReportFlow] {
        (named + notable + plain).prefix(order.limits.flows).sorted { $0.id < $1.id }
    }

    /// By handshakes, the busiest first.
    var sortedServers: [ReportServer] {
        servers.values.sorted {
            $0.handshakes == $1.handshakes
                ? ($0.key.server.text, $0.key.name) < ($1.key.server.text, $1.key.name)
                : $0.handshakes > $1.handshakes
        }
    }

    var webSockets: SocketShelf { sockets }

    func finishedStories() -> [Story] { stories.stories(storyFlows, participants) }
}

/// What was told of flows whose own line has not come yet.
struct PendingFlows: Sendable {
    struct Waiting: Sendable {
        var story = FlowStory()
        var handshakes: [ReportServer.Handshake] = []
        var sockets: [ReportSocket] = []
    }

    private var waiting: [FlowID: Waiting] = [:]

    mutating func absorb(_ kind: RunRecord, _ node: JSONNode, of flow: FlowID) {
        if kind == .event { return }
        waiting[flow, default: Waiting()].story.absorb(kind, node)
        if kind == .handshake { waiting[flow]?.handshakes.append(ReportServer.Handshake(node)) }
        if kind == .websocket { waiting[flow]?.sockets.append(ReportSocket(node, of: flow)) }
    }

    mutating func take(_ flow: FlowID) -> Waiting { waiting.removeValue(forKey: flow) ?? Waiting() }
}

/// The WebSockets that are drawn: those that broke first, then those with the longest silences.
struct SocketShelf: Sendable {
    private(set) var count: UInt64 = 0
    private(set) var broken: UInt64 = 0
    private var kept: [ReportSocket] = []

    mutating func add(_ socket: ReportSocket, limit: Int) {
        count += 1
        if socket.isBroken { broken += 1 }
        kept.append(socket)
        if kept.count >= 4 * max(1, limit) { kept = Array(sorted.prefix(limit)) }
    }

    private var sorted: [ReportSocket] {
        kept.sorted { one, other in
            if one.isBroken != other.isBroken { return one.isBroken }
            let (left, right) = (one.silence?.seconds ?? 0, other.silence?.seconds ?? 0)
            return left == right ? one.flow < other.flow : left > right
        }
    }

    /// At most `limit` of them.
    func chosen(_ limit: Int) -> [ReportSocket] { Array(sorted.prefix(limit)) }
}
