/// A database connection as a session: told once, at its end. What happens meanwhile comes as `DatabaseEvent`s.
public struct DatabaseSession: Sendable, Codable, Equatable {
    public enum Database: String, Sendable, Codable { case postgreSQL = "postgresql", mySQL = "mysql" }

    public enum Ending: String, Sendable, Codable {
        /// The client said goodbye (Terminate, COM_QUIT).
        case terminate
        /// The server's last word was an error.
        case error
        /// Neither.
        case cut
    }

    public var kind: Database
    public var user: String?
    public var database: String?
    /// `application_name`, or MySQL's `program_name`.
    public var application: String?
    public var serverVersion: String?
    /// PostgreSQL's backend process, MySQL's connection id.
    public var backendID: UInt32?
    public var authenticated: Bool?
    public var committed: UInt64 = 0
    public var rolledBack: UInt64 = 0
    /// Whether a transaction was open at the end.
    public var openAtEnd = false
    /// The packet with which the open transaction began, and the last statement in it.
    public var openSince: PacketReference?
    /// Queries asked and not answered at the end.
    public var unanswered: UInt32 = 0
    public var queries: UInt64 = 0
    public var lastQuery: PacketReference?
    /// The last question that only asks whether the connection still works: an empty query, `SELECT 1`, COM_PING.
    public var lastProbe: PacketReference?
    /// The end of the last answer that came whole.
    public var lastAnswer: PacketReference?
    /// Whether anything was changed in the transaction that was open at the end, or was asked to be.
    public var openChanged = false
    /// `nil` where the capture ended first.
    public var ended: Ending?
    /// The error with which the server ended the session, or refused it; clients may still say goodbye to it.
    public var fatal: Fatal?
    /// Whether TLS took over: nothing more was read.
    public var encrypted = false
    public var hasGaps = false

    public init(kind: Database) { self.kind = kind }

    /// An error after which the server closes the connection.
    public struct Fatal: Sendable, Codable, Equatable {
        public var at: PacketReference
        /// SQLSTATE, or MySQL's error number.
        public var code: String?
        /// Whether the server was not asked anything when it told it.
        public var isUnasked: Bool

        public init(at: PacketReference, code: String?, isUnasked: Bool) {
            self.at = at
            self.code = code
            self.isUnasked = isUnasked
        }
    }
}

/// Something in the life of a database connection.
public struct DatabaseEvent: Sendable, Codable, Equatable {
    /// A closed list.
    public enum Kind: String, Sendable, Codable {
        case startup, authentication, authenticated
        case loginFailed = "login_failed"
        case query, error, notice
        case transactionBegan = "transaction_began"
        case committed, rolledBack = "rolled_back"
        /// A CancelRequest, or MySQL's KILL.
        case cancelRequest = "cancel_request"
        case tlsRequest = "tls_request"
        case changeUser = "change_user"
        case resetConnection = "reset_connection"
        case replication, copy, terminate
    }

    public var database: DatabaseSession.Database
    public var at: PacketReference
    public var kind: Kind
    /// SQLSTATE, or MySQL's error number.
    public var code: String?
    /// The server's message; for a query its first keyword. Never SQL text or values.
    public var message: String?
    public var by: Side
    /// The backend process or connection id that a request to cancel or to kill names.
    public var target: UInt32?

    public init(
        database: DatabaseSession.Database, at: PacketReference, kind: Kind, by: Side, code: String? = nil,
        message: String? = nil
    ) {
        self.database = database
        self.at = at
        self.kind = kind
        self.by = by
        self.code = code
        self.message = message
    }

    /// The message with `…` for what the server quotes, unless the code says that it quotes names alone.
    ///
    /// Servers repeat pieces of statements and values of columns in their errors.
    public var safeMessage: String? {
        guard let message, mayQuoteValues else { return message }
        var result = ""
        var quote: Unicode.Scalar?
        for scalar in message.unicodeScalars {
            if let open = quote {
                guard scalar == open else { continue }
                quote = nil
                result += "…"
            } else if scalar == "\"" || scalar == "'" || scalar == "`" {
                quote = scalar
            }
            result.unicodeScalars.append(scalar)
        }
        return quote == nil ? result : result + "…"
    }

    /// Errors of connections, logins, missing objects and timeouts name users, databases and tables.
    private var mayQuoteValues: Bool {
        guard let code else { return true }
        switch database {
        case .postgreSQL:
            let harmless = ["00", "01", "08", "25", "26", "28", "3D", "3F", "40", "42", "53", "54", "55", "57", "58"]
            // A syntax error quotes the statement.
            return !harmless.contains(String(code.prefix(2))) || code == "42601"
        case .mySQL:
            let harmless = [
                "1040", "1044", "1045", "1049", "1053", "1129", "1130", "1142", "1143", "1146", "1152", "1203", "1205",
                "1213", "1226", "1698", "1820", "1862", "1927", "2006", "2013", "3118", "3169", "4031",
            ]
            return !harmless.contains(code)
        }
    }
}
