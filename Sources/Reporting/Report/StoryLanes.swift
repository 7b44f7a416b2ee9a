import Records

/// The lanes of a time line, from the clients at the left to the stores at the right.
struct StoryLanes: Sendable {
    private(set) var boxes: [Participants.Box] = []
    private var askers: [Participants.Box: Set<Participants.Box>] = [:]

    mutating func add(_ flow: ReportFlow, _ participants: Participants) {
        let client = participants.client(of: flow)
        let server = participants.server(of: flow)
        for box in [client, server] where !boxes.contains(box) { boxes.append(box) }
        if client != server { askers[server, default: []].insert(client) }
    }

    /// Orders lanes by how many boxes a request has passed before it comes there.
    mutating func arrange() {
        let depths = Layers.depths(of: boxes, askers: askers)
        let order = Dictionary(boxes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        boxes.sort { ((depths[$0] ?? 0), order[$0] ?? 0) < ((depths[$1] ?? 0), order[$1] ?? 0) }
    }

    func event(_ item: StoryEvents.Item, of flow: ReportFlow, _ participants: Participants) -> Story.Event {
        let client = boxes.firstIndex(of: participants.client(of: flow)) ?? 0
        let server = boxes.firstIndex(of: participants.server(of: flow)) ?? 0
        let from = item.by == .server ? server : client
        let to = item.by == nil ? from : item.by == .server ? client : server
        return Story.Event(
            kind: item.kind, time: item.time, packet: item.packet, flow: flow.id, from: from, to: to,
            text: item.text, isBad: item.isBad)
    }
}

/// How far boxes are from the clients.
enum Layers {
    /// More boxes than this one behind the other are drawn on one another's place.
    private static let deepest = 8

    /// Boxes that a request passes before it comes to each; rings end at the deepest layer.
    static func depths(
        of boxes: [Participants.Box], askers: [Participants.Box: Set<Participants.Box>]
    ) -> [Participants.Box: Int] {
        var depths: [Participants.Box: Int] = [:]
        for box in boxes { depths[box] = box.role == .client ? 0 : 1 }
        for _ in 0..<min(deepest, boxes.count) {
            for box in boxes {
                for asker in askers[box] ?? [] where asker != box {
                    let behind = min(deepest, (depths[asker] ?? 0) + 1)
                    depths[box] = max(depths[box] ?? 0, behind)
                }
            }
        }
        return depths
    }
}
