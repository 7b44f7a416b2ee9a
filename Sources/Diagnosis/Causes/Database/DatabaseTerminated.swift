import Correlation
import Records

/// `database.terminated`
enum DatabaseTerminated: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = DatabaseEnding(symptom, in: scene), ending.cause(scene) == .terminated else { return nil }
        let isRefusal = ending.session.authenticated != true && !ending.end.isBare
        let admitted =
            isRefusal
            ? scene.correlation.databases.logins.admission(
                after: symptom.facts.id, of: symptom.facts.client, at: symptom.facts.server) : nil
        let isHarmless =
            ending.failure == nil
            && (isRefusal ? admitted != nil : !ending.end.wasAsked && !ending.losesWork && ending.end.question == nil)
        return ending.verdict(
            symptom, scene, isHarmless ? .info : .error, ending.sibling == nil ? .certain : .likely,
            note: ending.note(isRefusal ? "refused at its start, \(ending.ending)" : "ended by \(short(ending))"),
            cause: words(ending, isRefusal: isRefusal), fixes: DatabaseRemedies.terminated(ending.session.kind))
    }

    // MARK: Words

    private static func short(_ ending: DatabaseEnding) -> String {
        if ending.kill != nil { return "a KILL" }
        return ending.sibling == nil ? ending.ending : "\(ending.ending) without a message"
    }

    private static func words(_ ending: DatabaseEnding, isRefusal: Bool) -> String {
        if let kill = ending.kill {
            return "\(kill.client.address) sent KILL \(ending.session.backendID ?? 0) on a connection of its own, and "
                + "\(ending.product) closed this session "
                + "\(Figure.seconds(ending.end.at.time.seconds(since: kill.at.time))) later"
                + (ending.end.wasAsked ? ", in the middle of a query" : "") + "." + ending.consequence
        }
        if let sibling = ending.sibling {
            return "\(ending.product) closed this session without a message at the moment when it told others of "
                + "\(meaning(sibling.code)) (\(sibling.code))"
                + (sibling.code == "57P02" ? ": its own server process was the one that died." : ".")
                + ending.consequence
        }
        let code = ending.session.fatal?.code ?? ending.error?.code ?? ""
        let what = isRefusal ? "refused the session at its start" : "ended the session"
        return "\(ending.product) \(what)\(ending.quotation): \(meaning(code))"
            + (ending.end.wasAsked && !isRefusal ? ", in the middle of a query" : "") + "." + ending.consequence
    }

    private static func meaning(_ code: String) -> String {
        switch code {
        case "57P01": "an administrator's command or a shutdown"
        case "57P02": "the crash of another server process"
        case "57P03": "it is starting, stopping or recovering"
        case "57P04": "its database was dropped"
        case "1927", "3169": "it was killed"
        default: "a shutdown"
        }
    }

    static let entry = HandbookEntry(
        "database.terminated", "Database session ended by force", .drop, layer: 7, severities: [.error, .info],
        severityRule:
            "error; info where the session was idle and nobody missed it, and where one that was refused while the server "
            + "started got in within 5 s",
        meaning:
            "Somebody or something ended the session on the database's side: an administrator (pg_terminate_backend, KILL), a "
            + "shutdown or restart (57P01, MySQL 1053), a crash of another server process, after which PostgreSQL ends all "
            + "sessions (57P02), or a server that is not ready yet (57P03). MariaDB closes killed sessions without a message: then "
            + "the KILL on the other connection tells.",
        proof:
            "pgsql.code in {\"57P01\", \"57P02\", \"57P03\"}, or mysql.query contains \"KILL\" with the connection id of the greeting "
            + "(mysql.thread_id). What was open or asked in that session is undone or unanswered.",
        mending: DatabaseRemedies.terminated(nil))
}
