import Bytes

/// The trace identifier in the fields of tracing systems.
enum TraceField {
    /// - Returns: the identifier; `nil` where the field has none.
    static func identifier(_ field: HTTPField, _ value: RawSpan) -> String? {
        switch field {
        // W3C Trace Context: version "-" trace-id "-" parent-id "-" flags.
        case .traceparent: part(1, of: value, separator: 0x2d).flatMap { text(value, $0) }
        // B3 single header: trace-id "-" span-id…, or a lone sampling decision.
        case .b3: part(0, of: value, separator: 0x2d).flatMap { $0.count >= 16 ? text(value, $0) : nil }
        case .b3TraceID: text(value, 0..<value.byteCount)
        // Jaeger: trace-id ":" span-id…
        case .uberTraceID: part(0, of: value, separator: ASCII.colon).flatMap { text(value, $0) }
        case .skyWalking: skyWalking(value)
        default: nil
        }
    }

    /// SkyWalking: sample "-" base64 of the trace identifier "-"…
    private static func skyWalking(_ value: RawSpan) -> String? {
        guard let range = part(1, of: value, separator: 0x2d),
            let octets = Base64URL.decode(value.extracting(range), limit: 256), !octets.isEmpty,
            octets.allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return nil }
        return octets.span.bytes.text
    }

    private static func part(_ number: Int, of value: RawSpan, separator: UInt8) -> Range<Int>? {
        var start = 0
        for _ in 0..<number {
            guard let next = value.firstIndex(of: separator, from: start) else { return nil }
            start = next + 1
        }
        return start..<(value.firstIndex(of: separator, from: start) ?? value.byteCount)
    }

    private static func text(_ value: RawSpan, _ range: Range<Int>) -> String? {
        range.isEmpty ? nil : value.extracting(range).text(limit: 128)
    }
}
