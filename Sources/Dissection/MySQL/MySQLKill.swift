import Bytes

/// KILL, as a statement or as COM_PROCESS_KILL: the connection it names.
struct MySQLKill: Sendable, Equatable {
    /// Octets of a statement that are looked at.
    private static let longest = 64

    var connectionID: UInt32
    /// Whether only the query that runs is to end, and not the connection.
    var isQueryOnly = false

    /// Reads the argument of COM_PROCESS_KILL.
    init?(argument: RawSpan) {
        guard argument.byteCount >= 4 else { return nil }
        connectionID = UInt32(truncatingIfNeeded: argument.littleEndian(at: 0, count: 4))
    }

    /// Reads `KILL [HARD | SOFT] [CONNECTION | QUERY] id`; `nil` for any other form.
    init?(statement: RawSpan) {
        let text = statement.extracting(first: min(statement.byteCount, Self.longest))
        connectionID = 0
        var words = 0
        var index = 0
        while index < text.byteCount {
            while index < text.byteCount, text.uint8(at: index) <= 0x20 { index += 1 }
            let start = index
            while index < text.byteCount, Self.isWordOctet(text.uint8(at: index)) { index += 1 }
            let word = text.extracting(start..<index)
            words += 1
            if words == 1, word.equalsIgnoringCase("kill") { continue }
            if words > 1, word.equalsIgnoringCase("query") {
                isQueryOnly = true
                continue
            }
            if words > 1, Self.isModifier(word) { continue }
            guard words > 1, let number = word.decimalInteger, let id = UInt32(exactly: number) else { return nil }
            connectionID = id
            return
        }
        return nil
    }

    private static func isModifier(_ word: RawSpan) -> Bool {
        word.equalsIgnoringCase("connection") || word.equalsIgnoringCase("hard") || word.equalsIgnoringCase("soft")
    }

    private static func isWordOctet(_ octet: UInt8) -> Bool { (octet | 0x20) &- 0x61 < 26 || octet &- 0x30 < 10 }
}
