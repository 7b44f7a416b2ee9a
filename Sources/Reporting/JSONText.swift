/// The inside of a JSON string.
enum JSONText {
    /// Appends `text` with escapes for what JSON forbids, and for what would act on a terminal or reorder text there:
    /// DEL, C1 controls, line and paragraph separators, and invisible or bidirectional formatting characters.
    static func append(_ text: String, to bytes: inout OutputBuffer) {
        var text = text
        text.withUTF8 { append(utf8: $0, to: &bytes) }
    }

    private static func append(utf8 text: UnsafeBufferPointer<UInt8>, to bytes: inout OutputBuffer) {
        let plain = plainPrefix(text, from: 0)
        guard plain < text.count else { return bytes.append(UnsafeRawBufferPointer(text)) }
        var start = 0
        var index = plain
        while index < text.count {
            let (scalar, length) = HiddenText.scalar(in: text, at: index)
            if scalar >= 0x80, !HiddenText.isHidden(scalar) {
                index = plainPrefix(text, from: index + length)
                continue
            }
            bytes.append(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: text[start..<index])))
            escape(scalar, to: &bytes)
            start = index + length
            index = plainPrefix(text, from: start)
        }
        bytes.append(UnsafeRawBufferPointer(UnsafeBufferPointer(rebasing: text[start...])))
    }

    /// The first octet at or after `start` that is not ASCII standing for itself; eight at a time.
    private static func plainPrefix(_ text: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
        var index = start
        let raw = UnsafeRawBufferPointer(text)
        while index &+ 8 <= text.count {
            guard isPlain(raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)) else { break }
            index &+= 8
        }
        while index < text.count, isPlain(octet: text[index]) { index &+= 1 }
        return index
    }

    @inline(__always)
    private static func isPlain(octet: UInt8) -> Bool {
        octet >= 0x20 && octet < 0x7f && octet != 0x22 && octet != 0x5c
    }

    /// Whether each of eight octets is plain: no high bit, none below a space, no quote, backslash or DEL.
    @inline(__always)
    private static func isPlain(_ word: UInt64) -> Bool {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let high: UInt64 = ones << 7
        let control = (word &- ones &* 0x20) & ~word
        let quote = ((word ^ ones &* 0x22) &- ones) & ~(word ^ ones &* 0x22)
        let backslash = ((word ^ ones &* 0x5c) &- ones) & ~(word ^ ones &* 0x5c)
        let delete = ((word ^ ones &* 0x7f) &- ones) & ~(word ^ ones &* 0x7f)
        return (word | control | quote | backslash | delete) & high == 0
    }

    private static func escape(_ scalar: UInt32, to bytes: inout OutputBuffer) {
        bytes.append(UInt8(ascii: "\\"))
        switch scalar {
        case 0x22, 0x5c: bytes.append(UInt8(truncatingIfNeeded: scalar))
        case 0x0a: bytes.append(UInt8(ascii: "n"))
        case 0x0d: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        case 0x10000...:
            hex(0xd800 + ((scalar - 0x10000) >> 10), to: &bytes)
            bytes.append(UInt8(ascii: "\\"))
            hex(0xdc00 + (scalar & 0x3ff), to: &bytes)
        default: hex(scalar, to: &bytes)
        }
    }

    /// Appends `u` and four hexadecimal digits.
    private static func hex(_ unit: UInt32, to bytes: inout OutputBuffer) {
        bytes.append(UInt8(ascii: "u"))
        for shift in [12, 8, 4, 0] as [UInt32] { bytes.append(Hexadecimal.digit(UInt8(unit >> shift & 15))) }
    }
}

/// Characters that are not seen where they stand: controls, and formatting that hides or reorders other text.
enum HiddenText {
    /// Whether a scalar must not reach a terminal as itself.
    static func isHidden(_ scalar: UInt32) -> Bool {
        switch scalar {
        case 0..<0x20, 0x7f..<0xa0, 0xad, 0x34f, 0x61c, 0x115f...0x1160, 0x17b4...0x17b5, 0x180b...0x180f: true
        case 0x200b...0x200f, 0x2028...0x202e, 0x2060...0x206f, 0x3164, 0xfe00...0xfe0f, 0xfeff: true
        case 0xfff0...0xfffb, 0xfffe...0xffff, 0xfdd0...0xfdef, 0xe000...0xf8ff: true
        case 0xffa0, 0x1bca0...0x1bca3, 0x1d173...0x1d17a, 0xe0000...: true
        default: false
        }
    }

    /// The scalar that begins at `index`, and its length in octets. The text is a `String`'s, so it is valid UTF-8.
    static func scalar(in text: UnsafeBufferPointer<UInt8>, at index: Int) -> (UInt32, Int) {
        let first = text[index]
        if first < 0x80 { return (UInt32(first), 1) }
        let length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4
        var value = UInt32(first) & (0xff >> UInt32(length + 1))
        for next in index + 1..<min(index + length, text.count) { value = value << 6 | UInt32(text[next] & 0x3f) }
        return (value, min(length, text.count - index))
    }
}

/// Hexadecimal text, lower case.
enum Hexadecimal {
    static func digit(_ value: UInt8) -> UInt8 { value < 10 ? 0x30 + value : 0x57 + value }

    static func text(_ octets: some Sequence<UInt8>) -> String {
        var digits: [UInt8] = []
        for octet in octets {
            digits.append(digit(octet >> 4))
            digits.append(digit(octet & 15))
        }
        return String(decoding: digits, as: UTF8.self)
    }
}
