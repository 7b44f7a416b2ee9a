import Correlation
import Records

/// `database.stale-connection`
enum StaleConnection: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = DatabaseEnding(symptom, in: scene), ending.cause(scene) == .stale else { return nil }
        let since = ending.end.lastWord.map { _ in Figure.seconds(ending.end.silence) }
        return ending.verdict(
            symptom, scene, .error, ending.end.question == nil ? .likely : .certain,
            note: ending.note(
                "closed by the server (\(ending.ending))" + (since.map { " after \($0) of idleness" } ?? "")),
            cause: words(ending, since), fixes: DatabaseRemedies.stale)
    }

    // MARK: Words

    private static func words(_ ending: DatabaseEnding, _ since: String?) -> String {
        let idle = since.map { "\($0) after the last query" } ?? "silent since the capture began"
        return
            "The server's side closed an idle connection (\(ending.ending), \(idle), no message of the database's), and the client's pool went on holding it as good."
            + ending.consequence
            + (since == nil ? " A" : " No timeout is known by that number: a")
            + " restart or failover of the database, or of a proxy before it."
    }

    static let entry = HandbookEntry(
        "database.stale-connection", "Pooled connection used after its end", .drop, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "A pool handed out a connection that the server, or the proxy before it, had closed some time ago. The client's "
            + "machine had the FIN all along; the pool did not look. The first query into it is answered by RST, and the request "
            + "that needed it fails (\u{201c}server closed the connection unexpectedly\u{201d}, \u{201c}Connection reset by "
            + "peer\u{201d}). It comes in bursts after a restart, a failover or a deployment: one failure for each pooled "
            + "connection.",
        proof:
            "tcp.flags.fin == 1 by the server on the idle connection, later a query from the client, answered by tcp.flags.reset == "
            + "1; the next SYN to the same port works. A silence that is the same at several connections would be a timeout "
            + "(database.idle-timeout) instead.",
        mending: DatabaseRemedies.stale)
}
