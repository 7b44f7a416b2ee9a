/// The fields that are looked at, of requests and responses alike.
enum HTTPField: UInt8, Sendable {
    case acceptRanges, authorization, b3, b3TraceID, connection, contentEncoding, contentLength, contentRange
    case contentType, cookie, correlationID, date, expect, forwarded, forwardedFor, forwardedProto, host, keepAlive
    case location, origin, proxyAuthorization, range, referer, requestID, retryAfter, server, session, setCookie
    case skyWalking, traceparent, transferEncoding, uberTraceID, upgrade, userAgent, via
    case webSocketExtensions, webSocketProtocol, wwwAuthenticate, amazonTraceID, plainRequestID

    /// The field of that name, whatever the case of its letters; `nil` for those that nobody asks about.
    static func named(_ name: RawSpan) -> HTTPField? { FieldNameTable.shared.field(named: name) }

    /// The fields by their names, in lower case.
    static let names: [(StaticString, HTTPField)] = [
        ("accept-ranges", .acceptRanges), ("authorization", .authorization), ("b3", .b3), ("x-b3-traceid", .b3TraceID),
        ("connection", .connection), ("content-encoding", .contentEncoding), ("content-length", .contentLength),
        ("content-range", .contentRange), ("content-type", .contentType), ("cookie", .cookie),
        ("x-correlation-id", .correlationID), ("date", .date), ("expect", .expect), ("forwarded", .forwarded),
        ("x-forwarded-for", .forwardedFor), ("x-forwarded-proto", .forwardedProto), ("host", .host),
        ("keep-alive", .keepAlive), ("location", .location), ("origin", .origin),
        ("proxy-authorization", .proxyAuthorization), ("range", .range), ("referer", .referer),
        ("x-request-id", .requestID), ("retry-after", .retryAfter), ("server", .server), ("set-cookie", .setCookie),
        ("sw8", .skyWalking), ("traceparent", .traceparent), ("transfer-encoding", .transferEncoding),
        ("uber-trace-id", .uberTraceID), ("upgrade", .upgrade), ("user-agent", .userAgent), ("via", .via),
        ("sec-websocket-extensions", .webSocketExtensions), ("sec-websocket-protocol", .webSocketProtocol),
        ("www-authenticate", .wwwAuthenticate), ("x-amzn-trace-id", .amazonTraceID), ("request-id", .plainRequestID),
    ]
}
