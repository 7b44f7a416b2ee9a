import Bytes
import Records

/// Where the reading of one direction stands.
struct MessageReader: Sendable {
    enum State: Sendable {
        /// Before a start line, or within a head that is not complete.
        case head
        /// Within a head longer than may be held: its rest is passed over.
        case longHead
        case body
        /// In bytes that are no HTTP: looking for the next start line at the beginning of a segment.
        case lost
    }

    var state = State.head
    var search = HeadSearch()
    var body = BodyReader(.none)
    /// How the current body is framed.
    var framing = BodyFraming.none
    /// The first packet of a head that is not complete.
    var begin: PacketReference?
    /// Whether any byte was seen.
    var hasSpoken = false
    var lineTail = LineTail()

    /// Begins to look for the next message.
    mutating func finishMessage() {
        state = .head
        startOver()
    }

    /// Gives up the message and looks for another start line.
    mutating func lose() {
        state = .lost
        startOver()
    }

    private mutating func startOver() {
        search = HeadSearch()
        begin = nil
        framing = .none
    }
}

/// Finds the empty line that ends a head in a stream of windows none of which is kept.
struct LineTail: Sendable, Equatable {
    private var isAtLineStart = false
    private var sawCarriageReturn = false

    init() {}

    /// Goes on after a window without an empty line.
    init(after window: RawSpan) { _ = end(in: window) }

    /// - Returns: the offset after the empty line; `nil` if it does not end in this window.
    mutating func end(in window: RawSpan) -> Int? {
        var offset = 0
        while offset < window.byteCount {
            if isAtLineStart {
                let octet = window.uint8(at: offset)
                if octet == ASCII.lineFeed { return offset + 1 }
                if octet == ASCII.carriageReturn, !sawCarriageReturn {
                    sawCarriageReturn = true
                    offset += 1
                    continue
                }
                isAtLineStart = false
                sawCarriageReturn = false
            }
            guard let lineFeed = window.firstIndex(of: ASCII.lineFeed, from: offset) else { return nil }
            isAtLineStart = true
            offset = lineFeed + 1
        }
        return nil
    }
}
