import Bytes
import Records

extension JWT {
    /// Octets of the longest token that is decoded.
    private static let longest = 16 << 10

    /// Decodes the header and the claims of a JSON Web Token in compact form (RFC 7519 § 3.1); verifies nothing.
    ///
    /// `nil` unless there are three parts of base64url, the first of which is a JSON object with `alg`.
    init?(decoding token: RawSpan, textBytes: Int) {
        guard token.byteCount >= 16, token.byteCount <= JWT.longest, token.matches("ey"),
            let first = token.firstIndex(of: 0x2e), let second = token.firstIndex(of: 0x2e, from: first + 1),
            token.firstIndex(of: 0x2e, from: second + 1) == nil
        else { return nil }
        for index in 0..<token.byteCount where index != first && index != second {
            guard Base64URL.isSafe(token.uint8(at: index)) else { return nil }
        }
        guard let header = Base64URL.decode(token.extracting(first: first), limit: JWT.longest),
            let claims = Base64URL.decode(token.extracting(first + 1..<second), limit: JWT.longest)
        else { return nil }
        self.init()
        JSONScanner.members(header.span.bytes, textBytes: textBytes) { name, value in
            guard case .string(let text) = value else { return }
            if name == "alg" { algorithm = text }
            if name == "kid" { keyID = text }
        }
        guard algorithm != nil else { return nil }
        JSONScanner.members(claims.span.bytes, textBytes: textBytes) { name, value in note(name, value) }
    }

    /// The registered claims (RFC 7519 § 4.1), `sid` (OpenID Connect), `client_id` (RFC 8693) and `azp`.
    private mutating func note(_ name: String, _ value: JSONScanner.Value) {
        switch (name, value) {
        case ("iss", .string(let text)): issuer = text
        case ("sub", .string(let text)): subject = text
        case ("sub", .integer(let number)): subject = String(number)
        case ("sid", .string(let text)), ("session_id", .string(let text)), ("session_state", .string(let text)):
            if sessionID == nil || name == "sid" { sessionID = text }
        case ("jti", .string(let text)): tokenID = text
        case ("aud", .string(let text)): audience = [text]
        case ("aud", .strings(let texts)): audience = texts
        case ("exp", .integer(let number)): expires = number
        case ("nbf", .integer(let number)): notBefore = number
        case ("iat", .integer(let number)): issuedAt = number
        case ("client_id", .string(let text)): clientID = text
        case ("azp", .string(let text)): clientID = clientID ?? text
        default: break
        }
    }
}
