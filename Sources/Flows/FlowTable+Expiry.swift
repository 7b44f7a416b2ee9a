import Records

/// Flows that time puts out of the table, for captures without an end.
extension FlowTable {
    /// A flow that is over, or that has been silent for too long.
    public struct Expiry: Sendable, Equatable {
        public var removal: Removal
        /// Whether it was put out for the sake of memory, and may go on.
        public var isEviction: Bool
    }

    /// Looking at every flow takes so many seconds; a small table is looked at in one.
    private static let sweepSeconds = 8
    private static let sweptAtLeast = 1_024

    /// Time has come to so many seconds after the first packet.
    public mutating func advance(toSecond second: UInt32) { self.second = second }

    /// Whether the flow of an entry was told, and what comes is late.
    public func isTold(_ entry: Int) -> Bool { entries[entry].isTold }

    /// Adds the flows that time has put out to `list`; to be called once a second.
    ///
    /// Their shards have to close them, and their slots are to be freed after that. The table knows little of a flow:
    /// `isOver` says whether one with a RST or both FINs is closed indeed, `hasGivenUp` whether a silent one's sender
    /// has given up.
    public mutating func expire(
        into list: inout [Expiry], isOver: (Removal) -> Bool, hasGivenUp: (Removal) -> Bool
    ) {
        if let seconds = limits.closedSeconds { expireClosed(seconds, &list, isOver) }
        sweep(&list, hasGivenUp)
        forgetTold()
    }

    /// Whether an entry of the queue still is that closed flow.
    func isClosed(_ index: Int, _ id: FlowID) -> Bool {
        let entry = entries[index]
        return entry.isLive && entry.id == id && entry.isClosed && !entry.isTold
    }

    private mutating func expireClosed(_ seconds: UInt32, _ list: inout [Expiry], _ isOver: (Removal) -> Bool) {
        while let next = closedQueue.first, next.due <= second {
            _ = closedQueue.popFirst()
            let index = next.entry
            guard isClosed(index, next.id) else { continue }
            let end = entries[index].lastSecond &+ seconds
            guard end < second else {
                closedQueue.append(index, next.id, due: end &+ 1)
                continue
            }
            guard isOver(Removal(id: next.id, slot: entries[index].slot)) else {
                // The RST was none of theirs: the connection goes on.
                closedCount -= 1
                entries[index].marks.remove(.reset)
                continue
            }
            list.append(Expiry(removal: retire(index), isEviction: false))
        }
    }

    private mutating func sweep(_ list: inout [Expiry], _ hasGivenUp: (Removal) -> Bool) {
        guard limits.idleFlowSeconds != nil || limits.unansweredSeconds != nil, !entries.isEmpty else { return }
        let count = min(entries.count, entries.count / Self.sweepSeconds + Self.sweptAtLeast)
        for _ in 0..<count {
            sweepHand = sweepHand + 1 < entries.count ? sweepHand + 1 : 0
            let entry = entries[sweepHand]
            guard entry.isLive, !entry.isTold, !entry.isClosed else { continue }
            let silence = second >= entry.lastSecond ? second - entry.lastSecond : 0
            if isUnanswered(entry, silence) || isGivenUp(sweepHand, silence, hasGivenUp) {
                list.append(Expiry(removal: retire(sweepHand), isEviction: false))
            } else if let limit = limits.idleFlowSeconds, silence > limit {
                // Not remembered: what comes after so long is told as a flow of its own.
                list.append(Expiry(removal: remove(sweepHand), isEviction: true))
            }
        }
    }

    private func isUnanswered(_ entry: Entry, _ silence: UInt32) -> Bool {
        guard let limit = limits.unansweredSeconds else { return false }
        return !entry.marks.contains(.begun) && silence > limit
    }

    private mutating func isGivenUp(_ index: Int, _ silence: UInt32, _ hasGivenUp: (Removal) -> Bool) -> Bool {
        guard let limit = limits.givenUpSeconds, silence > limit, !entries[index].marks.contains(.asked) else {
            return false
        }
        entries[index].marks.insert(.asked)
        // A system forgets a connection that its program has closed, and the other side has not, after a minute.
        if !entries[index].marks.isDisjoint(with: [.lowerFIN, .upperFIN]) { return true }
        return hasGivenUp(Removal(id: entries[index].id, slot: entries[index].slot))
    }

    private mutating func forgetTold() {
        while let next = toldQueue.first, next.due <= second || toldCount > limits.toldFlows {
            _ = toldQueue.popFirst()
            let entry = entries[next.entry]
            guard entry.isLive, entry.id == next.id, entry.isTold else { continue }
            let end = entry.lastSecond &+ limits.toldSeconds
            if end > second, toldCount <= limits.toldFlows {
                toldQueue.append(next.entry, next.id, due: end)
            } else {
                remove(next.entry)
            }
        }
    }
}
