import Records

extension SessionLedger {
    /// What the answer gives its client.
    mutating func issue(_ visit: Visit, _ shown: [Sighting.Token]) {
        guard let response = visit.exchange.response else { return }
        let hasCredentials = response.facts?.accessToken != nil || !response.sessionHeaders.isEmpty
        var keptNames: Set<UInt32> = []
        for cookie in response.setCookies { issue(cookie, response, visit, shown, &keptNames) }
        if response.status < 400 {
            for header in response.sessionHeaders where header.value.utf8.count >= 4 {
                let isGrant = visit.request.method == "POST" && response.status / 100 == 2
                give(header.value, .header, header.name, visit, shown, isSignedIn: isGrant)
            }
        }
        if let facts = response.facts {
            if let sid = facts.socketIOSession { give(sid, .url, "sid", visit, shown, isSignedIn: true) }
            if let token = facts.accessToken, token.utf8.count >= 8 {
                let session = give(token, .bearer, "Authorization", visit, shown, isSignedIn: true)
                if let session, let seconds = facts.expiresIn { live(session, Double(seconds), visit) }
            }
        }
        guard visit.isLoginSuccess else { return }
        signIn(visit, shown, keptNames, hasCredentials: hasCredentials)
    }

    private mutating func issue(
        _ cookie: SetCookie, _ response: HTTPResponse, _ visit: Visit, _ shown: [Sighting.Token],
        _ kept: inout Set<UInt32>
    ) {
        var use = tokenNames.use(of: cookie.name)
        if use == .unknown, visit.isLoginSuccess, visit.request.facts?.hasPassword == true, cookie.httpOnly,
            TokenNames.isRandom(cookie.value), shown.isEmpty
        {
            tokenNames.promote(cookie.name)
            use = tokenNames.use(of: cookie.name)
        }
        guard use == .session else { return }
        kept.insert(number(cookie.name))
        let isDeleted = Self.isDeleted(cookie, response)
        guard !isDeleted, cookie.value.utf8.count >= 6 else {
            delete(cookie, visit, shown)
            return
        }
        let isSignIn = visit.isLoginSuccess
        guard let session = give(cookie.value, .cookie, cookie.name, visit, shown, isSignedIn: isSignIn) else { return }
        let date = response.date ?? visit.at.time.nanoseconds / 1_000_000_000
        let stated = cookie.maxAge.map(Double.init) ?? cookie.expires.map { Double($0) - Double(date) }
        if let seconds = stated ?? response.facts?.expiresIn.map(Double.init) { live(session, seconds, visit) }
    }

    static func isDeleted(_ cookie: SetCookie, _ response: HTTPResponse) -> Bool {
        if cookie.value.isEmpty || cookie.value == "deleted" || cookie.value == "\"\"" { return true }
        if let age = cookie.maxAge { return age <= 0 }
        guard let end = cookie.expires else { return false }
        return end <= response.date ?? response.at.time.nanoseconds / 1_000_000_000
    }

    private mutating func delete(_ cookie: SetCookie, _ visit: Visit, _ shown: [Sighting.Token]) {
        let name = number(cookie.name)
        guard let token = shown.first(where: { $0.name == name && $0.kind == .cookie }) else { return }
        let session = Int(token.session)
        guard sessions[session].ending == .open, sessions[session].loss < 0 else { return }
        note(.deleted, session, visit.at, visit.passage.flow, visit.status)
    }

    /// Enters a token that the answer gives; a known one is refreshed.
    @discardableResult
    private mutating func give(
        _ value: String, _ kind: Session.Kind, _ name: String, _ visit: Visit, _ shown: [Sighting.Token],
        isSignedIn: Bool
    ) -> SessionID? {
        guard let session = session(value, kind, name, visit) else { return nil }
        sessions[session].lastSeen = visit.at
        if sessions[session].first.agent == visit.agent { sessions[session].first.address = visit.client }
        note(flow: visit.passage.flow, of: session)
        if shown.contains(where: { Int($0.session) == session }) { return session }
        guard sessions[session].issued == nil, sessions[session].eventCount == 0 else { return session }
        sessions[session].issued = visit.passage
        sessions[session].created = visit.at
        sessions[session].isSignedIn = isSignedIn
        note(.issued, session, visit.at, visit.passage.flow, visit.status)
        let number = number(name)
        if kind != .url, let old = shown.first(where: { $0.name == number && $0.kind == kind }) {
            replace(Int(old.session), by: session, visit)
        }
        return session
    }

    private mutating func replace(_ old: SessionID, by new: SessionID, _ visit: Visit) {
        sessions[new].predecessor = Int32(clamping: old)
        guard sessions[old].ending == .open else { return }
        sessions[old].successor = Int32(clamping: new)
        if case .refused = visit.outcome {
            let loss = Int(sessions[old].loss)
            if losses.indices.contains(loss) { losses[loss].isReplaced = true }
            return
        }
        sessions[old].ending = .replaced
        sessions[old].endedAt = visit.at
        note(.rotated, old, visit.at, visit.passage.flow, visit.status)
        if !visit.isLogin, !visit.isLogout {
            sessions[new].isSignedIn = sessions[new].isSignedIn || sessions[old].isSignedIn
            sessions[new].user = sessions[old].user
        }
    }

