import Bytes

/// A text that one peer repeats from message to message: made once, then compared and shared.
struct RepeatedText: Sendable {
    private var last = ""

    /// The octets as text, cut to `limit` octets.
    mutating func text(_ octets: RawSpan, limit: Int) -> String {
        // Short texts are kept within the string value itself; nothing is saved by sharing them.
        if octets.byteCount <= 15 { return octets.text }
        if last.utf8.count == octets.byteCount, octets.equals(last.utf8Span.span.bytes) { return last }
        last = octets.text(limit: limit)
        return last
    }
}
