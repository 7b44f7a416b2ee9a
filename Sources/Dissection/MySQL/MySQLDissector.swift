import Bytes
import Records

/// Reads the protocol of MySQL and MariaDB: who logged in, what kinds of commands were asked and answered, transactions,
/// errors, and the end. Statements, parameters, rows and secrets pass by unread.
struct MySQLDissector: StreamDissector {
    /// How far the connection has come.
    enum Stage: Sendable, Equatable {
        /// The server has to greet.
        case greeting
        /// The client has to answer the greeting.
        case login
        /// Both exchange what their plugins want, until the server says OK or refuses.
        case authentication
        case commands
    }

    var stage: Stage
    var session = DatabaseSession(kind: .mySQL)
    var questions: [MySQLQuestion] = []
    /// Commands beyond those that are kept.
    var surplus = 0
    var transactions = MySQLTransactions()
    var statements = StatementMemory()
    /// What both sides can do; `nil` where it was not seen.
    var capabilities: MySQLCapabilities?
    var offered: MySQLCapabilities?
    /// When the login, or a change of user, began.
    var loginSince: PacketReference?
    /// Whether the beginning of a packet has to be found.
    var isSearching: PerSide<Bool>
    /// Whether the next packet goes on with the last one's payload.
    var isContinued = PerSide(both: false)
    /// The last answer may have an EOF behind it: whether was not agreed in sight.
    var mayTrailEOF = false
    var isUnsure: Bool
    var losses = 0
    var hasRead = false
    var isTerminated = false
    /// The server ended the session with an error.
    var isFatal: Bool { session.fatal != nil }
    var isStreaming = false
    var isCompressed = false
    var unskipped: PerSide<UInt64?> = PerSide(both: nil)

    init(_ environment: Environment) {
        isUnsure = environment.hints.isMidstream
        stage = isUnsure ? .commands : .greeting
        isSearching = PerSide(both: isUnsure)
    }

    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        MySQLSignature.probe(client: client, server: server, hints: hints)
    }

    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let side = provenance.direction.sender
        if isTerminated && side == .client || isStreaming && side == .server {
            window = window.extracting(droppingFirst: window.byteCount)
            return .proceed
        }
        if isSearching[side] { return try search(&window, provenance, &sink) }
        if side == .server {
            let passed = passRows(window)
            if passed > 0 {
                window = window.extracting(droppingFirst: passed)
                return .proceed
            }
        }
        return try readPacket(&window, provenance, &sink)
    }

    mutating func skipped(_ direction: Direction, at: PacketReference, into sink: inout RecordSink) {}

    mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) -> Resync {
        session.hasGaps = true
        losePackets(of: gap.place.direction.sender)
        return .resume
    }

    func tell(
        _ kind: DatabaseEvent.Kind, by side: Side, at reference: PacketReference, code: String? = nil,
        message: String? = nil, target: UInt32? = nil, _ sink: inout RecordSink
    ) {
        var event = DatabaseEvent(
            database: .mySQL, at: reference, kind: kind, by: side, code: code, message: message)
        event.target = target
        sink.append(.databaseEvent(event))
    }
}

/// Packets, and where they are lost and found.
extension MySQLDissector {
    private mutating func readPacket(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let side = provenance.direction.sender
        guard let header = MySQLHeader(window) else {
            throw .short(needed: MySQLHeader.byteCount, available: window.byteCount)
        }
        if isContinued[side] { return passOver(&window, header, side) }
        let examined = try examinedByteCount(header, window, side)
        let whole = MySQLHeader.byteCount + examined
        guard window.byteCount >= whole else { throw .short(needed: whole, available: window.byteCount) }
        let payload = window.extracting(MySQLHeader.byteCount..<whole)
        let reference = provenance.reference(at: whole - 1)
        let isFitting = side == .client ? fits(header) : fits(header, payload)
        guard isFitting else { return try lose(&window, side) }
        let unread = window
        window = window.extracting(droppingFirst: whole)
        hasRead = true
        isContinued[side] = header.isContinued
        let demand =
            side == .client
            ? try takeClient(header, payload, at: reference, &sink)
            : try takeServer(header, payload, at: reference, &sink)
        if let demand {
            // What is given up is not read.
            if case .opaque = demand { window = unread }
            return demand
        }
        let rest = header.payloadByteCount - examined
        return rest > 0 ? .skip(UInt64(rest)) : .proceed
    }

