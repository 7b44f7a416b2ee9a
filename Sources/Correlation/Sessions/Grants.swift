public import Records

/// Refresh tokens in use, and who got new tokens when.
public struct Grants: Sendable {
    /// One use of a refresh token.
    public struct Use: Sendable {
        public var passage: Passage
        public var isGranted: Bool
        var sighting: Int
    }

    private var uses: BoundedTable<UInt64, [Use]>
    private var latest: BoundedTable<UInt64, Ring<PacketReference>>
    private static let usesPerToken = 8

    init(limits: CorrelationLimits) {
        uses = BoundedTable(limit: limits.refreshTokens)
        latest = BoundedTable(limit: limits.refreshTokens)
    }

    mutating func use(_ token: UInt64, _ use: Use) {
        uses.update(token, initial: []) { if $0.count < Self.usesPerToken { $0.append(use) } }
    }

    /// A token was granted to a client, or accepted for a subject.
    mutating func grant(_ key: UInt64, _ at: PacketReference, every seconds: Double = 0) {
        latest.update(key, initial: Ring(capacity: 16)) { ring in
            // A token in use is accepted again and again: only so often.
            if let last = ring.last, at.time.seconds(since: last.time) < seconds { return }
            ring.append(at)
        }
    }

    func uses(of token: UInt64) -> [Use] { uses[token] ?? [] }
    func grant(_ key: UInt64, after packet: UInt64) -> PacketReference? {
        latest[key]?.elements.first { $0.packet > packet }
    }

    /// A turn of time is over.
    mutating func turn() {
        uses.turn()
        latest.turn()
    }

    var forgotten: UInt64 { uses.forgotten &+ latest.forgotten }
}

/// Who signed in as whom.
public struct Logins: Sendable {
    public struct Login: Sendable {
        public var session: SessionID
        public var passage: Passage
        var sighting: Int
        public var client: UInt32
        public var agent: UInt64
        public var at: PacketReference { passage.answered ?? passage.asked }
    }

    private static let loginsPerUser = 16
    private var byUser: BoundedTable<UInt32, Ring<Login>>

    init(limits: CorrelationLimits) { byUser = BoundedTable(limit: limits.users) }

    mutating func note(_ user: UInt32, _ login: Login) {
        byUser.update(user, initial: Ring(capacity: Self.loginsPerUser)) { $0.append(login) }
    }

    func of(_ user: UInt32) -> [Login] { byUser[user]?.elements ?? [] }

    /// A turn of time is over.
    mutating func turn() {
        byUser.turn()
    }

    /// Sessions are forgotten.
    mutating func forget(_ isGone: (SessionID) -> Bool) {
        byUser.changeAll { ring in
            let all = ring.elements
            guard all.contains(where: { isGone($0.session) }) else { return }
            ring = Ring(capacity: Self.loginsPerUser)
            for login in all where !isGone(login.session) { ring.append(login) }
        }
    }

    /// Numbers of the users and the clients that are still spoken of.
    func mark(users: inout Set<UInt32>, clients: inout Set<UInt32>) {
        for (user, ring) in byUser.all {
            users.insert(user)
            for login in ring.elements { clients.insert(login.client) }
        }
    }

    var forgotten: UInt64 { byUser.forgotten }
}
