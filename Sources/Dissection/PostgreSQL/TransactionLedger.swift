import Records

/// Follows a PostgreSQL session's transactions by the tags of CommandComplete and the status of ReadyForQuery.
struct TransactionLedger: Sendable, Equatable {
    enum Change: Sendable, Equatable {
        case began(PacketReference)
        case committed(PacketReference)
        case rolledBack(PacketReference)
    }

    private(set) var isOpen = false
    /// The packet with which the open transaction began.
    private(set) var openSince: PacketReference?
    /// A ROLLBACK was done; whether of the transaction or to a savepoint, the next status tells.
    private var rollback: PacketReference?
    private var began: PacketReference?
    private var isStatusKnown = false

    /// A tag, without its zero octet.
    mutating func completed(_ tag: String, at reference: PacketReference) -> [Change] {
        switch tag {
        case "BEGIN", "START TRANSACTION":
            let changes = settle()
            began = reference
            return changes
        case "COMMIT", "PREPARE TRANSACTION":
            let changes = settle()
            leave()
            return tag == "COMMIT" ? changes + [.committed(reference)] : changes
        case "ROLLBACK":
            let changes = settle()
            rollback = reference
            return changes
        default: return []
        }
    }

    /// The status that ends a cycle; `since` is the packet that asked what is now done.
    mutating func ready(_ status: TransactionStatus, since: PacketReference?, at reference: PacketReference) -> [Change]
    {
        var changes: [Change] = []
        if status.isOpen, began == nil { rollback = nil } else { changes = settle() }
        if status.isOpen {
            if openSince == nil {
                openSince = since ?? reference
                if isStatusKnown || began != nil { changes.append(.began(began ?? reference)) }
            }
        } else {
            leave()
        }
        began = nil
        isOpen = status.isOpen
        isStatusKnown = true
        return changes
    }

    /// What was rolled back and not told yet.
    mutating func settle() -> [Change] {
        guard let done = rollback else { return [] }
        rollback = nil
        leave()
        return [.rolledBack(done)]
    }

    /// Bytes of the server are missing.
    mutating func forget() {
        rollback = nil
        began = nil
        isStatusKnown = false
    }

    private mutating func leave() {
        openSince = nil
        began = nil
    }
}
