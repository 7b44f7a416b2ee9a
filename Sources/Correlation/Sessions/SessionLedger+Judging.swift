import Records

extension SessionLedger {
    // MARK: Every use

    mutating func use(_ token: Sighting.Token, _ visit: Visit) {
        let session = Int(token.session)
        sessions[session].lastSeen = visit.at
        if sessions[session].eventCount == 0 {
            note(.presented, session, visit.passage.asked, visit.passage.flow)
        }
        note(flow: visit.passage.flow, of: session)
        takeTurns(session, visit)
        weaken(session, visit)
        guard visit.isLogout, visit.status > 0, visit.status < 400, sessions[session].ending == .open else { return }
        sessions[session].ending = .logout
        sessions[session].endedAt = visit.at
        note(.ended, session, visit.at, visit.passage.flow, visit.status)
        if sessions[session].isSignedIn || sessions[session].lastGood != nil {
            found.append(.loggedOut(SessionUse(session: session, passage: visit.passage, sighting: visit.sighting)))
        }
    }

    /// Follows which of two clients uses it; a client is known by its user agent, and where it is by its last address.
    private mutating func takeTurns(_ session: SessionID, _ visit: Visit) {
        guard visit.agent != 0 else { return }
        let now = visit.at
        if sessions[session].first.agent == 0 { sessions[session].first = client(of: visit) }
        if sessions[session].first.agent == visit.agent {
            sessions[session].first.address = visit.client
            sessions[session].first.flow = visit.passage.flow
            if sessions[session].isSecondTurn, visit.passage.asked.time > sessions[session].second.at.time {
                sessions[session].isSecondTurn = false
                sessions[session].turns &+= 1
            }
            sessions[session].first.at = now
        } else if sessions[session].second.agent == 0 || sessions[session].second.agent == visit.agent {
            guard visit.passage.asked.time > sessions[session].first.at.time || sessions[session].isSecondTurn else {
                return
            }
            sessions[session].second = client(of: visit)
            sessions[session].second.at = now
            if sessions[session].intrusion == nil {
                sessions[session].intrusion = visit.passage.asked
                sessions[session].intrusionSighting = Int32(clamping: visit.sighting)
            }
            if !sessions[session].isSecondTurn {
                sessions[session].isSecondTurn = true
                sessions[session].turns &+= 1
            }
        }
        guard sessions[session].turns >= 2, !sessions[session].isSharedTold else { return }
        sessions[session].isSharedTold = true
        let intrusion = Int(sessions[session].intrusionSighting)
        let passage = crossings[intrusion]?.passage ?? visit.passage
        found.append(.shared(SessionUse(session: session, passage: passage, sighting: intrusion), back: visit.at))
    }

    /// Looks once at what a token says of itself.
    private mutating func weaken(_ session: SessionID, _ visit: Visit) {
        let place = Int(sessions[session].token)
        guard tokens.indices.contains(place), !tokens[place].isTold else { return }
        tokens[place].isTold = true
        let token = tokens[place]
        var weakness: TokenWeakness?
        if token.algorithm?.lowercased() == "none" {
            weakness = .unsigned
        } else if token.expires == nil {
            weakness = .endless
        } else if let end = token.expires, let start = token.issuedAt ?? token.notBefore {
            let (life, overflow) = end.subtractingReportingOverflow(start)
            if !overflow, life > limits.longestTokenLife { weakness = .longLived(life) }
        }
        guard let weakness else { return }
        let use = SessionUse(session: session, passage: visit.passage, sighting: visit.sighting)
        found.append(.weak(use, weakness))
    }

    // MARK: What the answer says of it

    mutating func judge(_ visit: Visit, _ shown: [Sighting.Token]) {
        switch visit.outcome {
        case .neutral: break
        case .good: for token in shown { accept(Int(token.session), visit) }
        case .limited: limit(visit, shown)
        case .refused(let refusal): refuse(visit, shown, refusal)
        }
    }

