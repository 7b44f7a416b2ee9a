import Records

/// What the text report keeps of a flow: enough for one row of its table.
struct FlowRow: Sendable {
    var id: FlowID
    var client: Endpoint
    var server: Endpoint
    /// Place in the list of protocol stacks.
    var protocols: UInt16
    var how: Closing.How
    var by: Side?
    var isNotable: Bool
    var packets: UInt64
    var bytes: UInt64
    var start: Timestamp
    var end: Timestamp
    /// Seconds of the longest silence.
    var longestIdle: Double
    var retransmitted: UInt32

    /// Whether something about it may be worth a look: resets, retransmissions, losses, silences, debts.
    static func isNotable(_ flow: FlowClosed) -> Bool {
        let story = flow.tcp
        if flow.owed != nil || !flow.idleGaps.isEmpty || flow.closed.how == .reset { return true }
        return story.retransmitted != PerSide(both: 0) || story.resets != PerSide(both: 0)
            || story.missingBytes != PerSide(both: 0) || story.zeroWindows != PerSide(both: 0)
    }
}

/// Rows of a bounded number of flows: the first ones, and those that are notable.
struct FlowRows: Sendable {
    /// Flows kept whatever they are like.
    static let plainLimit = 1000
    /// Notable flows kept.
    static let notableLimit = 100_000
    /// Different stacks of protocols told apart; the rest is called `…`.
    private static let stackLimit = 1000

    private(set) var rows: [FlowRow] = []
    private(set) var stacks: [String] = []
    private var notableCount = 0
    private var plainCount = 0

    /// Whether there is room for a flow that is not notable.
    var hasPlainRoom: Bool { plainCount < FlowRows.plainLimit }

    mutating func add(_ flow: FlowClosed) {
        let isNotable = FlowRow.isNotable(flow)
        if isNotable {
            guard notableCount < FlowRows.notableLimit else { return }
            notableCount += 1
        } else {
            guard plainCount < FlowRows.plainLimit else { return }
            plainCount += 1
        }
        rows.append(
            FlowRow(
                id: flow.opened.id, client: flow.opened.client, server: flow.opened.server,
                protocols: stack(flow.protocols), how: flow.closed.how, by: flow.closed.by, isNotable: isNotable,
                packets: flow.packets.client &+ flow.packets.server, bytes: flow.bytes.client &+ flow.bytes.server,
                start: flow.opened.first.time, end: flow.last.time,
                longestIdle: flow.idleGaps.reduce(0) { max($0, $1.seconds) },
                retransmitted: flow.tcp.retransmitted.client &+ flow.tcp.retransmitted.server))
    }

    private mutating func stack(_ protocols: [String]) -> UInt16 {
        let name = protocols.isEmpty ? "–" : protocols.joined(separator: " ")
        if let known = stacks.firstIndex(of: name) { return UInt16(known) }
        if stacks.count == FlowRows.stackLimit { stacks.append("…") }
        guard stacks.count < FlowRows.stackLimit else { return UInt16(FlowRows.stackLimit) }
        stacks.append(name)
        return UInt16(stacks.count - 1)
    }
}
