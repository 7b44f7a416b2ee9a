import Bytes

/// The fields that are looked at, of requests and responses alike.
enum HTTPField: UInt8 {
    case acceptRanges, authorization, b3, b3TraceID, connection, contentEncoding, contentLength, contentRange
    case contentType, cookie, correlationID, date, expect, forwarded, forwardedFor, forwardedProto, host, keepAlive
    case location, origin, proxyAuthorization, range, referer, requestID, retryAfter, server, session, setCookie
    case skyWalking, traceparent, transferEncoding, uberTraceID, upgrade, userAgent, via
    case webSocketExtensions, webSocketProtocol, wwwAuthenticate, amazonTraceID, plainRequestID

    /// The field of that name, whatever the case of its letters; `nil` for those that nobody asks about.
    static func named(_ name: RawSpan) -> HTTPField? {
        switch name.byteCount {
        case 2: name.equalsIgnoringCase("b3") ? .b3 : nil
        case 3: short3(name)
        case 4: short4(name)
        case 5: name.equalsIgnoringCase("range") ? .range : nil
        case 6: six(name)
        case 7: seven(name)
        case 8: name.equalsIgnoringCase("location") ? .location : nil
        case 9: nine(name)
        case 10: ten(name)
        case 11: eleven(name)
        case 12: twelve(name)
        case 13: thirteen(name)
        case 14: name.equalsIgnoringCase("content-length") ? .contentLength : session(name)
        case 15: fifteen(name)
        case 16: sixteen(name)
        case 17: seventeen(name)
        case 19: name.equalsIgnoringCase("proxy-authorization") ? .proxyAuthorization : session(name)
        case 22: name.equalsIgnoringCase("sec-websocket-protocol") ? .webSocketProtocol : session(name)
        case 24: name.equalsIgnoringCase("sec-websocket-extensions") ? .webSocketExtensions : session(name)
        default: session(name)
        }
    }

    private static func first(_ name: RawSpan) -> UInt8 { ASCII.lowered(name.uint8(at: 0)) }

    private static func short3(_ name: RawSpan) -> HTTPField? {
        if name.equalsIgnoringCase("via") { return .via }
        if name.equalsIgnoringCase("sw8") { return .skyWalking }
        return nil
    }

    private static func short4(_ name: RawSpan) -> HTTPField? {
        if name.equalsIgnoringCase("host") { return .host }
        if name.equalsIgnoringCase("date") { return .date }
        return nil
    }

    private static func six(_ name: RawSpan) -> HTTPField? {
        switch first(name) {
        case UInt8(ascii: "c"): name.equalsIgnoringCase("cookie") ? .cookie : nil
        case UInt8(ascii: "o"): name.equalsIgnoringCase("origin") ? .origin : nil
        case UInt8(ascii: "s"): name.equalsIgnoringCase("server") ? .server : nil
        case UInt8(ascii: "e"): name.equalsIgnoringCase("expect") ? .expect : nil
        default: nil
        }
    }

    private static func seven(_ name: RawSpan) -> HTTPField? {
        if name.equalsIgnoringCase("referer") { return .referer }
        if name.equalsIgnoringCase("upgrade") { return .upgrade }
        return nil
    }

    private static func nine(_ name: RawSpan) -> HTTPField? {
        name.equalsIgnoringCase("forwarded") ? .forwarded : session(name)
    }

    private static func ten(_ name: RawSpan) -> HTTPField? {
        switch first(name) {
        case UInt8(ascii: "u"): name.equalsIgnoringCase("user-agent") ? .userAgent : nil
        case UInt8(ascii: "c"): name.equalsIgnoringCase("connection") ? .connection : nil
        case UInt8(ascii: "s"): name.equalsIgnoringCase("set-cookie") ? .setCookie : session(name)
        case UInt8(ascii: "k"): name.equalsIgnoringCase("keep-alive") ? .keepAlive : nil
        case UInt8(ascii: "r"): name.equalsIgnoringCase("request-id") ? .plainRequestID : nil
        default: session(name)
        }
    }

    private static func eleven(_ name: RawSpan) -> HTTPField? {
        if name.equalsIgnoringCase("retry-after") { return .retryAfter }
        if name.equalsIgnoringCase("traceparent") { return .traceparent }
        return session(name)
    }

    private static func twelve(_ name: RawSpan) -> HTTPField? {
        if name.equalsIgnoringCase("content-type") { return .contentType }
        if name.equalsIgnoringCase("x-request-id") { return .requestID }
        if name.equalsIgnoringCase("x-b3-traceid") { return .b3TraceID }
        return session(name)
    }

    private static func thirteen(_ name: RawSpan) -> HTTPField? {
        switch first(name) {
        case UInt8(ascii: "a"):
            if name.equalsIgnoringCase("accept-ranges") { return .acceptRanges }
            return name.equalsIgnoringCase("authorization") ? .authorization : nil
        case UInt8(ascii: "c"): return name.equalsIgnoringCase("content-range") ? .contentRange : nil
        case UInt8(ascii: "u"): return name.equalsIgnoringCase("uber-trace-id") ? .uberTraceID : nil
        default: return session(name)
        }
    }

    private static func fifteen(_ name: RawSpan) -> HTTPField? {
        if first(name) == UInt8(ascii: "a") { return nil }
        if name.equalsIgnoringCase("x-forwarded-for") { return .forwardedFor }
        if name.equalsIgnoringCase("x-amzn-trace-id") { return .amazonTraceID }
        return session(name)
    }

    private static func sixteen(_ name: RawSpan) -> HTTPField? {
        if name.equalsIgnoringCase("content-encoding") { return .contentEncoding }
        if name.equalsIgnoringCase("www-authenticate") { return .wwwAuthenticate }
        if name.equalsIgnoringCase("x-correlation-id") { return .correlationID }
        return session(name)
    }

    private static func seventeen(_ name: RawSpan) -> HTTPField? {
        if name.equalsIgnoringCase("transfer-encoding") { return .transferEncoding }
        if name.equalsIgnoringCase("x-forwarded-proto") { return .forwardedProto }
        return session(name)
    }

    private static func session(_ name: RawSpan) -> HTTPField? {
        SessionHeaderNames.include(name) ? .session : nil
    }
}
