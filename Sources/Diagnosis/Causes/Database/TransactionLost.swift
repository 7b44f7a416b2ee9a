import Correlation
import Records

/// `database.transaction-lost`
enum TransactionLost: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = DatabaseEnding(symptom, in: scene), ending.cause(scene) == .transactionLost else {
            return nil
        }
        return ending.verdict(
            symptom, scene, .error, .certain,
            note: ending.note("\(ending.ending) by the \(ending.end.by.rawValue)"), cause: words(ending),
            fixes: DatabaseRemedies.transactionLost)
    }

    // MARK: Words

    private static func words(_ ending: DatabaseEnding) -> String {
        var text =
            "The \(ending.end.by.rawValue) ended the connection (\(ending.ending)) inside a transaction that was neither committed "
            + "nor rolled back"
        if let since = ending.session.openSince {
            text += ", open for \(Figure.seconds(ending.end.at.time.seconds(since: since.time)))"
        }
        text += "\(ending.quotation)."
        if ending.end.wasAsked { text += " A statement was waiting for its answer." }
        if ending.end.by == .client { text += " It said no goodbye: the program died or gave up." }
        return text + ending.consequence
    }

    static let entry = HandbookEntry(
        "database.transaction-lost", "Connection ended inside a transaction", .drop, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "A connection ended while a transaction with changes was open, by FIN or RST without COMMIT, ROLLBACK or a goodbye. "
            + "The database undoes the changes. A killed program, a balancer that is restarted or shuts sessions down, a failover "
            + "or a crash does that; if it was the COMMIT that went unanswered, nobody knows whether it was done.",
        proof:
            "The last ReadyForQuery says T (pgsql.status == 0x54), or the last OK of MySQL has the flag \u{201c}in "
            + "transaction\u{201d}, and then comes the FIN or RST. Who sent it is who ended it; a RST with another ip.ttl came from a "
            + "box on the way.",
        mending: DatabaseRemedies.transactionLost)
}
