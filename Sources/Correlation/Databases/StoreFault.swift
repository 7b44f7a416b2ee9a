public import Records

/// An error of a store that keeps sessions from being read or written.
public struct StoreFault: Sendable {
    /// What the store complains of.
    public enum Kind: UInt8, Sendable, CaseIterable {
        /// NOAUTH, NOPERM, WRONGPASS.
        case refused
        case loading
        /// READONLY: a replica.
        case readOnly
        /// OOM, or memcached's SERVER_ERROR out of memory.
        case outOfMemory
        /// MOVED, ASK: another node of the cluster has the key.
        case moved
        /// CLUSTERDOWN, MASTERDOWN, TRYAGAIN.
        case clusterDown
        /// MISCONF, NOREPLICAS: it does not take writes that it could not keep.
        case notWriting
        /// BUSY: a script runs.
        case busy
        /// The limit of clients is reached.
        case tooManyClients
        /// Any other SERVER_ERROR of memcached.
        case serverError
    }

    public var kind: Kind
    public var server: Endpoint
    public var flow: FlowID
    public var client: Endpoint
    /// As sent.
    public var command: String
    public var at: PacketReference
    public var answered: PacketReference
    /// The store's words, which name no key.
    public var text: String
    /// Its number in `StoreFaults`.
    public internal(set) var number: UInt64 = 0

    /// `nil` where the answer is none of these errors, or the command is not about a key.
    init?(_ command: StoreCommand, _ ends: FlowEnds) {
        guard command.result == .error, let text = command.error, let kind = Kind(command, text) else { return nil }
        // Probes and monitors ask about no key, and may be refused for ever.
        guard command.key != nil || kind == .tooManyClients || kind == .refused && Self.isLogin(command) else {
            return nil
        }
        self.kind = kind
        server = ends.server
        flow = ends.flow
        client = ends.client
        self.command = command.command
        at = command.at
        answered = command.answered ?? command.at
        self.text = Self.shown(text, kind)
    }

    /// A password that is refused, not one that is still to come.
    private static func isLogin(_ command: StoreCommand) -> Bool {
        command.command.begins("auth") || command.command.begins("hello") && command.error?.begins("wrongpass") == true
    }

    /// MOVED and ASK are told with slot and node, NOPERM and the like quote what they refuse: their first word is enough.
    private static func shown(_ text: String, _ kind: Kind) -> String {
        switch kind {
        case .refused: String(text.prefix { $0 != " " })
        default: String(text.prefix(120))
        }
    }
}

extension StoreFault.Kind {
    private static let redis: [(word: StaticString, kind: StoreFault.Kind)] = [
        ("noauth", .refused), ("noperm", .refused), ("wrongpass", .refused), ("err invalid password", .refused),
        ("loading", .loading), ("readonly", .readOnly), ("oom", .outOfMemory), ("moved ", .moved), ("ask ", .moved),
        ("clusterdown", .clusterDown), ("masterdown", .clusterDown), ("tryagain", .clusterDown),
        ("misconf", .notWriting), ("noreplicas", .notWriting), ("busy ", .busy),
        ("err max number of clients", .tooManyClients),
    ]

    init?(_ command: StoreCommand, _ text: String) {
        switch command.store {
        case .redis:
            guard let entry = Self.redis.first(where: { text.begins($0.word) }) else { return nil }
            self = entry.kind
        case .memcached:
            if text.begins("server_error out of memory") || text.begins("out of memory") {
                self = .outOfMemory
            } else if text.begins("server_error") {
                self = .serverError
            } else {
                return nil
            }
        }
    }
}
