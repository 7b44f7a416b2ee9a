import Bytes
import Records

/// What the server's packets mean.
extension MySQLDissector {
    /// Returns what is wanted next where that is not the rest of the packet.
    mutating func takeServer(
        _ header: MySQLHeader, _ payload: RawSpan, at reference: PacketReference, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand? {
        let isError = payload.byteCount >= 3 && payload.uint8(at: 0) == MySQLMark.error
        if isError {
            takeError(MySQLError(payload), at: reference, &sink)
            return nil
        }
        switch stage {
        case .greeting:
            try takeGreeting(header, payload)
            return nil
        case .login: return nil
        case .authentication: return takeAuthentication(header, payload, at: reference, &sink)
        case .commands:
            takeAnswer(header, payload, at: reference, &sink)
            return nil
        }
    }

    private mutating func takeGreeting(_ header: MySQLHeader, _ payload: RawSpan) throws(Malformed) {
        var rest = payload
        let greeting = try rest.readUnit("MySQL greeting", byteCount: rest.byteCount) {
            (unit: inout RawSpan) throws(Malformed) -> MySQLGreeting in try MySQLGreeting(parsing: &unit)
        }
        session.serverVersion = greeting.serverVersion
        session.backendID = greeting.connectionID
        offered = greeting.capabilities
        stage = .login
    }

    private mutating func takeAuthentication(
        _ header: MySQLHeader, _ payload: RawSpan, at reference: PacketReference, _ sink: inout RecordSink
    ) -> Demand? {
        switch payload.uint8(at: 0) {
        case MySQLMark.ok:
            session.authenticated = true
            stage = .commands
            loginSince = nil
            session.lastAnswer = reference
            statements.removeAll()
            tell(.authenticated, by: .server, at: reference, &sink)
            tell(transactions.note(MySQLStatus(payload, byteCount: header.payloadByteCount), nil, at: reference), &sink)
            let isCompressed = capabilities.map { !$0.isDisjoint(with: [.compress, .zstdCompression]) } ?? false
            return isCompressed ? becomeCompressed() : nil
        case MySQLMark.eof:
            // A change of the method, with its name.
            let name = payload.extracting(droppingFirst: 1)
            let end = name.firstIndex(of: 0) ?? name.byteCount
            tell(.authentication, by: .server, at: reference, message: name.extracting(first: end).text, &sink)
        default: break
        }
        return nil
    }

    private mutating func takeError(_ error: MySQLError, at reference: PacketReference, _ sink: inout RecordSink) {
        if error.code == MySQLError.progressReport {
            if !questions.isEmpty { questions[0].isAnswered = true }
            return
        }
        let code = String(error.code)
        tell(.error, by: .server, at: reference, code: code, message: error.message, &sink)
        let isUnasked = stage == .commands && questions.isEmpty
        var isFatal = error.endsConnection || isUnasked && !isSearching.client
        if stage != .commands {
            session.authenticated = session.authenticated ?? false
            tell(.loginFailed, by: .server, at: reference, code: code, message: error.message, &sink)
            stage = .commands
            loginSince = nil
            isFatal = true
        }
        if isFatal, session.fatal == nil {
            session.fatal = DatabaseSession.Fatal(at: reference, code: code, isUnasked: isUnasked)
        }
        if error.rollsBack {
            session.openChanged = false
            tell(transactions.rollBack(at: reference), &sink)
        }
        if !isFatal { session.lastAnswer = reference }
        if !questions.isEmpty { finish() }
    }

    // MARK: Answers to commands

    private mutating func takeAnswer(
        _ header: MySQLHeader, _ payload: RawSpan, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        guard let question = questions.first, payload.byteCount > 0 else { return }
        let mark = payload.uint8(at: 0)
        if mayTrailEOF, header.sequence != question.firstSequence, question.progress == .first, !question.isAnswered,
            isPlainEOF(header, payload)
        {
            return
        }
        questions[0].isAnswered = true
        let waiting = questions.count + surplus
        defer { if questions.count + surplus < waiting { session.lastAnswer = reference } }
        switch question.progress {
        case .first: takeFirst(header, payload, question, at: reference, &sink)
        case .columns(let remaining):
            if isPlainEOF(header, payload) {
                takeColumnsEnd(header, payload, question, at: reference, &sink)
            } else if remaining > 0 {
                questions[0].progress = .columns(remaining: remaining - 1)
            } else {
                takeRow(header, payload, question, at: reference, &sink)
            }
        case .prepared(let remaining): takeDefinition(header, payload, remaining)
        case .rows: takeRow(header, payload, question, at: reference, &sink)
        case .localInfile: if mark == MySQLMark.ok { finish(header, payload, question, at: reference, &sink) }
        }
    }

    private mutating func takeFirst(
        _ header: MySQLHeader, _ payload: RawSpan, _ question: MySQLQuestion, at reference: PacketReference,
        _ sink: inout RecordSink
    ) {
        switch question.command.answer {
        case .text: finish()
        case .outcome: finish(header, payload, question, at: reference, &sink)
        case .rows: takeRow(header, payload, question, at: reference, &sink)
        case .prepared: takePrepared(payload, question)
        case .fieldList:
            if payload.uint8(at: 0) == MySQLMark.eof { finish(header, payload, question, at: reference, &sink) }
        case .stream:
            isStreaming = true
            finish()
        case .resultSet: takeResult(header, payload, question, at: reference, &sink)
        case .none, .authentication: finish()
        }
    }

    private mutating func takeResult(
        _ header: MySQLHeader, _ payload: RawSpan, _ question: MySQLQuestion, at reference: PacketReference,
        _ sink: inout RecordSink
    ) {
        switch payload.uint8(at: 0) {
        case MySQLMark.ok where !hasMetadataMark(header), MySQLMark.eof:
            finish(header, payload, question, at: reference, &sink)
        case MySQLMark.localInfile:
            questions[0].progress = .localInfile
            tell(.copy, by: .client, at: reference, message: "local infile", &sink)
        default:
            questions[0].progress = .columns(remaining: columnCount(header, payload))
        }
    }

    /// Whether an octet before the number of columns says if their definitions follow.
    private func hasMetadataMark(_ header: MySQLHeader) -> Bool {
        capabilities?.contains(.optionalMetadata) == true && header.payloadByteCount < 7
    }

    /// The number of definitions that follow.
    private func columnCount(_ header: MySQLHeader, _ payload: RawSpan) -> UInt64 {
        var rest = payload
        do {
            if hasMetadataMark(header), try rest.readUInt8() == 0 { return 0 }
            let count = try rest.readLengthEncoded()
            // MariaDB's octet behind the number: whether the definitions are sent again.
            return rest.byteCount == 1 && rest.uint8(at: 0) == 0 ? 0 : count
        } catch {
            return 0
        }
    }

    /// The EOF behind the definitions: rows follow, unless they wait in a cursor.
    private mutating func takeColumnsEnd(
        _ header: MySQLHeader, _ payload: RawSpan, _ question: MySQLQuestion, at reference: PacketReference,
        _ sink: inout RecordSink
    ) {
        let status = MySQLStatus(payload, byteCount: header.payloadByteCount)
        // Whoever does without this EOF has no rows, and has come to the one at the end.
        let isEnd = status.contains(.cursorExists) || capabilities?.contains(.deprecateEOF) == true
        if isEnd { finish(header, payload, question, at: reference, &sink) } else { questions[0].progress = .rows }
    }

    private mutating func takeRow(
        _ header: MySQLHeader, _ payload: RawSpan, _ question: MySQLQuestion, at reference: PacketReference,
        _ sink: inout RecordSink
    ) {
        questions[0].progress = .rows
        // A row that begins so is longer than one packet.
        guard payload.uint8(at: 0) == MySQLMark.eof, !header.isContinued else { return }
        finish(header, payload, question, at: reference, &sink)
    }

    private mutating func takePrepared(_ payload: RawSpan, _ question: MySQLQuestion) {
        guard payload.uint8(at: 0) == MySQLMark.ok, payload.byteCount >= 9 else {
            finish()
            return
        }
        statements.remember(question.keyword, UInt32(truncatingIfNeeded: payload.littleEndian(at: 1, count: 4)))
        let definitions = payload.littleEndian(at: 5, count: 2) + payload.littleEndian(at: 7, count: 2)
        if definitions == 0 { finish() } else { questions[0].progress = .prepared(remaining: definitions) }
    }

    private mutating func takeDefinition(_ header: MySQLHeader, _ payload: RawSpan, _ remaining: UInt64) {
        if isPlainEOF(header, payload) {
            if remaining == 0 { finish() }
            return
        }
        let left = remaining > 0 ? remaining - 1 : 0
        questions[0].progress = .prepared(remaining: left)
        guard left == 0 else { return }
        guard let capabilities else {
            // Whether an EOF follows shows itself.
            finish()
            mayTrailEOF = true
            return
        }
        if capabilities.contains(.deprecateEOF) { finish() }
    }

    /// An answer, or one of its results, is over.
    private mutating func finish(
        _ header: MySQLHeader, _ payload: RawSpan, _ question: MySQLQuestion, at reference: PacketReference,
        _ sink: inout RecordSink
    ) {
        let status = MySQLStatus(payload, byteCount: header.payloadByteCount)
        tell(transactions.note(status, question, at: reference), &sink)
        session.openChanged = status.isInTransaction && (session.openChanged || Self.tellsChange(payload, question))
        if status.contains(.moreResults), question.command.answer == .resultSet {
            questions[0].progress = .first
        } else {
            finish()
        }
    }

    /// Whether an OK counts rows that were changed; what returns rows of its own is believed to change them.
    private static func tellsChange(_ payload: RawSpan, _ question: MySQLQuestion) -> Bool {
        if payload.byteCount >= 2, payload.uint8(at: 0) == MySQLMark.ok { return payload.uint8(at: 1) != 0 }
        return question.keyword?.changes ?? false
    }

    private mutating func finish() {
        guard !questions.isEmpty else { return }
        if surplus > 0, questions.count == 1 {
            surplus -= 1
            questions[0].progress = .first
        } else {
            questions.removeFirst()
        }
    }

    private mutating func tell(_ changes: [TransactionLedger.Change], _ sink: inout RecordSink) {
        for change in changes {
            switch change {
            case .began(let reference): tell(.transactionBegan, by: .server, at: reference, &sink)
            case .committed(let reference):
                session.committed &+= 1
                tell(.committed, by: .server, at: reference, &sink)
            case .rolledBack(let reference):
                session.rolledBack &+= 1
                tell(.rolledBack, by: .server, at: reference, &sink)
            }
        }
    }
}
