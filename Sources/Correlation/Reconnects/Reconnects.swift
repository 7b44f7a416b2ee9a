import Records

/// WebSockets that clients lost, by client and service: a bounded fold of flows that are over.
public struct Reconnects: Sendable {
    private struct Key: QuickHashable {
        var client: Address
        var server: Endpoint

        func quickHash(_ seed: UInt64) -> UInt64 { fold(client.quickHash(seed), server.quickHash(~seed)) }
    }

    private struct Entry: Sendable {
        var loss: WebSocketLoss
        var path: Int
    }

    /// A client that comes back later did not come back because of it, seconds.
    public static let window = 60.0

    private let capacity: Int
    private var losses: BoundedTable<Key, Ring<Entry>>

    init(limits: CorrelationLimits) {
        capacity = limits.lossesPerClient
        losses = BoundedTable(limit: limits.reconnectingClients)
    }

    /// A flow is over: if it was a WebSocket, it may be a loss.
    mutating func close(_ facts: FlowFacts, _ closed: FlowClosed) {
        guard facts.isWebSocket, let loss = WebSocketLoss(facts, closed) else { return }
        let key = Key(client: facts.client.address, server: facts.server)
        let entry = Entry(loss: loss, path: path(of: facts))
        losses.update(key, initial: Ring(capacity: capacity)) { $0.append(entry) }
    }

    private func path(of facts: FlowFacts) -> Int { facts.webSocket?.target.map(pathHash) ?? 0 }

    // MARK: Questions

    /// The loss that the end of this flow was; `nil` where it was none.
    public func loss(of facts: FlowFacts) -> WebSocketLoss? {
        let key = Key(client: facts.client.address, server: facts.server)
        guard let ring = losses[key], let index = ring.lastIndex(where: { $0.loss.flow == facts.id }) else {
            return nil
        }
        return ring[index].loss
    }

    /// The losses of this client and service that ended the same way as `loss` and after which the client came back,
    /// in order, until `loss`, and `loss` with them.
    public func returns(like loss: WebSocketLoss, of facts: FlowFacts, _ connections: Connections) -> [WebSocketLoss] {
        let key = Key(client: facts.client.address, server: facts.server)
        let path = path(of: facts)
        let same = (losses[key]?.elements ?? [])
            .filter { $0.path == path && $0.loss.at.packet <= loss.at.packet && $0.loss.end.isSame(as: loss.end) }
            .map(\.loss).sorted { $0.at.packet < $1.at.packet }
        let openings = connections.between(facts.client.address, facts.server.address).filter {
            $0.server == facts.server
        }
        var used: Set<FlowID> = []
        return same.compactMap { one in
            let back = openings.first {
                let delay = $0.opened.time.seconds(since: one.at.time)
                return delay >= 0 && delay <= Self.window && !used.contains($0.flow)
            }
            guard let back else { return nil }
            used.insert(back.flow)
            var returned = one
            returned.back = WebSocketLoss.Back(flow: back.flow, opened: back.opened)
            return returned
        }
    }

    /// A turn of time is over.
    mutating func turn() {
        losses.turn()
    }

    public var forgotten: UInt64 { losses.forgotten }
}
