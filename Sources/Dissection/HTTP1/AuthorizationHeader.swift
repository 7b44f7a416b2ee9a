import Bytes
import Records

/// An `Authorization` field (RFC 9110 § 11.6.2).
enum AuthorizationHeader {
    /// - Returns: scheme and credentials, and the claims of a JSON Web Token; `nil` if the field is empty.
    static func read(_ value: RawSpan, limits: HTTPLimits) -> Authorization? {
        guard !value.isEmpty else { return nil }
        var end = 0
        while end < value.byteCount, !ASCII.isBlank(value.uint8(at: end)) { end += 1 }
        let credentials = value.trimmed(end..<value.byteCount)
        // Credentials without a scheme: a bare token.
        guard !credentials.isEmpty else { return bare(value, limits: limits) }
        return Authorization(
            scheme: value.extracting(first: end).text(limit: limits.textBytes),
            value: value.extracting(credentials).text(limit: limits.textBytes),
            jwt: JWT(decoding: value.extracting(credentials), textBytes: limits.textBytes))
    }

    private static func bare(_ value: RawSpan, limits: HTTPLimits) -> Authorization {
        let jwt = JWT(decoding: value, textBytes: limits.textBytes)
        let text = value.text(limit: limits.textBytes)
        let isScheme = jwt == nil && value.byteCount <= 12
        return Authorization(scheme: isScheme ? text : "", value: isScheme ? "" : text, jwt: jwt)
    }

    /// The schemes of a `WWW-Authenticate` field, without their parameters.
    static func schemes(_ value: RawSpan) -> String {
        var schemes = ""
        var start = 0
        while start < value.byteCount {
            let end = challengeEnd(value, from: start)
            let item = value.trimmed(start..<end)
            if let scheme = scheme(value.extracting(item)), schemes.utf8.count < 200 {
                schemes += schemes.isEmpty ? scheme : ", \(scheme)"
            }
            start = end + 1
        }
        return schemes
    }

    /// The next comma outside quotes, or the end.
    private static func challengeEnd(_ value: RawSpan, from start: Int) -> Int {
        var isQuoted = false
        var index = start
        while index < value.byteCount {
            let octet = value.uint8(at: index)
            if octet == ASCII.quote { isQuoted.toggle() }
            if octet == 0x5c, isQuoted { index += 1 }
            if octet == ASCII.comma, !isQuoted { return index }
            index += 1
        }
        return value.byteCount
    }

    /// An item of the list names a scheme if it is a lone token, or a token followed by a space; `name=value` is not one.
    private static func scheme(_ item: RawSpan) -> String? {
        var end = 0
        while end < item.byteCount, ASCII.isToken(item.uint8(at: end)) { end += 1 }
        guard end > 0, end == item.byteCount || ASCII.isBlank(item.uint8(at: end)) else { return nil }
        return item.extracting(first: end).text(limit: 40)
    }
}
