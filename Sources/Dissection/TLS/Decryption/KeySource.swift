import Synchronization

/// Where the conversations of one shard find keys. It may grow while they go on: they ask again when it has.
///
/// Each shard has its own, so that which keys are there depends on the packets alone, and not on other threads.
public final class KeySource: Sendable {
    private struct Content: Sendable {
        var log: KeyLog
        var revision: UInt64 = 0
        var hasPremasters: Bool
    }

    private let content: Mutex<Content>

    public init(_ log: KeyLog = KeyLog()) {
        content = Mutex(Content(log: log, hasPremasters: log.hasPremasters))
    }

    /// Adds what came to light since.
    public func add(_ log: KeyLog) {
        content.withLock {
            $0.log.merge(log)
            $0.revision += 1
            $0.hasPremasters = $0.hasPremasters || log.hasPremasters
        }
    }

    /// Rises whenever something is added.
    var revision: UInt64 { content.withLock { $0.revision } }

    /// Whether a premaster secret may become known: what it takes to use it is kept then.
    var hasPremasters: Bool { content.withLock { $0.hasPremasters } }

    func secrets(of random: TLSRandom) -> KeyLog.Secrets? { content.withLock { $0.log.connections[random] } }

    func master(ofSession id: [UInt8]) -> [UInt8]? { content.withLock { id.isEmpty ? nil : $0.log.masters[id] } }

    /// The premaster secret that a client has encrypted, 48 octets.
    func premaster(encrypted: [UInt8]) -> [UInt8]? {
        let (logged, keys) = content.withLock { content in
            let name = encrypted.prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return (encrypted.count >= 8 ? content.log.premasters[name] : nil, content.log.privateKeys)
        }
        return logged ?? keys.decrypt(encrypted)
    }
}
