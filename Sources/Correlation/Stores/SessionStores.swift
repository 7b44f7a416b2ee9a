public import Records

/// Sessions as stores hold them: a bounded fold of commands, joined with tokens by the hash of the identifier.
public struct SessionStores: Sendable {
    /// What somebody told a store to do.
    public struct Order: Sendable {
        public var at: PacketReference
        public var flow: FlowID
        public var client: Endpoint
        public var command: String

        init(_ command: StoreCommand, _ answered: PacketReference, _ ends: FlowEnds) {
            at = answered
            flow = ends.flow
            client = ends.client
            self.command = command.command
        }
    }

    /// Somebody emptied a store, or one database of it.
    public struct Flush: Sendable {
        public var order: Order
        /// The database that was emptied; `nil` for all.
        public var database: UInt32?
    }

    struct Server: Sendable {
        var endpoint: Endpoint
        var continuity = StoreContinuity()
        var flushes: [Flush] = []
        /// When it was last found out of reach as a session was wanted.
        var unreachable: PacketReference?
        /// Hashes of what stands before the identifiers in its keys.
        var prefixes: [UInt64] = []
    }

    private static let flushesKept = 16
    private static let prefixesKept = 8
    /// Who cannot reach it tries for so long, seconds.
    private static let outage = 60.0

    private var entries: BoundedTable<UInt64, StoredSession>
    private var servers: BoundedTable<Endpoint, Server>
    /// The last writes to keys that name a user, by the hash of the key.
    private var userKeys: BoundedTable<UInt64, Ring<Order>>
    var updates: UpdateWatch
    private var latest = -1

    init(limits: CorrelationLimits) {
        entries = BoundedTable(limit: limits.storedSessions)
        servers = BoundedTable(limit: limits.stores)
        userKeys = BoundedTable(limit: limits.storedUsers)
        updates = UpdateWatch(limits: limits)
    }

    // MARK: Commands

    /// Takes in a command that did not fail; gives the update that is lost by now.
    mutating func absorb(_ command: StoreCommand, _ ends: FlowEnds) -> StoreNews? {
        guard let answered = command.answered, let result = command.result, result != .error else { return nil }
        let place = serverPlace(ends.server)
        servers[place: place].continuity.answer(since: ends.first.packet, at: answered)
        let effect = command.effect
        guard !effect.isEmpty else { return nil }
        guard let key = command.key else {
            if effect.contains(.empties) || effect.contains(.emptiesAll) { empty(command, answered, ends, place) }
            return nil
        }
        guard let token = StoreIdentifier(key) else {
            noteUser(command, key, answered, ends)
            if !command.moreKeys.isEmpty { removeMore(command, answered, ends, place) }
            return nil
        }
        let lost = apply(command, result, token, answered, ends, place)
        if !command.moreKeys.isEmpty { removeMore(command, answered, ends, place) }
        return lost
    }

    private mutating func serverPlace(_ endpoint: Endpoint) -> Int {
        if latest >= 0, latest < servers.count, servers[place: latest].endpoint == endpoint { return latest }
        latest = servers.enter(endpoint, initial: Server(endpoint: endpoint))
        return latest
    }

    private mutating func empty(_ command: StoreCommand, _ answered: PacketReference, _ ends: FlowEnds, _ place: Int) {
        let isAll = command.effect.contains(.emptiesAll) || command.database == nil
        if servers[place: place].flushes.count >= Self.flushesKept { servers[place: place].flushes.removeFirst() }
        servers[place: place].flushes.append(
            Flush(order: Order(command, answered, ends), database: isAll ? nil : command.database))
    }

    private mutating func removeMore(
        _ command: StoreCommand, _ answered: PacketReference, _ ends: FlowEnds, _ place: Int
    ) {
        guard command.effect.contains(.deletes), case .integer(let count)? = command.result, count > 0 else { return }
        for key in command.moreKeys {
            guard let token = StoreIdentifier(key) else { continue }
            let number = Self.number(token.hash, token.prefix, ends.server)
            guard entries.place(of: number) != nil else { continue }
            note(.deleted, number, token, command, answered, ends, place, key: key)
        }
    }

    private mutating func apply(
        _ command: StoreCommand, _ result: StoreCommand.Result, _ token: StoreIdentifier, _ answered: PacketReference,
        _ ends: FlowEnds, _ place: Int
    ) -> StoreNews? {
        let effect = command.effect
        let number = Self.number(token.hash, token.prefix, ends.server)
        var isThere = StorePresence(command, result)
        if isThere == .unknown, !effect.isDisjoint(with: [.changes, .runs]), entries.place(of: number) == nil {
            isThere = .written
        }
        switch isThere {
        case .there, .goes:
            note(.read, number, token, command, answered, ends, place)
            if isThere == .goes { note(.deleted, number, token, command, answered, ends, place) }
            if effect.contains(.extends) || effect.contains(.persists) {
                note(.extended, number, token, command, answered, ends, place)
            }
        case .absent: note(.missed, number, token, command, answered, ends, place)
        case .written: note(.stored, number, token, command, answered, ends, place)
        case .deleted: note(.deleted, number, token, command, answered, ends, place)
        case .unknown: break
        }
        return updates.absorb(command, number, token, isThere, answered, ends)
    }

