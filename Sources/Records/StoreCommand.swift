/// A command to a key-value store, with its answer (Redis RESP2/RESP3, memcached).
@dynamicMemberLookup
public struct StoreCommand: Sendable, Equatable {
    public enum Store: String, Sendable, Codable { case redis, memcached }

    public enum Result: Sendable, Codable, Equatable {
        case hit, miss, ok, stored, exists, error
        case notStored
        case integer(Int64)

        /// The word that outputs print.
        public var name: String {
            switch self {
            case .hit: "hit"
            case .miss: "miss"
            case .ok: "ok"
            case .stored: "stored"
            case .exists: "exists"
            case .error: "error"
            case .notStored: "not_stored"
            case .integer(let value): String(value)
            }
        }
    }

    /// What it says; each value is reached through the command itself.
    public struct Fields: Sendable, Codable, Equatable {
        public var store: Store
        /// The packet that completed the command; `nil` where only its answer was seen.
        public var at: PacketReference
        /// The packet that completed the answer.
        public var answered: PacketReference?
        /// As sent; a binary memcached command by its name in the text protocol.
        public var command: String
        /// The first key: a secret to every output but for its prefix.
        public var key: String?
        /// Keys in all.
        public var keyCount: UInt32 = 0
        /// The next keys of a command that deletes or renames, at most 16.
        public var moreKeys: [String] = []
        /// What it does to its keys, or to all of them, where it does not fail.
        public var effect: StoreEffect = []
        /// The database of Redis that the connection had selected; `nil` where that was before the capture began.
        public var database: UInt32? = 0
        /// Seconds of life that the command gives (SETEX, EXPIRE…, exptime), or that TTL answered; negative as on the wire.
        public var ttl: Double?
        public var result: Result?
        /// The error's text, first line, at most 256 octets.
        public var error: String?
        /// 64-bit hashes of the words of the stored value (digits ignored), at most 64, to recognise lost updates.
        public var words: [UInt64] = []
        /// Whether `words` are all there are: the value was looked at to its end, and had no more.
        public var hasAllWords = false
        /// Octets of the value written or read.
        public var valueBytes: UInt64 = 0
        /// Bytes were missing before the command or its answer: that it has none says nothing.
        public var hasGaps = false

        public init(store: Store, at: PacketReference, command: String) {
            self.store = store
            self.at = at
            self.command = command
        }
    }

    /// One element, always: kept apart, so that what carries the command stays small, and copies of it are cheap.
    @usableFromInline var storage: [Fields]

    public init(_ fields: consuming Fields) { storage = [fields] }

    public init(store: Store, at: PacketReference, command: String) {
        storage = [Fields(store: store, at: at, command: command)]
    }

    @inlinable
    public var fields: Fields {
        _read { yield storage[0] }
        _modify { yield &storage[0] }
    }

    @inlinable
    public subscript<Value>(dynamicMember field: WritableKeyPath<Fields, Value>) -> Value {
        _read { yield storage[0][keyPath: field] }
        _modify { yield &storage[0][keyPath: field] }
    }

    /// Seconds from the command to its answer.
    public var latency: Double? { self.answered.map { $0.time.seconds(since: self.at.time) } }
}

extension StoreCommand: Codable {
    public init(from decoder: any Decoder) throws { storage = [try Fields(from: decoder)] }

    public func encode(to encoder: any Encoder) throws { try storage[0].encode(to: encoder) }
}
