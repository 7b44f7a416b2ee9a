public import Records

/// What is known of a server's port from everybody who used it.
public struct Service: Sendable {
    /// The first packet of a flow that carried payload from it.
    public var firstPayload: PacketReference?
    /// `Server` of its last response.
    public var software: String?
    public var via: String?
    public var balancerCookies: [String] = []
    /// Flows of it of which both sides, or only one, were captured.
    public var twoSided = 0
    public var oneSided = 0
    /// The slowest answer to a path, where it took seconds: long polling.
    var slowAnswers: [Int: Double] = [:]

    init() {}
}

/// An answer with which a gateway says that it got none.
public struct GatewayError: Sendable {
    public var flow: FlowID
    public var status: UInt16
    public var at: PacketReference
    public var target: String
    /// What the gateway calls itself.
    public var software: String
}

/// A bounded fold of what each service was seen to do.
public struct Services: Sendable {
    private let limits: CorrelationLimits
    private var services: BoundedTable<Endpoint, Service>
    private var gateways: BoundedTable<Address, Ring<GatewayError>>
    private var aborts: BoundedTable<AbortedTarget, Ring<Abort>>
    /// Flows seen from one side that nevertheless went on talking, and flows seen from both.
    public private(set) var oneSidedFlows: UInt64 = 0
    public private(set) var twoSidedFlows: UInt64 = 0

    private struct AbortedTarget: QuickHashable {
        var server: Endpoint
        var path: Int

        func quickHash(_ seed: UInt64) -> UInt64 {
            fold(server.quickHash(seed) ^ UInt64(bitPattern: Int64(path)), HashConstant.first)
        }
    }

    /// A request that its own client gave up.
    public struct Abort: Sendable {
        public var flow: FlowID
        public var at: PacketReference
        public var waited: Double
    }

    init(limits: CorrelationLimits) {
        self.limits = limits
        services = BoundedTable(limit: limits.services)
        gateways = BoundedTable(limit: limits.legAddresses)
        aborts = BoundedTable(limit: limits.abortedTargets)
    }

    mutating func absorb(_ exchange: HTTPExchange, _ ends: FlowEnds) {
        guard let response = exchange.response else { return }
        let slow = exchange.request.map { response.at.time.seconds(since: $0.at.time) } ?? 0
        let slowPaths = limits.slowPathsPerService
        services.update(ends.server, initial: Service()) { service in
            service.firstPayload = service.firstPayload ?? ends.first
            if let name = response.server, name != service.software { service.software = name }
            if let via = response.via, via != service.via { service.via = via }
            if slow >= 3, response.status < 400 {
                let path = pathHash(exchange.request?.target ?? "")
                if service.slowAnswers.count < slowPaths || service.slowAnswers[path] != nil {
                    service.slowAnswers[path] = max(slow, service.slowAnswers[path] ?? 0)
                }
            }
        }
        guard [502, 503, 504, 408].contains(response.status) else { return }
        let error = GatewayError(
            flow: ends.flow, status: response.status, at: response.at, target: exchange.request?.target ?? "",
            software: [response.server, response.via].compactMap { $0 }.joined(separator: " "))
        gateways.update(ends.server.address, initial: Ring(capacity: 64)) { $0.append(error) }
    }

    /// Balancers' cookies were seen.
    mutating func note(_ facts: FlowFacts) {
        services.update(facts.server, initial: Service()) {
            if $0.balancerCookies != facts.balancerCookies { $0.balancerCookies = facts.balancerCookies }
        }
    }

    mutating func close(_ facts: FlowFacts, _ closed: FlowClosed) {
        let spoke = closed.bytes.client &+ closed.bytes.server > 0
        if closed.tcp.isOneSided, spoke { oneSidedFlows &+= 1 }
        if !closed.tcp.isOneSided { twoSidedFlows &+= 1 }
        services.update(facts.server, initial: Service()) { service in
            if closed.bytes.server > 0 { service.firstPayload = service.firstPayload ?? facts.opened.first }
            if closed.tcp.isOneSided, spoke { service.oneSided += 1 }
            if !closed.tcp.isOneSided { service.twoSided += 1 }
        }
        guard let owed = closed.owed, let by = closed.closed.by, by == .client, let at = closed.closed.at else {
            return
        }
        let abort = Abort(flow: facts.id, at: at, waited: at.time.seconds(since: owed.since.time))
        let key = AbortedTarget(server: facts.server, path: pathHash(owed.subject))
        let capacity = limits.abortsPerTarget
        aborts.update(key, initial: Ring(capacity: capacity)) { $0.append(abort) }
    }

    // MARK: Questions

    public func service(_ server: Endpoint) -> Service? { services[server] }

    /// Seconds that the slowest good answer to this target took, where it was slow.
    public func slowestAnswer(of server: Endpoint, target: String) -> Double? {
        services[server]?.slowAnswers[pathHash(target)]
    }

    /// Gateway errors that a server with this address answered within a second of `time`.
    public func gatewayErrors(of address: Address, around time: Timestamp) -> [GatewayError] {
        (gateways[address]?.elements ?? []).filter { abs($0.at.time.seconds(since: time)) <= 1 }
    }

    /// Requests for what `subject` names that their clients gave up.
    public func aborts(of server: Endpoint, subject: String) -> [Abort] {
        aborts[AbortedTarget(server: server, path: pathHash(subject))]?.elements ?? []
    }

    /// A turn of time is over.
    mutating func turn() {
        services.turn()
        gateways.turn()
        aborts.turn()
    }

    public var forgotten: UInt64 { services.forgotten &+ gateways.forgotten &+ aborts.forgotten }
}
