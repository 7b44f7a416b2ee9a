import Bytes
import Records

/// The end of a direction, and of all.
extension MySQLDissector {
    mutating func end(_ end: StreamEnd, into sink: inout RecordSink) {
        if let direction = end.direction {
            unskipped[direction] = end.unskipped[direction]
            return
        }
        guard hasRead else { return }
        session.openAtEnd = transactions.isOpen
        session.openSince = transactions.openSince
        let asks = questions.first?.keyword?.changes ?? false
        session.openChanged = transactions.isOpen && (session.openChanged || asks)
        session.unanswered = isCompressed ? 0 : UInt32(clamping: unanswered)
        session.ended = ending(end)
        sink.owed = owed(end)
        sink.append(.database(session))
    }

    private var unanswered: Int { isStreaming ? 0 : questions.count + surplus }

    private func ending(_ end: StreamEnd) -> DatabaseSession.Ending? {
        if isTerminated { return .terminate }
        if isFatal { return .error }
        return end.how == .open || isCompressed ? nil : .cut
    }

    private func owed(_ end: StreamEnd) -> Owed? {
        guard !isFatal, !isTerminated, !isStreaming, !isCompressed else { return nil }
        if let since = loginSince {
            return Owed(
                what: .answer, by: .server, since: since, progress: latest(since, end.lastDelivered.server),
                subject: "MySQL login")
        }
        if let question = questions.first { return owed(question, end) }
        guard !isSearching.client, end.unread.client > 0 || unskipped.client ?? end.unskipped.client > 0,
            let progress = end.lastDelivered.client
        else { return nil }
        return Owed(what: .restOfMessage, by: .client, since: progress, progress: progress, subject: "MySQL packet")
    }

    private func owed(_ question: MySQLQuestion, _ end: StreamEnd) -> Owed? {
        if question.progress == .localInfile {
            return Owed(
                what: .restOfMessage, by: .client, since: question.since,
                progress: latest(question.since, end.lastDelivered.client), subject: "MySQL \(question.subject)")
        }
        return Owed(
            what: question.isAnswered ? .restOfMessage : .answer, by: .server, since: question.since,
            progress: latest(question.since, end.lastDelivered.server), count: max(1, unanswered),
            subject: "MySQL \(question.subject)")
    }

    private func latest(_ reference: PacketReference, _ other: PacketReference?) -> PacketReference {
        guard let other, other.packet > reference.packet else { return reference }
        return other
    }
}
