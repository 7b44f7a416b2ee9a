public import Records

/// How a database's session ended: what was said before, and what came too late.
public struct DatabaseEnd: Sendable {
    /// The server's last error where it told one, else the FIN or RST.
    public var at: PacketReference
    public var by: Side
    /// The last question or answer before it.
    public var lastWord: PacketReference?
    /// Seconds from there to the end.
    public var silence: Double
    /// A question was waiting for its answer.
    public var wasAsked: Bool
    /// A question that came after the end.
    public var question: PacketReference?
    /// The same, asking only whether the connection still works.
    public var probe: PacketReference?
    /// The server told no reason.
    public var isBare: Bool
}

extension FlowFacts {
    /// The end of the database session in it; `nil` where there was none, or it goes on.
    public func databaseEnd(_ closed: FlowClosed) -> DatabaseEnd? {
        guard let session = database, closed.evicted == nil else { return nil }
        let transport = closed.closed.how == .fin || closed.closed.how == .reset ? closed.closed : nil
        // A warning of the server's end (57P02) comes before the FIN, as an error does.
        let farewell = session.fatal?.at ?? databaseError.flatMap { $0.endsSession ? $0.at : nil }
        guard let at = farewell ?? transport?.at, let by = farewell == nil ? transport?.by : .server else { return nil }
        let words = [session.lastAnswer, session.lastQuery, session.lastProbe].compactMap { $0 }
        let before = words.filter { $0.packet < at.packet }.max { $0.packet < $1.packet }
        let pending = closed.owed.map { $0.by == .server && $0.since.packet < at.packet } ?? false
        let wasAsked = session.fatal.map { !$0.isUnasked } ?? pending
        let isLate = { (reference: PacketReference) in reference.packet > at.packet }
        return DatabaseEnd(
            at: at, by: by, lastWord: before, silence: before.map { at.time.seconds(since: $0.time) } ?? 0,
            wasAsked: wasAsked, question: session.lastQuery.flatMap { isLate($0) ? $0 : nil },
            probe: session.lastProbe.flatMap { isLate($0) ? $0 : nil }, isBare: farewell == nil)
    }
}

extension DatabaseEvent {
    /// Whether the server says with it that it ends the session (PostgreSQL, class 57: shutdown, crash, dropped).
    public var endsSession: Bool {
        guard self.database == .postgreSQL, self.by == .server, let code = self.code else { return false }
        return self.kind != .loginFailed && ["57P01", "57P02", "57P04"].contains(code)
    }
}
