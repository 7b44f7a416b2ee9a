import Bytes
import Records

/// The end of a direction, and of all.
extension PostgreSQLDissector {
    mutating func end(_ end: StreamEnd, into sink: inout RecordSink) {
        if let direction = end.direction {
            unskipped[direction] = end.unskipped[direction]
            return
        }
        tell(transactions.settle(), &sink)
        guard hasRead, !isCancellation else { return }
        session.openAtEnd = transactions.isOpen
        session.openSince = transactions.isOpen ? transactions.openSince : nil
        let asks = ledger.front?.keyword?.changes ?? false
        session.openChanged = transactions.isOpen && (session.openChanged || asks)
        session.unanswered = UInt32(clamping: ledger.unanswered)
        session.ended = ending(end)
        sink.owed = owed(end)
        sink.append(.database(session))
    }

    private func ending(_ end: StreamEnd) -> DatabaseSession.Ending? {
        if isTerminated { return .terminate }
        if isFatal { return .error }
        // What became encrypted may have ended in any way.
        return end.how == .open || session.encrypted ? nil : .cut
    }

    private func owed(_ end: StreamEnd) -> Owed? {
        guard !isFatal, !isTerminated, !isStreaming, !session.encrypted else { return nil }
        if isCopyingIn, let cycle = ledger.front {
            return Owed(
                what: .restOfMessage, by: .client, since: cycle.since,
                progress: latest(cycle.since, end.lastDelivered.client), subject: "PostgreSQL COPY")
        }
        if let cycle = ledger.front, cycle.isClosed || cycle.isFlushed { return owed(cycle, end) }
        guard phases.client == .startup || phases.client == .messages,
            end.unread.client > 0 || unskipped.client ?? end.unskipped.client > 0,
            let progress = end.lastDelivered.client
        else { return nil }
        return Owed(
            what: .restOfMessage, by: .client, since: progress, progress: progress, subject: "PostgreSQL message")
    }

    private func owed(_ cycle: QueryLedger.Cycle, _ end: StreamEnd) -> Owed {
        let progress = latest(cycle.since, end.lastDelivered.server)
        // While a login goes on, the server has spoken but has not begun its answer.
        let isBegun = cycle.isAnswered && cycle.kind != .login
        return Owed(
            what: isBegun ? .restOfMessage : .answer, by: .server, since: cycle.since, progress: progress,
            count: max(1, ledger.unanswered), subject: subject(cycle))
    }

    private func latest(_ reference: PacketReference, _ other: PacketReference?) -> PacketReference {
        guard let other, other.packet > reference.packet else { return reference }
        return other
    }

    private func subject(_ cycle: QueryLedger.Cycle) -> String {
        if cycle.kind == .login { return "PostgreSQL login" }
        return "PostgreSQL \(cycle.keyword?.rawValue ?? "query")"
    }
}
