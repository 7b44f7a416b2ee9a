public import Records

extension Correlation {
    /// A turn of time, half a window, is over: what was not touched for a window is forgotten, `time` being its
    /// beginning.
    ///
    /// - Returns: the sessions that are forgotten.
    public mutating func turn(before time: Timestamp) -> [SessionSummary] {
        connections.turn()
        services.turn()
        hops.turn()
        resumptions.turn()
        reconnects.turn()
        idleVotes.turn()
        downloads.turn()
        databases.turn()
        storeFaults.turn()
        endlessKeys.turn()
        failedCalls.turn()
        stores.turn()
        return sessions.turn(before: time)
    }

    /// Makes room for new sessions where the limit is reached; to be called now and then where there is no end.
    ///
    /// - Returns: the sessions that are forgotten.
    public mutating func makeRoom() -> [SessionSummary] { sessions.makeRoom() }

    /// The clock of the packets was set back to `time`.
    public mutating func turnBack(to time: Timestamp) { now = min(now, time) }
}
