import Records

/// Forgetting, for captures without an end.
extension SessionLedger {
    /// A turn of time is over: sessions of which nothing was seen since `time` are forgotten, and what was learned beside
    /// them.
    ///
    /// - Returns: the sessions forgotten, in the order of their beginnings.
    mutating func turn(before time: Timestamp) -> [SessionSummary] {
        let forgotten = forget { $0.lastSeen.time < time }
        grants.turn()
        logins.turn()
        jars.turn()
        crossings.turn()
        served.turn()
        guarded.turn()
        let edges = topology.turn()
        if !edges.isEmpty { for lane in lanes.indices where edges.contains(lanes[lane].edge) { lanes[lane] = Lane() } }
        turnNumbers()
        return forgotten
    }

    /// Makes room where there are too many sessions: the quarter that was seen least recently is forgotten.
    mutating func makeRoom() -> [SessionSummary] {
        guard
            sessions.count - vacant.count >= limits.sessions || values.count >= limits.tokenBytes - limits.bytesPerToken
        else { return [] }
        let times = sessions.filter { !$0.isVacant }.map(\.lastSeen.time).sorted()
        guard !times.isEmpty else { return [] }
        let bound = times[times.count / 4]
        return forget { $0.lastSeen.time <= bound }
    }

    /// How many sessions are remembered, how many there were in all, and how many of them are lost.
    public var census: (held: Int, seen: UInt64, lost: Int) {
        let lost = losses.indices.count { isStanding($0) }
        return (sessions.count - vacant.count, UInt64(sessions.count - vacant.count) &+ forgottenSessions, lost)
    }

    private func isStanding(_ loss: Int) -> Bool {
        losses[loss].goodAgain == nil && losses[loss].refusal != .forbidden && !sessions[losses[loss].session].isVacant
            && Int(sessions[losses[loss].session].loss) == loss
    }

    // MARK: Sessions

    private mutating func forget(_ isOld: (Session) -> Bool) -> [SessionSummary] {
        var gone: [SessionID] = []
        for number in sessions.indices where !sessions[number].isVacant && isOld(sessions[number]) {
            // What was made of its loss is still open.
            let loss = Int(sessions[number].loss)
            if losses.indices.contains(loss), !losses[loss].isJudged { continue }
            gone.append(number)
        }
        guard !gone.isEmpty else { return [] }
        let summaries = gone.filter { !sessions[$0].isShadow }.map { SessionSummary($0, in: self) }
        for number in gone { sessions[number].vacate() }
        strikeOut()
        compact()
        vacant += gone.reversed()
        forgottenSessions &+= UInt64(gone.count)
        return summaries.sorted { $0.created.packet < $1.created.packet }
    }

    /// Nothing speaks of a vacant session any more.
    private mutating func strikeOut() {
        let isGone = { [sessions] (number: SessionID) in
            !sessions.indices.contains(number) || sessions[number].isVacant
        }
        logins.forget(isGone)
        crossings.forget(isGone)
        for lane in lanes.indices {
            let speaks =
                lanes[lane].shown.contains { isGone(Int($0.session)) }
                || (lanes[lane].bearer != nil && isGone(Int(lanes[lane].bearerToken.session)))
            if speaks { lanes[lane] = Lane() }
        }
        for number in sessions.indices where !sessions[number].isVacant {
            if isGone(Int(sessions[number].predecessor)) { sessions[number].predecessor = -1 }
            if isGone(Int(sessions[number].successor)) { sessions[number].successor = -1 }
        }
        for loss in losses.indices where !losses[loss].isVacant && losses[loss].isJudged {
            let session = losses[loss].session
            guard isGone(session) || Int(sessions[session].loss) != loss else { continue }
            losses[loss].isVacant = true
            vacantLosses.append(loss)
        }
    }

    /// Puts the values, events, flows and token facts of the sessions that are left close together.
    private mutating func compact() {
        let old = (values: values, events: events, links: flowLinks, tokens: tokens)
        (values, events, flowLinks, tokens, table) = ([], [], [], [], TokenTable())
        for number in sessions.indices where !sessions[number].isVacant {
            let start = sessions[number].valueStart
            let value = old.values[start..<(start + sessions[number].valueCount)]
            sessions[number].valueStart = values.count
            values += value
            table.enter(TokenHash(value.span), number)
            let token = Int(sessions[number].token)
            if old.tokens.indices.contains(token) {
                sessions[number].token = Int32(clamping: tokens.count)
                tokens.append(old.tokens[token])
            }
            moveEvents(of: number, from: old.events)
            moveFlows(of: number, from: old.links)
        }
    }

    private mutating func moveEvents(of number: SessionID, from old: [StoredEvent]) {
        var place = sessions[number].firstEvent
        var last: Int32 = -1
        while place >= 0 {
            var event = old[Int(place)]
            place = event.next
            event.next = -1
            let new = Int32(clamping: events.count)
            if last < 0 { sessions[number].firstEvent = new } else { events[Int(last)].next = new }
            last = new
            events.append(event)
        }
        sessions[number].lastEvent = last
    }

    private mutating func moveFlows(of number: SessionID, from old: [FlowLink]) {
        var place = sessions[number].firstFlow
        var last: Int32 = -1
        while place >= 0 {
            var link = old[Int(place)]
            place = link.next
            link.next = -1
            let new = Int32(clamping: flowLinks.count)
            if last < 0 { sessions[number].firstFlow = new } else { flowLinks[Int(last)].next = new }
            last = new
            flowLinks.append(link)
        }
    }

    // MARK: Numbers

    /// Numbers that stand for addresses, users, names and servers that nobody speaks of any more are given to others.
    private mutating func turnNumbers() {
        var (clients, people, named, endpoints) = (Set<UInt32>(), Set<UInt32>(), Set<UInt32>(), Set<UInt32>())
        for session in sessions where !session.isVacant {
            clients.insert(session.first.address)
            clients.insert(session.second.address)
            people.insert(session.user)
            named.insert(session.name)
            for index in 0..<4 { endpoints.insert(session.tallies[index].server) }
        }
        for lane in lanes {
            clients.insert(lane.client)
            clients.insert(lane.forwarded)
            endpoints.insert(lane.server)
            for token in lane.shown { named.insert(token.name) }
            named.insert(lane.bearerToken.name)
        }
        for loss in losses where !loss.isVacant { clients.insert(loss.client) }
        logins.mark(users: &people, clients: &clients)
        jars.mark(clients: &clients)
        crossings.mark(clients: &clients, names: &named)
        endpoints.formUnion(alternating.keys)
        addresses.turn(marked: clients)
        users.turn(marked: people)
        names.turn(marked: named)
        foldedNames = BoundedTable(limit: 65_536)
        servers.turn(marked: endpoints)
    }
}
