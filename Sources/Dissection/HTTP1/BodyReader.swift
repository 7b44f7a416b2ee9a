import Bytes

/// Walks one body, transfer coding and all, and keeps nothing of it but an excerpt where one is asked for.
struct BodyReader: Sendable {
    private enum Phase { case length, chunkSize, chunkData, chunkEnd, trailers, untilClose }

    /// What came of a call.
    enum Progress {
        case done
        /// Something was read.
        case proceed
        /// Nothing was read: more octets than these are needed.
        case more(Int)
        /// So many octets of content come next.
        case skip(UInt64)
        /// The coding is broken; says how.
        case broken(StaticString)
    }

    /// Stands for the unknown length of a body that ends with its connection; large enough, and countable.
    private static let endless: UInt64 = 1 << 62
    /// Octets of the longest chunk-size line with its extensions.
    private static let longestSizeLine = 16 << 10
    /// Octets of the largest chunk that is believed.
    private static let largestChunk: UInt64 = 1 << 60

    private var phase: Phase
    /// Octets of content that come next.
    private var remaining: UInt64
    private var isSkipping = false
    private var trailerBytes = 0
    /// Octets of content so far.
    private(set) var received: UInt64 = 0
    /// The first octets of the content.
    private(set) var excerpt: [UInt8] = []
    /// Octets that the excerpt may still take.
    private var room: Int

    /// `excerptBytes` octets of the content are to be kept; mostly none.
    init(_ framing: BodyFraming, excerptBytes: Int = 0) {
        room = excerptBytes
        switch framing {
        case .none: (phase, remaining) = (.length, 0)
        case .length(let count): (phase, remaining) = (.length, count)
        case .chunked: (phase, remaining) = (.chunkSize, 0)
        case .untilClose: (phase, remaining) = (.untilClose, Self.endless)
        }
    }

    /// Whether the body ends with its connection.
    var endsWithConnection: Bool { phase == .untilClose }

    /// Reads as much of the body as the window holds.
    mutating func read(_ window: inout RawSpan) -> Progress {
        let before = window.byteCount
        while true {
            switch phase {
            case .length, .chunkData, .untilClose:
                if let progress = readContent(&window) { return progress }
            case .chunkSize, .chunkEnd, .trailers:
                switch readLine(&window) {
                case .proceed: continue
                case .more: return window.byteCount < before ? .proceed : .more(window.byteCount + 1)
                case let progress: return progress
                }
            }
        }
    }

    /// Reads a body of known length that lies in the window as a whole; otherwise nothing.
    mutating func readsWhole(_ window: inout RawSpan) -> Bool {
        guard phase == .length, room == 0, remaining <= UInt64(window.byteCount) else { return false }
        window = window.extracting(droppingFirst: Int(remaining))
        received = remaining
        remaining = 0
        return true
    }

    /// - Returns: `nil` when a chunk's content is over.
    private mutating func readContent(_ window: inout RawSpan) -> Progress? {
        keepExcerpt(of: &window)
        let available = UInt64(window.byteCount)
        guard remaining <= available else {
            // An excerpt that is not full takes what comes next, too.
            if room > 0 { return .proceed }
            isSkipping = true
            return .skip(remaining)
        }
        window = window.extracting(droppingFirst: Int(remaining))
        received &+= remaining
        remaining = 0
        if phase == .length { return .done }
        phase = .chunkEnd
        return nil
    }

    private mutating func keepExcerpt(of window: inout RawSpan) {
        guard room > 0 else { return }
        let count = min(room, window.byteCount, Int(min(remaining, UInt64(Int32.max))))
        guard count > 0 else { return }
        window.extracting(first: count).withUnsafeBytes { excerpt.append(contentsOf: $0) }
        window = window.extracting(droppingFirst: count)
        room -= count
        remaining -= UInt64(count)
        received &+= UInt64(count)
    }

    /// Reads a line of the chunked coding (RFC 9112 § 7.1).
    private mutating func readLine(_ window: inout RawSpan) -> Progress {
        guard let lineFeed = window.firstIndex(of: ASCII.lineFeed) else {
            if phase == .chunkEnd, window.byteCount >= 2 { return .broken("chunk longer than its size") }
            return window.byteCount > Self.longestSizeLine ? .broken("chunk-size line too long") : .more(0)
        }
        var end = lineFeed
        if end > 0, window.uint8(at: end - 1) == ASCII.carriageReturn { end -= 1 }
        switch phase {
        case .chunkEnd:
            guard end == 0 else { return .broken("chunk longer than its size") }
            phase = .chunkSize
        case .trailers:
            trailerBytes += lineFeed + 1
            guard trailerBytes <= 16 * Self.longestSizeLine else { return .broken("trailers too long") }
            if end == 0 {
                window = window.extracting(droppingFirst: lineFeed + 1)
                return .done
            }
        default:
            guard let size = Self.chunkSize(window.extracting(first: end)) else { return .broken("chunk size") }
            remaining = size
            phase = size == 0 ? .trailers : .chunkData
        }
        window = window.extracting(droppingFirst: lineFeed + 1)
        return .proceed
    }

    /// The hexadecimal number that a chunk-size line begins with; `nil` where there is none, or one too large.
    private static func chunkSize(_ line: RawSpan) -> UInt64? {
        var index = 0
        while index < line.byteCount, ASCII.isBlank(line.uint8(at: index)) { index += 1 }
        let first = index
        var size: UInt64 = 0
        while index < line.byteCount, let digit = ASCII.hexValue(line.uint8(at: index)) {
            guard size < largestChunk >> 4 else { return nil }
            size = size << 4 | UInt64(digit)
            index += 1
        }
        guard index > first else { return nil }
        if index == line.byteCount { return size }
        let next = line.uint8(at: index)
        return next == ASCII.semicolon || ASCII.isBlank(next) ? size : nil
    }

    /// The octets that `skip` asked for are over; returns whether the body is.
    mutating func skipped() -> Bool {
        received &+= remaining
        remaining = 0
        isSkipping = false
        if phase == .length { return true }
        if phase == .chunkData { phase = .chunkEnd }
        return false
    }

    /// The stream ended, or was broken off, with so many octets of a skip still to come.
    mutating func settle(unskipped: UInt64) {
        guard isSkipping else { return }
        isSkipping = false
        let left = min(unskipped, remaining)
        received &+= remaining - left
        remaining = left
    }

    /// Bytes are missing, more than those to be skipped. Returns whether the body's end is among the missing.
    mutating func bridge() -> Bool {
        guard isSkipping else { return false }
        isSkipping = false
        received &+= remaining
        remaining = 0
        return phase == .length
    }
}