    private mutating func accept(_ session: SessionID, _ visit: Visit) {
        let wasGood = sessions[session].lastGood != nil
        sessions[session].lastGood = visit.at
        sessions[session].tally(visit.server, good: true)
        sessions[session].notePath(visit.path)
        if !sessions[session].isSignedIn, sessions[session].kind == .bearer || guarded.contains(visit.path) {
            sessions[session].isSignedIn = true
        }
        if !wasGood { note(.accepted, session, visit.at, visit.passage.flow, visit.status) }
        // Not by `tokenFacts`: to be asked, all of this would be copied.
        let token = Int(sessions[session].token)
        if tokens.indices.contains(token), tokens[token].subject != 0 {
            grants.grant(tokens[token].subject, visit.at, every: 5)
        }
        if let login = sessions[session].keptAtLogin, visit.passage.asked.time > login.time {
            sessions[session].keptAtLogin = nil
            let first = sessions[session].first
            let second = sessions[session].second
            found.append(
                .kept(
                    SessionUse(session: session, passage: visit.passage, sighting: visit.sighting), login: login,
                    hadSecondClient: second.agent != 0 && second.address != first.address,
                    cameInURL: sessions[session].cameInURL))
        }
        let loss = Int(sessions[session].loss)
        guard losses.indices.contains(loss), losses[loss].goodAgain == nil,
            visit.passage.asked.time > losses[loss].lastRefusal.time, !isReplaced(session, visit)
        else { return }
        losses[loss].goodAgain = visit.at
        losses[loss].alternations += 1
        if losses[loss].paths.contains(visit.path), losses[loss].refusal != .forbidden {
            if alternating.count < limits.services { alternating[visit.server, default: 0] += 1 }
        }
        if wasGood { note(.accepted, session, visit.at, visit.passage.flow, visit.status) }
    }

    /// Whether the answer puts another value in its place: such an answer takes who signs in, not what was shown.
    private func isReplaced(_ session: SessionID, _ visit: Visit) -> Bool {
        guard let response = visit.exchange.response else { return false }
        let (name, value) = (name(of: session), value(of: session))
        switch sessions[session].kind {
        case .cookie:
            return response.setCookies.contains { $0.name == name && CanonicalValue.text(of: $0.value) != value }
        case .header:
            return response.sessionHeaders.contains {
                $0.name.lowercased() == name.lowercased() && CanonicalValue.text(of: $0.value) != value
            }
        case .bearer, .url: return false
        }
    }

    private mutating func limit(_ visit: Visit, _ shown: [Sighting.Token]) {
        guard let token = shown.first(where: { isKnown(Int($0.session)) }) else { return }
        let use = SessionUse(session: Int(token.session), passage: visit.passage, sighting: visit.sighting)
        found.append(.limited(use, retryAfter: visit.exchange.response?.retryAfter))
    }

    /// Whether a session is one that somebody uses: issued here, or taken for good.
    private func isKnown(_ session: SessionID) -> Bool {
        sessions[session].issued != nil || sessions[session].lastGood != nil || sessions[session].isSignedIn
    }

    private func counts(_ session: SessionID, _ visit: Visit) -> Bool {
        guard sessions[session].ending == .open || sessions[session].loss >= 0 else { return false }
        if sessions[session].isSignedIn || sessions[session].wasGood(at: visit.path) { return true }
        // A path that refuses whoever has nothing to show took this one.
        for index in 0..<3 where sessions[session].goodPaths[index] != 0 {
            if guarded.contains(sessions[session].goodPaths[index]) { return true }
        }
        return false
    }

    private mutating func refuse(_ visit: Visit, _ shown: [Sighting.Token], _ refusal: Refusal) {
        guard let token = shown.first(where: { counts(Int($0.session), visit) }) else {
            return refuseSuccessor(visit, shown)
        }
        let session = Int(token.session)
        if sessions[session].ending == .logout { return }
        sessions[session].tally(visit.server, good: false)
        let innerNumber = crossings[visit.sighting]?.inner ?? -1
        let isSameAsInner = isRefusedInside(visit, token)
        crossings[visit.sighting]?.isRefusal = true
        let held = Int(sessions[session].loss)
        guard losses.indices.contains(held), !isSettled(held) else {
            if refusal != .forbidden { note(.refused, session, visit.at, visit.passage.flow, visit.status) }
            begin(session, token, visit, refusal)
            return
        }
        if isSameAsInner {
            if losses[held].sighting == innerNumber { widen(held, session, token, visit) }
            return
        }
        countRefusal(held, visit)
        if losses[held].goodAgain != nil {
            losses[held].goodAgain = nil
            losses[held].alternations += 1
            note(.refused, session, visit.at, visit.passage.flow, visit.status)
        }
    }

    /// What the refusal of a session put in its place is refused, too: that counts as the session's own.
    private mutating func refuseSuccessor(_ visit: Visit, _ shown: [Sighting.Token]) {
        for token in shown {
            let before = Int(sessions[Int(token.session)].predecessor)
            guard sessions.indices.contains(before), losses.indices.contains(Int(sessions[before].loss)) else {
                continue
            }
            let loss = Int(sessions[before].loss)
            guard losses[loss].isReplaced, losses[loss].goodAgain == nil else { continue }
            let isSameAsInner = isRefusedInside(visit, token)
            crossings[visit.sighting]?.isRefusal = true
            if !isSameAsInner { countRefusal(loss, visit) }
            return
        }
    }

