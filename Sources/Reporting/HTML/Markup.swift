/// HTML text. What is put into it as a value is escaped, always: only literals and other markup are taken as they are.
struct Markup: Sendable, ExpressibleByStringInterpolation {
    private(set) var html: String

    init(stringLiteral value: String) { html = value }

    init(stringInterpolation interpolation: StringInterpolation) { html = interpolation.html }

    static let empty: Markup = ""

    var isEmpty: Bool { html.isEmpty }

    static func += (left: inout Markup, right: Markup) { left.html += right.html }

    static func + (left: Markup, right: Markup) -> Markup {
        var sum = left
        sum += right
        return sum
    }

    struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var html = ""

        init(literalCapacity: Int, interpolationCount: Int) { html.reserveCapacity(literalCapacity * 2) }

        mutating func appendLiteral(_ literal: String) { html += literal }

        mutating func appendInterpolation(_ text: String) { html += Markup.escaped(text) }

        mutating func appendInterpolation(_ text: String?) { if let text { html += Markup.escaped(text) } }

        mutating func appendInterpolation(_ number: some BinaryInteger) { html += String(number) }

        mutating func appendInterpolation(_ markup: Markup) { html += markup.html }

        mutating func appendInterpolation(_ parts: [Markup]) { for part in parts { html += part.html } }

        /// A length or place in a drawing: two decimals.
        mutating func appendInterpolation(_ value: Double) { html += Markup.figure(value) }
    }

    private static func escaped(_ text: String) -> String {
        let shown = TerminalText.escaped(text)
        guard shown.utf8.contains(where: { [0x26, 0x3c, 0x3e, 0x22, 0x27].contains($0) }) else { return shown }
        var result = ""
        result.reserveCapacity(shown.utf8.count + 32)
        for scalar in shown.unicodeScalars {
            switch scalar {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    private static func figure(_ value: Double) -> String {
        let sign = value < 0 ? "-" : ""
        return sign + Quantity.decimal(value.magnitude, 2, trimmed: true)
    }
}

extension Sequence where Element == Markup {
    func joined(_ separator: Markup = "") -> Markup {
        var result = Markup.empty
        var isFirst = true
        for part in self {
            if !isFirst { result += separator }
            result += part
            isFirst = false
        }
        return result
    }
}
