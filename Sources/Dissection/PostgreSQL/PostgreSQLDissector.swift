import Bytes
import Records

/// Reads PostgreSQL's protocol 3.x: who logged in, what kinds of questions were asked and answered, transactions,
/// errors, and the end. Statements, parameters, rows and secrets pass by unread.
struct PostgreSQLDissector: StreamDissector {
    /// What a direction is expected to bring.
    enum Phase: Sendable, Equatable {
        /// A packet without a type octet.
        case startup
        /// The client has to wait for the server's octet, and the server to send it.
        case encryptionAnswer
        case messages
        /// Bytes are missing: the beginning of a message has to be found.
        case searching
        /// Nothing more is to come.
        case over
    }

    var phases: PerSide<Phase>
    var session = DatabaseSession(kind: .postgreSQL)
    var ledger = QueryLedger()
    var transactions = TransactionLedger()
    /// The client asked for TLS, not for GSSAPI.
    var wantsTLS = false
    var isCancellation = false
    var isCopyingIn = false
    /// The statement parsed last since the last Sync only asks whether the connection works.
    var isProbeParsed = false
    /// Both sides send what they like (replication).
    var isStreaming = false
    /// The server ended the session with an error.
    var isFatal: Bool { session.fatal != nil }
    var isTerminated = false
    var hasRead = false
    /// What follows was not begun: a position may be wrong.
    var isUnsure: Bool
    var losses = 0
    /// What a direction that ended had still to skip.
    var unskipped: PerSide<UInt64?> = PerSide(both: nil)

    init(_ environment: Environment) {
        isUnsure = environment.hints.isMidstream
        phases = isUnsure ? PerSide(both: .searching) : PerSide(client: .startup, server: .messages)
    }

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        PostgreSQLSignature.probe(client: client, server: server, hints: hints)
    }

    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let side = provenance.direction.sender
        switch phases[side] {
        case .startup: return try readStartup(&window, provenance, &sink)
        case .encryptionAnswer where side == .client: return .hold
        case .encryptionAnswer: return try readEncryptionAnswer(&window, provenance, &sink)
        case .messages: return try readMessage(&window, provenance, &sink)
        case .searching: return try search(&window, provenance, &sink)
        case .over:
            window = window.extracting(droppingFirst: window.byteCount)
            return .proceed
        }
    }

    mutating func skipped(_ direction: Direction, at: PacketReference, into sink: inout RecordSink) {}

    mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) -> Resync {
        session.hasGaps = true
        loseMessages(of: gap.place.direction.sender)
        return .resume
    }

    mutating func tell(
        _ kind: DatabaseEvent.Kind, by side: Side, at reference: PacketReference, code: String? = nil,
        message: String? = nil, target: UInt32? = nil, _ sink: inout RecordSink
    ) {
        var event = DatabaseEvent(
            database: .postgreSQL, at: reference, kind: kind, by: side, code: code, message: message)
        event.target = target
        sink.append(.databaseEvent(event))
    }
}

/// Messages, and where they are lost and found.
extension PostgreSQLDissector {
    private mutating func readMessage(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let side = provenance.direction.sender
        let passed = passRows(window, from: side)
        if passed > 0 {
            window = window.extracting(droppingFirst: passed)
            hasRead = true
            if side == .server { ledger.answered() }
            return .proceed
        }
        guard window.byteCount >= PostgreSQLHeader.byteCount else {
            throw .short(needed: PostgreSQLHeader.byteCount, available: window.byteCount)
        }
        guard let header = PostgreSQLHeader(window, from: side) else { return try lose(&window, side) }
        let examined = min(header.bodyByteCount, PostgreSQLHeader.examined(header.type, from: side))
        let whole = PostgreSQLHeader.byteCount + examined
        guard window.byteCount >= whole else { throw .short(needed: whole, available: window.byteCount) }
        let body = window.extracting(PostgreSQLHeader.byteCount..<whole)
        let reference = provenance.reference(at: whole - 1)
        window = window.extracting(droppingFirst: whole)
        hasRead = true
        if side == .client {
            takeClient(header, body, at: reference, &sink)
        } else {
            takeServer(header, body, at: reference, &sink)
        }
        let rest = header.bodyByteCount - examined
        return rest > 0 ? .skip(UInt64(rest)) : .proceed
    }

    /// The octets of whole rows, or pieces of COPY data, at the front: there may be thousands in one segment.
    private func passRows(_ window: RawSpan, from side: Side) -> Int {
        var offset = 0
        while let header = PostgreSQLHeader(window, at: offset, from: side),
            header.type == .copyData || header.type == .dataRow && side == .server,
            header.bodyByteCount <= window.byteCount - offset - PostgreSQLHeader.byteCount
        {
            offset += PostgreSQLHeader.byteCount + header.bodyByteCount
        }
        return offset
    }

    /// A header that cannot be one.
    private mutating func lose(_ window: inout RawSpan, _ side: Side) throws(Malformed) -> Demand {
        guard isUnsure || session.hasGaps, losses < DatabaseLimits.losses else {
            throw .broken(field: "PostgreSQL message type", value: UInt64(window.uint8(at: 0)))
        }
        losses += 1
        loseMessages(of: side)
        window = window.extracting(droppingFirst: window.byteCount)
        return .proceed
    }

    private mutating func loseMessages(of side: Side) {
        // What was asked or answered meanwhile is not known.
        ledger.removeAll()
        isCopyingIn = false
        if side == .server { transactions.forget() }
        guard phases[side] != .over else { return }
        phases[side] = .searching
        // Without the answer nobody knows what the client goes on with.
        if phases[side.other] == .encryptionAnswer { phases[side.other] = .searching }
    }

    /// Looks for a message at the front, where senders like to begin segments.
    private mutating func search(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let side = provenance.direction.sender
        if side == .client, PostgreSQLStartup(window) != nil {
            phases = PerSide(client: .startup, server: .messages)
            return try readStartup(&window, provenance, &sink)
        }
        if PostgreSQLChain(window, from: side).isConvincing {
            phases[side] = .messages
            return try readMessage(&window, provenance, &sink)
        }
        if side == .server { findReady(window, provenance, &sink) }
        window = window.extracting(droppingFirst: window.byteCount)
        return .proceed
    }

    /// A ReadyForQuery at the very end tells where the next message begins.
    private mutating func findReady(
        _ window: RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) {
        let start = window.byteCount - PostgreSQLHeader.byteCount - 1
        guard start >= 0, let header = PostgreSQLHeader(window, at: start, from: .server),
            header.type == .readyForQuery, TransactionStatus(rawValue: window.uint8(at: start + 5)).isKnown
        else { return }
        phases.server = .messages
        hasRead = true
        let body = window.extracting(droppingFirst: start + PostgreSQLHeader.byteCount)
        takeServer(header, body, at: provenance.last, &sink)
    }
}

extension PostgreSQLHeader {
    /// How much of a message's body is looked at, octets.
    fileprivate static func examined(_ type: PostgreSQLMessageType, from side: Side) -> Int {
        if side == .client { return type == .query || type == .parse ? DatabaseLimits.statementBytes : 0 }
        switch type {
        case .authentication, .backendKeyData: return 4
        case .commandComplete: return 64
        case .readyForQuery: return 1
        case .parameterStatus: return DatabaseLimits.textBytes
        case .errorResponse, .noticeResponse: return DatabaseLimits.reportBytes
        default: return 0
        }
    }
}
