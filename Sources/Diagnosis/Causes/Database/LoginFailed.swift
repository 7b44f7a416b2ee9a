import Correlation
import Records

/// `database.login-failed`
enum LoginFailed: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = DatabaseEnding(symptom, in: scene), ending.cause(scene) == .refused else { return nil }
        let facts = symptom.facts
        let admitted = scene.correlation.databases.logins.admission(
            after: facts.id, of: facts.client, at: facts.server)
        var verdict = ending.verdict(
            symptom, scene, admitted == nil ? .error : .info, .certain,
            note: ending.note("\(facts.client.address) refused, \(ending.ending)"),
            cause: words(ending, facts, admitted),
            fixes: admitted == nil ? DatabaseRemedies.refused(ending.session.kind) : [])
        if let admitted {
            verdict.evidence.append(
                Finding.Evidence(packet: admitted.packet, flow: nil, text: "Here the same client gets in"))
        }
        return verdict
    }

    // MARK: Words

    private static func words(_ ending: DatabaseEnding, _ facts: FlowFacts, _ admitted: PacketReference?) -> String {
        let user = ending.session.user.map { " for the user \(SafeText.plain($0))" } ?? ""
        var text = "\(ending.product) refused a session of \(facts.client.address)\(user)\(ending.quotation)."
        if let admitted {
            let delay = Figure.seconds(admitted.time.seconds(since: ending.end.at.time))
            text += " The same client got in \(delay) later."
        }
        return text + ending.consequence
    }

    static let entry = HandbookEntry(
        "database.login-failed", "Database refuses the login", .drop, layer: 7, severities: [.error, .info],
        severityRule: "error; info if the same client gets in within 5 s",
        meaning:
            "The database refused a session at its start: a wrong password (28P01, 1045), a user or host that may not connect "
            + "(28000, 1130), a database that does not exist (3D000, 1049). After a change of the password this is the program "
            + "that still has the old one; users see an error page, and nothing else is wrong with the network.",
        proof:
            "pgsql.type == \"Error\" or mysql.error_code in the first packets of a connection, before any query. The server's log "
            + "has the reason in full.",
        mending: DatabaseRemedies.refused(nil))
}
