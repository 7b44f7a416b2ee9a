import Records

/// A value of a `JSONLine`. What is not there, or is of another kind, is `nil`.
struct JSONNode {
    let line: JSONLine
    let index: Int

    private var part: JSONLine.Part? { line.parts.indices.contains(index) ? line.parts[index] : nil }

    /// The member with this name; the first, if there are several.
    subscript(_ name: StaticString) -> JSONNode? {
        guard let own = part, own.kind == .object else { return nil }
        var place = index + 1
        while place < own.next {
            if line.hasKey(name, at: place) { return JSONNode(line: line, index: place) }
            place = line.parts[place].next
        }
        return nil
    }

    /// The elements of an array; none of anything else.
    var elements: [JSONNode] { part?.kind == .array ? children : [] }

    /// The names and values of an object's members.
    var members: [(name: String, value: JSONNode)] {
        guard part?.kind == .object else { return [] }
        return children.map { node in
            let own = line.parts[node.index]
            return (String(decoding: line.bytes[own.keyStart..<own.keyEnd], as: UTF8.self), node)
        }
    }

    private var children: [JSONNode] {
        guard let own = part else { return [] }
        var nodes: [JSONNode] = []
        var place = index + 1
        while place < own.next {
            nodes.append(JSONNode(line: line, index: place))
            place = line.parts[place].next
        }
        return nodes
    }

    /// A string as it is.
    var raw: String? {
        guard let own = part, own.kind == .string else { return nil }
        let octets = line.bytes[own.start..<own.end]
        return own.isEscaped ? JSONEscapes.decoded(octets) : String(decoding: octets, as: UTF8.self)
    }

    /// A string, or a number as it is written, fit to be shown: what would hide or reorder text is written out.
    var text: String? {
        if let raw { return TerminalText.escaped(raw) }
        guard let own = part, own.kind == .number else { return nil }
        return String(decoding: line.bytes[own.start..<own.end], as: UTF8.self)
    }

    /// Whether a string is this one, without making it.
    func isText(_ text: StaticString) -> Bool {
        guard let own = part, own.kind == .string, own.end - own.start == text.utf8CodeUnitCount else { return false }
        return line.bytes[own.start..<own.end].elementsEqual(
            UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
    }

    /// A whole number that is not negative.
    var count: UInt64? {
        guard let own = part, own.kind == .number else { return nil }
        var value: UInt64 = 0
        for octet in line.bytes[own.start..<own.end] {
            guard octet &- 0x30 < 10 else { return nil }
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, overflowed) = product.addingReportingOverflow(UInt64(octet &- 0x30))
            guard !overflow, !overflowed else { return nil }
            value = sum
        }
        return own.end > own.start ? value : nil
    }

    var number: Double? {
        guard let own = part, own.kind == .number else { return nil }
        let value = Double(String(decoding: line.bytes[own.start..<own.end], as: UTF8.self))
        return value?.isFinite == true ? value : nil
    }

    var flag: Bool? {
        guard let own = part, own.kind == .literal else { return nil }
        switch line.bytes[own.start] {
        case UInt8(ascii: "t"): return true
        case UInt8(ascii: "f"): return false
        default: return nil
        }
    }

    /// RFC 3339 in UTC, as `JSONWriter` writes it.
    var time: Timestamp? {
        guard let own = part, own.kind == .string else { return nil }
        return ClockText.timestamp(line.bytes[own.start..<own.end])
    }

    /// The strings of an array, fit to be shown.
    var texts: [String] { elements.compactMap(\.text) }
}

extension JSONLine {
    /// Whether the part at `place` stands behind this name.
    fileprivate func hasKey(_ name: StaticString, at place: Int) -> Bool {
        let part = parts[place]
        guard part.keyEnd - part.keyStart == name.utf8CodeUnitCount else { return false }
        for offset in 0..<name.utf8CodeUnitCount where bytes[part.keyStart + offset] != name.utf8Start[offset] {
            return false
        }
        return true
    }
}

/// Escapes inside JSON strings.
enum JSONEscapes {
    /// The text of a string with escapes; a surrogate without its other half becomes U+FFFD.
    static func decoded(_ octets: ArraySlice<UInt8>) -> String {
        var text: [UInt8] = []
        text.reserveCapacity(octets.count)
        var place = octets.startIndex
        while place < octets.endIndex {
            guard octets[place] == UInt8(ascii: "\\"), place + 1 < octets.endIndex else {
                text.append(octets[place])
                place += 1
                continue
            }
            if octets[place + 1] == UInt8(ascii: "u") {
                let (scalar, length) = unicode(octets, at: place)
                text.append(contentsOf: String(scalar).utf8)
                place += length
            } else {
                text.append(simple(octets[place + 1]))
                place += 2
            }
        }
        return String(decoding: text, as: UTF8.self)
    }

    private static func simple(_ letter: UInt8) -> UInt8 {
        switch letter {
        case UInt8(ascii: "n"): 0x0a
        case UInt8(ascii: "r"): 0x0d
        case UInt8(ascii: "t"): 0x09
        case UInt8(ascii: "b"): 0x08
        case UInt8(ascii: "f"): 0x0c
        default: letter
        }
    }

    /// The scalar of `\uXXXX`, or of two of them, and the octets that it takes.
    private static func unicode(_ octets: ArraySlice<UInt8>, at place: Int) -> (Unicode.Scalar, Int) {
        guard let unit = hexadecimal(octets, at: place + 2) else {
            return ("\u{fffd}", min(2, octets.endIndex - place))
        }
        guard (0xd800...0xdfff).contains(unit) else { return (Unicode.Scalar(unit) ?? "\u{fffd}", 6) }
        let next = place + 6
        guard unit < 0xdc00, next + 1 < octets.endIndex, octets[next] == UInt8(ascii: "\\"),
            octets[next + 1] == UInt8(ascii: "u"), let low = hexadecimal(octets, at: next + 2),
            (0xdc00...0xdfff).contains(low)
        else { return ("\u{fffd}", 6) }
        return (Unicode.Scalar(0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00)) ?? "\u{fffd}", 12)
    }

    private static func hexadecimal(_ octets: ArraySlice<UInt8>, at start: Int) -> UInt32? {
        guard start + 4 <= octets.endIndex else { return nil }
        var value: UInt32 = 0
        for octet in octets[start..<(start + 4)] {
            let digit: UInt32
            switch octet {
            case 0x30...0x39: digit = UInt32(octet - 0x30)
            case 0x41...0x46: digit = UInt32(octet - 0x37)
            case 0x61...0x66: digit = UInt32(octet - 0x57)
            default: return nil
            }
            value = value << 4 | digit
        }
        return value
    }
}
