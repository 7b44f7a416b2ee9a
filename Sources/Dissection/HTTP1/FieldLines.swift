import Bytes

/// A line of a header block: the ranges of its name and value, offsets into the window.
struct FieldLine: Equatable {
    var name: Range<Int>
    /// Without white space at both ends. A folded value still holds its line breaks.
    var value: Range<Int>
    var isFolded: Bool
}

/// Walks the lines of a header block (RFC 9112 § 5), each octet once.
///
/// Lines end in CRLF or in a bare LF. A line that begins with white space continues the one before it. Lines without a
/// colon are passed over.
struct FieldLines {
    enum Next: Equatable {
        case field(FieldLine)
        /// The block is over; the body begins at this offset.
        case end(Int)
        /// The end of the block is not in the window.
        case incomplete
    }

    /// Where the next line begins.
    private(set) var offset: Int

    init(from offset: Int) { self.offset = offset }

    mutating func next(in window: RawSpan) -> Next {
        while true {
            guard let lineFeed = window.firstIndex(of: ASCII.lineFeed, from: offset) else { return .incomplete }
            let start = offset
            var end = lineFeed
            if end > start, window.uint8(at: end - 1) == ASCII.carriageReturn { end -= 1 }
            if end == start { return .end(lineFeed + 1) }
            var following = lineFeed + 1
            guard following < window.byteCount else { return .incomplete }
            var isFolded = false
            while ASCII.isBlank(window.uint8(at: following)) {
                guard let next = window.firstIndex(of: ASCII.lineFeed, from: following),
                    next + 1 < window.byteCount
                else { return .incomplete }
                isFolded = true
                end = window.uint8(at: next - 1) == ASCII.carriageReturn ? next - 1 : next
                following = next + 1
            }
            offset = following
            if let line = Self.split(start..<max(start, end), isFolded: isFolded, in: window) { return .field(line) }
        }
    }

    private static func split(_ line: Range<Int>, isFolded: Bool, in window: RawSpan) -> FieldLine? {
        guard let colon = window.firstOffset(of: ASCII.colon, in: line) else { return nil }
        var name = line.lowerBound..<colon
        if name.isEmpty || ASCII.isBlank(window.uint8(at: colon - 1))
            || ASCII.isBlank(window.uint8(at: line.lowerBound))
        {
            name = window.trimmed(name)
        }
        return FieldLine(name: name, value: value(after: colon, upTo: line.upperBound, in: window), isFolded: isFolded)
    }

    /// Most values stand behind one space, and end with the line.
    @inline(__always)
    private static func value(after colon: Int, upTo end: Int, in window: RawSpan) -> Range<Int> {
        let start = colon + 2
        if start < end, window.uint8(at: colon + 1) == ASCII.space, !ASCII.isBlank(window.uint8(at: start)),
            !ASCII.isBlank(window.uint8(at: end - 1))
        {
            return start..<end
        }
        return window.trimmed(colon + 1..<end)
    }

    /// A folded value with its line breaks replaced by spaces (RFC 9112 § 5.2).
    static func unfolded(_ value: RawSpan) -> [UInt8] {
        value.array.map { $0 == ASCII.carriageReturn || $0 == ASCII.lineFeed ? ASCII.space : $0 }
    }
}

/// Looks for the empty line that ends a head, in a window that grows: no octet is looked at twice.
struct HeadSearch: Equatable, Sendable {
    private var lineStart = 0
    private var searched = 0

    /// Whether a search has begun.
    var isUnderWay: Bool { searched > 0 }
    /// Whether the first line is complete.
    var hasLine: Bool { lineStart > 0 }

    /// The offset after the empty line; `nil` if it is not in the window yet.
    mutating func end(in window: RawSpan) -> Int? {
        while let lineFeed = window.firstIndex(of: ASCII.lineFeed, from: searched) {
            let isEmpty =
                lineFeed == lineStart
                || lineFeed == lineStart + 1 && window.uint8(at: lineStart) == ASCII.carriageReturn
            if isEmpty { return lineFeed + 1 }
            lineStart = lineFeed + 1
            searched = lineStart
        }
        searched = window.byteCount
        return nil
    }
}
