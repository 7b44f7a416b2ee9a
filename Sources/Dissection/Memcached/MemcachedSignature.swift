import Bytes
import Records

/// How memcached is recognised.
enum MemcachedSignature {
    static func probe(client: RawSpan, server: RawSpan, hints: OpeningHints) -> Probe {
        let request = self.request(client)
        switch request {
        case .certain where provesItself(client): return .certain
        case .certain, .possible:
            switch answer(server) {
            case .no: return .no
            case .possible: return .possible
            case .certain, .certainReversed: return request == .certain ? .certain : .possible
            }
        case .no, .certainReversed: break
        }
        guard hints.isMidstream, self.request(server) == .certain else { return .no }
        switch answer(client) {
        case .certain, .certainReversed: return .certainReversed
        case .possible: return .possible
        case .no: return .no
        }
    }

    /// Whether reading can begin at `window`.
    static func resumes(_ window: RawSpan, _ direction: Direction) -> Probe {
        direction == .toServer ? request(window) : answer(window)
    }

    /// Whether a command is like no other protocol's: a line with four numbers in their places, or binary.
    private static func provesItself(_ window: RawSpan) -> Bool {
        guard window.uint8(at: 0) != MemcachedBinaryHeader.request else { return true }
        guard let end = window.firstIndex(of: 0x0a) else { return false }
        guard let request = MemcachedRequestLine(window.extracting(first: lineLength(window, end))) else {
            return false
        }
        return request.verb.isStorage && request.verb != .metaSet
    }

    private static func request(_ window: RawSpan) -> Probe {
        guard !window.isEmpty else { return .no }
        if window.uint8(at: 0) == MemcachedBinaryHeader.request { return binary(window) }
        guard let end = window.firstIndex(of: 0x0a) else { return begins(window) ? .possible : .no }
        let line = window.extracting(first: lineLength(window, end))
        guard line.uint8OrZero(at: 0) != 0x20, let request = MemcachedRequestLine(line), request.isWellFormed else {
            return .no
        }
        return line.isPrintable ? .certain : .no
    }

    /// Whether it may be the beginning of a command's line.
    private static func begins(_ window: RawSpan) -> Bool {
        guard window.byteCount <= MemcachedRequestLine.longest else { return false }
        let space = window.firstIndex(of: 0x20) ?? window.byteCount
        if space < window.byteCount { return MemcachedVerb(named: window.extracting(first: space)) != nil }
        guard space <= 9 else { return false }
        for index in 0..<space {
            let octet = window.uint8(at: index)
            guard octet &- 0x61 < 26 || octet == UInt8(ascii: "_") || octet == 0x0d else { return false }
        }
        return true
    }

    /// Octets of the first line, whose LF is at `end`, without its end.
    private static func lineLength(_ window: RawSpan, _ end: Int) -> Int {
        end > 0 && window.uint8(at: end - 1) == 0x0d ? end - 1 : end
    }

    private static func answer(_ window: RawSpan) -> Probe {
        guard !window.isEmpty else { return .possible }
        if window.uint8(at: 0) == MemcachedBinaryHeader.response { return binary(window) }
        guard let end = window.firstIndex(of: 0x0a) else {
            return window.byteCount < 512 && window.isPrintable ? .possible : .no
        }
        let line = window.extracting(first: lineLength(window, end))
        return line.isPrintable && MemcachedAnswerLine(line) != nil ? .certain : .no
    }

    private static func binary(_ window: RawSpan) -> Probe {
        var rest = window
        do {
            let header = try MemcachedBinaryHeader(parsing: &rest)
            guard header.opcode <= 0x24 else { return .no }
            guard header.magic == MemcachedBinaryHeader.request else {
                return header.extrasOctets <= 20 && header.status <= 0x90 ? .certain : .no
            }
            guard let extras = header.expectedExtras, extras.contains(header.extrasOctets) else { return .no }
            let hasKey = header.keyOctets > 0
            switch header.verb {
            case .get, .set, .add, .replace, .delete, .incr, .decr, .append, .prepend, .touch, .gat:
                return hasKey ? .certain : .no
            case .noop, .version, .quit, .flushAll: return hasKey || header.valueOctets > 0 ? .no : .certain
            default: return .certain
            }
        } catch {
            guard case .short = error else { return .no }
            return .possible
        }
    }
}

extension RawSpan {
    fileprivate func uint8OrZero(at offset: Int) -> UInt8 { offset < byteCount ? uint8(at: offset) : 0 }

    /// No control characters; a CR may be the last octet.
    fileprivate var isPrintable: Bool {
        for index in 0..<byteCount {
            let octet = uint8(at: index)
            if octet < 0x20 || octet == 0x7f { return octet == 0x0d && index == byteCount - 1 }
        }
        return true
    }
}
