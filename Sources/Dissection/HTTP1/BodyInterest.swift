import Bytes
import Records

/// Which bodies are looked into, and how far.
enum BodyInterest {
    private static let signInWords: [StaticString] = [
        "login", "signin", "sign-in", "sign_in", "logon", "auth", "token", "session", "refresh", "connect",
        "j_security",
    ]

    /// Octets of a request's body that are kept: those of forms and JSON to sign-in and token endpoints.
    static func inRequest(_ request: HTTPRequest, _ framing: FramingFields, _ limits: HTTPLimits) -> Int {
        guard !framing.isCoded, request.method == "POST" || request.method == "PUT" || request.method == "PATCH",
            let type = request.contentType, isForm(type) || isJSON(type), isSignIn(request.target)
        else { return 0 }
        return limits.bodyExcerptBytes
    }

    /// Octets of a response's body that are kept: those of refusals, of token endpoints and of Socket.IO's opening.
    static func inResponse(
        _ response: HTTPResponse, _ framing: FramingFields, _ request: HTTPRequest?, _ limits: HTTPLimits
    ) -> Int {
        guard !framing.isCoded else { return 0 }
        if response.status >= 400 {
            return isText(response.contentType) ? limits.bodyExcerptBytes : 0
        }
        guard response.status / 100 == 2, let request, let type = response.contentType else { return 0 }
        if request.method == "POST", isJSON(type), isSignIn(request.target) { return limits.bodyExcerptBytes }
        // Engine.IO's polling transport speaks plain text.
        guard type.utf8Span.span.bytes.matchesIgnoringCase("text/plain"), isSocketIO(request.target) else { return 0 }
        return min(256, limits.bodyExcerptBytes)
    }

    static func isForm(_ type: String) -> Bool {
        type.utf8Span.span.bytes.matchesIgnoringCase("application/x-www-form-urlencoded")
    }

    static func isJSON(_ type: String) -> Bool {
        let octets = type.utf8Span.span.bytes
        return octets.matchesIgnoringCase("application/json") || octets.firstOffset(ofIgnoringCase: "+json") != nil
            || octets.matchesIgnoringCase("text/json")
    }

    static func isSocketIO(_ target: String) -> Bool {
        TargetPath.mentions("/socket.io/", in: target) || TargetPath.mentions("/engine.io/", in: target)
    }

    static func isSignIn(_ target: String) -> Bool {
        signInWords.contains { TargetPath.mentions($0, in: target) }
    }

    private static func isText(_ type: String?) -> Bool {
        guard let type else { return true }
        return type.utf8Span.span.bytes.matchesIgnoringCase("text/") || isJSON(type)
            || type.utf8Span.span.bytes.matchesIgnoringCase("application/xml")
    }
}
