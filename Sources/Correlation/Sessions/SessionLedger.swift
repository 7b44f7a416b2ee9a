public import Records

/// All sessions that were seen, from the tokens that travel in exchanges: a bounded fold.
public struct SessionLedger: Sendable {
    let limits: CorrelationLimits
    public internal(set) var sessions: [Session] = []
    var table = TokenTable()
    /// The values of tokens, one after the other.
    var values: [UInt8] = []
    var names = Numbering<String>(limit: 65_536)
    /// Numbers of names in lower case, by the name as it came.
    var foldedNames = BoundedTable<String, UInt32>(limit: 65_536)
    var users: Numbering<String>
    var addresses: Numbering<Address>
    var servers: Numbering<Endpoint>
    var tokenNames: TokenNames
    var tokens: [TokenFacts] = []
    public internal(set) var losses: [SessionLoss] = []
    public internal(set) var grants: Grants
    public internal(set) var logins: Logins
    public internal(set) var jars: Jars
    var crossings: Crossings
    var events: [StoredEvent] = []
    var flowLinks: [FlowLink] = []
    /// Paths that refused somebody who showed no good token.
    var guarded = AgingSet<UInt64>()
    /// Paths that each server answered.
    var served = PathFilter()
    /// Sessions that one endpoint refused and took again at the same path, by the endpoint's number.
    var alternating: [UInt32: Int] = [:]
    var lanes: [Lane] = []
    /// Whether the last exchange carried other cookies than the one before it in its flow.
    var hasNewCookies = false
    /// Troubles found since they were last asked for.
    var found: [SessionTrouble] = []
    /// Places of sessions and of losses that were forgotten, and how many sessions were.
    var vacant: [SessionID] = []
    var vacantLosses: [Int] = []
    var forgottenSessions: UInt64 = 0
    /// Sessions that found no room.
    public internal(set) var crowdedOut: UInt64 = 0
    /// The last good answer of each server, and conversations between endpoints for the topology.
    public internal(set) var topology: TopologyLedger

    /// What happened to a session, in a list by its number.
    struct StoredEvent: Sendable {
        var at: PacketReference
        var flow: UInt32
        var kind: SessionEvent.Kind
        var status: UInt16
        var next: Int32
    }

    struct FlowLink: Sendable {
        var flow: UInt32
        var next: Int32
    }

    /// What is kept of an open flow, to be quick with what is repeated in it.
    struct Lane: Sendable {
        var flow: FlowID = .max
        var client: UInt32 = .max
        var server: UInt32 = .max
        var agentText: String?
        var agent: UInt64 = 0
        var forwardedText: String?
        var forwarded: UInt32 = .max
        var cookies: [Cookie] = []
        var shown: [Sighting.Token] = []
        var edge = -1
        var bearer: String?
        var bearerToken = Sighting.Token()
    }

    init(limits: CorrelationLimits, sessionCookies: [String] = []) {
        self.limits = limits
        tokenNames = TokenNames(cookies: sessionCookies)
        users = Numbering(limit: limits.users)
        addresses = Numbering(limit: limits.sessionClients)
        servers = Numbering(limit: limits.services)
        grants = Grants(limits: limits)
        logins = Logins(limits: limits)
        jars = Jars(limits: limits)
        crossings = Crossings(capacity: limits.sightings)
        topology = TopologyLedger(limits: limits)
    }

    /// Troubles found since this was last asked.
    public mutating func takeTroubles() -> [SessionTrouble] {
        guard !found.isEmpty else { return [] }
        let taken = found
        found.removeAll(keepingCapacity: true)
        return taken
    }

    /// A verdict on a loss fell.
    mutating func settle(_ loss: Int) {
        if losses.indices.contains(loss) { losses[loss].isJudged = true }
    }

    public var hasTroubles: Bool { !found.isEmpty }

    // MARK: Entering

