public import Records

/// What the records of several flows say together: a bounded fold in the order of the records.
public struct Correlation: Sendable {
    /// What is known of the flows that are open.
    public private(set) var flows: OpenFlows
    /// Whether the user named cookies or headers of sessions: they may be names of parameters, too.
    private let hasOwnNames: Bool
    public internal(set) var connections: Connections
    public internal(set) var services: Services
    public internal(set) var hops: Hops
    public internal(set) var resumptions: Resumptions
    public internal(set) var reconnects: Reconnects
    public internal(set) var idleVotes: IdleVotes
    public internal(set) var downloads: Downloads
    public internal(set) var databases: Databases
    public internal(set) var storeFaults: StoreFaults
    public internal(set) var endlessKeys: EndlessKeys
    public internal(set) var failedCalls: FailedCalls
    public internal(set) var stores: SessionStores
    public internal(set) var slowCommands = SlowCommands()
    /// Application sessions, by what travels in exchanges.
    public internal(set) var sessions: SessionLedger
    /// The latest packet time that was told.
    public internal(set) var now = Timestamp(nanoseconds: .min)

    public init(
        limits: CorrelationLimits = CorrelationLimits(), sessionCookies: [String] = [], sessionHeaders: [String] = []
    ) {
        flows = OpenFlows(limit: limits.openFlows)
        hasOwnNames = !sessionCookies.isEmpty || !sessionHeaders.isEmpty
        connections = Connections(limits: limits)
        services = Services(limits: limits)
        hops = Hops(limits: limits)
        resumptions = Resumptions(limits: limits)
        reconnects = Reconnects(limits: limits)
        idleVotes = IdleVotes(limits: limits)
        downloads = Downloads(limits: limits)
        databases = Databases(limits: limits)
        storeFaults = StoreFaults(limits: limits)
        endlessKeys = EndlessKeys(limits: limits)
        failedCalls = FailedCalls(limits: limits)
        stores = SessionStores(limits: limits)
        sessions = SessionLedger(limits: limits, sessionCookies: sessionCookies)
    }

    /// Time has come to `time`; it never goes back.
    public mutating func advance(to time: Timestamp) { now = max(now, time) }

    // MARK: Records

    /// A flow was seen for the first time.
    public mutating func open(_ opened: FlowOpened) {
        flows.open(opened, connectionNumber: connections.open(opened))
    }

    /// A flow was a SYN that nobody answered.
    public mutating func absorb(_ attempt: ConnectionAttempt) { connections.absorb(attempt) }

    /// An exchange of an open flow is complete; `nil` where there was no room for the flow.
    public mutating func absorb(_ exchange: HTTPExchange, of flow: FlowID) -> ExchangeNews? {
        guard let place = flows.place(of: flow) else { return nil }
        note(place) { $0.absorb(exchange) }
        let ends = FlowEnds(flows[place].opened)
        var news = ExchangeNews(server: ends.server, isTLS: flows[place].isTLS)
        services.absorb(exchange, ends)
        if !flows[place].balancerCookies.isEmpty { services.note(flows[place]) }
        databases.absorb(exchange, ends)
        guard let request = exchange.request else { return news }
        let target = TargetScan(request.target, isAnyName: hasOwnNames)
        let key = ExchangeKey(method: request.method, path: target.path).value
        hops.absorb(exchange, request, ends, key: key)
        if exchange.version == "2", let failure = HTTP2Failure(exchange) {
            news.failure = failedCalls.absorb(failure, key: key, ends, now: now)
            note(place) { $0.note(failure, key: key) }
        }
        sessions.absorb(exchange, request, target, key: key, place: place, ends, isTLS: news.isTLS)
        news.hasTroubles = sessions.hasTroubles
        if news.hasTroubles { noteUnreachableStores() }
        news.hasSessionParameter = target.hasSessionParameter
        news.hasNewCookies = sessions.hasNewCookies
        return news
    }

    /// Anything else was told of an open flow.
    public mutating func absorb(_ record: Record, of flow: FlowID) {
        guard let place = flows.place(of: flow) else { return }
        if case .databaseEvent(let event) = record {
            databases.absorb(event, FlowEnds(flows[place].opened), since: flows[place].transactionSince)
        }
        note(place) { $0.absorb(record) }
    }

    /// A store answered a command of an open flow; gives what wants a second look.
    public mutating func absorb(_ command: StoreCommand, of flow: FlowID) -> StoreNews? {
        guard let place = flows.place(of: flow) else { return nil }
        if !flows[place].hasAnswer { note(place) { $0.hasAnswer = true } }
        let ends = FlowEnds(flows[place].opened)
        slowCommands.absorb(command, ends)
        guard command.result != .error else { return storeFaults.absorb(fault: command, ends) }
        storeFaults.follow(command, ends)
        return stores.absorb(command, ends) ?? endlessKeys.absorb(command, ends)
    }

