public import Records

/// What the records of several flows say together: a bounded fold in the order of the records.
public struct Correlation: Sendable {
    /// Facts of the flows that are open.
    private var flows: [FlowID: FlowFacts] = [:]
    private let limits: CorrelationLimits
    public private(set) var connections: Connections
    public private(set) var services: Services
    public private(set) var legs: Legs
    public private(set) var hops: Hops
    /// The latest packet time that was told.
    public private(set) var now = Timestamp(nanoseconds: .min)
    /// Flows whose facts could not be kept for lack of room.
    public private(set) var crowdedOut: UInt64 = 0

    public init(limits: CorrelationLimits = CorrelationLimits()) {
        self.limits = limits
        connections = Connections(limits: limits)
        services = Services(limits: limits)
        legs = Legs(limits: limits)
        hops = Hops(limits: limits)
    }

    /// Time has come to `time`; it never goes back.
    public mutating func advance(to time: Timestamp) { now = max(now, time) }

    /// Takes in the next record; gives the facts of its flow as they are afterwards, `nil` where there is no room for
    /// them.
    @discardableResult
    public mutating func absorb(_ emission: Emission) -> FlowFacts? {
        advance(to: emission.time)
        if case .flowOpened(let opened) = emission.record {
            connections.open(opened)
            legs.open(opened)
            enter(opened)
            return flows[emission.flow]
        }
        if case .flowClosed(let closed) = emission.record { return close(closed) }
        guard flows[emission.flow] != nil else { return nil }
        let hadAnswer = flows[emission.flow]?.hasAnswer ?? false
        flows[emission.flow]?.absorb(emission.record)
        guard let facts = flows[emission.flow] else { return nil }
        if !hadAnswer, facts.hasAnswer { connections.answered(facts.opened) }
        if case .exchange(let exchange) = emission.record {
            services.absorb(exchange, facts)
            hops.absorb(exchange, facts)
        }
        return facts
    }

    private mutating func enter(_ opened: FlowOpened) {
        guard flows.count < limits.openFlows else {
            crowdedOut &+= 1
            return
        }
        flows[opened.id] = FlowFacts(opened: opened)
    }

    private mutating func close(_ closed: FlowClosed) -> FlowFacts {
        var facts = flows.removeValue(forKey: closed.opened.id) ?? FlowFacts(opened: closed.opened)
        facts.absorb(.flowClosed(closed))
        connections.close(facts, closed)
        services.close(facts, closed)
        legs.close(facts, closed)
        return facts
    }

    /// Flows whose facts are held now.
    public var openFlows: Int { flows.count }

    /// Entries of bounded tables that were put out for lack of room.
    public var forgotten: UInt64 {
        crowdedOut &+ connections.forgotten &+ services.forgotten &+ legs.forgotten &+ hops.forgotten
    }
}
