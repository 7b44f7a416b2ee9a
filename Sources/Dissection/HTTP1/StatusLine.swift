import Bytes

/// A status line (RFC 9112 § 4): `HTTP/1.x SP code SP reason`. Ranges are offsets into the window.
struct StatusLine: Equatable {
    var version: HTTPVersion
    var status: UInt16
    var reason: Range<Int>
    /// Where the line after it begins.
    var end: Int

    /// What the front of a window is.
    enum Reading: Equatable {
        case line(StatusLine)
        case incomplete
        case nonsense
    }

    /// Reads the line that begins at the front of `window`.
    static func read(_ window: RawSpan) -> Reading {
        switch signature(window) {
        case .no: return .nonsense
        case .certain: break
        case .possible, .certainReversed: return .incomplete
        }
        guard let lineFeed = window.firstIndex(of: ASCII.lineFeed), let version = RequestLine.version(window, at: 0)
        else { return .incomplete }
        var end = lineFeed
        while end > 8, ASCII.isBlank(window.uint8(at: end - 1)) || window.uint8(at: end - 1) == 0x0d { end -= 1 }
        let rest = window.trimmed(min(8, end)..<end)
        guard rest.count >= 3, let status = code(window, at: rest.lowerBound) else { return .nonsense }
        let after = rest.lowerBound + 3
        guard after == end || ASCII.isBlank(window.uint8(at: after)) else { return .nonsense }
        return .line(
            StatusLine(
                version: version, status: status, reason: window.trimmed(after..<end), end: lineFeed + 1))
    }

    /// Whether the window begins with a version and a status code, as far as it goes.
    static func signature(_ window: RawSpan) -> Probe {
        let count = window.byteCount
        if count < 7 {
            let name: [UInt8] = [0x48, 0x54, 0x54, 0x50, 0x2f, 0x31, 0x2e]
            for index in 0..<count where window.uint8(at: index) != name[index] { return .no }
            return .possible
        }
        guard window.matches("HTTP/1.") else { return .no }
        if count > 7, !ASCII.isDigit(window.uint8(at: 7)) { return .no }
        if count > 8, !ASCII.isBlank(window.uint8(at: 8)) { return .no }
        if count > 9, !ASCII.isDigit(window.uint8(at: 9)), !ASCII.isBlank(window.uint8(at: 9)) { return .no }
        return count > 9 ? .certain : .possible
    }

    private static func code(_ window: RawSpan, at offset: Int) -> UInt16? {
        let hundreds = window.uint8(at: offset) &- 0x30
        let tens = window.uint8(at: offset + 1) &- 0x30
        let units = window.uint8(at: offset + 2) &- 0x30
        guard hundreds >= 1, hundreds < 10, tens < 10, units < 10 else { return nil }
        return UInt16(hundreds) * 100 + UInt16(tens) * 10 + UInt16(units)
    }
}
