import Records

/// Numbers as people read them.
enum Quantity {
    /// `18,204`.
    static func count(_ value: UInt64) -> String {
        let digits = Array(String(value))
        var text = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index) % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return text
    }

    /// `1 flow`, `18,204 flows`.
    static func count(_ value: UInt64, _ one: String, _ many: String? = nil) -> String {
        count(value) + " " + (value == 1 ? one : many ?? one + "s")
    }

    /// `812 B`, `1.2 MB`: powers of 1000.
    static func bytes(_ value: UInt64) -> String {
        guard value >= 1000 else { return "\(value) B" }
        var rest = Double(value)
        var unit = "B"
        for next in ["kB", "MB", "GB", "TB", "PB", "EB"] where rest >= 999.5 {
            rest /= 1000
            unit = next
        }
        return "\(decimal(rest, rest < 99.95 ? 1 : 0)) \(unit)"
    }

    /// `0.4 ms`, `1.23 s`, `350.2 s`, `7200 s`: timeouts are told apart by their seconds, so there are no minutes.
    static func seconds(_ value: Double) -> String {
        guard value.isFinite, value >= 0 else { return "0 s" }
        if value < 0.9995 { return decimal(value * 1000, value < 0.01 ? 1 : 0, trimmed: true) + " ms" }
        if value < 99.995 { return decimal(value, 2, trimmed: true) + " s" }
        return decimal(value, value < 9999.95 ? 1 : 0, trimmed: true) + " s"
    }

    /// How long something lasted: seconds up to two minutes, then `12 min 33 s`, `3 h 4 min`, `2 d 3 h`.
    static func duration(_ value: Double) -> String {
        guard value.isFinite, value >= 119.5 else { return seconds(value) }
        let whole = UInt64(min(value.rounded(), 1e15))
        if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
        if whole < 86_400 { return "\(whole / 3600) h \(whole / 60 % 60) min" }
        return "\(whole / 86_400) d \(whole / 3600 % 24) h"
    }

    /// A number with `places` decimals; `trimmed` takes zeros off its end.
    static func decimal(_ value: Double, _ places: Int, trimmed: Bool = false) -> String {
        var scale: UInt64 = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = UInt64(min(max(0, (value * Double(scale)).rounded()), 1e18))
        guard places > 0 else { return String(scaled) }
        var fraction = String(scaled % scale)
        fraction = String(repeating: "0", count: places - fraction.count) + fraction
        if trimmed { while fraction.hasSuffix("0") { fraction.removeLast() } }
        return String(scaled / scale) + (fraction.isEmpty ? "" : "." + fraction)
    }
}
