import Records

extension SessionLedger {
    /// Takes in an exchange of an open flow; `place` is the flow's place among the open ones.
    mutating func absorb(
        _ exchange: HTTPExchange, _ request: HTTPRequest, _ target: TargetScan, key: UInt64, place: Int,
        _ ends: FlowEnds, isTLS: Bool
    ) {
        let lane = enter(place, ends)
        read(request, lane)
        var visit = Visit(
            exchange: exchange, request: request, isTLS: isTLS,
            passage: Passage(
                flow: ends.flow, client: ends.client, server: ends.server, asked: request.at,
                answered: exchange.response?.at, status: exchange.response?.status ?? 0),
            client: lanes[lane].forwarded != .max ? lanes[lane].forwarded : lanes[lane].client,
            agent: lanes[lane].agent, server: lanes[lane].server,
            isRelayed: request.forwardedFor != nil || request.via != nil || request.forwarded != nil,
            target: target, path: key)
        visit.outcome = Visit.outcome(visit)
        let shown = shownTokens(visit, lane)
        visit.sighting = sight(visit, shown, lane)
        if visit.status > 0 { served.insert(visit.path, visit.server) }
        topology.note(visit, edge: lanes[lane].edge)
        for token in shown { use(token, visit) }
        if !shown.isEmpty { judge(visit, shown) }
        noteGuard(visit, shown)
        issue(visit, shown)
        refresh(visit)
        carry(visit, lane)
    }

    private mutating func enter(_ place: Int, _ ends: FlowEnds) -> Int {
        while lanes.count <= place { lanes.append(Lane()) }
        if lanes[place].flow != ends.flow {
            lanes[place] = Lane()
            lanes[place].flow = ends.flow
            lanes[place].client = addresses.number(ends.client.address)
            lanes[place].server = servers.number(ends.server)
            lanes[place].edge = topology.edge(from: ends.client.address, to: ends.server)
        }
        return place
    }

    private mutating func read(_ request: HTTPRequest, _ lane: Int) {
        if request.userAgent != lanes[lane].agentText {
            lanes[lane].agentText = request.userAgent
            lanes[lane].agent = request.userAgent.map { TokenHash(text: $0).high } ?? 0
        }
        let forwarded = request.forwardedFor ?? request.forwarded
        if forwarded != lanes[lane].forwardedText {
            lanes[lane].forwardedText = forwarded
            let address = forwarded.flatMap { Self.firstAddress($0) }
            lanes[lane].forwarded = address.map { addresses.number($0) } ?? .max
        }
    }

    /// The first address of `X-Forwarded-For`, or of `for=` in `Forwarded` (RFC 7239 § 5.2).
    static func firstAddress(_ text: String) -> Address? {
        var part = text.prefix { $0 != "," && $0 != ";" }
        if part.lowercased().hasPrefix("for=") { part = part.dropFirst(4) }
        let trimmed = part.filter { $0 != " " && $0 != "\"" && $0 != "[" && $0 != "]" }
        return Address(trimmed) ?? Address(trimmed.prefix { $0 != ":" })
    }

    // MARK: Tokens of a request

    private mutating func shownTokens(_ visit: Visit, _ lane: Int) -> [Sighting.Token] {
        let request = visit.request
        hasNewCookies = lanes[lane].cookies != request.cookies
        if hasNewCookies {
            lanes[lane].cookies = request.cookies
            lanes[lane].shown = cookieTokens(visit)
        }
        let hasOthers =
            request.authorization != nil || !request.sessionHeaders.isEmpty || visit.target.hasSessionParameter
        guard hasOthers else { return lanes[lane].shown }
        var shown: [Sighting.Token] = []
        if let authorization = request.authorization, let token = bearer(authorization, visit, lane) {
            shown.append(token)
        }
        for header in request.sessionHeaders where header.value.utf8.count >= 4 {
            guard let session = session(header.value, .header, header.name, visit) else { continue }
            shown.append(Sighting.Token(session: Int32(session), name: number(header.name), kind: .header))
        }
        for token in lanes[lane].shown { shown.append(token) }
        if visit.target.hasSessionParameter { parameters(visit, &shown) }
        return shown
    }

    /// The number of a name in any case.
    mutating func number(_ name: String) -> UInt32 {
        if let known = foldedNames[name] { return known }
        let number = names.number(name.lowercased())
        foldedNames.update(name, initial: number) { _ in }
        return number
    }

