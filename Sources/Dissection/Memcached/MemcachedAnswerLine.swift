import Bytes

/// A line of a text answer.
struct MemcachedAnswerLine: Sendable {
    /// What the first word says.
    enum Code: String, Sendable, CaseIterable {
        case value = "VALUE"
        case end = "END"
        case stored = "STORED"
        case notStored = "NOT_STORED"
        case exists = "EXISTS"
        case notFound = "NOT_FOUND"
        case deleted = "DELETED"
        case touched = "TOUCHED"
        case ok = "OK"
        case reset = "RESET"
        case statistic = "STAT"
        case item = "ITEM"
        case version = "VERSION"
        case busy = "BUSY"
        case error = "ERROR"
        case clientError = "CLIENT_ERROR"
        case serverError = "SERVER_ERROR"
        case metaHeader = "HD"
        case metaValue = "VA"
        case metaMiss = "EN"
        case metaNotFound = "NF"
        case metaNotStored = "NS"
        case metaExists = "EX"
        case metaNoOp = "MN"
        case metaDebug = "ME"
        /// The new value of a counter.
        case number = "0"

        fileprivate static let names: [(name: PackedName, code: Code)] = allCases.compactMap { code in
            PackedName(Array(code.rawValue.utf8).span.bytes, keepsCase: true).map { ($0, code) }
        }
    }

    let code: Code
    /// A counter's new value.
    private(set) var number: Int64?
    /// Octets of the value that follow.
    private(set) var valueOctets: Int64?
    /// Hash of a meta command's opaque token.
    private(set) var opaque: UInt64?
    /// Seconds to live, as a meta command asked for.
    private(set) var lifetime: Int64?

    var isError: Bool { code == .error || code == .clientError || code == .serverError }

    /// Reads a line without its end; `nil` where no answer begins so.
    init?(_ line: RawSpan) {
        var words = InlineWords(knowsQuotes: false)
        guard let first = words.next(in: line), first.lowerBound == 0 else { return nil }
        let word = line.extracting(first)
        if let number = word.counter {
            // Spaces may follow a counter, words do not.
            guard words.next(in: line) == nil else { return nil }
            code = .number
            self.number = number
            return
        }
        guard let name = PackedName(word, keepsCase: true) else { return nil }
        guard let code = Code.names.first(where: { $0.name == name })?.code else { return nil }
        self.code = code
        var index = 1
        while index < 64, let range = words.next(in: line) {
            take(line.extracting(range), at: index)
            index += 1
        }
        if code == .value || code == .metaValue, valueOctets == nil { return nil }
    }

    private mutating func take(_ word: RawSpan, at index: Int) {
        switch code {
        case .value: if index == 3 { takeLength(word) }
        case .metaValue: if index == 1 { takeLength(word) } else { takeFlag(word) }
        case .metaHeader, .metaMiss, .metaNotFound, .metaNotStored, .metaExists: takeFlag(word)
        default: break
        }
    }

    private mutating func takeLength(_ word: RawSpan) {
        if let octets = word.decimalInteger, octets >= 0 { valueOctets = octets }
    }

    private mutating func takeFlag(_ word: RawSpan) {
        let rest = word.extracting(droppingFirst: 1)
        switch word.uint8(at: 0) {
        case UInt8(ascii: "O"): opaque = PackedName(rest, keepsCase: true)?.hash
        case UInt8(ascii: "t"): lifetime = rest.decimalInteger ?? lifetime
        default: break
        }
    }
}

extension RawSpan {
    /// A counter of memcached, 64 bits without sign, held to the range with sign; `nil` for anything else.
    fileprivate var counter: Int64? {
        guard byteCount > 0, byteCount <= 20 else { return nil }
        var value: UInt64 = 0
        for index in 0..<byteCount {
            let digit = uint8(at: index) &- 0x30
            guard digit < 10 else { return nil }
            value = value &* 10 &+ UInt64(digit)
        }
        return Int64(clamping: value)
    }
}
