import Bytes

/// A request line (RFC 9112 § 3): `method SP target SP HTTP/1.x`. Ranges are offsets into the window.
struct RequestLine: Equatable {
    /// Octets of the longest method taken for one.
    static let longestMethod = 24

    var method: Range<Int>
    var target: Range<Int>
    var version: HTTPVersion
    /// Where the line after it begins.
    var end: Int

    /// What the front of a window is.
    enum Reading: Equatable {
        case line(RequestLine)
        /// The beginning of one, as far as it goes.
        case incomplete
        case nonsense
    }

    /// Reads the line that begins at the front of `window`; one without version (HTTP/0.9) only if `allowsSimple`.
    static func read(_ window: RawSpan, allowsSimple: Bool) -> Reading {
        var space = 0
        while space < window.byteCount, space <= longestMethod, ASCII.isToken(window.uint8(at: space)) { space += 1 }
        if space == window.byteCount { return space <= longestMethod ? .incomplete : .nonsense }
        guard space > 0, space <= longestMethod, ASCII.isBlank(window.uint8(at: space)) else { return .nonsense }
        guard let lineFeed = window.firstIndex(of: ASCII.lineFeed, from: space) else {
            return isPlausible(window, methodEnd: space) ? .incomplete : .nonsense
        }
        var end = lineFeed
        while end > space, ASCII.isBlank(window.uint8(at: end - 1)) || window.uint8(at: end - 1) == 0x0d { end -= 1 }
        if end - 9 > space, ASCII.isBlank(window.uint8(at: end - 9)), let version = version(window, at: end - 8) {
            let target = window.trimmed(space + 1..<end - 9)
            if target.isEmpty { return .nonsense }
            return .line(RequestLine(method: 0..<space, target: target, version: version, end: lineFeed + 1))
        }
        let target = window.trimmed(min(space + 1, end)..<end)
        guard allowsSimple, isSimple(window, methodEnd: space, target: target) else { return .nonsense }
        return .line(RequestLine(method: 0..<space, target: target, version: .simple, end: lineFeed + 1))
    }

    /// `HTTP/1.` and a digit at `offset`.
    static func version(_ window: RawSpan, at offset: Int) -> HTTPVersion? {
        guard window.byteCount - offset >= 8, window.matches("HTTP/1.", at: offset) else { return nil }
        let minor = window.uint8(at: offset + 7) &- 0x30
        return minor < 10 ? HTTPVersion(minor: minor) : nil
    }

    /// Whether a line whose end is not there yet may become a request line: a target of visible octets has begun.
    private static func isPlausible(_ window: RawSpan, methodEnd: Int) -> Bool {
        guard HTTPMethod.isKnown(window.extracting(first: methodEnd)) || isUpperCase(window, methodEnd) else {
            return false
        }
        let count = min(window.byteCount, methodEnd + 64)
        for index in methodEnd..<count where window.uint8(at: index) < 0x20 && window.uint8(at: index) != 0x0d {
            return false
        }
        return true
    }

    private static func isUpperCase(_ window: RawSpan, _ end: Int) -> Bool {
        for index in 0..<end where window.uint8(at: index) &- 0x61 < 26 { return false }
        return true
    }

    /// HTTP/0.9: `GET` and a path, nothing else.
    private static func isSimple(_ window: RawSpan, methodEnd: Int, target: Range<Int>) -> Bool {
        guard window.extracting(first: methodEnd).matches("GET"), methodEnd == 3, !target.isEmpty,
            window.uint8(at: target.lowerBound) == 0x2f
        else { return false }
        for index in target where window.uint8(at: index) <= 0x20 || window.uint8(at: index) == 0x7f { return false }
        return true
    }
}