    /// Notes what was done to a key: the command's first one, where none is named.
    private mutating func note(
        _ kind: StoredSession.Kind, _ number: UInt64, _ token: StoreIdentifier, _ command: StoreCommand,
        _ answered: PacketReference, _ ends: FlowEnds, _ place: Int, key: String? = nil
    ) {
        let entry: Int
        if let known = entries.place(of: number) {
            entry = known
        } else {
            if !servers[place: place].prefixes.contains(token.prefix) {
                // Where ids stand before the last colon, too, there is no end of them.
                guard servers[place: place].prefixes.count < Self.prefixesKept else { return }
                servers[place: place].prefixes.append(token.prefix)
            }
            entry = entries.enter(
                number,
                initial: StoredSession(
                    server: ends.server, prefix: StoreIdentifier.prefixText(of: key ?? command.key ?? ""),
                    database: command.database))
        }
        if let database = command.database { entries[place: entry].database = database }
        if kind == .read, let since = entries[place: entry].lastAlive {
            servers[place: place].continuity.hit(since: since.packet, at: answered)
        }
        var (life, start) = entries[place: entry].life
        switch kind {
        case .stored
        where command.effect.contains(.writes) && !command.effect.contains(.keepsLifetime):
            (life, start) = (command.ttl, answered)
        case .extended where command.effect.contains(.persists): (life, start) = (nil, nil)
        case .extended: (life, start) = (command.ttl, answered)
        case .read where command.effect.contains(.asksLifetime) && (command.ttl ?? 0) > 0:
            (life, start) = (command.ttl, answered)
        case .deleted: (life, start) = (nil, nil)
        default: break
        }
        entries[place: entry].note(
            StoredSession.Event(
                kind: kind, at: answered, last: answered, flow: ends.flow, client: ends.client, life: life,
                lifeStart: start))
    }

    private mutating func noteUser(
        _ command: StoreCommand, _ key: String, _ answered: PacketReference, _ ends: FlowEnds
    ) {
        guard command.effect.contains(.writes), key.begins("user"), key.utf8.count <= 256 else { return }
        let identifier = StoreKey(key).identifier
        guard !identifier.isEmpty else { return }
        userKeys.update(identifier.quickHash(0x5107), initial: Ring(capacity: 4)) {
            $0.append(Order(command, answered, ends))
        }
    }

    /// The number of an identifier behind a prefix in a store.
    private static func number(_ token: UInt64, _ prefix: UInt64, _ server: Endpoint) -> UInt64 {
        fold(token ^ prefix, server.quickHash(0x5107) | 1)
    }

    /// A session was wanted while its store could not be reached.
    mutating func noteUnreachable(_ server: Endpoint, at: PacketReference) {
        servers.change(server) { $0.unreachable = at }
    }

    // MARK: Questions

    /// All keys of the session with this token: those that name it, and those that name its digest.
    public func sessions(of token: String) -> [StoredSession] {
        guard entries.count > 0 else { return [] }
        let named = sessions(withHash: TokenHash(canonical: token).low)
        let digested = sessions(withHash: TokenHash(text: TokenDigest.hexadecimal(ofCanonical: token)).low)
        return named + digested.map { $0.digested() }
    }

    private func sessions(withHash hash: UInt64) -> [StoredSession] {
        var found: [StoredSession] = []
        for (endpoint, server) in servers.pairs {
            for prefix in server.prefixes {
                if let entry = entries[Self.number(hash, prefix, endpoint)] { found.append(entry) }
            }
        }
        return found
    }

    /// The session that a store did not have when it was asked for it in the time of a request.
    public func absence(of token: String, from asked: PacketReference, to answered: PacketReference) -> StoreAbsence? {
        var found: StoreAbsence?
        for session in sessions(of: token) {
            let places = session.events.indices
            for place in places where session.events[place].kind == .missed {
                let missed = session.events[place]
                guard missed.at.packet <= answered.packet, missed.last.packet >= asked.packet else { continue }
                let before = place > places.lowerBound ? session.events[place - 1] : nil
                // Where one of several stores had it once, that is the one that lost it.
                if found == nil || found?.before == nil, before != nil || found == nil {
                    found = StoreAbsence(session: session, missed: missed, before: before)
                }
            }
        }
        return found
    }

    /// Who emptied the store between two packets, so that this session went with it.
    public func flush(of session: StoredSession, from since: UInt64, to until: UInt64) -> Flush? {
        servers[session.server]?.flushes.last { flush in
            guard flush.order.at.packet > since, flush.order.at.packet < until else { return false }
            return flush.database == nil || session.database == nil || flush.database == session.database
        }
    }

    /// Whether a store's connections, or other sessions in it, are seen to have lasted from one packet to another.
    public func lasted(_ server: Endpoint, from since: UInt64, to until: UInt64) -> (connection: Bool, keys: Bool) {
        guard let held = servers[server] else { return (false, false) }
        return (
            held.continuity.hasConnection(from: since, to: until), held.continuity.hasKey(from: since, to: until)
        )
    }

    /// Whether a store with sessions in it could not be reached around a time when one was wanted.
    public func isUnreachable(_ server: Endpoint, around time: Timestamp) -> Bool {
        guard let at = servers[server]?.unreachable else { return false }
        return abs(at.time.seconds(since: time)) <= Self.outage
    }

    /// The last write to a key that names this user, between two packets.
    public func userWrite(_ user: String, from since: UInt64, to until: UInt64) -> Order? {
        userKeys[user.quickHash(0x5107)]?.elements.last { $0.at.packet > since && $0.at.packet < until }
    }

    /// A turn of time is over.
    mutating func turn() {
        entries.turn()
        servers.turn()
        userKeys.turn()
        updates.turn()
        latest = -1
    }

    var forgotten: UInt64 {
        entries.forgotten &+ servers.forgotten &+ userKeys.forgotten &+ updates.forgotten
    }
}