    private mutating func countRefusal(_ loss: Int, _ visit: Visit) {
        losses[loss].refusals += 1
        losses[loss].lastRefusal = visit.at
        if losses[loss].paths.count < 4 { losses[loss].paths.insert(visit.path) }
    }

    /// Whether the leg behind this one was refused with the same token: the same refusal.
    private func isRefusedInside(_ visit: Visit, _ token: Sighting.Token) -> Bool {
        let inner = crossings[visit.sighting]?.inner ?? -1
        return crossings[inner].map { $0.isRefusal && $0.tokenCount > 0 && Self.carries($0, token) } ?? false
    }

    private static func carries(_ sighting: Sighting, _ token: Sighting.Token) -> Bool {
        for index in 0..<sighting.tokenCount where sighting.tokens[index].session == token.session { return true }
        return false
    }

    /// Whether what was made of a loss is over: its verdict fell, and it was good after that.
    private func isSettled(_ loss: Int) -> Bool {
        losses[loss].goodAgain != nil && losses[loss].isJudged
    }

    private mutating func begin(
        _ session: SessionID, _ token: Sighting.Token, _ visit: Visit, _ refusal: Refusal
    ) {
        guard losses.count - vacantLosses.count < limits.losses else {
            crowdedOut &+= 1
            return
        }
        var loss = SessionLoss(
            session: session, refusal: refusal, way: crossings.way(of: visit.sighting), sighting: visit.sighting,
            method: visit.request.method, target: visit.request.target, lastGood: sessions[session].lastGood,
            wasSignedIn: sessions[session].isSignedIn, wasGoodHere: sessions[session].wasGood(at: visit.path),
            lastRefusal: visit.at, client: visit.client, agent: visit.agent)
        loss.paths = [visit.path]
        loss.tampering = tampering(session, token, visit.sighting)
        let number = vacantLosses.popLast() ?? losses.count
        sessions[session].loss = Int32(clamping: number)
        found.append(.lost(number, at: visit.at))
        if number < losses.count { losses[number] = loss } else { losses.append(loss) }
    }

    /// The same refusal on a leg nearer to the client.
    private mutating func widen(_ loss: Int, _ session: SessionID, _ token: Sighting.Token, _ visit: Visit) {
        losses[loss].sighting = visit.sighting
        losses[loss].way = crossings.way(of: visit.sighting)
        losses[loss].client = visit.client
        losses[loss].agent = visit.agent
        if losses[loss].lastRefusal.packet < visit.at.packet { losses[loss].lastRefusal = visit.at }
    }

    // MARK: What hops made of it

    private mutating func tampering(
        _ session: SessionID, _ token: Sighting.Token, _ number: Int
    ) -> Tampering? {
        var place = number
        for _ in 0..<8 {
            guard let outer = crossings[place], let inner = crossings[outer.inner] else { return nil }
            if Self.carries(inner, token) {
                place = outer.inner
                continue
            }
            if inner.hasUnknownFields { return nil }
            var other: Sighting.Token?
            for index in 0..<inner.tokenCount where inner.tokens[index].name == token.name {
                other = inner.tokens[index]
            }
            // Another kind of token in its place: the hop signs in for its client.
            if other == nil, inner.tokenCount >= outer.tokenCount { return nil }
            if let other { sessions[Int(other.session)].isShadow = true }
            let before = value(of: session)
            let after = other.map { value(of: Int($0.session)) } ?? ""
            return Tampering(
                name: name(of: session), kind: token.kind, isChanged: other != nil,
                lengths: (before.utf8.count, after.utf8.count),
                isOnlyLetterCase: other != nil && before.lowercased() == after.lowercased(), before: outer.passage,
                behind: inner.passage)
        }
        return nil
    }

    /// A path that refuses who has nothing good to show is guarded.
    mutating func noteGuard(_ visit: Visit, _ shown: [Sighting.Token]) {
        guard case .refused(let refusal) = visit.outcome, refusal != .forbidden,
            guarded.count < limits.guardedPaths, !visit.request.hasUnknownFields,
            !(crossings[visit.sighting]?.isRefusal ?? false)
        else { return }
        guarded.insert(visit.path)
    }
}
