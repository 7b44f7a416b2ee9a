public import Records

/// What the records of several flows say together: a bounded fold in the order of the records.
public struct Correlation: Sendable {
    /// Facts of the flows that are open, in places that are used again.
    private var slots: [FlowFacts] = []
    private var free: [Int] = []
    private var places: [FlowID: Int] = [:]
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

    // MARK: Records

    /// A flow was seen for the first time.
    public mutating func open(_ opened: FlowOpened) {
        connections.open(opened)
        legs.open(opened)
        guard places[opened.id] == nil else { return }
        guard places.count < limits.openFlows else {
            crowdedOut &+= 1
            return
        }
        if let place = free.popLast() {
            slots[place] = FlowFacts(opened: opened)
            places[opened.id] = place
        } else {
            places[opened.id] = slots.count
            slots.append(FlowFacts(opened: opened))
        }
    }

    /// An exchange of an open flow is complete.
    public mutating func absorb(_ exchange: HTTPExchange, of flow: FlowID) {
        guard let place = places[flow] else { return }
        note(place) { $0.absorb(exchange) }
        services.absorb(exchange, server: slots[place].server, opened: slots[place].opened.first, flow: flow)
        if !slots[place].balancerCookies.isEmpty { services.note(slots[place]) }
        hops.absorb(exchange, slots[place].opened)
    }

    /// Anything else was told of an open flow.
    public mutating func absorb(_ record: Record, of flow: FlowID) {
        guard let place = places[flow] else { return }
        note(place) { $0.absorb(record) }
    }

    /// A flow is over; gives all that is known of it.
    public mutating func close(_ closed: FlowClosed) -> FlowFacts {
        var facts: FlowFacts
        if let place = places.removeValue(forKey: closed.opened.id) {
            facts = slots[place]
            // What it holds is not to stay until the place is used again.
            slots[place] = FlowFacts(opened: closed.opened)
            free.append(place)
        } else {
            facts = FlowFacts(opened: closed.opened)
        }
        facts.absorb(closed)
        connections.close(facts, closed)
        services.close(facts, closed)
        legs.close(facts, closed)
        return facts
    }

    private mutating func note(_ place: Int, _ change: (inout FlowFacts) -> Void) {
        let hadAnswer = slots[place].hasAnswer
        change(&slots[place])
        if !hadAnswer, slots[place].hasAnswer { connections.answered(slots[place].opened) }
    }

    // MARK: Questions

    /// What is known of an open flow; `nil` where there was no room for it.
    public func facts(_ flow: FlowID) -> FlowFacts? { places[flow].map { slots[$0] } }

    /// The server of an open flow, and whether what it says is encrypted on the wire.
    public func server(of flow: FlowID) -> (endpoint: Endpoint, isTLS: Bool)? {
        places[flow].map { (slots[$0].server, slots[$0].isTLS) }
    }

    /// Flows whose facts are held now.
    public var openFlows: Int { places.count }

    /// Entries of bounded tables that were put out for lack of room.
    public var forgotten: UInt64 {
        crowdedOut &+ connections.forgotten &+ services.forgotten &+ legs.forgotten &+ hops.forgotten
    }
}
