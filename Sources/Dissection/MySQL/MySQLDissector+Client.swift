import Bytes
import Records

/// What the client's packets mean.
extension MySQLDissector {
    /// Returns what is wanted next where that is not the rest of the packet.
    mutating func takeClient(
        _ header: MySQLHeader, _ payload: RawSpan, at reference: PacketReference, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand? {
        switch stage {
        case .greeting, .login: return try takeLogin(header, payload, at: reference, &sink)
        case .authentication:
            loginSince = loginSince ?? reference
            return nil
        case .commands:
            if questions.first?.progress == .localInfile, header.sequence != 0 {
                // An empty packet ends the file.
                if header.payloadByteCount == 0 { questions[0].progress = .first }
                return nil
            }
            takeCommand(header, payload, at: reference, &sink)
            return nil
        }
    }

    private mutating func takeLogin(
        _ header: MySQLHeader, _ payload: RawSpan, at reference: PacketReference, _ sink: inout RecordSink
    ) throws(Malformed) -> Demand? {
        let login: MySQLLogin
        do {
            login = try MySQLLogin(payload, byteCount: header.payloadByteCount)
        } catch {
            throw .broken(field: "MySQL login", value: UInt64(header.payloadByteCount))
        }
        if login.isSSLRequest {
            tell(.tlsRequest, by: .client, at: reference, &sink)
            session.encrypted = true
            sink.append(.database(session))
            return .handOver(Handover(.tls))
        }
        session.user = login.user
        session.database = login.database.flatMap { $0.isEmpty ? nil : $0 }
        session.application = login.program
        // Without the greeting, what the client claims is taken for agreed.
        capabilities = login.capabilities.intersection(offered.map(\.withMariaDB) ?? login.capabilities)
        stage = .authentication
        loginSince = reference
        tell(.startup, by: .client, at: reference, &sink)
        return nil
    }

    private mutating func takeCommand(
        _ header: MySQLHeader, _ payload: RawSpan, at reference: PacketReference, _ sink: inout RecordSink
    ) {
        guard payload.byteCount > 0 else { return }
        let command = MySQLCommand(rawValue: payload.uint8(at: 0))
        if isSearching.server {
            // What was asked before was answered in the bytes that are missing, or never.
            questions.removeAll(keepingCapacity: true)
            surplus = 0
        }
        mayTrailEOF = mayTrailEOF && !questions.isEmpty
        var question = MySQLQuestion(
            command: command, since: reference, firstSequence: header.sequence &+ 1)
        read(payload.extracting(droppingFirst: 1), into: &question)
        if command.isQuery { session.queries &+= 1 }
        if command == .ping || question.isProbe {
            session.lastProbe = reference
        } else if command.isQuery {
            session.lastQuery = reference
        }
        if let kill = question.kill { tell(kill, at: reference, &sink) }
        switch command {
        case .quit:
            isTerminated = true
            tell(.terminate, by: .client, at: reference, &sink)
        case .changeUser:
            tell(.changeUser, by: .client, at: reference, &sink)
            stage = .authentication
            loginSince = reference
        case .resetConnection: tell(.resetConnection, by: .client, at: reference, &sink)
        case .binlogDump, .binlogDumpGTID, .tableDump:
            tell(.replication, by: .client, at: reference, &sink)
        default: break
        }
        guard command.answer != .none, command.answer != .authentication else { return }
        if questions.count < DatabaseLimits.pending { questions.append(question) } else { surplus += 1 }
    }

    private func tell(_ kill: MySQLKill, at reference: PacketReference, _ sink: inout RecordSink) {
        tell(
            .cancelRequest, by: .client, at: reference,
            message: "\(kill.isQueryOnly ? "query" : "connection") \(kill.connectionID)", target: kill.connectionID,
            &sink)
    }

    private func read(_ body: RawSpan, into question: inout MySQLQuestion) {
        switch question.command {
        case .query:
            question.keyword = MySQLStatement.keyword(
                in: body, hasAttributes: capabilities?.contains(.queryAttributes))
            question.isProbe = StatementProbe.matches(body)
            if question.keyword == .kill { question.kill = MySQLKill(statement: body) }
        case .processKill: question.kill = MySQLKill(argument: body)
        case .statementPrepare: question.keyword = StatementKeyword(startOf: body)
        case .statementExecute, .statementBulkExecute, .statementFetch:
            guard body.byteCount >= 4 else { return }
            question.keyword = statements[UInt32(truncatingIfNeeded: body.littleEndian(at: 0, count: 4))]
        default: break
        }
    }
}

extension MySQLCapabilities {
    /// The same, with all that MariaDB may have added where it does not say it is MySQL.
    fileprivate var withMariaDB: MySQLCapabilities { MySQLCapabilities(rawValue: rawValue | 0xffff_ffff << 32) }
}
