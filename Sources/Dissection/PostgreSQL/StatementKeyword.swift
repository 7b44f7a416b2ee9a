import Bytes

/// The first word of an SQL statement: all of a statement that is ever kept.
///
/// Only words of this list are taken, so that nothing else of a text can be told by mistake.
enum StatementKeyword: String, CaseIterable, Sendable {
    case abort = "ABORT"
    case alter = "ALTER"
    case analyse = "ANALYSE"
    case analyze = "ANALYZE"
    case baseBackup = "BASE_BACKUP"
    case begin = "BEGIN"
    case binlog = "BINLOG"
    case cache = "CACHE"
    case call = "CALL"
    case change = "CHANGE"
    case check = "CHECK"
    case checkpoint = "CHECKPOINT"
    case checksum = "CHECKSUM"
    case clone = "CLONE"
    case close = "CLOSE"
    case cluster = "CLUSTER"
    case comment = "COMMENT"
    case commit = "COMMIT"
    case copy = "COPY"
    case create = "CREATE"
    case createReplicationSlot = "CREATE_REPLICATION_SLOT"
    case deallocate = "DEALLOCATE"
    case declare = "DECLARE"
    case delete = "DELETE"
    case desc = "DESC"
    case describe = "DESCRIBE"
    case discard = "DISCARD"
    case `do` = "DO"
    case drop = "DROP"
    case dropReplicationSlot = "DROP_REPLICATION_SLOT"
    case end = "END"
    case execute = "EXECUTE"
    case explain = "EXPLAIN"
    case fetch = "FETCH"
    case flush = "FLUSH"
    case get = "GET"
    case grant = "GRANT"
    case handler = "HANDLER"
    case help = "HELP"
    case identifySystem = "IDENTIFY_SYSTEM"
    case `import` = "IMPORT"
    case insert = "INSERT"
    case install = "INSTALL"
    case kill = "KILL"
    case listen = "LISTEN"
    case load = "LOAD"
    case lock = "LOCK"
    case merge = "MERGE"
    case move = "MOVE"
    case notify = "NOTIFY"
    case optimize = "OPTIMIZE"
    case prepare = "PREPARE"
    case purge = "PURGE"
    case readReplicationSlot = "READ_REPLICATION_SLOT"
    case reassign = "REASSIGN"
    case refresh = "REFRESH"
    case reindex = "REINDEX"
    case release = "RELEASE"
    case rename = "RENAME"
    case repair = "REPAIR"
    case replace = "REPLACE"
    case reset = "RESET"
    case restart = "RESTART"
    case revoke = "REVOKE"
    case rollback = "ROLLBACK"
    case savepoint = "SAVEPOINT"
    case security = "SECURITY"
    case select = "SELECT"
    case set = "SET"
    case show = "SHOW"
    case shutdown = "SHUTDOWN"
    case signal = "SIGNAL"
    case start = "START"
    case startReplication = "START_REPLICATION"
    case stop = "STOP"
    case table = "TABLE"
    case timelineHistory = "TIMELINE_HISTORY"
    case truncate = "TRUNCATE"
    case uninstall = "UNINSTALL"
    case unlisten = "UNLISTEN"
    case unlock = "UNLOCK"
    case update = "UPDATE"
    case use = "USE"
    case vacuum = "VACUUM"
    case values = "VALUES"
    case with = "WITH"
    case xa = "XA"

    /// Whether it is there to change what is stored.
    var changes: Bool {
        switch self {
        case .insert, .update, .delete, .replace, .merge, .load, .truncate, .create, .alter, .drop, .call: true
        default: false
        }
    }

    /// Reads the first word of `text`, behind white space, comments and opening parentheses.
    init?(startOf text: RawSpan) {
        guard let start = Self.wordStart(in: text) else { return nil }
        var end = start
        while end < text.byteCount, end - start <= 24, Self.isWordOctet(text.uint8(at: end)) { end += 1 }
        let word = text.extracting(start..<end)
        let print = Self.print(of: word)
        for entry in Self.prints where entry.print == print && Self.matches(word, entry.keyword.rawValue) {
            self = entry.keyword
            return
        }
        return nil
    }

    // MARK: Finding the word

    private static func wordStart(in text: RawSpan) -> Int? {
        var index = 0
        while index < text.byteCount {
            switch text.uint8(at: index) {
            case 0x09...0x0d, 0x20, UInt8(ascii: "("), UInt8(ascii: ";"): index += 1
            case UInt8(ascii: "/") where text.matches("/*", at: index):
                guard let end = commentEnd(in: text, from: index + 2) else { return nil }
                index = end
            case UInt8(ascii: "-") where text.matches("--", at: index), UInt8(ascii: "#"):
                guard let end = text.firstIndex(of: 0x0a, from: index) else { return nil }
                index = end + 1
            default: return index
            }
        }
        return nil
    }

    private static func commentEnd(in text: RawSpan, from start: Int) -> Int? {
        var index = start
        while let star = text.firstIndex(of: UInt8(ascii: "*"), from: index) {
            if text.matches("*/", at: star) { return star + 2 }
            index = star + 1
        }
        return nil
    }

    private static func isWordOctet(_ octet: UInt8) -> Bool {
        octet & 0xdf &- 0x41 < 26 || octet == UInt8(ascii: "_") || octet &- 0x30 < 10 || octet >= 0x80
    }

    // MARK: Comparing

    private struct Entry: Sendable {
        var print: UInt64
        var keyword: StatementKeyword
    }

    private static let prints: [Entry] = allCases.map { keyword in
        let bytes = Array(keyword.rawValue.utf8)
        return Entry(print: Self.print(of: bytes.span.bytes), keyword: keyword)
    }

    /// The first seven octets in upper case, and the length.
    private static func print(of word: RawSpan) -> UInt64 {
        var print = UInt64(word.byteCount & 0xff)
        for index in 0..<min(7, word.byteCount) { print = print << 8 | UInt64(upper(word.uint8(at: index))) }
        return print
    }

    private static func matches(_ word: RawSpan, _ text: String) -> Bool {
        var index = 0
        for octet in text.utf8 {
            guard index < word.byteCount, upper(word.uint8(at: index)) == octet else { return false }
            index += 1
        }
        return index == word.byteCount
    }

    private static func upper(_ octet: UInt8) -> UInt8 { octet &- 0x61 < 26 ? octet & 0xdf : octet }
}
