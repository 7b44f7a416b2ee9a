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
    public internal(set) var resumptions: Resumptions
    public private(set) var reconnects: Reconnects
    public private(set) var idleVotes: IdleVotes
    public internal(set) var downloads: Downloads
    /// Application sessions, by what travels in exchanges.
    public private(set) var sessions: SessionLedger
    /// The latest packet time that was told.
    public private(set) var now = Timestamp(nanoseconds: .min)
    /// Flows whose facts could not be kept for lack of room.
    public private(set) var crowdedOut: UInt64 = 0

    public init(limits: CorrelationLimits = CorrelationLimits(), sessionCookies: [String] = []) {
        self.limits = limits
        connections = Connections(limits: limits)
        services = Services(limits: limits)
        legs = Legs(limits: limits)
        hops = Hops(limits: limits)
        resumptions = Resumptions(limits: limits)
        reconnects = Reconnects(limits: limits)
        idleVotes = IdleVotes(limits: limits)
        downloads = Downloads(limits: limits)
        sessions = SessionLedger(limits: limits, sessionCookies: sessionCookies)
    }

    /// Time has come to `time`; it never goes back.
    public mutating func advance(to time: Timestamp) { now = max(now, time) }

    // MARK: Records

    /// A flow was seen for the first time.
    public mutating func open(_ opened: FlowOpened) {
        let connection = connections.open(opened)
        let legs = legs.open(opened)
        guard places[opened.id] == nil else { return }
        guard places.count < limits.openFlows else {
            crowdedOut &+= 1
            return
        }
        var facts = FlowFacts(opened: opened)
        facts.connectionNumber = connection
        facts.legNumbers = legs
        if let place = free.popLast() {
            slots[place] = facts
            places[opened.id] = place
        } else {
            places[opened.id] = slots.count
            slots.append(facts)
        }
    }

    /// An exchange of an open flow is complete.
    public mutating func absorb(_ exchange: HTTPExchange, of flow: FlowID) {
        guard let place = places[flow] else { return }
        note(place) { $0.absorb(exchange) }
        services.absorb(exchange, server: slots[place].server, opened: slots[place].opened.first, flow: flow)
        if !slots[place].balancerCookies.isEmpty { services.note(slots[place]) }
        hops.absorb(exchange, slots[place].opened)
        sessions.absorb(exchange, place: place, slots[place].opened, isTLS: slots[place].isTLS)
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
        reconnects.close(facts, closed)
        idleVotes.close(facts, closed)
        return facts
    }

    private mutating func note(_ place: Int, _ change: (inout FlowFacts) -> Void) {
        let hadAnswer = slots[place].hasAnswer
        change(&slots[place])
        if !hadAnswer, slots[place].hasAnswer { connections.answered(slots[place]) }
    }

    /// Troubles of sessions found since this was last asked.
    public mutating func takeTroubles() -> [SessionTrouble] { sessions.takeTroubles() }

    /// A verdict on a lost session fell.
    public mutating func settle(loss: Int) { sessions.settle(loss) }

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
            &+ resumptions.forgotten &+ reconnects.forgotten &+ idleVotes.forgotten &+ downloads.forgotten
    }
}
