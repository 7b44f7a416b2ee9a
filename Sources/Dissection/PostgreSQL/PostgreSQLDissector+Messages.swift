import Bytes
import Records

/// What messages mean.
extension PostgreSQLDissector {
    mutating func takeClient(
        _ header: PostgreSQLHeader, _ body: RawSpan, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        switch header.type {
        case .query:
            noteQuery(at: reference, isProbe: StatementProbe.matches(body))
            ledger.begin(.simple, at: reference, keyword: StatementKeyword(startOf: body))
        case .functionCall:
            noteQuery(at: reference)
            ledger.begin(.simple, at: reference)
        case .parse:
            ledger.extend(at: reference, keyword: Self.keyword(ofParse: body))
            isProbeParsed = Self.isProbe(parse: body)
        case .bind, .describe, .close: ledger.extend(at: reference)
        case .execute:
            noteQuery(at: reference, isProbe: isProbeParsed)
            ledger.extend(at: reference, executes: true)
        case .flush: ledger.flush()
        // Ignored by the server until the data is over.
        case .sync:
            isProbeParsed = false
            if !isCopyingIn { ledger.close(at: reference) }
        case .password: ledger.awaitClient(false)
        case .copyDone, .copyFail: isCopyingIn = false
        case .terminate:
            isTerminated = true
            phases.client = .over
            tell(.terminate, by: .client, at: reference, &sink)
        default: break
        }
    }

    private mutating func noteQuery(at reference: PacketReference, isProbe: Bool = false) {
        session.queries &+= 1
        if isProbe { session.lastProbe = reference } else { session.lastQuery = reference }
    }

    private static func keyword(ofParse body: RawSpan) -> StatementKeyword? {
        guard let name = body.firstIndex(of: 0) else { return nil }
        return StatementKeyword(startOf: body.extracting(droppingFirst: name + 1))
    }

    /// A Parse has the name of the statement, the statement, and the types of its parameters.
    private static func isProbe(parse body: RawSpan) -> Bool {
        guard let name = body.firstIndex(of: 0), let end = body.firstIndex(of: 0, from: name + 1) else { return false }
        return StatementProbe.matches(body.extracting(name + 1..<end))
    }

    mutating func takeServer(
        _ header: PostgreSQLHeader, _ body: RawSpan, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        let isAside =
            header.type == .noticeResponse || header.type == .notificationResponse
            || header.type == .parameterStatus
        if !isAside { ledger.answered() }
        switch header.type {
        case .authentication: takeAuthentication(body, at: reference, &sink)
        case .backendKeyData: session.backendID = body.uint32(at: 0)
        case .parameterStatus: takeStatus(body)
        case .commandComplete: takeTag(body, at: reference, &sink)
        case .emptyQueryResponse, .portalSuspended, .functionCallResponse: ledger.completed()
        case .readyForQuery: takeReady(TransactionStatus(rawValue: body.uint8(at: 0)), at: reference, &sink)
        case .errorResponse: takeError(PostgreSQLReport(body), at: reference, &sink)
        case .noticeResponse:
            let report = PostgreSQLReport(body)
            tell(.notice, by: .server, at: reference, code: report.sqlState, message: report.message, &sink)
        case .copyInResponse:
            isCopyingIn = true
            session.openChanged = true
            ledger.reopen()
            tell(.copy, by: .client, at: reference, message: "in", &sink)
        case .copyOutResponse: tell(.copy, by: .server, at: reference, message: "out", &sink)
        case .copyBothResponse:
            isStreaming = true
            tell(.replication, by: .server, at: reference, message: "streaming", &sink)
        default: break
        }
    }

    private mutating func takeAuthentication(
        _ body: RawSpan, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        let kind = PostgreSQLAuthentication(rawValue: body.uint32(at: 0))
        ledger.awaitClient(kind.asksClient)
        if kind == .ok {
            session.authenticated = true
            tell(.authenticated, by: .server, at: reference, &sink)
        } else if let method = kind.method {
            tell(.authentication, by: .server, at: reference, message: method, &sink)
        }
    }

    /// A setting's name and value.
    private mutating func takeStatus(_ body: RawSpan) {
        guard body.matches("server_version\0") else { return }
        let end = body.firstIndex(of: 0, from: 15) ?? body.byteCount
        session.serverVersion = body.extracting(15..<end).text
    }

    private mutating func takeTag(_ body: RawSpan, at reference: PacketReference, _ sink: inout RecordSink) {
        ledger.completed()
        isStreaming = false
        if !session.openChanged { session.openChanged = Self.tellsChange(body) }
        // The longest tag that matters has 19 letters; others carry a number of rows.
        guard let end = body.firstIndex(of: 0), end <= 19 else { return }
        guard body.uint8(at: 0) &- 0x41 < 26, body.uint8(at: end - 1) &- 0x41 < 26 else { return }
        tell(transactions.completed(body.extracting(first: end).text, at: reference), &sink)
    }

    /// Whether a tag says that rows or tables were changed: `UPDATE 3`, not `UPDATE 0`.
    private static func tellsChange(_ tag: RawSpan) -> Bool {
        guard tag.byteCount >= 7, tag.byteCount <= 64 else { return false }
        switch tag.uint8(at: 0) {
        case UInt8(ascii: "I"), UInt8(ascii: "U"), UInt8(ascii: "D"), UInt8(ascii: "M"):
            return StatementKeyword(startOf: tag)?.changes == true
                && !tag.matches(" 0\0", at: tag.byteCount - 3)
        case UInt8(ascii: "T"), UInt8(ascii: "C"), UInt8(ascii: "A"):
            return StatementKeyword(startOf: tag)?.changes == true
        default: return false
        }
    }

    private mutating func takeReady(
        _ status: TransactionStatus, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        isCopyingIn = false
        isStreaming = false
        session.lastAnswer = reference
        // What has failed can only be rolled back.
        if status != .inTransaction { session.openChanged = false }
        let cycle = ledger.ready()
        tell(transactions.ready(status, since: cycle?.since, at: reference), &sink)
    }

    private mutating func takeError(
        _ report: PostgreSQLReport, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        tell(.error, by: .server, at: reference, code: report.sqlState, message: report.message, &sink)
        isCopyingIn = false
        isStreaming = false
        let isLogin = ledger.front?.kind == .login
        if isLogin {
            session.authenticated = session.authenticated ?? false
            tell(.loginFailed, by: .server, at: reference, code: report.sqlState, message: report.message, &sink)
        }
        if isLogin || report.isFatal, session.fatal == nil {
            session.fatal = DatabaseSession.Fatal(
                at: reference, code: report.sqlState, isUnasked: ledger.front?.isClosed != true)
        }
        if isFatal { ledger.removeAll() } else { ledger.failed() }
    }

    mutating func tell(_ changes: [TransactionLedger.Change], _ sink: inout RecordSink) {
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