    /// More of a payload that has more than one packet.
    private mutating func passOver(_ window: inout RawSpan, _ header: MySQLHeader, _ side: Side) -> Demand {
        window = window.extracting(droppingFirst: MySQLHeader.byteCount)
        isContinued[side] = header.isContinued
        if side == .client, !questions.isEmpty {
            questions[questions.count - 1].firstSequence = header.sequence &+ 1
        }
        return header.payloadByteCount > 0 ? .skip(UInt64(header.payloadByteCount)) : .proceed
    }

    /// How much of a packet is looked at, octets.
    private func examinedByteCount(
        _ header: MySQLHeader, _ window: RawSpan, _ side: Side
    ) throws(Malformed) -> Int {
        let count = header.payloadByteCount
        guard count > 0 else { return 0 }
        switch stage {
        case .greeting, .login: return min(count, DatabaseLimits.reportBytes)
        case .authentication where side == .client: return 0
        case .authentication, .commands:
            if side == .client { return min(count, 1 + DatabaseLimits.statementBytes) }
            guard window.byteCount > MySQLHeader.byteCount else {
                throw .short(needed: MySQLHeader.byteCount + 1, available: window.byteCount)
            }
            let isError = window.uint8(at: MySQLHeader.byteCount) == MySQLMark.error
            return min(count, isError ? MySQLError.examined : 32)
        }
    }

    /// The octets of whole rows at the front: there may be thousands in one segment.
    private func passRows(_ window: RawSpan) -> Int {
        guard let question = questions.first, question.progress == .rows, !isContinued.server else { return 0 }
        var offset = 0
        while let header = MySQLHeader(window, at: offset), !header.isContinued,
            header.payloadByteCount > 0,
            header.payloadByteCount <= window.byteCount - offset - MySQLHeader.byteCount,
            window.uint8(at: offset + MySQLHeader.byteCount) < MySQLMark.eof
        {
            offset += MySQLHeader.byteCount + header.payloadByteCount
        }
        return offset
    }

    private func fits(_ header: MySQLHeader) -> Bool {
        guard stage == .commands else { return true }
        if questions.first?.progress == .localInfile { return true }
        return header.sequence == 0 && header.payloadByteCount > 0
    }

    /// Whether a packet of the server can be one that is expected.
    private func fits(_ header: MySQLHeader, _ payload: RawSpan) -> Bool {
        guard payload.byteCount > 0 else { return stage == .commands && questions.first?.progress == .rows }
        let mark = payload.uint8(at: 0)
        if mark == MySQLMark.error { return header.payloadByteCount >= 3 }
        switch stage {
        case .greeting: return mark == MySQLGreeting.protocolVersion
        case .login: return false
        case .authentication: return mark == MySQLMark.ok || mark == MySQLMark.moreData || mark == MySQLMark.eof
        case .commands: return !questions.isEmpty || mayTrailEOF && isPlainEOF(header, payload)
        }
    }

    func isPlainEOF(_ header: MySQLHeader, _ payload: RawSpan) -> Bool {
        header.payloadByteCount == 5 && payload.byteCount > 0 && payload.uint8(at: 0) == MySQLMark.eof
    }

    /// A packet that cannot be one.
    private mutating func lose(_ window: inout RawSpan, _ side: Side) throws(Malformed) -> Demand {
        guard isUnsure || session.hasGaps, losses < DatabaseLimits.losses else {
            throw .broken(field: "MySQL packet number", value: UInt64(window.uint8(at: 3)))
        }
        losses += 1
        losePackets(of: side)
        window = window.extracting(droppingFirst: window.byteCount)
        return .proceed
    }

    private mutating func losePackets(of side: Side) {
        // An answer says nothing where its question is not known, so both sides are begun anew.
        questions.removeAll(keepingCapacity: true)
        surplus = 0
        stage = .commands
        loginSince = nil
        isSearching = PerSide(both: true)
        isContinued = PerSide(both: false)
        mayTrailEOF = false
        if side == .server { transactions.forget() }
    }
}
