/// Numbers as people read them in a sentence.
enum Figure {
    /// `0.04 s`, `5.01 s`, `62.1 s`, `350 s`.
    static func seconds(_ value: Double) -> String {
        let size = abs(value)
        if size < 0.01, size > 0 { return "\(fixed(value * 1_000, 1)) ms" }
        return "\(fixed(value, size < 10 ? 2 : size < 100 ? 1 : 0)) s"
    }

    /// A whole number of seconds for a setting: `60`.
    static func whole(_ value: Double) -> String { fixed(value, 0) }

    /// `2.4 %`.
    static func percent(_ share: Double) -> String { "\(fixed(share * 100, 1)) %" }

    /// `1 segment`, `3 segments`.
    static func count(_ number: some BinaryInteger, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// The nearest whole number of seconds; held at ±9e12.
    static func nearest(_ value: Double) -> Double {
        guard value.isFinite else { return 0 }
        let held = max(-9e12, min(9e12, value))
        return Double(Int64(held < 0 ? held - 0.5 : held + 0.5))
    }

    /// Rounded half away from zero; held at ±9e15.
    static func fixed(_ value: Double, _ digits: Int) -> String {
        guard value.isFinite else { return "0" }
        let scale = [1.0, 10, 100, 1_000][min(max(digits, 0), 3)]
        let held = max(-9e12, min(9e12, value)) * scale
        let scaled = Int64(held < 0 ? held - 0.5 : held + 0.5)
        let whole = scaled.magnitude / UInt64(scale)
        let rest = scaled.magnitude % UInt64(scale)
        let sign = scaled < 0 ? "-" : ""
        guard digits > 0 else { return "\(sign)\(whole)" }
        let text = String(rest)
        return "\(sign)\(whole)." + String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
