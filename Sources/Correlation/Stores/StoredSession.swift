public import Records

/// A key of a store that looks like a session's, and what was done to it: its last so many events.
public struct StoredSession: Sendable {
    public enum Kind: Sendable { case stored, read, missed, extended, deleted }

    /// What was done to it, as often as the same was done in succession.
    public struct Event: Sendable {
        public var kind: Kind
        /// The answers to the first and to the last command that did so.
        public var at: PacketReference
        public var last: PacketReference
        public var flow: FlowID
        /// Who asked last: an application.
        public var client: Endpoint
        /// The lifetime that it had after this, seconds, and since when; a miss has the one that was before it.
        public var life: Double?
        public var lifeStart: PacketReference?
    }

    /// Events that are kept: the first one, and the youngest.
    static let eventsKept = 16

    public let server: Endpoint
    /// What stands before the identifier in the key.
    public let prefix: String
    /// The database of Redis, where it was seen to be selected.
    public var database: UInt32?
    public private(set) var events: [Event] = []
    /// Whether the key names not the token but its SHA-256.
    public private(set) var namesDigest = false

    init(server: Endpoint, prefix: String, database: UInt32?) {
        self.server = server
        self.prefix = prefix
        self.database = database
    }

    /// The same, found by the digest of its token.
    func digested() -> StoredSession {
        var session = self
        session.namesDigest = true
        return session
    }

    /// The last time that it was seen to be there.
    var lastAlive: PacketReference? {
        guard let event = events.last else { return nil }
        switch event.kind {
        case .stored, .read, .extended: return event.last
        case .missed, .deleted: return nil
        }
    }

    /// The lifetime that the next event begins with.
    var life: (seconds: Double?, start: PacketReference?) { (events.last?.life, events.last?.lifeStart) }

    mutating func note(_ event: Event) {
        if let last = events.indices.last, events[last].kind == event.kind {
            events[last].last = event.last
            events[last].flow = event.flow
            events[last].client = event.client
            if event.kind != .missed {
                events[last].life = event.life
                events[last].lifeStart = event.lifeStart
            }
            return
        }
        if events.count >= Self.eventsKept { events.remove(at: 1) }
        events.append(event)
    }
}

/// A session that the store did not have when it was asked for it.
public struct StoreAbsence: Sendable {
    public var session: StoredSession
    public var missed: StoredSession.Event
    /// What was done to it before that; `nil` where the capture began later.
    public var before: StoredSession.Event?

    /// When its lifetime was over by the store's clock.
    public var deadline: Timestamp? {
        guard let life = missed.life, let start = missed.lifeStart else { return nil }
        return start.time.advanced(bySeconds: life)
    }

    /// Whether the lifetime that it had is known: it was seen to be given, or seen not to be.
    public var isLifetimeKnown: Bool {
        missed.life != nil || session.events.contains { $0.kind == .stored || $0.kind == .extended }
    }

    /// Whether it is gone because its lifetime was over.
    public var hasExpired: Bool {
        guard deletion == nil, let deadline else { return false }
        return StoreClock.hasReached(deadline, at: missed.at.time)
    }

    /// The command that deleted it, where that was the last that was done to it.
    public var deletion: StoredSession.Event? { before.flatMap { $0.kind == .deleted ? $0 : nil } }
}
