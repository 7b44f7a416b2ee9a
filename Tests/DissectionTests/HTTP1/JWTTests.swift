import Bytes
import Records
import Testing

@testable import Dissection

@Suite("Authorization and JSON Web Tokens")
struct JWTTests {
    /// A token made for this test: HS256, no real key.
    private static let header = "eyJhbGciOiJIUzI1NiIsImtpZCI6ImsxIiwidHlwIjoiSldUIn0"

    private func encode(_ text: String) -> String {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
        let bytes = Array(text.utf8)
        var result = ""
        var index = 0
        while index < bytes.count {
            let group = bytes[index..<min(index + 3, bytes.count)]
            let bits = group.reduce(0) { $0 << 8 | Int($1) } << (8 * (3 - group.count))
            for place in 0...group.count { result.append(alphabet[bits >> (18 - 6 * place) & 63]) }
            index += 3
        }
        return result
    }

    private func authorization(_ field: String) -> Authorization? {
        let octets = Array(field.utf8)
        return AuthorizationHeader.read(octets.span.bytes, limits: HTTPLimits())
    }

    @Test("The claims of a bearer token are decoded")
    func claims() throws {
        let claims =
            "{\"iss\":\"https://i\",\"aud\":[\"a\",{\"x\":1},\"b\"],\"sub\":\"42\",\"sid\":\"s\",\"jti\":\"j\",\"exp\":1700000300.9,"
            + "\"nbf\":1700000000,\"iat\":1.7e9,\"nested\":{\"exp\":5,\"deep\":[[\"}\"]]},\"azp\":\"client\"}"
        let read = try #require(authorization("Bearer \(Self.header).\(encode(claims)).c2ln"))
        let jwt = try #require(read.jwt)
        #expect(read.scheme == "Bearer")
        #expect(jwt.algorithm == "HS256" && jwt.keyID == "k1")
        #expect(jwt.issuer == "https://i" && jwt.audience == ["a", "b"] && jwt.subject == "42")
        #expect(jwt.sessionID == "s" && jwt.tokenID == "j" && jwt.clientID == "client")
        #expect(jwt.expires == 1_700_000_300 && jwt.notBefore == 1_700_000_000 && jwt.issuedAt == 1_700_000_000)
    }

    @Test("Other schemes keep their value, and bare tokens are decoded")
    func otherSchemes() {
        let basic = authorization("Basic dXNlcjpwYXNz")
        #expect(basic?.scheme == "Basic" && basic?.value == "dXNlcjpwYXNz" && basic?.jwt == nil)
        #expect(authorization("\(Self.header).\(encode("{\"sub\":7}")).x1")?.jwt?.subject == "7")
        #expect(authorization("Negotiate")?.scheme == "Negotiate")
        #expect(authorization("") == nil)
    }

    @Test(
        "What only looks like a token is none",
        arguments: [
            "eyJhbGciOiJIUzI1NiJ9.e30", "eyJhbGciOiJIUzI1NiJ9.e30.a.b", "eyJ4IjoxfQ.e30.c2ln0000",
            "eyJhbGciOiJIUzI1NiJ9.e!0.c2",
            "eyJhbGciOiJIUzI1NiJ9.eyJ.c2",
        ])
    func noTokens(_ token: String) {
        let jwt = authorization("Bearer \(token)")?.jwt
        #expect(
            jwt == nil
                || jwt
                    == {
                        var empty = JWT(); empty.algorithm = "HS256"; return empty
                    }()
        )
    }

    @Test("Base64url takes padding and refuses what is none")
    func base64() {
        let decode = { (text: String) -> [UInt8]? in
            let octets = Array(text.utf8)
            return Base64URL.decode(octets.span.bytes, limit: 100)
        }
        #expect(decode("aGk") == Array("hi".utf8))
        #expect(decode("aGk=") == Array("hi".utf8))
        #expect(decode("_-8") == [0xff, 0xef])
        #expect(decode("a") == nil)
        #expect(decode("a b=") == nil)
        #expect(decode(String(repeating: "A", count: 101)) == nil)
    }
}
