import Bytes
import Records

/// What it takes to read the records of one flow: keys, where each direction stands, and the conversation inside.
struct Decryption: Sendable {
    /// Early data, until it is known whether the server takes it.
    struct EarlyData: Sendable {
        var content: [UInt8]
        var at: PacketReference
    }

    /// Octets of early data that are kept; servers rarely take more than one record.
    private static let earlyBytes = 64 << 10

    let keys: KeySource
    private let environment: Environment
    private(set) var negotiation = Negotiation()
    private var readers: InlineArray<2, RecordReader> = [RecordReader(), RecordReader()]
    private var transcript: HandshakeTranscript?
    /// Empty until there is something to read, then one element: an array, because that is a box that is a value.
    var inner: [Conversation] = []
    /// Directions that said close_notify: the conversation inside knows their end.
    var closed: Set<Direction> = []
    /// What could not be read was told.
    var isUnreadableTold = false
    private(set) var early: [EarlyData] = []
    private var isEarlyAccepted: Bool?

    init(_ keys: KeySource, _ environment: Environment) {
        self.keys = keys
        self.environment = environment
        if keys.hasPremasters { transcript = HandshakeTranscript() }
    }

    subscript(direction: Direction) -> RecordReader {
        @inline(__always) _read { yield readers[Int(direction.rawValue)] }
        @inline(__always) _modify { yield &readers[Int(direction.rawValue)] }
    }

    // MARK: Handshake

    /// A ClientHello begins a handshake; one that was itself encrypted leaves the keys in use (renegotiation).
    mutating func clientHello(_ hello: ClientHello, wasOpened: Bool) {
        negotiation = Negotiation(hello, after: negotiation)
        isUnreadableTold = false
        isEarlyAccepted = nil
        early = []
        guard !wasOpened else { return }
        readers = [RecordReader(), RecordReader()]
    }

    mutating func serverHello(_ hello: ServerHello) {
        guard !hello.isHelloRetryRequest else {
            settleEarlyData(isAccepted: false)
            return
        }
        negotiation.serverHello(hello)
        guard hello.version.isTLS13 else { return }
        if hello.selectedIdentity == nil { settleEarlyData(isAccepted: false) }
        for direction in Direction.allCases { self[direction].asked = nil }
    }

    mutating func clientKeyExchange(_ body: [UInt8]) { negotiation.clientKeyExchange(body) }

    mutating func changeCipherSpec(_ direction: Direction) { self[direction].forgetKeys() }

    mutating func note(_ octets: RawSpan, completed: HandshakeType?) {
        transcript?.add(octets, completed: completed)
    }

    // MARK: Keys

    /// Whether records of a direction can be opened, or tried; `isEncrypted` after ChangeCipherSpec.
    mutating func isReady(_ direction: Direction, isEncrypted: Bool) -> Bool {
        if self[direction].asked == nil || !self[direction].hasKeys { ask(direction, isEncrypted: isEncrypted) }
        return self[direction].hasKeys
    }

    private mutating func ask(_ direction: Direction, isEncrypted: Bool) {
        guard let random = negotiation.clientRandom else { return }
        let revision = keys.revision
        guard self[direction].asked != revision else { return }
        if negotiation.version?.isTLS13 != false {
            self[direction].asked = revision
            guard let secrets = keys.secrets(of: random) else { return }
            if negotiation.version != nil {
                self[direction].expect(negotiation.trafficKeys(secrets, direction))
            } else if direction == .toServer {
                self[direction].expect(negotiation.earlyKeys(secrets))
            }
        } else if isEncrypted || self[direction].isInDoubt {
            self[direction].asked = revision
            if let block = negotiation.blockKeys(keys, transcript ?? HandshakeTranscript(), direction) {
                self[direction].use(block)
            }
        }
    }

    /// Whether the source knows a secret of this connection.
    var knowsSecret: Bool { negotiation.clientRandom.map { keys.secrets(of: $0) != nil } ?? false }

    // MARK: Early data

    /// Keeps early data until the server's word; `false` when there is too much of it.
    mutating func keepEarlyData(_ content: [UInt8], at: PacketReference) -> Bool {
        guard isEarlyAccepted == nil else { return isEarlyAccepted == false }
        guard early.reduce(content.count, { $0 + $1.content.count }) <= Decryption.earlyBytes else { return false }
        early.append(EarlyData(content: content, at: at))
        return true
    }

    /// Whether early data goes on to the server's application.
    var takesEarlyData: Bool { isEarlyAccepted == true }

    /// The server's word, or what shows it. Returns what was kept, if it is taken.
    @discardableResult
    mutating func settleEarlyData(isAccepted: Bool) -> [EarlyData] {
        guard isEarlyAccepted == nil else { return [] }
        isEarlyAccepted = isAccepted
        defer { early = [] }
        return isAccepted ? early : []
    }

    // MARK: The conversation inside

    /// Makes the conversation inside, by the protocol that was agreed on if that is read; `false` where it is nested too
    /// deeply.
    mutating func beginInner(applicationProtocol: String?) -> Bool {
        guard inner.isEmpty else { return true }
        var environment = environment
        environment.depth += 1
        guard environment.depth <= environment.limits.dissectionDepth else { return false }
        environment.hints.isMidstream = Direction.allCases.contains { self[$0].isInDoubt }
        environment.upgrade = nil
        let forced = applicationProtocol.flatMap { name in
            ProtocolDescription.all.first { $0.applicationProtocols.contains(name) }
        }
        inner = [Conversation(environment, forced: forced, isNested: true)]
        return true
    }

    var reach: UInt64 { UInt64(clamping: environment.limits.recordsTriedAfterLoss) }
}
