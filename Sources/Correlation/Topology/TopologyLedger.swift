public import Records

/// Who talks HTTP to whom.
public struct TopologyLedger: Sendable {
    /// All connections from one address to one service.
    public struct Edge: Sendable, Codable, Equatable {
        public var client: Address
        public var server: Endpoint
        public var flows = 0
        public var exchanges = 0
        /// Exchanges whose request says that it was passed on.
        public var relayed = 0
        /// The last answer that was no server's error.
        public var lastAnswer: PacketReference?
        /// Set when what is asked at this endpoint was seen to be passed on.
        public var isPassing = false
        /// Set when the client is the upstream side of a box that passes requests on: the addresses at which it is asked.
        public var behind: [Address] = []
    }

    private struct Ends: Hashable, Sendable {
        var client: Address
        var server: Endpoint
    }

    private var places: [Ends: Int] = [:]
    public private(set) var edges: [Edge] = []
    private let limit: Int

    init(limits: CorrelationLimits) { limit = limits.topologyEdges }

    mutating func edge(from client: Address, to server: Endpoint) -> Int {
        let ends = Ends(client: client, server: server)
        if let place = places[ends] {
            edges[place].flows += 1
            return place
        }
        guard edges.count < limit else { return -1 }
        places[ends] = edges.count
        var edge = Edge(client: client, server: server)
        edge.flows = 1
        edges.append(edge)
        return edges.count - 1
    }

    mutating func note(_ visit: Visit, edge: Int) {
        guard edges.indices.contains(edge) else { return }
        edges[edge].exchanges += 1
        if visit.isRelayed { edges[edge].relayed += 1 }
        if visit.status > 0, visit.status < 500 { edges[edge].lastAnswer = visit.at }
    }

    /// Whom a service answered last.
    func asker(of server: Endpoint) -> Address? {
        edges.filter { $0.server == server && $0.lastAnswer != nil }
            .max { ($0.lastAnswer?.packet ?? 0) < ($1.lastAnswer?.packet ?? 0) }?.client
    }

    /// The last answer of a service to anybody.
    public func lastAnswer(of server: Endpoint) -> PacketReference? {
        var last: PacketReference?
        for edge in edges where edge.server == server {
            if let answer = edge.lastAnswer, answer.packet > (last?.packet ?? 0) { last = answer }
        }
        return last
    }
}
