import Bytes
import Records

/// Reads answers of a Redis server value by value; strings pass by unread but for their beginning where it is wanted.
///
/// Aggregates are counted down on a stack of fixed depth, so that neither their number nor their size takes memory.
struct RESPReplyReader: Sendable {
    /// What happened after some octets were read.
    enum Progress: Sendable {
        /// The window ends within a value's head; so many octets of it are wanted.
        case short(Int)
        /// So many octets were read, and no answer is over.
        case read(Int)
        /// So many octets were read; the next ones, of this number, are of a string.
        case skip(Int, UInt64)
        /// So many octets were read, and with them an element of the outermost aggregate is over.
        case element(Int)
        /// So many octets were read, and with them an answer is over.
        case reply(Int)
    }

    private struct Level: Sendable {
        /// Values that are still to come; negative: until the end marker.
        var remaining: Int64 = 0
        var isAttribute = false
    }

    /// Octets of an error that are kept, and of a word that is recognised.
    private static let errorOctets = 256
    private static let wordOctets = 16

    /// The answer that is being read, and the last element of it.
    private(set) var reply = RESPReply()
    private(set) var element = RESPReply()
    /// Words of what is read, if the owner has given a budget.
    var words = ValueWords(budget: 0)
    private var levels: InlineArray<32, Level> = InlineArray(repeating: Level())
    private var depth = 0
    /// Levels that are of attributes: what is in them is no part of the answer.
    private var attributes = 0
    /// Elements of the answer so far.
    private(set) var elements: UInt64 = 0
    private var isInChunks = false
    /// Octets announced of the string that is passing.
    private(set) var announced: UInt64?

    /// Whether an answer has begun and is not over.
    var isWithinReply: Bool { depth > 0 || isInChunks || announced != nil }

    /// Forgets what was begun.
    mutating func reset() {
        depth = 0
        attributes = 0
        isInChunks = false
        announced = nil
    }

    /// Reads one value, or the beginning of one, at `start`.
    mutating func read(_ window: RawSpan, at start: Int) throws(Malformed) -> Progress {
        if !isWithinReply { beginReply(of: window.uint8(at: start)) }
        let type = window.uint8(at: start)
        if isInChunks { return try readChunk(window, at: start) }
        switch type {
        case RESPType.integer, RESPType.boolean, RESPType.null: return try readShort(type, window, at: start)
        case RESPType.simpleString, RESPType.simpleError, RESPType.double, RESPType.bigNumber:
            return try readLine(type, window, at: start)
        case RESPType.bulkString, RESPType.bulkError, RESPType.verbatimString:
            return try readString(type, window, at: start)
        case RESPType.array, RESPType.set, RESPType.push, RESPType.map, RESPType.attribute:
            return try readAggregate(type, window, at: start)
        case RESPType.end:
            guard depth > 0, levels[depth - 1].remaining < 0 else { throw Self.unknown(type) }
            guard window.byteCount - start >= 3 else { return .short(3) }
            return closing(3, isAttribute: leaveLevel())
        default: throw Self.unknown(type)
        }
    }

    /// The string that was passing is over.
    mutating func skipped() -> Progress {
        announced = nil
        return isInChunks ? .read(0) : closing(0)
    }

    private mutating func beginReply(of type: UInt8) {
        reply = RESPReply()
        reply.type = type
        elements = 0
    }

    private static func unknown(_ type: UInt8) -> Malformed { .broken(field: "RESP type", value: UInt64(type)) }
}

/// Levels.
extension RESPReplyReader {
    private mutating func readAggregate(_ type: UInt8, _ window: RawSpan, at start: Int) throws(Malformed) -> Progress {
        guard let number = try RESPNumber(in: window, at: start) else { return .short(window.byteCount - start + 1) }
        guard number.value <= RESPType.mostElements else {
            throw .broken(field: "RESP elements", value: UInt64(clamping: number.value))
        }
        let isAttribute = type == RESPType.attribute
        if !isAttribute {
            var value = RESPReply(type: type)
            value.isNull = number.value < 0
            note(value)
        }
        let values = type == RESPType.map || isAttribute ? number.value * 2 : number.value
        guard number.isStreamed || values > 0 else { return closing(number.byteCount, isAttribute: isAttribute) }
        guard depth < RESPType.depth else { throw .broken(field: "RESP depth", value: UInt64(depth)) }
        levels[depth] = Level(remaining: number.isStreamed ? -1 : values, isAttribute: isAttribute)
        depth += 1
        if isAttribute { attributes += 1 }
        return .read(number.byteCount)
    }

