import Bytes

/// An ErrorResponse or a NoticeResponse (Error and Notice Message Fields): what of it is told.
///
/// The fields for detail, hint and context are left out: they may hold values of a table.
struct PostgreSQLReport: Sendable, Equatable {
    /// In English: `ERROR`, `FATAL`, `PANIC`, `WARNING`, `NOTICE`…
    var severity: String?
    var sqlState: String?
    var message: String?

    /// Whether the server ends the connection with it.
    var isFatal: Bool { severity == "FATAL" || severity == "PANIC" }

    /// Reads fields, each a letter and a text, up to a zero octet or the end of what is there.
    init(_ body: RawSpan) {
        var rest = body
        var localized: String?
        while rest.byteCount > 1, rest.uint8(at: 0) != 0 {
            let field = rest.uint8(at: 0)
            let end = rest.firstIndex(of: 0, from: 1) ?? rest.byteCount
            let text = rest.extracting(1..<min(end, 1 + DatabaseLimits.textBytes))
            switch field {
            case UInt8(ascii: "S"): localized = text.text
            case UInt8(ascii: "V"): severity = text.text
            case UInt8(ascii: "C"): sqlState = text.text
            case UInt8(ascii: "M"): message = text.text
            default: break
            }
            guard end < rest.byteCount else { break }
            rest = rest.extracting(droppingFirst: end + 1)
        }
        severity = severity ?? localized
    }
}
