import Records

/// Members of an HTTP exchange.
extension FieldWriter {
    mutating func fields(of exchange: HTTPExchange) {
        json.field("version", exchange.version)
        json.field("stream_id", exchange.streamID)
        if let request = exchange.request {
            json.key("request")
            json.beginObject()
            fields(of: request)
            json.endObject()
        }
        if let response = exchange.response {
            json.key("response")
            json.beginObject()
            fields(of: response)
            json.endObject()
        }
        if !exchange.informational.isEmpty {
            json.key("informational")
            json.beginArray()
            for status in exchange.informational { json.number(UInt64(status)) }
            json.endArray()
        }
        if let call = exchange.grpc { grpc(call) }
    }

    private mutating func fields(of request: HTTPRequest) {
        reference(request.at)
        // Over HTTP/2 either may be in a part of the header table that was not captured.
        json.field("method", request.method.isEmpty ? nil : request.method)
        json.field("target", request.target.isEmpty ? nil : redactor.shownTarget(request.target))
        json.field("host", request.host)
        json.field("user_agent", request.userAgent)
        if let referer = request.referer { json.field("referer", redactor.shownTarget(referer)) }
        json.field("x_forwarded_for", request.forwardedFor)
        json.field("trace_id", request.traceID)
        json.field("request_id", request.requestID)
        json.field("range", request.range)
        cookies(request.cookies)
        sessionHeaders(request.sessionHeaders)
        if let authorization = request.authorization { fields(of: authorization) }
        json.field("body_bytes", request.bodyBytes)
    }

    private mutating func fields(of response: HTTPResponse) {
        reference(response.at)
        json.field("status", response.status == 0 ? nil : response.status)
        json.field("reason", response.reason)
        json.field("server", response.server)
        if let location = response.location { json.field("location", redactor.shownTarget(location)) }
        json.field("content_range", response.contentRange)
        setCookies(response.setCookies)
        sessionHeaders(response.sessionHeaders)
        json.field("retry_after", response.retryAfter)
        json.field("body_bytes", response.bodyBytes)
        json.field("complete", response.complete)
    }

    private mutating func cookies(_ cookies: [Cookie]) {
        guard !cookies.isEmpty else { return }
        json.key("cookies")
        json.beginArray()
        for cookie in cookies { pair(cookie.name, redactor.shown(cookie.value)) }
        json.endArray()
    }

    private mutating func sessionHeaders(_ headers: [SessionHeader]) {
        guard !headers.isEmpty else { return }
        json.key("session_headers")
        json.beginArray()
        for header in headers {
            pair(header.name, redactor.shown(header.value, as: SecretName.kind(of: header.name)))
        }
        json.endArray()
    }

    private mutating func pair(_ name: String, _ value: String) {
        json.beginObject()
        json.field("name", name)
        json.field("value", value)
        json.endObject()
    }

    private mutating func setCookies(_ cookies: [SetCookie]) {
        guard !cookies.isEmpty else { return }
        json.key("set_cookies")
        json.beginArray()
        for cookie in cookies {
            json.beginObject()
            json.field("name", cookie.name)
            json.field("value", redactor.shown(cookie.value))
            json.field("path", cookie.path)
            json.field("domain", cookie.domain)
            json.field("max_age", cookie.maxAge)
            json.field("expires", secondsSince1970: cookie.expires)
            json.field("secure", cookie.secure)
            json.field("http_only", cookie.httpOnly)
            json.field("same_site", cookie.sameSite)
            json.endObject()
        }
        json.endArray()
    }
}

/// Members of an `Authorization` header.
extension FieldWriter {
    /// Schemes that say nothing of a secret (IANA HTTP Authentication Scheme Registry, and a few in wide use).
    private static let knownSchemes: Set<String> = [
        "basic", "bearer", "concealed", "digest", "dpop", "gnap", "hoba", "mutual", "negotiate", "oauth",
        "privatetoken", "scram-sha-1", "scram-sha-256", "vapid", "ntlm", "kerberos", "aws4-hmac-sha256", "hawk",
        "apikey",
        "token", "sharedkey", "splunk", "key", "session",
    ]

    mutating func fields(of authorization: Authorization) {
        let scheme = authorization.scheme.lowercased()
        // A header without a scheme is a secret as a whole.
        let isKnown = FieldWriter.knownSchemes.contains(scheme)
        json.key("authorization")
        json.beginObject()
        json.field("scheme", isKnown ? authorization.scheme : redactor.shown(authorization.scheme, as: .credential))
        if !authorization.value.isEmpty {
            let isToken = scheme == "bearer" || scheme == "dpop" || scheme == "session"
            json.field("value", redactor.shown(authorization.value, as: isToken ? .identifier : .credential))
        }
        if let token = authorization.jwt { fields(of: token) }
        json.endObject()
    }

    /// Of a token's claims, those that name a person or a session are labels.
    private mutating func fields(of token: JWT) {
        json.key("jwt")
        json.beginObject()
        json.field("alg", token.algorithm)
        json.field("kid", token.keyID)
        json.field("iss", token.issuer)
        if !token.audience.isEmpty { json.field("aud", strings: token.audience) }
        if let subject = token.subject { json.field("sub", redactor.shown(subject)) }
        if let session = token.sessionID { json.field("sid", redactor.shown(session)) }
        if let identifier = token.tokenID { json.field("jti", redactor.shown(identifier)) }
        json.field("exp", secondsSince1970: token.expires)
        json.field("nbf", secondsSince1970: token.notBefore)
        json.field("iat", secondsSince1970: token.issuedAt)
        json.endObject()
    }
}
