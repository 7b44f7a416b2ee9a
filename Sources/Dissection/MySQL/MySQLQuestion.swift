import Records

/// A command, and how far its answer has come.
struct MySQLQuestion: Sendable, Equatable {
    enum Progress: Sendable, Equatable {
        /// The first packet of an answer, or of one more result, is to come.
        case first
        /// So many definitions of columns, then perhaps an EOF, then rows.
        case columns(remaining: UInt64)
        /// So many definitions of parameters and columns, with an EOF after each kind for older clients.
        case prepared(remaining: UInt64)
        case rows
        /// The server waits for a file of the client's.
        case localInfile
    }

    var command: MySQLCommand
    var keyword: StatementKeyword?
    var since: PacketReference
    /// The number that the first packet of the answer bears.
    var firstSequence: UInt8
    var progress = Progress.first
    /// Asks only whether the connection still works.
    var isProbe = false
    var kill: MySQLKill?
    /// The server has begun to answer.
    var isAnswered = false

    var subject: String { keyword?.rawValue ?? command.name }
}
