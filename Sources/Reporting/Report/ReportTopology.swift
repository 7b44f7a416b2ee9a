import Records

/// Who talks to whom, as a picture: boxes in columns from the clients to the stores, lines between them.
struct ReportTopology: Sendable {
    struct Node: Sendable {
        var box: Participants.Box
        /// 0 for the clients.
        var column: Int
        /// How many boxes it stands for.
        var members = 1
        var software: String?
    }

    struct Link: Sendable {
        /// Places among the nodes.
        var from: Int
        var to: Int
        var flows: UInt64
        var protocols: [String]
        /// Connections that an error names.
        var broken: UInt64
    }

    private(set) var nodes: [Node] = []
    private(set) var links: [Link] = []
    /// Links that found no place.
    private(set) var omitted: UInt64 = 0

    /// All flows between two boxes.
    private struct Talk: Sendable {
        var from: Participants.Box
        var to: Participants.Box
        var flows: UInt64 = 0
        var broken: UInt64 = 0
        var protocols: [String] = []
        var software: String?
    }

    private struct Ends: Sendable, Hashable {
        var from: Participants.Box
        var to: Participants.Box
    }

    /// Pairs of boxes told apart.
    private static let talkLimit = 20_000
    private var talks: [Talk] = []
    private var places: [Ends: Int] = [:]

    mutating func add(_ flow: ReportFlow, isBroken: Bool, _ participants: Participants) {
        let ends = Ends(from: participants.client(of: flow), to: participants.server(of: flow))
        guard ends.from != ends.to else { return }
        let place: Int
        if let known = places[ends] {
            place = known
        } else {
            guard talks.count < Self.talkLimit else { return omitted += 1 }
            place = talks.count
            places[ends] = place
            talks.append(Talk(from: ends.from, to: ends.to))
        }
        talks[place].flows += 1
        if isBroken { talks[place].broken += 1 }
        if talks[place].software == nil { talks[place].software = flow.story.software }
        for name in flow.protocols where !talks[place].protocols.contains(name) && talks[place].protocols.count < 8 {
            talks[place].protocols.append(name)
        }
    }

    /// Makes nodes and links of what was added: clients that talk to the same boxes become one, and of too many boxes
    /// those with the least to do are left out.
    mutating func finish(boxes limit: Int) {
        let kept = busiest(limit)
        var groups: [Participants.Box: Participants.Box] = [:]
        var members: [Participants.Box: Int] = [:]
        gather(kept, limit, &groups, &members)
        var links: [Ends: Talk] = [:]
        var order: [Ends] = []
        for talk in kept {
            let ends = Ends(from: groups[talk.from] ?? talk.from, to: talk.to)
            if links[ends] == nil { order.append(ends) }
            var sum = links[ends] ?? Talk(from: ends.from, to: ends.to)
            sum.flows += talk.flows
            sum.broken += talk.broken
            sum.software = sum.software ?? talk.software
            for name in talk.protocols where !sum.protocols.contains(name) { sum.protocols.append(name) }
            links[ends] = sum
        }
        place(order.compactMap { links[$0] }, members)
        talks = []
        places = [:]
    }

    /// The talks among the boxes with most connections; broken ones count more.
    private mutating func busiest(_ limit: Int) -> [Talk] {
        var weights: [Participants.Box: UInt64] = [:]
        for talk in talks where talk.to.role != .client {
            weights[talk.to, default: 0] += talk.flows + 1_000 * talk.broken
        }
        let servers = Set(
            weights.sorted { $0.value == $1.value ? $0.key.name < $1.key.name : $0.value > $1.value }
                .prefix(limit).map(\.key))
        let kept = talks.filter { servers.contains($0.to) && ($0.from.role == .client || servers.contains($0.from)) }
        omitted += UInt64(talks.count - kept.count)
        return kept
    }

    /// Clients that talk to the very same boxes stand as one; of too many the least busy do, too.
    private func gather(
        _ kept: [Talk], _ limit: Int, _ groups: inout [Participants.Box: Participants.Box],
        _ members: inout [Participants.Box: Int]
    ) {
        var targets: [Participants.Box: [String]] = [:]
        var weights: [[String]: UInt64] = [:]
        for talk in kept where talk.from.role == .client { targets[talk.from, default: []].append(talk.to.name) }
        var alike: [[String]: [Participants.Box]] = [:]
        for (client, names) in targets { alike[names.sorted(), default: []].append(client) }
        for talk in kept { if let names = targets[talk.from] { weights[names.sorted(), default: 0] += talk.flows } }
        let name = { (key: [String]) in key.joined(separator: " ") }
        let ranked = alike.keys.sorted {
            (weights[$1] ?? 0, name($0)) < (weights[$0] ?? 0, name($1))
        }
        for key in ranked.prefix(limit) {
            if let clients = alike[key], clients.count > 2 { group(clients, "clients", &groups, &members) }
        }
        let rest = ranked.dropFirst(limit).flatMap { alike[$0] ?? [] }
        if !rest.isEmpty { group(rest, "other clients", &groups, &members) }
    }

    private func group(
        _ clients: [Participants.Box], _ word: String, _ groups: inout [Participants.Box: Participants.Box],
        _ members: inout [Participants.Box: Int]
    ) {
        let first = clients.map(\.name).min() ?? ""
        let group = Participants.Box(
            role: .client, name: "\(Quantity.count(UInt64(clients.count))) \(word), \(first) …")
        for client in clients { groups[client] = group }
        members[group] = clients.count
    }

    private mutating func place(_ talks: [Talk], _ members: [Participants.Box: Int]) {
        var boxes: [Participants.Box] = []
        var askers: [Participants.Box: Set<Participants.Box>] = [:]
        var software: [Participants.Box: String] = [:]
        var seen: Set<Participants.Box> = []
        for talk in talks {
            for box in [talk.from, talk.to] where seen.insert(box).inserted { boxes.append(box) }
            askers[talk.to, default: []].insert(talk.from)
            if let name = talk.software { software[talk.to] = software[talk.to] ?? name }
        }
        let depths = Layers.depths(of: boxes, askers: askers)
        nodes = boxes.map {
            Node(box: $0, column: depths[$0] ?? 0, members: members[$0] ?? 1, software: software[$0])
        }
        let places = Dictionary(boxes.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
        links = talks.compactMap { talk in
            guard let from = places[talk.from], let to = places[talk.to] else { return nil }
            return Link(from: from, to: to, flows: talk.flows, protocols: talk.protocols, broken: talk.broken)
        }
    }
}
