import Records

/// Fields of comma-separated values (RFC 4180).
enum CSVText {
    /// A spreadsheet reads a field that begins so as a formula; the last four are the wide forms of the first four.
    private static let formulas: Set<Unicode.Scalar> = [
        "=", "+", "-", "@", "\t", "\r", "\u{ff1d}", "\u{ff0b}", "\u{ff0d}", "\u{ff20}",
    ]
    /// A spreadsheet that takes another separator begins a field behind one of these.
    private static let separators: Set<Unicode.Scalar> = [";", "|", "\t"]

    /// Text that somebody else chose: in quotes, a quote doubled, and no part of it a formula.
    ///
    /// An apostrophe goes before what would begin a formula: spreadsheets take the rest as text then.
    static func quoted(_ text: String) -> String {
        var result = "\""
        var isStart = true
        for scalar in text.unicodeScalars {
            if isStart, formulas.contains(scalar) { result.unicodeScalars.append("'") }
            if scalar == "\"" { result.unicodeScalars.append("\"") }
            result.unicodeScalars.append(scalar)
            isStart = separators.contains(scalar)
        }
        return result + "\""
    }

    static func quoted(_ text: String?) -> String { text.map { quoted($0) } ?? "" }

    static func seconds(_ value: Double?) -> String {
        guard let value else { return "" }
        var bytes = OutputBuffer(capacity: 32)
        Decimal.append(seconds: max(0, value), to: &bytes)
        return String(decoding: bytes.array, as: UTF8.self)
    }

    static func time(_ time: Timestamp) -> String {
        var clock = ClockText()
        var bytes = OutputBuffer(capacity: 40)
        clock.append(time, to: &bytes)
        return String(decoding: bytes.array, as: UTF8.self)
    }
}
