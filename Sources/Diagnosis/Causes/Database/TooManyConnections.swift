import Correlation
import Records

/// `database.too-many-connections`
enum TooManyConnections: Cause {
    static let rank = Rank.protocol

    static func explain(_ symptom: Symptom, in scene: Scene) -> Verdict? {
        guard let ending = DatabaseEnding(symptom, in: scene), ending.cause(scene) == .tooManyConnections else {
            return nil
        }
        let client = symptom.facts.client.address
        return ending.verdict(
            symptom, scene, .error, .certain, note: ending.note("\(client) refused, \(ending.ending)"),
            cause: "\(ending.product) had no connection left for \(client)\(ending.quotation)." + ending.consequence,
            fixes: DatabaseRemedies.tooMany(ending.session.kind))
    }

    static let entry = HandbookEntry(
        "database.too-many-connections", "Database out of connections", .drop, layer: 7, severities: [.error],
        severityRule: "error",
        meaning:
            "Every connection that the database allows is taken, so a new session is refused: 53300 (PostgreSQL), 1040 in place "
            + "of the greeting (MySQL, MariaDB), PgBouncer's max_client_conn or query_wait_timeout. The pools of all programs "
            + "together are larger than the limit, or connections are held and never given back.",
        proof:
            "pgsql.code == \"53300\" or mysql.error_code == 1040 in the first packets of a connection. Count who holds the others: "
            + "SELECT application_name, state, count(*) FROM pg_stat_activity GROUP BY 1, 2; SHOW PROCESSLIST.",
        mending: DatabaseRemedies.tooMany(nil))
}
