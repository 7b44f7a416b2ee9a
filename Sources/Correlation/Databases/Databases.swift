import Records

/// What connections to databases say together: a bounded fold.
public struct Databases: Sendable {
    public private(set) var kills: Kills
    public private(set) var logins: RefusedLogins
    public private(set) var silentEnds: SilentEnds
    public private(set) var shutdowns: Shutdowns
    public private(set) var requests: ServedRequests

    init(limits: CorrelationLimits) {
        kills = Kills(limits: limits)
        logins = RefusedLogins(limits: limits)
        silentEnds = SilentEnds(limits: limits)
        shutdowns = Shutdowns(limits: limits)
        requests = ServedRequests(limits: limits)
    }

    /// Takes in an event; `since` is when the transaction that is open began, where that was seen.
    mutating func absorb(_ event: DatabaseEvent, _ ends: FlowEnds, since: PacketReference?) {
        switch event.kind {
        case .cancelRequest: kills.absorb(event, ends)
        case .loginFailed: logins.refuse(event, ends)
        case .authenticated: logins.admit(event, ends)
        case .error, .notice: shutdowns.absorb(event, ends)
        case .committed, .rolledBack:
            if let since { requests.note(of: ends.client.address, began: since, ended: event.at) }
        default: break
        }
    }

    mutating func absorb(_ exchange: HTTPExchange, _ ends: FlowEnds) { requests.absorb(exchange, ends) }

    mutating func close(_ facts: FlowFacts, _ closed: FlowClosed) { silentEnds.close(facts, closed) }

    /// A turn of time is over.
    mutating func turn() {
        kills.turn()
        logins.turn()
        silentEnds.turn()
        shutdowns.turn()
        requests.turn()
    }

    var forgotten: UInt64 {
        kills.forgotten &+ logins.forgotten &+ silentEnds.forgotten &+ shutdowns.forgotten &+ requests.forgotten
    }
}
