import Records

/// Who takes part: tells a proxy that asks from one that is asked, and gives everybody a role.
struct Participants: Sendable {
    enum Role: String, Sendable { case client, proxy, server, store, database }

    /// A box of the picture, a lane of a time line.
    struct Box: Sendable, Hashable {
        var role: Role
        /// `10.0.0.5`, `10.0.0.2:80`.
        var name: String
    }

    /// What is asked at these endpoints is passed on.
    private var proxies: Set<ReportEndpoint> = []
    /// The addresses at which a box is asked, by the address from which it asks.
    private var fronts: [String: [String]] = [:]
    private var proxiesByAddress: [String: [ReportEndpoint]] = [:]
    /// Pairs in which the client passed on what somebody else had asked.
    private var relaying: Set<String> = []
    /// Servers that are no proxies, by address.
    private var servers: [String: [ReportEndpoint]] = [:]
    /// Names of proxies that are asked at several ports of one address.
    private var names: [String: String] = [:]

    init(_ survey: RunSurvey) {
        let rings = takeFronts(survey.edges)
        for edge in survey.edges {
            if edge.isPassing, !rings.contains(edge.server.address) { proxies.insert(edge.server) }
            if edge.relayed > 0 { relaying.insert(Self.pair(edge.client, edge.server)) }
        }
        for finding in survey.findings where finding.role == "proxy" {
            guard let address = finding.actorAddress, !rings.contains(address), let actor = finding.actor,
                let port = actor.split(separator: ":").last.flatMap({ UInt16($0) })
            else { continue }
            let endpoint = ReportEndpoint(address: address, port: port)
            // A proxy that is named by the side from which it asks has a port of the moment.
            if survey.edges.contains(where: { $0.server == endpoint }) { proxies.insert(endpoint) }
        }
        for proxy in proxies.sorted(by: { ($0.address, $0.port) < ($1.address, $1.port) }) {
            proxiesByAddress[proxy.address, default: []].append(proxy)
        }
        var seen: Set<ReportEndpoint> = []
        for edge in survey.edges where !proxies.contains(edge.server) && seen.insert(edge.server).inserted {
            servers[edge.server.address, default: []].append(edge.server)
        }
        for (address, ports) in proxiesByAddress where ports.count > 1 {
            // Where one port asks another, they are boxes of their own.
            let isChain = survey.edges.contains { edge in
                ports.contains(edge.server) && (edge.client == address || fronts[edge.client] == [address])
            }
            if !isChain { names[address] = Self.name(address, ports) }
        }
    }

    /// Takes over who asks from where. Requests that were matched count first; what was only guessed counts unless it
    /// would make a ring.
    ///
    /// - Returns: the addresses that would have passed requests on round such a ring.
    private mutating func takeFronts(_ edges: [RunSurvey.Edge]) -> Set<String> {
        var rings: Set<String> = []
        for isMatched in [true, false] {
            for edge in edges where !edge.behind.isEmpty && (edge.relayed > 0) == isMatched {
                let isRing = edge.behind.contains { (fronts[$0] ?? []).contains(edge.server.address) }
                if isMatched || !isRing {
                    if fronts[edge.client] == nil { fronts[edge.client] = edge.behind }
                } else {
                    rings.formUnion(edge.behind)
                }
            }
        }
        return rings.subtracting(fronts.values.joined())
    }

    private static func name(_ address: String, _ ports: [ReportEndpoint]) -> String {
        let host = address.contains(":") ? "[\(address)]" : address
        if ports.count > 3 { return "\(host) (\(ports.count) ports)" }
        return "\(host):" + ports.map { String($0.port) }.joined(separator: ",")
    }

    private static func pair(_ client: String, _ server: ReportEndpoint) -> String { client + " " + server.text }

    static let stores: Set<String> = ["redis", "memcached"]
    static let databases: Set<String> = ["postgresql", "mysql"]

    func server(of flow: ReportFlow) -> Box { box(of: flow.server, speaking: flow.protocols) }

    func box(of server: ReportEndpoint, speaking protocols: [String]) -> Box {
        let role = role(of: server, protocols)
        return Box(role: role, name: role == .proxy ? names[server.address] ?? server.text : server.text)
    }

    private func role(of server: ReportEndpoint, _ protocols: [String]) -> Role {
        if proxies.contains(server) { return .proxy }
        if protocols.contains(where: { Participants.stores.contains($0) }) { return .store }
        if protocols.contains(where: { Participants.databases.contains($0) }) { return .database }
        return .server
    }

    /// Who asks: a proxy, where what it asks is what it was asked; an application, where it asks its store; else a
    /// client.
    func client(of flow: ReportFlow) -> Box { client(flow.client.address, of: flow.server, speaking: flow.protocols) }

    func client(_ address: String, of server: ReportEndpoint, speaking protocols: [String]) -> Box {
        let role = role(of: server, protocols)
        if role == .store || role == .database, let own = servers[address]?.filter({ $0 != server }), !own.isEmpty {
            // Which of several programs on one machine it is cannot be told.
            return Box(role: .server, name: own.count == 1 ? own[0].text : address)
        }
        let asked = fronts[address] ?? (proxiesByAddress[address] == nil ? [] : [address])
        let isRelayed = relaying.contains(Self.pair(address, server))
        let isOutside = proxies.contains(server) && asked.contains(server.address) && !isRelayed
        if !isOutside {
            let candidates = asked.flatMap { proxiesByAddress[$0] ?? [] }.filter { $0 != server }
            if let proxy = candidates.min(by: { $0.port < $1.port }) {
                return Box(role: .proxy, name: names[proxy.address] ?? proxy.text)
            }
        }
        return Box(role: isRelayed ? .proxy : .client, name: address)
    }

    /// The addresses from which a box that is asked at `address` may ask others.
    func upstreamAddresses(of address: String) -> Set<String> {
        var addresses: Set<String> = [address]
        for (upstream, asked) in fronts where asked.contains(address) { addresses.insert(upstream) }
        return addresses
    }
}
