public import Records

/// One application session as reports tell it.
public struct SessionSummary: Sendable, Codable, Equatable {
    /// The canonical value of its token: a secret to every output.
    public var key: String
    public var kind: Session.Kind
    /// Name of the cookie, header or parameter.
    public var name: String
    /// A secret, too.
    public var user: String?
    public var clients: [Address]
    public var servers: [Endpoint]
    public var flows: [FlowID]
    public var created: PacketReference
    public var lastSeen: PacketReference
    public var ending: Session.Ending
    public var endedAt: PacketReference?
    public var events: [SessionEvent]

    /// The sessions of a ledger in the order of their first use; those that are lost are never left out.
    public static func all(in ledger: SessionLedger, stores: SessionStores? = nil, limit: Int) -> [SessionSummary] {
        var summaries: [SessionSummary] = []
        summaries.reserveCapacity(min(limit, ledger.sessions.count))
        for number in ledger.sessions.indices
        where !ledger.sessions[number].isShadow && !ledger.sessions[number].isVacant {
            guard summaries.count < limit || ledger.isLost(number) else { continue }
            var summary = SessionSummary(number, in: ledger)
            if let stores { summary.add(stores.sessions(of: summary.key)) }
            summaries.append(summary)
        }
        // Places that were used again are in no order.
        if ledger.forgottenSessions > 0 { summaries.sort { $0.created.packet < $1.created.packet } }
        return summaries
    }

    public init(_ number: SessionID, in ledger: SessionLedger) {
        let session = ledger.sessions[number]
        key = ledger.value(of: number)
        kind = session.kind
        name = ledger.name(of: number)
        user = ledger.user(of: number)
        clients = ledger.clients(of: number)
        servers = ledger.servers(of: number)
        flows = ledger.flows(of: number)
        created = session.created
        lastSeen = session.lastSeen
        let isLost = ledger.isLost(number)
        ending = isLost ? .rejected : session.ending
        endedAt = isLost ? ledger.losses[Int(session.loss)].lastRefusal : session.endedAt
        events = ledger.events(of: number)
    }
}

extension SessionSummary {
    /// What stores tell of it.
    mutating func add(_ stored: [StoredSession]) {
        guard !stored.isEmpty else { return }
        for session in stored {
            var before: StoredSession.Event?
            for event in session.events {
                let absence = StoreAbsence(session: session, missed: event, before: before)
                let kind: SessionEvent.Kind =
                    switch event.kind {
                    case .stored: .stored
                    case .read: .read
                    case .extended: .refreshed
                    case .deleted: .deleted
                    case .missed: absence.hasExpired ? .expired : .missed
                    }
                let isGiven = event.kind == .stored || event.kind == .extended
                let life = isGiven ? event.life.map { " for \(Int64(exactly: $0.rounded()) ?? 0) s" } ?? "" : ""
                events.append(
                    SessionEvent(at: event.at, flow: event.flow, kind: kind, detail: "in \(session.server)\(life)"))
                before = event
            }
        }
        events.sort { $0.at.packet < $1.at.packet }
    }
}

extension SessionLedger {
    /// Whether it is refused and was not taken again.
    func isLost(_ session: SessionID) -> Bool {
        let loss = Int(sessions[session].loss)
        return losses.indices.contains(loss) && losses[loss].goodAgain == nil && losses[loss].refusal != .forbidden
    }

    /// The addresses that used it, without those of proxies that passed it on.
    public func clients(of session: SessionID) -> [Address] {
        [sessions[session].first, sessions[session].second].compactMap { addresses[$0.address] }
            .reduce(into: []) { list, address in if !list.contains(address) { list.append(address) } }
    }

    func servers(of session: SessionID) -> [Endpoint] {
        var list: [Endpoint] = []
        if let issued = sessions[session].issued { list.append(issued.server) }
        for index in 0..<4 {
            guard let server = servers[sessions[session].tallies[index].server], !list.contains(server) else {
                continue
            }
            list.append(server)
        }
        return list.sorted()
    }
}
