import Correlation
import Records

/// `database.idle-timeout`
enum DatabaseIdleTimeout: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = DatabaseEnding(symptom, in: scene), case .idle(let confidence) = ending.cause(scene)
        else { return nil }
        let idle = Figure.seconds(ending.end.silence)
        let harmed = ending.wasUsed || ending.losesWork
        var verdict = ending.verdict(
            symptom, scene, harmed ? .error : .warning, confidence,
            note: ending.note("idle for \(idle), ended by \(ending.ending)"), cause: words(ending, idle),
            fixes: DatabaseRemedies.idle(ending.end.silence, ending.session.kind))
        verdict.cases = ending.agreeing
        return verdict
    }

    // MARK: Words

    private static func words(_ ending: DatabaseEnding, _ idle: String) -> String {
        var text =
            "\(ending.product) ended the session after \(idle) without a query\(ending.quotation)."
        if ending.end.isBare {
            text =
                "The server closed the session after \(idle) without a query, by \(ending.ending) and without a message, "
                + "as \(ending.session.kind == .mySQL ? "wait_timeout does" : "a proxy before the database does")."
            if ending.agreeing >= 2 {
                text += " It is a timer: \(ending.agreeing) sessions ended after the same silence, at different times."
            }
        }
        return text + ending.consequence
    }

    static let entry = HandbookEntry(
        "database.idle-timeout", "Database session ended for idleness", .timeout, layer: 7,
        severities: [.error, .warning],
        severityRule:
            "error when a query followed, a request failed for it, or a transaction was open; else warning: it works because "
            + "something tests the connection first, and connects anew each time",
        meaning:
            "A database closes sessions that ask nothing for a while: PostgreSQL's idle_session_timeout (off unless set) with "
            + "the message 57P05, MySQL 8's wait_timeout (8 hours) with 4031, MariaDB's and older MySQL's wait_timeout without "
            + "a word. A pool that keeps connections longer hands out dead ones: the first request after a quiet spell fails "
            + "(\u{201c}terminating connection due to idle-session timeout\u{201d}, \u{201c}MySQL server has gone away\u{201d}, "
            + "\u{201c}Lost connection to server\u{201d}), the next one works.",
        proof:
            "pgsql.code == \"57P05\" or mysql.error_code == 4031; without a message look at the FIN or RST that the server sends "
            + "on its own, and at the time since the last answer: the same number at several connections is the setting. Then "
            + "look for the query behind it (tcp.flags.reset == 1 answers it). SHOW idle_session_timeout; SHOW VARIABLES LIKE "
            + "'wait_timeout'; tell the server's side.",
        mending: DatabaseRemedies.idle(28_800, nil))
}
