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
    private var dateField: [UInt8] = []
    private var date: Int64?
    private var authorizationField: [UInt8] = []
    private var authorization: Authorization?

    /// Adds the pairs of a `Cookie` field to `pairs`.
    mutating func readCookies(_ value: RawSpan, into pairs: inout [Cookie], limits: HTTPLimits) {
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

    /// Reads a `Date` field: what is answered in the same second has the same.
    mutating func readDate(_ value: RawSpan) -> Int64? {
        if !dateField.isEmpty, dateField.span.bytes.equals(value) { return date }
        date = HTTPDate.seconds(value)
        dateField = value.array
        return date
    }

    /// Reads an `Authorization` field.
    mutating func readAuthorization(_ value: RawSpan, limits: HTTPLimits) -> Authorization? {
        guard value.byteCount <= limits.textBytes else { return AuthorizationHeader.read(value, limits: limits) }
        if authorizationField.span.bytes.equals(value) { return authorization }
        authorizationField = value.array
        authorization = AuthorizationHeader.read(value, limits: limits)
        return authorization
    }
}
