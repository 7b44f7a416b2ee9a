import Synchronization

/// Where the conversations of one shard find keys. It may grow while they go on: they ask again when it has.
///
/// Each shard has its own, so that which keys are there depends on the packets alone, and not on other threads. It is
/// bounded: keys are asked for at the beginning of a connection, and those that came long ago make room for new ones.
public final class KeySource: Sendable {
    private struct Content: Sendable {
        /// What came last, and what came before that.
        var recent: KeyLog
        var earlier = KeyLog()
        var revision: UInt64 = 0
        var hasPremasters: Bool

        mutating func add(_ log: KeyLog, limit: Int) {
            if recent.entryCount > 0, recent.entryCount + log.entryCount > limit / 2 {
                earlier = recent
                recent = recent.privateKeysAlone
            }
            recent.merge(log)
            revision += 1
            hasPremasters = hasPremasters || log.hasPremasters
        }
    }

    private let content: Mutex<Content>
    /// Connections and sessions whose secrets are kept.
    private let limit: Int

    /// A source that keeps the secrets of `limit` connections and sessions; all of `log` in any case, until others come.
    public init(_ log: KeyLog = KeyLog(), limit: Int = .max) {
        self.limit = limit
        content = Mutex(Content(recent: log, hasPremasters: log.hasPremasters))
    }

    /// Adds what came to light since.
    public func add(_ log: KeyLog) { content.withLock { $0.add(log, limit: limit) } }

    /// Rises whenever something is added.
    var revision: UInt64 { content.withLock { $0.revision } }

    /// Whether a premaster secret may become known: what it takes to use it is kept then.
    var hasPremasters: Bool { content.withLock { $0.hasPremasters } }

    func secrets(of random: TLSRandom) -> KeyLog.Secrets? {
        content.withLock { content in
            let recent = content.recent.connections[random]
            guard let earlier = content.earlier.connections[random] else { return recent }
            return recent.map { earlier.merging($0) } ?? earlier
        }
    }

    func master(ofSession id: [UInt8]) -> [UInt8]? {
        content.withLock { id.isEmpty ? nil : $0.recent.masters[id] ?? $0.earlier.masters[id] }
    }

    /// The premaster secret that a client has encrypted, 48 octets.
    func premaster(encrypted: [UInt8]) -> [UInt8]? {
        let (logged, keys) = content.withLock { content in
            let name = encrypted.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            let logged = content.recent.premasters[name] ?? content.earlier.premasters[name]
            return (encrypted.count >= 8 ? logged : nil, content.recent.privateKeys)
        }
        return logged ?? keys.decrypt(encrypted)
    }
}