    /// Leaves the innermost aggregate; returns whether it is an attribute.
    private mutating func leaveLevel() -> Bool {
        depth -= 1
        let isAttribute = levels[depth].isAttribute
        if isAttribute { attributes -= 1 }
        return isAttribute
    }

    /// A value is over, and with it all aggregates of which it is the last.
    @inline(__always)
    private mutating func closing(_ count: Int, isAttribute: Bool = false) -> Progress {
        if depth == 0, !isAttribute { return .reply(count) }
        return closingLevels(count, isAttribute: isAttribute)
    }

    private mutating func closingLevels(_ count: Int, isAttribute wasAttribute: Bool) -> Progress {
        var isAttribute = wasAttribute
        while depth > 0 {
            // An attribute is no element of what it stands in.
            if !isAttribute, levels[depth - 1].remaining > 0 { levels[depth - 1].remaining -= 1 }
            if levels[depth - 1].remaining != 0 {
                return depth == 1 && !isAttribute && attributes == 0 ? .element(count) : .read(count)
            }
            isAttribute = leaveLevel()
        }
        return isAttribute ? .read(count) : .reply(count)
    }

    /// Keeps what is wanted of a value: of the answer, of its elements, and how many elements these have.
    @inline(__always)
    private mutating func note(_ value: RESPReply) {
        if depth == 0 {
            reply = value
        } else {
            noteElement(value)
        }
    }

    private mutating func noteElement(_ value: RESPReply) {
        guard attributes == 0 else { return }
        if depth == 1 {
            element = value
            elements &+= 1
            reply.octets &+= value.octets
            if !value.isNull { reply.present &+= 1 }
        } else if depth == 2 {
            element.octets &+= value.octets
            if !value.isNull { element.present &+= 1 }
        }
    }
}

/// Scalars.
extension RESPReplyReader {
    private mutating func readShort(_ type: UInt8, _ window: RawSpan, at start: Int) throws(Malformed) -> Progress {
        if type == RESPType.integer {
            guard let number = try RESPNumber(in: window, at: start) else {
                return .short(window.byteCount - start + 1)
            }
            var value = RESPReply(type: type)
            value.integer = number.value
            note(value)
            return closing(number.byteCount)
        }
        let count = type == RESPType.null ? 3 : 4
        guard window.byteCount - start >= count else { return .short(count) }
        guard window.uint8(at: start + count - 2) == 0x0d, window.uint8(at: start + count - 1) == 0x0a else {
            throw .broken(field: "RESP line end", value: UInt64(window.uint8(at: start + count - 1)))
        }
        var value = RESPReply(type: type)
        value.isNull = type == RESPType.null
        value.integer = count == 4 && window.uint8(at: start + 1) == UInt8(ascii: "t") ? 1 : 0
        note(value)
        return closing(count)
    }

    private mutating func readLine(_ type: UInt8, _ window: RawSpan, at start: Int) throws(Malformed) -> Progress {
        guard let end = window.firstIndex(of: 0x0a, from: start) else {
            let count = window.byteCount - start
            guard count <= RESPType.longestLine else { throw .broken(field: "RESP line", value: UInt64(count)) }
            return .short(count + 1)
        }
        guard window.uint8(at: end - 1) == 0x0d, end - 1 > start else {
            throw .broken(field: "RESP line end", value: UInt64(window.uint8(at: end - 1)))
        }
        var value = RESPReply(type: type)
        if type == RESPType.simpleError {
            value.error = Self.errorText(window.extracting(start + 1..<end - 1))
        } else if depth <= 1, end - start > 7 {
            value.isQueued = end - start == 8 && window.matches("QUEUED", at: start + 1)
            value.isMonitored = Self.isMonitored(window.extracting(start + 1..<end - 1))
        }
        note(value)
        return closing(end + 1 - start)
    }

