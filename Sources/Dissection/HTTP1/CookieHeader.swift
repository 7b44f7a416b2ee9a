import Bytes
import Records

/// The pairs of a `Cookie` field (RFC 6265 § 4.2).
enum CookieHeader {
    /// Adds the pairs in `value` to `cookies`, at most `limits.cookies` in all; pairs without a name or `=` are left out.
    static func read(_ value: RawSpan, into cookies: inout [Cookie], limits: HTTPLimits) {
        var start = 0
        while start < value.byteCount, cookies.count < limits.cookies {
            let end = value.firstIndex(of: ASCII.semicolon, from: start) ?? value.byteCount
            if let cookie = pair(value, start..<end, limit: limits.textBytes) { cookies.append(cookie) }
            start = end + 1
        }
    }

    private static func pair(_ value: RawSpan, _ range: Range<Int>, limit: Int) -> Cookie? {
        var sign = range.lowerBound
        while sign < range.upperBound, value.uint8(at: sign) != ASCII.equals { sign += 1 }
        guard sign < range.upperBound else { return nil }
        let name = value.trimmed(range.lowerBound..<sign)
        guard !name.isEmpty else { return nil }
        return Cookie(
            name: value.extracting(name).text(limit: limit),
            value: value.extracting(value.trimmed(sign + 1..<range.upperBound)).text(limit: limit))
    }
}