    /// Sessions that were refused just now, while their store could not be reached.
    private mutating func noteUnreachableStores() {
        for case .lost(let number, let at) in sessions.found {
            for failed in failedAttempts(ofLoss: number, isFinal: false) {
                stores.noteUnreachable(failed.server, at: at)
            }
        }
    }

    /// Attempts to reach the store of a session that came to nothing, in the time of the request that refused it; those that
    /// nobody has answered yet count only where this is not final.
    public func failedAttempts(ofLoss number: Int, isFinal: Bool = true) -> [Connection] {
        guard sessions.losses.indices.contains(number), let passage = sessions.losses[number].way.last,
            let answered = passage.answered
        else { return [] }
        for stored in stores.sessions(of: sessions.value(of: sessions.losses[number].session)) {
            guard let last = stored.events.last else { continue }
            let attempts = connections.between(last.client.address, stored.server.address).filter {
                $0.server == stored.server && $0.opened.packet > passage.asked.packet
                    && $0.opened.packet < answered.packet
            }
            let isFailed = attempts.allSatisfy { $0.hasFailed || !isFinal && $0.answer == .undecided }
            if !attempts.isEmpty, isFailed { return attempts }
        }
        return []
    }

    /// A flow is over; gives all that is known of it.
    public mutating func close(_ closed: FlowClosed) -> FlowFacts {
        let facts = flows.close(closed)
        connections.close(facts, closed)
        services.close(facts, closed)
        reconnects.close(facts, closed)
        idleVotes.close(facts, closed)
        databases.close(facts, closed)
        failedCalls.close(facts, closed)
        return facts
    }

    private mutating func note(_ place: Int, _ change: (inout FlowFacts) -> Void) {
        let hadAnswer = flows[place].hasAnswer
        change(&flows[place])
        if !hadAnswer, flows[place].hasAnswer {
            connections.answered(flows[place].connectionNumber, FlowEnds(flows[place].opened))
        }
    }

    /// Troubles of sessions found since this was last asked.
    public mutating func takeTroubles() -> [SessionTrouble] { sessions.takeTroubles() }

    /// A verdict on a lost session fell.
    public mutating func settle(loss: Int) { sessions.settle(loss) }

    // MARK: Questions

    /// What is known of an open flow; `nil` where there was no room for it.
    public func facts(_ flow: FlowID) -> FlowFacts? { flows.facts(flow) }

    /// The opening of an open flow.
    mutating func opening(of flow: FlowID) -> FlowOpened? { flows.place(of: flow).map { flows[$0].opened } }

    /// Whether a flow is open, as far as it is known.
    public func isOpen(_ flow: FlowID) -> Bool { flows.place(of: flow) != nil }

    /// Flows whose facts are held now.
    public var openFlows: Int { flows.count }

    /// Entries of bounded tables that were put out for lack of room.
    public var forgotten: UInt64 {
        flows.crowdedOut &+ connections.forgotten &+ services.forgotten &+ hops.forgotten
            &+ resumptions.forgotten &+ reconnects.forgotten &+ idleVotes.forgotten &+ downloads.forgotten
            &+ databases.forgotten &+ storeFaults.forgotten &+ endlessKeys.forgotten &+ failedCalls.forgotten
            &+ stores.forgotten
    }
}

/// What is worth a second look in an exchange that was taken in.
public struct ExchangeNews: Sendable {
    public var server: Endpoint
    /// Whether what is said is encrypted on the wire.
    public var isTLS: Bool
    /// Whether it brought troubles of sessions to light.
    public var hasTroubles = false
    /// Whether the request's target has a parameter that may be a session's.
    public var hasSessionParameter = false
    /// Whether the request carries other cookies than the one before it in its flow.
    public var hasNewCookies = false
    /// A call or stream of HTTP/2 that came to nothing.
    public var failure: FailedCall? {
        get { failures.first }
        set { failures = newValue.map { [$0] } ?? [] }
    }
    /// Empty or one element: kept apart, for few have any.
    private var failures: [FailedCall] = []

    init(server: Endpoint, isTLS: Bool) {
        self.server = server
        self.isTLS = isTLS
    }
}

/// What is worth a second look in a store's answer.
///
/// Few answers are: where there is nothing, nothing of its size is to be moved.
public indirect enum StoreNews: Sendable {
    case fault(StoreFault)
    case endless(EndlessKey)
    case lostUpdate(LostUpdate)
}
