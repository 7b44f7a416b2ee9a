import Bytes

/// Secrets of TLS connections, out of key logs (the SSLKEYLOGFILE format of NSS, draft-ietf-tls-keylogfile) and private
/// keys.
///
/// A value that grows: a file that is still being written is given in pieces, as they come. Nothing of it is printed.
public struct KeyLog: Sendable {
    /// What is known of one connection.
    struct Secrets: Sendable, Equatable {
        /// The master secret of TLS 1.2 and before, 48 octets.
        var master: [UInt8]?
        /// What the master secret is made of, 48 octets after an RSA key exchange.
        var premaster: [UInt8]?
        var clientEarlyTraffic: [UInt8]?
        var clientHandshakeTraffic: [UInt8]?
        var serverHandshakeTraffic: [UInt8]?
        var clientTraffic: [UInt8]?
        var serverTraffic: [UInt8]?
    }

    /// Secrets by the random of the ClientHello.
    private(set) var connections: [TLSRandom: Secrets] = [:]
    /// Premaster secrets by the first eight octets of what they were encrypted to.
    private(set) var premasters: [UInt64: [UInt8]] = [:]
    /// Master secrets by session id.
    private(set) var masters: [[UInt8]: [UInt8]] = [:]
    public private(set) var privateKeys = PrivateKeys()

    /// Lines that hold a secret of use, and private keys.
    public private(set) var secretCount = 0
    /// Lines that are neither empty, nor comments, nor of a known label with values of the right length.
    public private(set) var badLineCount = 0
    /// The number of the first of them, from 1.
    public private(set) var firstBadLine: Int?
    private var lineCount = 0
    /// The beginning of a line whose end has not come yet.
    private var rest: [UInt8] = []

    public init() {}

    public var isEmpty: Bool { secretCount == 0 }

    /// Whether any secret is a premaster secret, or a key to one.
    var hasPremasters: Bool {
        !premasters.isEmpty || !privateKeys.isEmpty || connections.values.contains { $0.premaster != nil }
    }

    /// Takes the next octets of a key log. A line that they do not end waits for its end.
    public mutating func absorb(_ bytes: [UInt8]) {
        var start = 0
        while let end = bytes[start...].firstIndex(of: 0x0a) {
            take(rest + bytes[start..<end])
            rest = []
            start = end + 1
        }
        rest += bytes[start...]
        // No line is that long: what is no key log is not kept.
        if rest.count > KeyLogLine.longest { rest = Array(rest.prefix(KeyLogLine.longest + 1)) }
    }

    /// The key log is complete: a last line without an end is one as well.
    public mutating func finishLine() {
        guard !rest.isEmpty else { return }
        take(rest)
        rest = []
    }

    /// Gives away what has come to light, and goes on in the middle of the line: for a log that grows.
    public mutating func takeSecrets() -> KeyLog {
        var taken = self
        taken.rest = []
        connections = [:]
        premasters = [:]
        masters = [:]
        privateKeys = PrivateKeys()
        secretCount = 0
        badLineCount = 0
        firstBadLine = nil
        return taken
    }

    /// Connections and sessions that it holds secrets of.
    var entryCount: Int { connections.count + premasters.count + masters.count }

    /// What is for all connections alone.
    var privateKeysAlone: KeyLog {
        var alone = KeyLog()
        alone.privateKeys = privateKeys
        return alone
    }

    /// Adds what another log holds; where both know of a connection, the new one's word is taken.
    public mutating func merge(_ other: KeyLog) {
        connections.merge(other.connections) { $0.merging($1) }
        premasters.merge(other.premasters) { $1 }
        masters.merge(other.masters) { $1 }
        privateKeys.merge(other.privateKeys)
        secretCount += other.secretCount
        badLineCount += other.badLineCount
        firstBadLine = firstBadLine ?? other.firstBadLine
    }

    /// Adds private keys: each counts as a secret.
    public mutating func add(_ keys: PrivateKeys) {
        privateKeys.merge(keys)
        secretCount += keys.count
    }

    private mutating func take(_ line: [UInt8]) {
        lineCount += 1
        switch KeyLogLine(line) {
        case .nothing: return
        case .bad:
            badLineCount += 1
            firstBadLine = firstBadLine ?? lineCount
            return
        case .connection(let random, let label, let secret):
            connections[random, default: Secrets()].set(label, secret)
        case .premaster(let encrypted, let secret): premasters[encrypted] = secret
        case .session(let id, let master): masters[id] = master
        }
        secretCount += 1
    }
}

extension KeyLog.Secrets {
    fileprivate mutating func set(_ label: KeyLogLine.Label, _ secret: [UInt8]) {
        switch label {
        case .clientRandom: master = secret
        case .premasterClientRandom: premaster = secret
        case .clientEarlyTraffic: clientEarlyTraffic = secret
        case .clientHandshakeTraffic: clientHandshakeTraffic = secret
        case .serverHandshakeTraffic: serverHandshakeTraffic = secret
        case .clientTraffic: clientTraffic = secret
        case .serverTraffic: serverTraffic = secret
        }
    }

    /// These, and what `other` knows besides or anew.
    func merging(_ other: KeyLog.Secrets) -> KeyLog.Secrets {
        KeyLog.Secrets(
            master: other.master ?? master, premaster: other.premaster ?? premaster,
            clientEarlyTraffic: other.clientEarlyTraffic ?? clientEarlyTraffic,
            clientHandshakeTraffic: other.clientHandshakeTraffic ?? clientHandshakeTraffic,
            serverHandshakeTraffic: other.serverHandshakeTraffic ?? serverHandshakeTraffic,
            clientTraffic: other.clientTraffic ?? clientTraffic, serverTraffic: other.serverTraffic ?? serverTraffic)
    }
}
