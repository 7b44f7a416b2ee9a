/// The first octet of a client's packet in the command phase (COM_…).
struct MySQLCommand: RawRepresentable, Sendable, Equatable {
    let rawValue: UInt8

    init(rawValue: UInt8) { self.rawValue = rawValue }

    static let quit = MySQLCommand(rawValue: 0x01)
    static let initDatabase = MySQLCommand(rawValue: 0x02)
    static let query = MySQLCommand(rawValue: 0x03)
    static let fieldList = MySQLCommand(rawValue: 0x04)
    static let statistics = MySQLCommand(rawValue: 0x09)
    static let processInfo = MySQLCommand(rawValue: 0x0a)
    static let processKill = MySQLCommand(rawValue: 0x0c)
    static let debug = MySQLCommand(rawValue: 0x0d)
    static let ping = MySQLCommand(rawValue: 0x0e)
    static let changeUser = MySQLCommand(rawValue: 0x11)
    static let binlogDump = MySQLCommand(rawValue: 0x12)
    static let tableDump = MySQLCommand(rawValue: 0x13)
    static let registerReplica = MySQLCommand(rawValue: 0x15)
    static let statementPrepare = MySQLCommand(rawValue: 0x16)
    static let statementExecute = MySQLCommand(rawValue: 0x17)
    static let statementSendLongData = MySQLCommand(rawValue: 0x18)
    static let statementClose = MySQLCommand(rawValue: 0x19)
    static let statementReset = MySQLCommand(rawValue: 0x1a)
    static let setOption = MySQLCommand(rawValue: 0x1b)
    static let statementFetch = MySQLCommand(rawValue: 0x1c)
    static let binlogDumpGTID = MySQLCommand(rawValue: 0x1e)
    static let resetConnection = MySQLCommand(rawValue: 0x1f)
    /// MariaDB's.
    static let statementBulkExecute = MySQLCommand(rawValue: 0xfa)

    /// How the server answers.
    enum Answer: Sendable, Equatable {
        case none
        /// OK, EOF or an error.
        case outcome
        /// One packet of any content.
        case text
        case resultSet
        /// Rows without definitions before them.
        case rows
        case prepared
        /// Definitions up to an EOF.
        case fieldList
        /// An exchange like a login's.
        case authentication
        /// Whatever the server likes, without an end.
        case stream
    }

    var answer: Answer {
        switch self {
        case .quit, .statementSendLongData, .statementClose: .none
        case .query, .processInfo, .statementExecute, .statementBulkExecute: .resultSet
        case .statementFetch: .rows
        case .statementPrepare: .prepared
        case .fieldList: .fieldList
        case .statistics: .text
        case .changeUser: .authentication
        case .binlogDump, .binlogDumpGTID, .tableDump: .stream
        default: .outcome
        }
    }

    var isKnown: Bool { rawValue <= 0x20 || (0xfa...0xfc).contains(rawValue) }

    var isQuery: Bool { self == .query || self == .statementExecute || self == .statementBulkExecute }

    /// What it is called where no keyword of a statement is known.
    var name: String {
        switch self {
        case .ping: "ping"
        case .initDatabase: "use"
        case .fieldList: "field list"
        case .statistics: "statistics"
        case .processInfo: "process list"
        case .processKill: "kill"
        case .changeUser: "change user"
        case .statementPrepare: "prepare"
        case .statementFetch: "fetch"
        case .statementReset: "statement reset"
        case .setOption: "set option"
        case .resetConnection: "reset connection"
        case .binlogDump, .binlogDumpGTID: "binlog dump"
        default: isQuery ? "query" : "command"
        }
    }
}