    private mutating func live(_ session: SessionID, _ seconds: Double, _ visit: Visit) {
        guard seconds > 0 else { return }
        if sessions[session].lifetime != nil, sessions[session].lifeStart.time < visit.passage.asked.time,
            sessions[session].created.packet != visit.at.packet
        {
            note(.refreshed, session, visit.at, visit.passage.flow, visit.status)
        }
        sessions[session].lifetime = seconds
        sessions[session].lifeStart = visit.at
    }

    /// Who signed in, with which session.
    private mutating func signIn(
        _ visit: Visit, _ shown: [Sighting.Token], _ set: Set<UInt32>, hasCredentials: Bool
    ) {
        let user = visit.request.facts?.user.map { users.number($0) } ?? .max
        let hasPassword = visit.request.facts?.hasPassword ?? false
        for token in shown where hasPassword && token.kind != .bearer && token.kind != .header {
            let session = Int(token.session)
            let isReplaced = set.contains(token.name) || (token.kind == .url && !set.isEmpty)
            guard !isReplaced, !hasCredentials else { continue }
            let wasSignedIn = sessions[session].isSignedIn
            sessions[session].isSignedIn = true
            sessions[session].user = user
            if !wasSignedIn { sessions[session].keptAtLogin = visit.at }
        }
        grants.grant(Self.grantKey(visit.client, visit.agent), visit.at)
        guard user != .max, let given = lastGiven(visit) ?? shown.first.map({ Int($0.session) }) else { return }
        sessions[given].user = user
        logins.note(
            user,
            Logins.Login(
                session: given, passage: visit.passage, sighting: visit.sighting, client: visit.client,
                agent: visit.agent))
    }

    /// The session that this answer issued.
    private mutating func lastGiven(_ visit: Visit) -> SessionID? {
        guard let response = visit.exchange.response else { return nil }
        for cookie in response.setCookies where tokenNames.use(of: cookie.name) == .session {
            if let known = table[TokenHash(canonical: cookie.value)] { return known }
        }
        if let header = response.sessionHeaders.first { return table[TokenHash(canonical: header.value)] }
        return response.facts?.accessToken.flatMap { table[TokenHash(canonical: $0)] }
    }

    // MARK: Refresh tokens

    mutating func refresh(_ visit: Visit) {
        guard let token = visit.request.facts?.refreshToken, let response = visit.exchange.response else { return }
        let hash = TokenHash(canonical: token).low
        let isGranted = response.status / 100 == 2 && response.facts?.errorCode == nil
        grants.use(hash, Grants.Use(passage: visit.passage, isGranted: isGranted, sighting: visit.sighting))
        if isGranted {
            grants.grant(Self.grantKey(visit.client, visit.agent), visit.at)
        } else if [400, 401, 403].contains(response.status) {
            let use = SessionUse(session: nil, passage: visit.passage, sighting: visit.sighting)
            found.append(.refreshRefused(use, token: hash))
        }
    }

    // MARK: Cookies that come back, or do not

    mutating func carry(_ visit: Visit, _ lane: Int) {
        let request = visit.request
        guard !visit.isRelayed, !request.hasUnknownFields else { return }
        let host = request.host.map { TokenHash(text: $0).high } ?? UInt64(visit.server)
        let client = TokenHash.mixed(Self.grantKey(visit.client, visit.agent) ^ host)
        for key in jars.expected(of: client) { look(for: key, client, visit) }
        guard let response = visit.exchange.response else { return }
        for cookie in response.setCookies where tokenNames.use(of: cookie.name) == .session {
            let isBroughtBack = request.cookies.contains { $0.name == cookie.name }
            let isDeleted = Self.isDeleted(cookie, response)
            let isDead = isDeleted && TokenNames.isRandom(cookie.value) && !visit.isLogout
            guard !isBroughtBack, !isDeleted || isDead else { continue }
            let key = TokenHash.mixed(client ^ TokenHash(text: cookie.name).low)
            jars.set(
                key, client: client,
                Jars.Cookie(
                    name: cookie.name, first: visit.passage, client: visit.client,
                    path: cookie.path.flatMap { $0.hasPrefix("/") ? $0 : nil } ?? Jars.defaultPath(request.target),
                    domain: cookie.domain, isSecure: cookie.secure, isDead: isDead))
        }
    }

    private mutating func look(for key: UInt64, _ client: UInt64, _ visit: Visit) {
        guard let cookie = jars[key] else { return }
        let request = visit.request
        if request.cookies.contains(where: { $0.name == cookie.name }) {
            jars.change(key, client: client) { $0.isReturned = true }
            return
        }
        let isSecure = visit.isTLS || request.forwardedProto == "https"
        let obstacle = Jars.obstacle(cookie, target: request.target, host: request.host, isSecure: isSecure)
        var isRefused = false
        if case .refused(let refusal) = visit.outcome { isRefused = refusal != .forbidden }
        var isReady = false
        jars.change(key, client: client) { cookie in
            guard let obstacle else {
                cookie.sendable += 1
                return
            }
            cookie.unsendable += 1
            if isRefused { cookie.refusals += 1 }
            if cookie.obstacle == nil {
                cookie.obstacle = obstacle
                cookie.refused = visit.passage
                cookie.target = request.target
            }
            isReady = cookie.sendable == 0 && !cookie.isTold && (cookie.refusals > 0 || cookie.issues >= 2)
            if isReady { cookie.isTold = true }
        }
        guard isReady else { return }
        let use = SessionUse(session: nil, passage: visit.passage, sighting: visit.sighting)
        found.append(.notReturned(use, jar: key))
    }
}
