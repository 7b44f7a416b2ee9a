import Records

/// One JSON value in text (RFC 8259), taken apart once: where its parts are, without copies of them.
///
/// A line is used again for the next text, so reading a file of millions of lines allocates next to nothing until a
/// value is asked for. Foundation's decoder would do the same work at a tenth of the speed, and bring Foundation.
final class JSONLine {
    /// Objects and arrays inside each other.
    static let deepest = 32

    enum Kind: UInt8 { case object, array, string, number, literal }

    /// A value's place. Its parts follow it, up to `next`.
    struct Part {
        var kind: Kind
        /// Whether its text has escapes.
        var isEscaped = false
        /// Without quotes and brackets.
        var start: Int
        var end: Int
        /// The key in front of it; an empty range where there is none.
        var keyStart = 0
        var keyEnd = 0
        /// The part behind it and all that is inside it.
        var next = 0
    }

    /// What is wrong with a text, and where.
    struct Fault: Error, Equatable {
        /// Octets before it.
        var offset: Int
        var expected: String
    }

    private(set) var bytes: [UInt8] = []
    private(set) var parts: [Part] = []

    /// The outermost value.
    var root: JSONNode { JSONNode(line: self, index: 0) }

    /// Takes a text apart; the one before is forgotten.
    func parse(_ text: some Collection<UInt8>) throws(Fault) {
        bytes.removeAll(keepingCapacity: true)
        bytes.append(contentsOf: text)
        parts.removeAll(keepingCapacity: true)
        var scanner = JSONScanner(bytes: bytes)
        do throws(Fault) {
            try scanner.value(into: &parts, depth: 0)
            scanner.skipSpace()
            guard scanner.offset == bytes.count else { throw scanner.fault("the end of the line") }
        } catch {
            parts.removeAll(keepingCapacity: true)
            throw error
        }
    }
}

/// Walks over JSON text and notes where its values are.
private struct JSONScanner {
    let bytes: [UInt8]
    private(set) var offset = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    func fault(_ expected: String) -> JSONLine.Fault { JSONLine.Fault(offset: offset, expected: expected) }

    private var current: UInt8 { offset < bytes.count ? bytes[offset] : 0 }

    mutating func skipSpace() {
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x20, 0x09, 0x0a, 0x0d: offset += 1
            default: return
            }
        }
    }

    mutating func value(into parts: inout [JSONLine.Part], depth: Int) throws(JSONLine.Fault) {
        skipSpace()
        guard depth < JSONLine.deepest else { throw fault("at most \(JSONLine.deepest) values inside each other") }
        switch current {
        case UInt8(ascii: "{"): try members(into: &parts, depth: depth)
        case UInt8(ascii: "["): try elements(into: &parts, depth: depth)
        case UInt8(ascii: "\""):
            let (start, end, isEscaped) = try string()
            parts.append(
                JSONLine.Part(kind: .string, isEscaped: isEscaped, start: start, end: end, next: parts.count + 1))
        case UInt8(ascii: "-"), 0x30...0x39: try plain(.number, into: &parts)
        case UInt8(ascii: "t"), UInt8(ascii: "f"), UInt8(ascii: "n"): try plain(.literal, into: &parts)
        default: throw fault("a value")
        }
    }

    private mutating func members(into parts: inout [JSONLine.Part], depth: Int) throws(JSONLine.Fault) {
        let own = open(.object, into: &parts)
        skipSpace()
        while current != UInt8(ascii: "}") || offset == bytes.count {
            guard current == UInt8(ascii: "\"") else { throw fault("a name in quotes") }
            let (start, end, _) = try string()
            skipSpace()
            try take(UInt8(ascii: ":"), "a colon")
            let place = parts.count
            try value(into: &parts, depth: depth + 1)
            parts[place].keyStart = start
            parts[place].keyEnd = end
            try separate(UInt8(ascii: "}"))
        }
        close(own, &parts)
    }

    private mutating func elements(into parts: inout [JSONLine.Part], depth: Int) throws(JSONLine.Fault) {
        let own = open(.array, into: &parts)
        skipSpace()
        while current != UInt8(ascii: "]") || offset == bytes.count {
            try value(into: &parts, depth: depth + 1)
            try separate(UInt8(ascii: "]"))
        }
        close(own, &parts)
    }

    private mutating func open(_ kind: JSONLine.Kind, into parts: inout [JSONLine.Part]) -> Int {
        offset += 1
        parts.append(JSONLine.Part(kind: kind, start: offset, end: offset))
        return parts.count - 1
    }

    private mutating func close(_ own: Int, _ parts: inout [JSONLine.Part]) {
        parts[own].end = offset
        parts[own].next = parts.count
        offset += 1
    }

    /// A comma and one more, or the bracket at the end, which stays.
    private mutating func separate(_ end: UInt8) throws(JSONLine.Fault) {
        skipSpace()
        if current == end, offset < bytes.count { return }
        try take(UInt8(ascii: ","), "a comma")
        skipSpace()
        guard current != end else { throw fault("one more value") }
    }

    private mutating func take(_ octet: UInt8, _ name: String) throws(JSONLine.Fault) {
        guard offset < bytes.count, bytes[offset] == octet else { throw fault(name) }
        offset += 1
    }

    private mutating func string() throws(JSONLine.Fault) -> (start: Int, end: Int, isEscaped: Bool) {
        offset += 1
        let start = offset
        var isEscaped = false
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return (start, offset - 1, isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                offset += 2
            case 0..<0x20: throw fault("no control character inside a string")
            default: offset += 1
            }
        }
        offset = bytes.count
        throw fault("the quote that ends a string")
    }

    /// A number or a word. Which it is is looked at when it is asked for.
    private mutating func plain(
        _ kind: JSONLine.Kind, into parts: inout [JSONLine.Part]
    ) throws(JSONLine.Fault) {
        let start = offset
        while offset < bytes.count {
            switch bytes[offset] {
            case 0x30...0x39, 0x41...0x5a, 0x61...0x7a, UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "."):
                offset += 1
                continue
            default: break
            }
            break
        }
        let word = bytes[start..<offset]
        if kind == .literal, !["true", "false", "null"].contains(where: { word.elementsEqual($0.utf8) }) {
            offset = start
            throw fault("true, false or null")
        }
        parts.append(JSONLine.Part(kind: kind, start: start, end: offset, next: parts.count + 1))
    }
}
