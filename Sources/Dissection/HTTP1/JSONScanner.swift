import Bytes

/// Walks a JSON text (RFC 8259) once, and hands out what is at its first level.
///
/// Bounded: values inside others are passed over to a depth of `deepest`. A text that is cut, or no JSON at all, yields
/// what came before the fault.
struct JSONScanner {
    /// Objects and arrays inside each other.
    static let deepest = 8

    /// A member of the outermost object.
    enum Value: Equatable {
        case string(String)
        /// Fractions are cut off; what does not fit is held at the ends of the range.
        case integer(Int64)
        case boolean(Bool)
        case null
        /// An array: its strings.
        case strings([String])
        /// An object: not looked into.
        case object
    }

    /// Octets of the longest text that is handed out.
    private let limit: Int
    private var offset = 0

    init(textBytes limit: Int) { self.limit = limit }

    /// Calls `body` with each member of the outermost object, in order, names escaped no more.
    static func members(_ text: RawSpan, textBytes limit: Int, _ body: (String, Value) -> Void) {
        var scanner = JSONScanner(textBytes: limit)
        scanner.skipBlank(text)
        guard scanner.take(0x7b, text) else { return }
        repeat {
            scanner.skipBlank(text)
            guard let name = scanner.string(text) else { return }
            scanner.skipBlank(text)
            guard scanner.take(ASCII.colon, text), let value = scanner.value(text) else { return }
            body(name, value)
            scanner.skipBlank(text)
        } while scanner.take(ASCII.comma, text)
    }

    private func peek(_ text: RawSpan) -> UInt8? { offset < text.byteCount ? text.uint8(at: offset) : nil }

    private mutating func take(_ octet: UInt8, _ text: RawSpan) -> Bool {
        guard peek(text) == octet else { return false }
        offset += 1
        return true
    }

    private mutating func skipBlank(_ text: RawSpan) {
        while let octet = peek(text), octet == 0x20 || octet == 0x0a || octet == 0x0d || octet == 0x09 { offset += 1 }
    }

    private mutating func value(_ text: RawSpan) -> Value? {
        skipBlank(text)
        guard let octet = peek(text) else { return nil }
        switch octet {
        case ASCII.quote: return string(text).map { .string($0) }
        case 0x5b: return array(text)
        case 0x7b: return skipNested(text) ? .object : nil
        case 0x74: return word("true", text) ? .boolean(true) : nil
        case 0x66: return word("false", text) ? .boolean(false) : nil
        case 0x6e: return word("null", text) ? .null : nil
        default: return number(text)
        }
    }

    private mutating func word(_ literal: StaticString, _ text: RawSpan) -> Bool {
        guard text.matches(literal, at: offset) else { return false }
        offset += literal.utf8CodeUnitCount
        return true
    }

    /// A number, cut to its whole part unless it has an exponent.
    private mutating func number(_ text: RawSpan) -> Value? {
        let start = offset
        while let octet = peek(text) {
            guard ASCII.isDigit(octet) || octet == 0x2d || octet == 0x2b || octet == 0x2e || octet | 0x20 == 0x65 else {
                break
            }
            offset += 1
        }
        let digits = text.extracting(start..<offset)
        let point = digits.firstIndex(of: 0x2e)
        if digits.firstIndex(of: 0x65) == nil, digits.firstIndex(of: 0x45) == nil {
            return digits.extracting(first: point ?? digits.byteCount).clampedInteger().map { .integer($0) }
        }
        guard digits.byteCount <= 40, let real = Double(digits.text), real > -9.2e18, real < 9.2e18 else { return nil }
        return .integer(Int64(real))
    }

    /// The strings of an array; its other elements are passed over.
    private mutating func array(_ text: RawSpan) -> Value? {
        guard take(0x5b, text) else { return nil }
        var strings: [String] = []
        skipBlank(text)
        if take(0x5d, text) { return .strings([]) }
        repeat {
            skipBlank(text)
            if peek(text) == ASCII.quote {
                guard let element = string(text) else { return nil }
                if strings.count < 32 { strings.append(element) }
            } else if peek(text) == 0x5b || peek(text) == 0x7b {
                guard skipNested(text) else { return nil }
            } else {
                guard value(text) != nil else { return nil }
            }
            skipBlank(text)
        } while take(ASCII.comma, text)
        return take(0x5d, text) ? .strings(strings) : nil
    }

    /// Passes over an object or array with all that is in it.
    private mutating func skipNested(_ text: RawSpan) -> Bool {
        var depth = 0
        while let octet = peek(text) {
            switch octet {
            case ASCII.quote:
                guard skipString(text) else { return false }
                continue
            case 0x5b, 0x7b:
                depth += 1
                if depth >= Self.deepest { return false }
            case 0x5d, 0x7d: depth -= 1
            default: break
            }
            offset += 1
            if depth == 0 { return true }
        }
        return false
    }

    private mutating func skipString(_ text: RawSpan) -> Bool {
        offset += 1
        while let octet = peek(text) {
            offset += octet == 0x5c ? 2 : 1
            if octet == ASCII.quote { return true }
        }
        return false
    }

    /// A string without its quotes and escapes, cut to the limit.
    private mutating func string(_ text: RawSpan) -> String? {
        guard peek(text) == ASCII.quote else { return nil }
        let start = offset + 1
        guard skipString(text) else { return nil }
        let content = text.extracting(start..<offset - 1)
        guard content.firstIndex(of: 0x5c) != nil else { return content.text(limit: limit) }
        return JSONScanner.unescaped(content.extracting(first: min(content.byteCount, limit)))
    }

    /// Replaces escapes (RFC 8259 § 7).
    private static func unescaped(_ content: RawSpan) -> String {
        var units: [UInt16] = []
        var result = ""
        var plain = 0
        var index = 0
        let flush = { (units: inout [UInt16]) -> String in
            defer { units.removeAll(keepingCapacity: true) }
            return String(decoding: units, as: UTF16.self)
        }
        while index < content.byteCount {
            guard content.uint8(at: index) == 0x5c, index + 1 < content.byteCount else {
                index += 1
                continue
            }
            if plain < index {
                result += flush(&units)
                result += content.extracting(plain..<index).text
            }
            if let (unit, length) = escape(content, at: index) {
                units.append(unit)
                index += length
            } else {
                index += 2
            }
            plain = index
        }
        result += flush(&units)
        if plain < content.byteCount { result += content.extracting(plain..<content.byteCount).text }
        return result
    }

    /// The UTF-16 code unit of the escape at `index`, and how many octets it takes.
    private static func escape(_ content: RawSpan, at index: Int) -> (unit: UInt16, length: Int)? {
        switch content.uint8(at: index + 1) {
        case 0x6e: return (0x0a, 2)
        case 0x74: return (0x09, 2)
        case 0x72: return (0x0d, 2)
        case 0x62: return (0x08, 2)
        case 0x66: return (0x0c, 2)
        case 0x75:
            guard content.byteCount - index >= 6 else { return nil }
            var unit: UInt16 = 0
            for offset in 2..<6 {
                guard let digit = ASCII.hexValue(content.uint8(at: index + offset)) else { return nil }
                unit = unit << 4 | UInt16(digit)
            }
            return (unit, 6)
        case let octet: return octet < 0x80 ? (UInt16(octet), 2) : nil
        }
    }
}
