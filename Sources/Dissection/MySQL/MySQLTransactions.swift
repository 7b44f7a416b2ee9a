import Records

/// Follows a MySQL session's transactions by the flags of its OK and EOF packets.
struct MySQLTransactions: Sendable, Equatable {
    private(set) var isOpen = false
    private(set) var openSince: PacketReference?
    private var isKnown = false

    /// An answer is over; the question is `nil` where it was not seen, or was a login.
    mutating func note(
        _ status: MySQLStatus, _ question: MySQLQuestion?, at reference: PacketReference
    ) -> [TransactionLedger.Change] {
        let wasOpen = isOpen
        var changes: [TransactionLedger.Change] = []
        if question?.keyword == .commit {
            changes.append(.committed(reference))
            openSince = nil
        } else if question?.keyword == .rollback, !status.isInTransaction {
            changes.append(.rolledBack(reference))
        } else if wasOpen, !status.isInTransaction {
            // A change of schema commits what was open; a new session rolls it back.
            let isReset = question?.command == .resetConnection || question == nil
            changes.append(isReset ? .rolledBack(reference) : .committed(reference))
        }
        isOpen = status.isInTransaction
        if !isOpen {
            openSince = nil
        } else if openSince == nil {
            openSince = question?.since ?? reference
            if isKnown || question?.keyword == .begin || question?.keyword == .start {
                changes.append(.began(reference))
            }
        }
        isKnown = true
        return changes
    }

    /// An error has rolled back what was open.
    mutating func rollBack(at reference: PacketReference) -> [TransactionLedger.Change] {
        guard isOpen else { return [] }
        isOpen = false
        openSince = nil
        return [.rolledBack(reference)]
    }

    /// Bytes of the server are missing.
    mutating func forget() { isKnown = false }
}