    private mutating func readString(_ type: UInt8, _ window: RawSpan, at start: Int) throws(Malformed) -> Progress {
        guard let number = try RESPNumber(in: window, at: start) else { return .short(window.byteCount - start + 1) }
        if number.isStreamed {
            note(RESPReply(type: type))
            isInChunks = true
            return .read(number.byteCount)
        }
        guard number.value >= 0 else {
            var value = RESPReply(type: type)
            value.isNull = true
            note(value)
            return closing(number.byteCount)
        }
        guard number.value <= RESPType.longestString else {
            throw .broken(field: "RESP string length", value: UInt64(number.value))
        }
        let length = Int(number.value)
        let body = start + number.byteCount
        let looked = wanted(of: type, length: length)
        guard window.byteCount - body >= looked else { return .short(number.byteCount + looked) }
        look(at: window.extracting(body..<body + looked), of: type, ofLength: length)
        let whole = number.byteCount + length + 2
        guard window.byteCount - start >= whole else {
            announced = UInt64(length)
            let seen = window.byteCount - start
            return .skip(seen, UInt64(whole - seen))
        }
        guard window.uint8(at: body + length) == 0x0d, window.uint8(at: body + length + 1) == 0x0a else {
            throw .broken(field: "RESP string end", value: UInt64(window.uint8(at: body + length)))
        }
        return closing(whole)
    }

    private mutating func readChunk(_ window: RawSpan, at start: Int) throws(Malformed) -> Progress {
        let type = window.uint8(at: start)
        guard type == RESPType.chunk else { throw Self.unknown(type) }
        guard let number = try RESPNumber(in: window, at: start) else { return .short(window.byteCount - start + 1) }
        guard number.value >= 0, number.value <= RESPType.longestString else {
            throw .broken(field: "RESP chunk length", value: UInt64(bitPattern: number.value))
        }
        if number.value == 0 {
            isInChunks = false
            return closing(number.byteCount)
        }
        if depth <= 1 { reply.octets &+= UInt64(number.value) }
        announced = UInt64(number.value)
        return .skip(number.byteCount, UInt64(number.value) + 2)
    }

    /// Whether the next value is the one that says what a subscriber is told.
    private var isFirstElement: Bool { depth == 1 && elements == 0 && attributes == 0 }

    /// Octets of a string that are looked at.
    private func wanted(of type: UInt8, length: Int) -> Int {
        if type == RESPType.bulkError { return min(length, Self.errorOctets) }
        if isFirstElement { return min(length, max(Self.wordOctets, words.budget)) }
        return words.budget > 0 ? words.wanted(of: length) : 0
    }

    private mutating func look(at excerpt: RawSpan, of type: UInt8, ofLength length: Int) {
        if isFirstElement, length <= Self.wordOctets { reply.kind = Self.kind(of: excerpt) }
        var value = RESPReply(type: type)
        value.octets = UInt64(length)
        if type == RESPType.bulkError { value.error = Self.errorText(excerpt) }
        let isWanted = words.budget > 0 && type != RESPType.bulkError && attributes == 0
        if isWanted { words.add(excerpt.extracting(first: words.wanted(of: length)), ofLength: length) }
        note(value)
    }

    private static func kind(of word: RawSpan) -> RESPReply.Kind {
        guard word.byteCount >= 7 else { return .other }
        if word.equalsIgnoringCase("message") || word.equalsIgnoringCase("pmessage")
            || word.equalsIgnoringCase("smessage")
        {
            return .message
        }
        guard let verb = RedisVerbTable.shared.verb(named: word) else { return .other }
        switch verb.role {
        case .subscribe: return .subscribed
        case .unsubscribe: return .unsubscribed
        default: return .other
        }
    }

    /// The first line, without the arguments that an unknown command is told with.
    private static func errorText(_ octets: RawSpan) -> String {
        let bounded = octets.extracting(first: min(octets.byteCount, errorOctets))
        var end = 0
        while end < bounded.byteCount {
            let octet = bounded.uint8(at: end)
            if octet == 0x0d || octet == 0x0a { break }
            if octet == UInt8(ascii: ","), bounded.matches(", with args", at: end) { break }
            end += 1
        }
        return bounded.extracting(first: end).text
    }

    /// `1339518083.107412 [0 127.0.0.1:60866] "keys" "*"`.
    private static func isMonitored(_ line: RawSpan) -> Bool {
        guard line.byteCount > 16, line.uint8(at: 0) &- 0x30 < 10 else { return false }
        guard let space = line.firstIndex(of: UInt8(ascii: " ")), space < 24, space + 1 < line.byteCount else {
            return false
        }
        return line.uint8(at: space + 1) == UInt8(ascii: "[")
    }
}
