import Bytes

/// Statements with which pools of connections only ask whether one still works.
enum StatementProbe {
    /// Octets of the longest text that can be one.
    private static let longest = 32

    /// Whether a statement asks for nothing: it is empty, or `SELECT 1`.
    static func matches(_ statement: RawSpan) -> Bool {
        guard statement.byteCount <= longest else { return false }
        var start = 0
        var end = statement.byteCount
        while start < end, isPadding(statement.uint8(at: start)) { start += 1 }
        while end > start, isPadding(statement.uint8(at: end - 1)) { end -= 1 }
        let word = statement.extracting(start..<end)
        return word.isEmpty || word.equalsIgnoringCase("select 1")
    }

    private static func isPadding(_ octet: UInt8) -> Bool { octet <= 0x20 || octet == UInt8(ascii: ";") }
}
