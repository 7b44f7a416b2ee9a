import Bytes
import Records

/// A `Set-Cookie` field, read as user agents do (RFC 6265 § 5.2).
enum SetCookieHeader {
    /// - Returns: the cookie; `nil` where the field has no name.
    static func read(_ value: RawSpan, limits: HTTPLimits) -> SetCookie? {
        let first = value.firstIndex(of: ASCII.semicolon) ?? value.byteCount
        guard let sign = value.firstIndex(of: ASCII.equals), sign < first else { return nil }
        let name = value.trimmed(0..<sign)
        guard !name.isEmpty else { return nil }
        var cookie = SetCookie(
            name: value.extracting(name).text(limit: limits.textBytes),
            value: value.extracting(value.trimmed(sign + 1..<first)).text(limit: limits.textBytes))
        var start = first + 1
        while start < value.byteCount {
            let end = value.firstIndex(of: ASCII.semicolon, from: start) ?? value.byteCount
            readAttribute(value, start..<end, into: &cookie, limit: limits.textBytes)
            start = end + 1
        }
        return cookie
    }

    /// The last of several attributes of one name counts.
    private static func readAttribute(
        _ value: RawSpan, _ range: Range<Int>, into cookie: inout SetCookie, limit: Int
    ) {
        var sign = range.lowerBound
        while sign < range.upperBound, value.uint8(at: sign) != ASCII.equals { sign += 1 }
        let name = value.extracting(value.trimmed(range.lowerBound..<sign))
        let content = value.extracting(value.trimmed(min(sign + 1, range.upperBound)..<range.upperBound))
        switch name.byteCount {
        case 4 where name.equalsIgnoringCase("path"): cookie.path = content.text(limit: limit)
        case 6 where name.equalsIgnoringCase("domain"): cookie.domain = content.text(limit: limit)
        case 6 where name.equalsIgnoringCase("secure"): cookie.secure = true
        case 7 where name.equalsIgnoringCase("max-age"): cookie.maxAge = content.clampedInteger() ?? cookie.maxAge
        case 7 where name.equalsIgnoringCase("expires"): cookie.expires = HTTPDate.seconds(content) ?? cookie.expires
        case 8 where name.equalsIgnoringCase("httponly"): cookie.httpOnly = true
        case 8 where name.equalsIgnoringCase("samesite"): cookie.sameSite = content.text(limit: limit)
        default: break
        }
    }
}
