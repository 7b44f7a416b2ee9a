import Correlation
import Records

/// Why a database ended a session or refused one, by its own words.
///
/// SQLSTATEs are PostgreSQL's (Appendix A: class 57, 53300, 25P03), numbers MySQL's and MariaDB's. PgBouncer speaks for
/// itself with 08P01 and a text.
enum DatabaseReason: Equatable {
    case idle
    case idleInTransaction
    case terminated
    case tooManyConnections
    /// Refused for what the client said of itself: password, user, database, host.
    case refused
    /// Anything else that ended the session.
    case other

    /// `nil` where the server gave no reason.
    init?(_ session: DatabaseSession, _ error: DatabaseEvent?) {
        guard let code = session.fatal?.code ?? error?.code else { return nil }
        guard session.fatal != nil || error?.endsSession == true else { return nil }
        let text = error?.message?.lowercased() ?? ""
        switch session.kind {
        case .postgreSQL: self = Self.ofPostgreSQL(code, text, session)
        case .mySQL: self = Self.ofMySQL(code, text, session)
        }
    }

    private static func ofPostgreSQL(_ code: String, _ text: String, _ session: DatabaseSession) -> DatabaseReason {
        switch code {
        case "57P05": return .idle
        case "25P03": return .idleInTransaction
        case "57P01", "57P02", "57P03", "57P04": return .terminated
        case "53300": return .tooManyConnections
        default: break
        }
        if let reason = ofPgBouncer(text) { return reason }
        return session.authenticated == false ? .refused : .other
    }

    private static func ofPgBouncer(_ text: String) -> DatabaseReason? {
        if text.contains("idle transaction timeout") || text.contains("idle_transaction_timeout") {
            return .idleInTransaction
        }
        if text.contains("client_idle_timeout") { return .idle }
        if text.contains("no more connections allowed") || text.contains("query_wait_timeout") {
            return .tooManyConnections
        }
        if text.contains("shutting down") || text.contains("server conn crashed") { return .terminated }
        return nil
    }

    private static func ofMySQL(_ code: String, _ text: String, _ session: DatabaseSession) -> DatabaseReason {
        switch code {
        case "4031": return .idle
        // Shutdown, the connection was killed (MariaDB), the session was killed.
        case "1053", "1077", "1078", "1079", "1080", "1927", "3169": return .terminated
        case "1040", "1203": return .tooManyConnections
        case "1226" where text.contains("connections"): return .tooManyConnections
        default: return session.authenticated == false ? .refused : .other
        }
    }
}
