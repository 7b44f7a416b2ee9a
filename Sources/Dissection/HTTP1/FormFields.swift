import Bytes

/// The fields of `application/x-www-form-urlencoded` (WHATWG URL § 5.1).
enum FormFields {
    /// Fields of one form that are looked at.
    private static let most = 64

    /// Calls `body` with each name and value, decoded.
    static func each(_ form: RawSpan, _ body: (String, String) -> Void) {
        var start = 0
        var count = 0
        while start < form.byteCount, count < most {
            let end = form.firstIndex(of: 0x26, from: start) ?? form.byteCount
            let field = form.extracting(start..<end)
            if let sign = field.firstIndex(of: ASCII.equals) {
                body(decoded(field.extracting(first: sign)), decoded(field.extracting(droppingFirst: sign + 1)))
            }
            count += 1
            start = end + 1
        }
    }

    /// Replaces `+` and `%XX`.
    static func decoded(_ text: RawSpan) -> String {
        var octets: [UInt8] = []
        octets.reserveCapacity(text.byteCount)
        var index = 0
        while index < text.byteCount {
            let octet = text.uint8(at: index)
            if octet == 0x25, text.byteCount - index >= 3, let high = ASCII.hexValue(text.uint8(at: index + 1)),
                let low = ASCII.hexValue(text.uint8(at: index + 2))
            {
                octets.append(high << 4 | low)
                index += 3
            } else {
                octets.append(octet == 0x2b ? ASCII.space : octet)
                index += 1
            }
        }
        return octets.span.bytes.text
    }
}
