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

    private var index = PlaceIndex()
    public private(set) var edges: [Edge] = []
    private let limit: Int
    /// The turn of time in which each edge was used last, and places of those forgotten.
    private var used: [UInt32] = []
    private var vacant: [Int] = []
    private var turns: UInt32 = 0

    init(limits: CorrelationLimits) { limit = limits.topologyEdges }

    mutating func edge(from client: Address, to server: Endpoint) -> Int {
        let hash = Self.hash(client, server, index.seed)
        if let place = index.find(hash, { edges[$0].client == client && edges[$0].server == server }) {
            edges[place].flows += 1
            used[place] = turns
            return place
        }
        guard edges.count < limit || !vacant.isEmpty else { return -1 }
        let place = vacant.popLast() ?? edges.count
        index.insert(place, hash)
        var edge = Edge(client: client, server: server)
        edge.flows = 1
        if place < edges.count {
            edges[place] = edge
            used[place] = turns
        } else {
            edges.append(edge)
            used.append(turns)
        }
        return place
    }

    /// A turn of time is over: edges that were not used in the last ones are forgotten, and have no flows.
    ///
    /// - Returns: the numbers of those forgotten.
    mutating func turn() -> Set<Int> {
        turns &+= 1
        var gone: Set<Int> = []
        for place in edges.indices where edges[place].flows > 0 && turns &- used[place] > WindowTurn.kept {
            let (client, server) = (edges[place].client, edges[place].server)
            gone.insert(place)
            index.remove(place, Self.hash(client, server, index.seed))
            edges[place] = Edge(client: client, server: server)
        }
        vacant += gone.sorted(by: >)
        return gone
    }

    private static func hash(_ client: Address, _ server: Endpoint, _ seed: UInt64) -> UInt64 {
        fold(client.quickHash(seed), server.quickHash(~seed))
    }

    mutating func note(_ visit: Visit, edge: Int) {
        guard edges.indices.contains(edge) else { return }
        edges[edge].exchanges += 1
        used[edge] = turns
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
