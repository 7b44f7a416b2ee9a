import Bytes
import Records

/// A command of the text protocol: a line, and perhaps octets of a value behind it.
struct MemcachedRequestLine: Sendable {
    /// Longest line, octets: a `get` names as many keys as it likes.
    static let longest = 64 << 10
    /// Longest key, octets.
    static let longestKey = 250

    let verb: MemcachedVerb
    private(set) var key: String?
    private(set) var keyCount: UInt32 = 0
    private(set) var lifetime: Int64?
    /// Octets of the value that follow, without the line end behind it.
    private(set) var valueOctets: Int64?
    /// `noreply`, or a meta command's `q`.
    private(set) var isQuiet = false
    /// Hash of a meta command's opaque token.
    private(set) var opaque: UInt64?
    /// What it does to its key.
    private(set) var effect: StoreEffect
    /// Whether all fields that the command needs are there and have their form.
    private(set) var isWellFormed = true

    /// Reads a line without its end; `nil` where it does not begin with the name of a command.
    init?(_ line: RawSpan) {
        var words = InlineWords(knowsQuotes: false)
        guard let name = words.next(in: line), let verb = MemcachedVerb(named: line.extracting(name)) else {
            return nil
        }
        self.verb = verb
        effect = verb.effect
        var index = 1
        while let range = words.next(in: line) {
            take(line.extracting(range), at: index)
            index += 1
        }
        if index < neededWords { isWellFormed = false }
        if verb.isStorage, valueOctets == nil { isWellFormed = false }
    }

    private mutating func take(_ word: RawSpan, at index: Int) {
        switch verb {
        case .get, .gets: takeKey(word)
        case .gat, .gats: if index == 1 { takeLifetime(word) } else { takeKey(word) }
        case .set, .add, .replace, .append, .prepend, .cas: takeStorage(word, at: index)
        case .touch, .delete, .incr, .decr:
            switch index {
            case 1: takeKey(word)
            case 2 where verb == .touch: takeLifetime(word)
            default: takeNoReply(word)
            }
        case .metaGet, .metaDelete, .metaArithmetic, .metaDebug:
            if index == 1 { takeKey(word) } else { takeFlag(word) }
        case .metaSet:
            switch index {
            case 1: takeKey(word)
            case 2: takeLength(word)
            default: takeFlag(word)
            }
        case .flushAll, .verbosity: takeNoReply(word)
        case .stats, .version, .quit, .noop, .metaNoOp, .authenticate, .other: break
        }
    }

    private mutating func takeStorage(_ word: RawSpan, at index: Int) {
        switch index {
        case 1: takeKey(word)
        case 2: if word.decimalInteger == nil { isWellFormed = false }
        case 3: takeLifetime(word)
        case 4: takeLength(word)
        default: takeNoReply(word)
        }
    }

    private mutating func takeKey(_ word: RawSpan) {
        if word.byteCount > Self.longestKey { isWellFormed = false }
        if key == nil { key = word.extracting(first: min(word.byteCount, Self.longestKey)).text }
        if keyCount < .max { keyCount += 1 }
    }

    private mutating func takeLifetime(_ word: RawSpan) {
        lifetime = word.decimalInteger
        if lifetime == nil { isWellFormed = false }
    }

    private mutating func takeLength(_ word: RawSpan) {
        guard let octets = word.decimalInteger, octets >= 0 else { return isWellFormed = false }
        valueOctets = octets
    }

    private mutating func takeNoReply(_ word: RawSpan) {
        if word.equalsIgnoringCase("noreply") { isQuiet = true }
    }

    /// Flags of meta commands: a letter, and what belongs to it.
    private mutating func takeFlag(_ word: RawSpan) {
        let rest = word.extracting(droppingFirst: 1)
        switch word.uint8(at: 0) {
        case UInt8(ascii: "q"): if rest.isEmpty { isQuiet = true }
        case UInt8(ascii: "O"): opaque = PackedName(rest, keepsCase: true)?.hash
        case UInt8(ascii: "T"), UInt8(ascii: "N"):
            lifetime = rest.decimalInteger ?? lifetime
            if verb == .metaGet { effect.insert(.extends) }
        case UInt8(ascii: "M"): if verb == .metaSet, !rest.isEmpty { takeMode(rest.uint8(at: 0)) }
        default: break
        }
    }

    /// How a meta set stores.
    private mutating func takeMode(_ letter: UInt8) {
        switch letter | 0x20 {
        case UInt8(ascii: "e"): effect = [.writes, .ifAbsent]
        case UInt8(ascii: "r"): effect = [.writes, .ifPresent]
        case UInt8(ascii: "a"), UInt8(ascii: "p"): effect = .changes
        default: break
        }
    }

    /// Words that the command has at least, with its name.
    private var neededWords: Int {
        switch verb {
        case .get, .gets, .delete, .metaGet, .metaDelete, .metaArithmetic, .metaDebug: 2
        case .gat, .gats, .incr, .decr, .touch, .metaSet, .authenticate: 3
        case .set, .add, .replace, .append, .prepend: 5
        case .cas: 6
        case .verbosity: 2
        case .flushAll, .stats, .version, .quit, .noop, .metaNoOp, .other: 1
        }
    }
}
