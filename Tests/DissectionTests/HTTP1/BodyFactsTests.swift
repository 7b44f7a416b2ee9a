import Records
import Testing

@testable import Dissection

@Suite("Bodies that speak of sessions")
struct BodyFactsTests {
    private func request(_ path: String, _ type: String, _ body: String) -> RequestFacts? {
        let head = "POST \(path) HTTP/1.1\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        return Playbook.http.client(head + body).exchanges().first?.request?.facts
    }

    private func response(_ path: String, _ status: Int, _ type: String, _ body: String, method: String = "GET")
        -> ResponseFacts?
    {
        Playbook.http.client("\(method) \(path) HTTP/1.1\r\nContent-Length: 0\r\n\r\n").server(
            "HTTP/1.1 \(status) X\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)"
        ).exchanges().first?.response?.facts
    }

    @Test("Forms of sign-in")
    func forms() {
        let facts = request("/login", "application/x-www-form-urlencoded", "user%5Bemail%5D=a%40b&user[password]=p+w")
        #expect(facts?.hasPassword == true && facts?.user == "a@b")
        let grant = request(
            "/oauth/token", "application/x-www-form-urlencoded", "grant_type=refresh_token&refresh_token=r1")
        #expect(grant?.grantType == "refresh_token" && grant?.refreshToken == "r1" && grant?.hasPassword == false)
        #expect(request("/items", "application/x-www-form-urlencoded", "password=x") == nil)
        #expect(request("/login", "text/plain", "password=x") == nil)
    }

    @Test("JSON of sign-in")
    func json() {
        let facts = request("/api/auth", "application/json", "{\"userName\":\"ann\",\"Password\":\"secret\"}")
        #expect(facts?.hasPassword == true && facts?.user == "ann")
        #expect(request("/api/auth", "application/json", "{\"a\":1}") == nil)
    }

    @Test(
        "Refusals that name the session or token",
        arguments: [
            "Session not found", "{\"message\":\"session expired\"}", "INVALID_SESSION_ID", "Your session has expired.",
            "unknown session", "no such session", "jwt expired", "{\"error\":\"invalid_token\"}", "invalid_grant",
            "You are not logged in", "The token is expired", "sessionExpired", "Session ID unknown",
            "<h1>Session is no longer valid</h1>",
        ])
    func refusals(_ text: String) {
        #expect(response("/x", 401, "text/html", text)?.saysSessionUnknown == true)
    }

    @Test(
        "Refusals that do not",
        arguments: [
            "Not found", "CSRF token invalid", "Unexpected token expired", "Sessions are limited", "session",
            "not found",
            "invalid user", "Token ring network",
        ])
    func otherRefusals(_ text: String) {
        #expect(response("/x", 404, "text/html", text)?.saysSessionUnknown != true)
    }

    @Test("Tokens of token endpoints")
    func tokens() {
        let body = "{\"access_token\":\"a\",\"refresh_token\":\"r\",\"expires_in\":300}"
        let facts = response("/oauth/token", 200, "application/json", body, method: "POST")
        #expect(facts?.accessToken == "a" && facts?.refreshToken == "r" && facts?.expiresIn == 300)
        #expect(response("/oauth/token", 200, "application/json", body) == nil)
        let refused = response("/oauth/token", 400, "application/json", "{\"error\":\"invalid_grant\"}")
        #expect(refused?.errorCode == "invalid_grant" && refused?.saysSessionUnknown == true)
    }

    @Test("Socket.IO's session and its refusal")
    func socketIO() {
        let path = "/socket.io/?EIO=4&transport=polling"
        #expect(response(path, 200, "text/plain", "0{\"sid\":\"abc\",\"upgrades\":[]}")?.socketIOSession == "abc")
        #expect(response(path, 200, "text/plain", "96:0{\"sid\":\"abc\"}2:40")?.socketIOSession == "abc")
        let refusal = response(path, 400, "application/json", "{\"code\":1,\"message\":\"Session ID unknown\"}")
        #expect(refusal?.errorCode == "1" && refusal?.saysSessionUnknown == true)
    }

    @Test("Only the beginning of a body is looked into, and none that is coded")
    func bounds() {
        let late = String(repeating: " ", count: 3_000) + "session expired"
        #expect(response("/x", 401, "text/html", late) == nil)
        let coded = Playbook.http.client(Playbook.request).server(
            "HTTP/1.1 401 X\r\nContent-Encoding: gzip\r\nContent-Length: 15\r\n\r\nsession expired")
        #expect(coded.exchanges().first?.response?.facts == nil)
    }
}
