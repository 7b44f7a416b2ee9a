import Bytes

/// A distinguished name of X.501, for people to read.
enum DistinguishedName {
    /// Attributes of one name that are read.
    private static let attributes = 64

    /// Reads a Name as the text of RFC 4514: the last attribute first, special characters escaped.
    static func read(_ bytes: inout RawSpan) throws(Malformed) -> String {
        var parts: [String] = []
        try bytes.readDER(tag: DERTag.sequence) { name throws(Malformed) in
            while !name.isEmpty, parts.count < attributes { parts.append(try readRelative(&name)) }
        }
        return parts.reversed().joined(separator: ",")
    }

    /// One relative name: mostly one attribute, else joined by plus signs.
    private static func readRelative(_ bytes: inout RawSpan) throws(Malformed) -> String {
        try bytes.readDER(tag: DERTag.set) { set throws(Malformed) in
            var parts: [String] = []
            while !set.isEmpty, parts.count < attributes {
                let part = try set.readDER(tag: DERTag.sequence) { attribute throws(Malformed) in
                    let type = try attribute.readDER(tag: DERTag.objectIdentifier) { identifier throws(Malformed) in
                        name(of: identifier.array)
                    }
                    let value = try attribute.readDER { tag, contents throws(Malformed) in text(tag, contents) }
                    return type + "=" + escaped(value)
                }
                parts.append(part)
            }
            return parts.joined(separator: "+")
        }
    }

    /// The short name of an attribute type, or its numbers.
    private static func name(of identifier: [UInt8]) -> String {
        switch identifier {
        case [0x55, 4, 3]: "CN"
        case [0x55, 4, 6]: "C"
        case [0x55, 4, 7]: "L"
        case [0x55, 4, 8]: "ST"
        case [0x55, 4, 9]: "STREET"
        case [0x55, 4, 10]: "O"
        case [0x55, 4, 11]: "OU"
        case [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x01]: "UID"
        case [0x09, 0x92, 0x26, 0x89, 0x93, 0xf2, 0x2c, 0x64, 0x01, 0x19]: "DC"
        case [0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x09, 0x01]: "E"
        default: dotted(identifier)
        }
    }

    /// An object identifier in dotted decimal (X.690 § 8.19).
    static func dotted(_ identifier: [UInt8]) -> String {
        var numbers: [UInt64] = []
        var value: UInt64 = 0
        for octet in identifier.prefix(64) {
            value = value << 7 | UInt64(octet & 0x7f)
            if octet & 0x80 != 0 { continue }
            if numbers.isEmpty {
                let first = min(value / 40, 2)
                numbers = [first, value - first * 40]
            } else {
                numbers.append(value)
            }
            value = 0
        }
        return numbers.map { String($0) }.joined(separator: ".")
    }

    private static func text(_ tag: UInt8, _ contents: RawSpan) -> String {
        switch tag {
        case DERTag.bmpString:
            let units = (0..<contents.byteCount / 2).map { contents.uint16(at: $0 * 2) }
            return String(decoding: units, as: UTF16.self)
        case DERTag.universalString:
            let units = (0..<contents.byteCount / 4).map { contents.uint32(at: $0 * 4) }
            return String(decoding: units, as: UTF32.self)
        case DERTag.teletexString:
            // Latin-1 in practice.
            return String(String.UnicodeScalarView(contents.array.map { Unicode.Scalar($0) }))
        default: return contents.text
        }
    }

    /// Escapes what has a meaning in the text of a name (RFC 4514 § 2.4).
    static func escaped(_ value: String) -> String {
        var text = ""
        for (index, character) in value.unicodeScalars.enumerated() {
            switch character {
            case "\"", "+", ",", ";", "<", ">", "\\": text.unicodeScalars.append("\\")
            case "#" where index == 0: text.unicodeScalars.append("\\")
            case " " where index == 0 || index == value.unicodeScalars.count - 1: text.unicodeScalars.append("\\")
            default: break
            }
            text.unicodeScalars.append(character)
        }
        return text
    }
}
