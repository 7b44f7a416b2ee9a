/// Text for a terminal: nothing that it would act on, and how many columns it takes.
enum TerminalText {
    /// The text with every control, invisible and bidirectional character as `\x1b` or `\u{202e}`.
    static func escaped(_ text: String) -> String {
        guard text.unicodeScalars.contains(where: { HiddenText.isHidden($0.value) }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            if HiddenText.isHidden(scalar.value) {
                result += escape(scalar.value)
            } else {
                result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func escape(_ scalar: UInt32) -> String {
        if scalar < 0x100 { return "\\x" + Hexadecimal.text([UInt8(scalar)]) }
        return "\\u{" + String(scalar, radix: 16) + "}"
    }

    /// Columns that escaped text takes.
    static func columns(of text: String) -> Int {
        text.unicodeScalars.reduce(0) { $0 + columns(of: $1) }
    }

    /// East Asian wide characters and emoji take two columns (UAX #11), combining marks none.
    static func columns(of scalar: Unicode.Scalar) -> Int {
        switch scalar.value {
        case 0..<0x300: 1
        case 0x300...0x36f, 0x1ab0...0x1aff, 0x1dc0...0x1dff, 0x20d0...0x20ff, 0xfe20...0xfe2f: 0
        case 0x1100...0x115f, 0x2e80...0xa4cf, 0xac00...0xd7a3, 0xf900...0xfaff, 0xfe30...0xfe6f: 2
        case 0xff00...0xff60, 0xffe0...0xffe6, 0x1f300...0x1f64f, 0x1f900...0x1f9ff, 0x20000...0x3fffd: 2
        default: 1
        }
    }

    /// The text in at most `columns` columns, its middle left out where it is longer.
    static func shortened(_ text: String, to columns: Int) -> String {
        let length = self.columns(of: text)
        guard length > columns, columns > 1 else { return text }
        let scalars = Array(text.unicodeScalars)
        let front = prefix(scalars, columns: (columns - 1) / 2)
        let back = prefix(scalars.reversed(), columns: columns - 1 - (columns - 1) / 2)
        return string(front) + "…" + string(back.reversed())
    }

    private static func prefix(_ scalars: [Unicode.Scalar], columns: Int) -> [Unicode.Scalar] {
        var left = columns
        return Array(
            scalars.prefix { scalar in
                left -= self.columns(of: scalar)
                return left >= 0
            })
    }

    static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var text = String.UnicodeScalarView()
        text.append(contentsOf: scalars)
        return String(text)
    }
}
