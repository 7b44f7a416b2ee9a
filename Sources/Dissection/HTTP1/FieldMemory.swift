import Bytes
import Records

/// What a flow's peers said last, to be shared when they say it again.
struct FieldMemory: Sendable {
    var host = RepeatedText()
    var userAgent = RepeatedText()
    var referer = RepeatedText()
    var forwardedFor = RepeatedText()
    var requestVia = RepeatedText()
    var requestType = RepeatedText()
    var server = RepeatedText()
    var via = RepeatedText()
    var responseType = RepeatedText()
    private var cookieField: [UInt8] = []
    private var cookies: [Cookie] = []
    private var authorizationField: [UInt8] = []
    private var authorization: Authorization?

    /// Adds the pairs of a `Cookie` field to `pairs`.
    mutating func readCookies(_ value: RawSpan, into pairs: inout [Cookie], limits: Limits) {
        guard pairs.isEmpty, value.byteCount <= limits.textBytes else {
            CookieHeader.read(value, into: &pairs, limits: limits)
            return
        }
        if cookieField.span.bytes.equals(value) {
            pairs = cookies
            return
        }
        CookieHeader.read(value, into: &pairs, limits: limits)
        cookieField = value.array
        cookies = pairs
    }

    /// Reads an `Authorization` field.
    mutating func readAuthorization(_ value: RawSpan, limits: Limits) -> Authorization? {
        guard value.byteCount <= limits.textBytes else { return AuthorizationHeader.read(value, limits: limits) }
        if authorizationField.span.bytes.equals(value) { return authorization }
        authorizationField = value.array
        authorization = AuthorizationHeader.read(value, limits: limits)
        return authorization
    }
}
