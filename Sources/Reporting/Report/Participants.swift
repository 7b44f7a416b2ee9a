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

    init(_ survey: RunSurvey) {
        for edge in survey.edges {
            if edge.isPassing { proxies.insert(edge.server) }
            if !edge.behind.isEmpty { fronts[edge.client] = edge.behind }
            if edge.relayed > 0 { relaying.insert(Self.pair(edge.client, edge.server)) }
        }
        for finding in survey.findings where finding.role == "proxy" {
            guard let address = finding.actorAddress, let actor = finding.actor,
                let port = actor.split(separator: ":").last.flatMap({ UInt16($0) })
            else { continue }
            let endpoint = ReportEndpoint(address: address, port: port)
            // A proxy that is named by the side from which it asks has a port of the moment.
            if survey.edges.contains(where: { $0.server == endpoint }) { proxies.insert(endpoint) }
        }
        for proxy in proxies.sorted(by: { $0.text < $1.text }) {
            proxiesByAddress[proxy.address, default: []].append(proxy)
        }
        var seen: Set<ReportEndpoint> = []
        for edge in survey.edges where !proxies.contains(edge.server) && seen.insert(edge.server).inserted {
            servers[edge.server.address, default: []].append(edge.server)
        }
    }

    private static func pair(_ client: String, _ server: ReportEndpoint) -> String { client + " " + server.text }

    static let stores: Set<String> = ["redis", "memcached"]
    static let databases: Set<String> = ["postgresql", "mysql"]

    func server(of flow: ReportFlow) -> Box { box(of: flow.server, speaking: flow.protocols) }

    func box(of server: ReportEndpoint, speaking protocols: [String]) -> Box {
        Box(role: role(of: server, protocols), name: server.text)
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
        let asked = fronts[address] ?? (proxiesByAddress[address] == nil ? [] : [address])
        let isRelayed = relaying.contains(Self.pair(address, server))
        let isOutside = proxies.contains(server) && asked.contains(server.address) && !isRelayed
        if !isOutside {
            let candidates = asked.flatMap { proxiesByAddress[$0] ?? [] }.filter { $0 != server }
            if let proxy = candidates.min(by: { $0.port < $1.port }) { return Box(role: .proxy, name: proxy.text) }
        }
        let role = role(of: server, protocols)
        if role == .store || role == .database, let own = servers[address]?.first(where: { $0 != server }) {
            return Box(role: .server, name: own.text)
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