    private mutating func cookieTokens(_ visit: Visit) -> [Sighting.Token] {
        var shown: [Sighting.Token] = []
        for cookie in visit.request.cookies where cookie.value.utf8.count >= 6 {
            guard tokenNames.use(of: cookie.name) == .session, shown.count < Sighting.tokenLimit,
                let session = session(cookie.value, .cookie, cookie.name, visit)
            else { continue }
            shown.append(Sighting.Token(session: Int32(session), name: number(cookie.name), kind: .cookie))
        }
        return shown
    }

    private mutating func bearer(_ authorization: Authorization, _ visit: Visit, _ lane: Int) -> Sighting.Token? {
        let scheme = authorization.scheme.lowercased()
        guard scheme == "bearer" || scheme == "token" || scheme == "dpop", authorization.value.utf8.count >= 8 else {
            return nil
        }
        if lanes[lane].bearer == authorization.value { return lanes[lane].bearerToken }
        guard let session = session(authorization.value, .bearer, "Authorization", visit) else { return nil }
        if let token = authorization.jwt { enter(token, of: session) }
        let shown = Sighting.Token(session: Int32(session), name: number("Authorization"), kind: .bearer)
        lanes[lane].bearer = authorization.value
        lanes[lane].bearerToken = shown
        return shown
    }

    private mutating func enter(_ token: JWT, of session: SessionID) {
        guard sessions[session].token < 0 else { return }
        let subject = token.subject.map { TokenHash(text: $0 + "\u{0}" + (token.issuer ?? "")).low } ?? 0
        sessions[session].token = Int32(clamping: tokens.count)
        tokens.append(
            TokenFacts(
                algorithm: token.algorithm, expires: token.expires, notBefore: token.notBefore,
                issuedAt: token.issuedAt,
                isClientCredential: token.clientID != nil && (token.subject == nil || token.subject == token.clientID),
                subject: subject))
    }

    private mutating func parameters(_ visit: Visit, _ shown: inout [Sighting.Token]) {
        let target = visit.request.target.utf8
        var start: String.UTF8View.Index?
        var equals: String.UTF8View.Index?
        var index = target.startIndex
        while index < target.endIndex {
            switch target[index] {
            case UInt8(ascii: "?"), UInt8(ascii: "&"), UInt8(ascii: ";"), UInt8(ascii: "#"):
                if let start, let equals { parameter(visit, start, equals, index, &shown) }
                start = target.index(after: index)
                equals = nil
            case UInt8(ascii: "="): if equals == nil { equals = index }
            default: break
            }
            index = target.index(after: index)
        }
        if let start, let equals { parameter(visit, start, equals, target.endIndex, &shown) }
    }

    private mutating func parameter(
        _ visit: Visit, _ start: String.Index, _ equals: String.Index, _ end: String.Index,
        _ shown: inout [Sighting.Token]
    ) {
        let target = visit.request.target
        guard start < equals, tokenNames.mayBeParameter(target.utf8[start..<equals]), shown.count < Sighting.tokenLimit,
            tokenNames.isParameter(target[start..<equals])
        else { return }
        let value = String(target[target.utf8.index(after: equals)..<end].prefix { $0 != "/" })
        let name = String(target[start..<equals])
        guard value.utf8.count >= 8, let session = session(value, .url, name, visit) else { return }
        sessions[session].cameInURL = sessions[session].cameInURL || !target.contains("EIO=")
        let token = Sighting.Token(session: Int32(session), name: number(name), kind: .url)
        if !shown.contains(where: { $0.session == token.session }) { shown.append(token) }
    }

    private mutating func sight(_ visit: Visit, _ shown: [Sighting.Token], _ lane: Int) -> Int {
        let request = visit.request
        var sighting = Sighting(
            passage: visit.passage, forwarded: lanes[lane].forwarded, origin: visit.client,
            trace: (request.requestID ?? request.traceID).map { TokenHash(text: $0).low } ?? 0, key: visit.path,
            bodyBytes: request.bodyBytes)
        sighting.hasUnknownFields = request.hasUnknownFields || shown.count > Sighting.tokenLimit
        for token in shown.prefix(Sighting.tokenLimit) {
            sighting.tokens[sighting.tokenCount] = token
            sighting.tokenCount += 1
        }
        return crossings.absorb(sighting)
    }
}
