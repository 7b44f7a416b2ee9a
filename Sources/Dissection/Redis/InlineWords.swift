import Bytes

/// Finds the words of a line: parted by spaces, those in quotes without their quotes.
struct InlineWords: Sendable {
    private var index = 0
    private let knowsQuotes: Bool

    /// - Parameter knowsQuotes: whether quotes hold words with spaces together.
    init(knowsQuotes: Bool = true) { self.knowsQuotes = knowsQuotes }

    /// Where the next word is in `line`; `nil` after the last.
    mutating func next(in line: RawSpan) -> Range<Int>? {
        let end = line.byteCount
        while index < end, Self.isSpace(line.uint8(at: index)) { index += 1 }
        guard index < end else { return nil }
        let quote = line.uint8(at: index)
        if knowsQuotes, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
            let start = index + 1
            index = line.firstIndex(of: quote, from: start) ?? end
            let word = start..<max(start, index)
            index = min(end, index + 1)
            return word
        }
        let start = index
        while index < end, !Self.isSpace(line.uint8(at: index)) { index += 1 }
        return start..<index
    }

    private static func isSpace(_ octet: UInt8) -> Bool { octet == 0x20 || octet == 0x09 }
}
