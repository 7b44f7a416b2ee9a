import Records

/// When the capture itself lost packets, the youngest spans: what is concluded from packets of these times is less sure.
struct LossSpans: Sendable {
    private struct Span: Sendable {
        var start: Timestamp
        var end: Timestamp
    }

    /// Spans remembered.
    private static let limit = 256
    /// Spans that lie closer together are one, seconds.
    private static let apart = 2.0

    private var spans: [Span] = []

    var isEmpty: Bool { spans.isEmpty }

    mutating func add(from start: Timestamp, to end: Timestamp) {
        if let last = spans.last, start.seconds(since: last.end) <= Self.apart, start >= last.start {
            spans[spans.count - 1].end = max(last.end, end)
            return
        }
        if spans.count >= Self.limit { spans.removeFirst(Self.limit / 4) }
        spans.append(Span(start: start, end: end))
    }

    /// Whether any packet was lost between two moments.
    func touch(from start: Timestamp, to end: Timestamp) -> Bool {
        spans.contains { $0.start <= end && $0.end >= start }
    }
}
