import Correlation
import Records

/// `database.idle-in-transaction`
enum IdleInTransaction: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = DatabaseEnding(symptom, in: scene),
            case .idleInTransaction(let confidence) = ending.cause(scene)
        else { return nil }
        let idle = Figure.seconds(ending.end.silence)
        return ending.verdict(
            symptom, scene, .error, confidence,
            note: ending.note("idle for \(idle), ended by \(ending.ending)"), cause: words(ending, idle, confidence),
            fixes: DatabaseRemedies.idleInTransaction(ending.session.kind))
    }

    // MARK: Words

    private static func words(_ ending: DatabaseEnding, _ idle: String, _ confidence: Finding.Confidence) -> String {
        var text =
            "\(ending.product) ended the session \(idle) after the last statement of an open transaction\(ending.quotation)."
        if ending.end.isBare {
            text =
                "The server closed the session \(idle) after the last statement of an open transaction, by \(ending.ending) and "
                + "without a message."
            if confidence == .possible {
                text +=
                    " The round number of seconds speaks for a limit (MariaDB's idle_transaction_timeout); somebody may have ended "
                    + "it by hand, too (database.transaction-lost)."
            }
        }
        if let since = ending.session.openSince {
            text +=
                " The transaction had been open for \(Figure.seconds(ending.end.at.time.seconds(since: since.time)))."
        }
        return text + ending.consequence
    }

    static let entry = HandbookEntry(
        "database.idle-in-transaction", "Transaction left idle and cut", .timeout, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "A program began a transaction and then did something else, so the database waited with locks held, until its limit "
            + "ended the session and undid the work: PostgreSQL's idle_in_transaction_session_timeout with 25P03, MariaDB's "
            + "idle_transaction_timeout without a message. The program learns of it at its COMMIT. The usual reasons are a call "
            + "of a slow service between two statements, and a connection given back to the pool without COMMIT or ROLLBACK.",
        proof:
            "pgsql.code == \"25P03\"; else the FIN or RST by the server while the last ReadyForQuery says T (pgsql.status == "
            + "0x54) or the last OK has the flag \u{201c}in transaction\u{201d}. The time since the last statement is the setting. "
            + "SELECT pid, state, xact_start FROM pg_stat_activity WHERE state = 'idle in transaction' shows the next victims.",
        mending: DatabaseRemedies.idleInTransaction(nil))
}
