import Records

/// What client and server agreed on, as far as keys depend on it.
struct Negotiation: Sendable {
    private(set) var clientRandom: TLSRandom?
    private(set) var version: ProtocolVersion?
    private(set) var suite: CipherSuite?
    private var serverRandom: TLSRandom?
    private var sessionID: [UInt8] = []
    private var encryptsThenMACs = false
    private var hasExtendedMasterSecret = false
    /// Compressed or authenticated in a way that is not read.
    private var isUnreadable = false
    private var encryptedPremaster: [UInt8] = []
    /// The suites offered along with early data: one of them protects it.
    private var earlySuites: [UInt16] = []
    private var master: [UInt8]?
    /// The master secret of the handshake before, in the same flow: a renegotiation may take it up again.
    private var earlierMaster: [UInt8]?

    init() {}

    init(_ hello: ClientHello, after earlier: Negotiation) {
        earlierMaster = earlier.master ?? earlier.earlierMaster
        clientRandom = hello.random
        if hello.offersEarlyData { earlySuites = hello.cipherSuites }
    }

    mutating func serverHello(_ hello: ServerHello) {
        version = hello.version
        suite = CipherSuite(rawValue: hello.cipherSuite)
        serverRandom = hello.random
        sessionID = hello.sessionID
        encryptsThenMACs = hello.encryptsThenMACs
        hasExtendedMasterSecret = hello.hasExtendedMasterSecret
        isUnreadable = hello.isCompressed || hello.truncatesMACs
    }

    mutating func clientKeyExchange(_ body: [UInt8]) {
        // TLS puts the length before what SSL 3.0 sends alone.
        encryptedPremaster = Array(body.dropFirst(2))
    }

    /// The cipher of the records, if they can be opened at all.
    var cipher: BulkCipher? {
        guard let version, let suite, !isUnreadable else { return nil }
        let isRead = version.isTLS13 ? version.hasFinalKeySchedule : (0x0301...0x0303).contains(version.rawValue)
        guard isRead, (suite.rawValue >> 8 == 0x13) == version.isTLS13 else { return nil }
        return BulkCipher(suite)
    }

    // MARK: TLS 1.3

    /// The keys of one direction of TLS 1.3, those of the handshake first.
    func trafficKeys(_ secrets: KeyLog.Secrets, _ direction: Direction) -> [RecordProtection] {
        guard let cipher else { return [] }
        let isClient = direction == .toServer
        return [
            (isClient ? secrets.clientHandshakeTraffic : secrets.serverHandshakeTraffic, .handshake),
            (isClient ? secrets.clientTraffic : secrets.serverTraffic, .application),
        ].compactMap { (octets: [UInt8]?, epoch: RecordProtection.Epoch) in
            guard let octets, octets.count == cipher.hash.byteCount else { return nil }
            return RecordProtection(TrafficSecret(octets: octets, hash: cipher.hash), cipher, epoch: epoch)
        }
    }

    /// The keys that early data may have: those of each suite offered.
    func earlyKeys(_ secrets: KeyLog.Secrets) -> [RecordProtection] {
        guard let octets = secrets.clientEarlyTraffic else { return [] }
        return earlySuites.filter { $0 >> 8 == 0x13 }.compactMap { number in
            guard let cipher = BulkCipher(CipherSuite(rawValue: number)), cipher.hash.byteCount == octets.count else {
                return nil
            }
            return RecordProtection(TrafficSecret(octets: octets, hash: cipher.hash), cipher, epoch: .early)
        }
    }

    // MARK: TLS 1.2 and before

    /// The keys of one direction (RFC 5246 § 6.3); `nil` without a master secret.
    mutating func blockKeys(
        _ keys: KeySource, _ transcript: HandshakeTranscript, _ direction: Direction
    ) -> RecordProtection? {
        guard let cipher, let version, let clientRandom, let serverRandom else { return nil }
        let function = PseudorandomFunction(hash: version.rawValue >= 0x0303 ? cipher.hash : nil)
        if master == nil { master = findMaster(keys, transcript, function) }
        guard let master else { return nil }
        var block = function.expand(
            master, label: "key expansion", seed: serverRandom.octets + clientRandom.octets,
            byteCount: 2 * (cipher.macKeyBytes + cipher.keyBytes + cipher.fixedIVBytes))[...]
        var parts: [[UInt8]] = []
        for count in [cipher.macKeyBytes, cipher.keyBytes, cipher.fixedIVBytes] {
            let client = Array(block.prefix(count))
            let server = Array(block.dropFirst(count).prefix(count))
            parts.append(direction == .toServer ? client : server)
            block = block.dropFirst(2 * count)
        }
        return RecordProtection(
            cipher, version, key: parts[1], macKey: parts[0], iv: parts[2],
            encryptsThenMACs: encryptsThenMACs && cipher.macKeyBytes > 0)
    }

    private func findMaster(
        _ keys: KeySource, _ transcript: HandshakeTranscript, _ function: PseudorandomFunction
    ) -> [UInt8]? {
        guard let clientRandom, let serverRandom else { return nil }
        let secrets = keys.secrets(of: clientRandom)
        if let master = secrets?.master ?? keys.master(ofSession: sessionID) { return master }
        // An abbreviated handshake has no key exchange.
        if encryptedPremaster.isEmpty, secrets?.premaster == nil { return earlierMaster }
        guard let premaster = secrets?.premaster ?? openPremaster(keys) else { return nil }
        if hasExtendedMasterSecret {
            guard let messages = transcript.complete else { return nil }
            return function.expand(
                premaster, label: "extended master secret", seed: function.sessionHash(messages), byteCount: 48)
        }
        return function.expand(
            premaster, label: "master secret", seed: clientRandom.octets + serverRandom.octets, byteCount: 48)
    }

    private func openPremaster(_ keys: KeySource) -> [UInt8]? {
        guard cipher?.isRSAKeyExchange == true, !encryptedPremaster.isEmpty else { return nil }
        return keys.premaster(encrypted: encryptedPremaster)
    }
}