    /// The session of a token; a new one where it was not known. `nil` without room.
    mutating func session(_ value: String, _ kind: Session.Kind, _ name: String, _ visit: Visit) -> SessionID? {
        let key = TokenHash(canonical: value)
        if let known = table[key] { return known }
        let octets = CanonicalValue.isCanonical(value) ? Array(value.utf8) : CanonicalValue.octets(of: value)
        guard sessions.count - vacant.count < limits.sessions, values.count + octets.count <= limits.tokenBytes,
            octets.count <= limits.bytesPerToken
        else {
            crowdedOut &+= 1
            return nil
        }
        var session = Session(
            kind: kind, name: names.number(name), valueStart: values.count, valueCount: octets.count,
            at: visit.passage.asked)
        session.first = client(of: visit)
        values += octets
        let number = vacant.popLast() ?? sessions.count
        if number < sessions.count { sessions[number] = session } else { sessions.append(session) }
        table.enter(key, number)
        return number
    }

    func client(of visit: Visit) -> Session.Client {
        Session.Client(address: visit.client, agent: visit.agent, at: visit.passage.asked, flow: visit.passage.flow)
    }

    mutating func note(
        _ kind: SessionEvent.Kind, _ session: SessionID, _ at: PacketReference, _ flow: FlowID, _ status: UInt16 = 0
    ) {
        guard sessions[session].eventCount < limits.eventsPerSession, events.count < limits.sessionEvents else {
            return
        }
        let place = Int32(clamping: events.count)
        events.append(
            StoredEvent(at: at, flow: UInt32(truncatingIfNeeded: flow), kind: kind, status: status, next: -1))
        sessions[session].eventCount += 1
        if sessions[session].lastEvent >= 0 {
            events[Int(sessions[session].lastEvent)].next = place
        } else {
            sessions[session].firstEvent = place
        }
        sessions[session].lastEvent = place
    }

    mutating func note(flow: FlowID, of session: SessionID) {
        guard sessions[session].lastFlow != flow else { return }
        sessions[session].lastFlow = flow
        guard sessions[session].flowCount < limits.flowsPerSession else { return }
        var place = sessions[session].firstFlow
        while place >= 0 {
            if flowLinks[Int(place)].flow == UInt32(truncatingIfNeeded: flow) { return }
            place = flowLinks[Int(place)].next
        }
        flowLinks.append(FlowLink(flow: UInt32(truncatingIfNeeded: flow), next: sessions[session].firstFlow))
        sessions[session].firstFlow = Int32(clamping: flowLinks.count - 1)
        sessions[session].flowCount += 1
    }

    // MARK: Questions

    /// The canonical value of a session's token: a secret.
    public func value(of session: SessionID) -> String {
        guard sessions.indices.contains(session) else { return "" }
        let held = sessions[session]
        return String(decoding: values[held.valueStart..<(held.valueStart + held.valueCount)], as: UTF8.self)
    }

    /// Name of the cookie, header or parameter.
    public func name(of session: SessionID) -> String { names[sessions[session].name] ?? "" }

    public func user(of session: SessionID) -> String? { users[sessions[session].user] }

    public func address(_ number: UInt32) -> Address? { addresses[number] }

    /// The endpoint of a number in a session's tallies.
    public func server(_ number: UInt32) -> Endpoint? { servers[number] }

    /// Answers to a session by endpoints that do not pass requests on.
    public func tallies(of session: SessionID) -> [(server: Endpoint, good: UInt32, refused: UInt32)] {
        var result: [(server: Endpoint, good: UInt32, refused: UInt32)] = []
        for index in 0..<4 {
            let tally = sessions[session].tallies[index]
            guard let server = servers[tally.server], !crossings.isPassing(server) else { continue }
            result.append((server, tally.good, tally.refused))
        }
        return result
    }

    public func tokenFacts(of session: SessionID) -> TokenFacts? {
        let place = Int(sessions[session].token)
        return tokens.indices.contains(place) ? tokens[place] : nil
    }

    /// Whether requests were seen to be passed on by what is asked at this endpoint.
    public func isPassing(_ endpoint: Endpoint) -> Bool { crossings.isPassing(endpoint) }

