import Records

/// Entries of a flow table in the order in which something happened to them, each with the second in which the next
/// thing is due. Whether an entry still holds that flow is for the owner to see.
struct FlowQueue: Sendable {
    private var items: [(entry: Int, id: FlowID, due: UInt32)] = []
    private var head = 0

    mutating func append(_ entry: Int, _ id: FlowID, due: UInt32) { items.append((entry, id, due)) }

    var first: (entry: Int, id: FlowID, due: UInt32)? { head < items.count ? items[head] : nil }

    mutating func popFirst() -> (entry: Int, id: FlowID, due: UInt32)? {
        guard head < items.count else { return nil }
        let item = items[head]
        head += 1
        if head > 4_096, head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        return item
    }
}