    /// All legs of a use, the client's first.
    public func way(of use: SessionUse) -> [Passage] {
        let way = crossings.way(of: crossings.root(of: use.sighting))
        return way.isEmpty ? [use.passage] : way
    }

    /// The request with a token that a server at an address was answering from one moment to another, as far as is
    /// remembered; of several the one that came last.
    public func request(
        of token: String, from since: PacketReference, to until: PacketReference, at server: Address
    ) -> Passage? {
        guard let session = table[TokenHash(canonical: token)] else { return nil }
        return crossings.last { sighting in
            guard sighting.passage.server.address == server, sighting.passage.asked.packet < since.packet,
                let answered = sighting.passage.answered, answered.packet > until.packet
            else { return false }
            for index in 0..<sighting.tokenCount where Int(sighting.tokens[index].session) == session { return true }
            return false
        }?.passage
    }

    /// Whether a server was seen to answer what a loss was refused at.
    public func serves(_ server: Endpoint, pathsOf loss: SessionLoss) -> Bool {
        guard let number = servers.known(server) else { return false }
        return loss.paths.contains { served.holds($0, number) }
    }

    /// From where a server was asked last.
    public func asker(of server: Endpoint) -> Address? { topology.asker(of: server) }

    /// How many sessions an endpoint refused and took again.
    public func alternating(at server: Endpoint) -> Int { servers.known(server).flatMap { alternating[$0] } ?? 0 }

    public var talk: [TopologyLedger.Edge] {
        let fronts = crossings.fronts
        return topology.edges.filter { $0.flows > 0 }.map { edge in
            var edge = edge
            edge.isPassing = crossings.isPassing(edge.server)
            edge.behind = fronts[edge.client] ?? []
            return edge
        }
    }

    public func asksForOthers(_ address: Address) -> Bool { crossings.asksForOthers(address) }

    /// Uses of a refresh token that no leg nearer to the client has.
    public func refreshes(_ token: UInt64) -> [Grants.Use] {
        grants.uses(of: token).filter { !crossings.isClaimed($0.sighting) }
    }

    /// Sign-ins of the user of a session, of legs nearest to the client.
    public func logins(ofUserOf session: SessionID) -> [Logins.Login] {
        logins.of(sessions[session].user).filter { !crossings.isClaimed($0.sighting) }
    }

    /// When a client got, or a token's subject used, another token first after a packet, as far as is remembered.
    public func grant(client: UInt32, agent: UInt64, after packet: UInt64) -> PacketReference? {
        grants.grant(Self.grantKey(client, agent), after: packet)
    }

    public func grant(subjectOf session: SessionID, after packet: UInt64) -> PacketReference? {
        tokenFacts(of: session).flatMap { $0.subject == 0 ? nil : grants.grant($0.subject, after: packet) }
    }

    static func grantKey(_ client: UInt32, _ agent: UInt64) -> UInt64 {
        TokenHash.mixed(UInt64(client) &* 0x9e37_79b9_7f4a_7c15 ^ agent)
    }

    public func events(of session: SessionID) -> [SessionEvent] {
        var result: [SessionEvent] = []
        var place = sessions[session].firstEvent
        while place >= 0 {
            let event = events[Int(place)]
            let detail = event.status == 0 ? "" : "\(event.status)"
            result.append(SessionEvent(at: event.at, flow: FlowID(event.flow), kind: event.kind, detail: detail))
            place = event.next
        }
        return result
    }

    public func flows(of session: SessionID) -> [FlowID] {
        var result: [FlowID] = []
        var place = sessions[session].firstFlow
        while place >= 0 {
            result.append(FlowID(flowLinks[Int(place)].flow))
            place = flowLinks[Int(place)].next
        }
        return result.sorted()
    }

    public var forgotten: UInt64 {
        crowdedOut &+ grants.forgotten &+ logins.forgotten &+ jars.forgotten
    }
}
