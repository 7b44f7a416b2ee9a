import Diagnosis
import Records
import Testing

@Suite struct ExposedTests {
    private func visit(tls: Bool = false, _ change: @escaping (inout HTTPExchange) -> Void) -> [Finding] {
        var story = Story()
        story.flow("127.0.0.1:40000", "127.0.0.1:443") {
            $0.connect(0)
            if tls { $0.tls(0.02) { $0.closeNotify = PerSide(both: true) } }
            $0.exchange("/", 0.1, answered: 0.2, change)
            $0.exchange("/", 0.3, answered: 0.4, change)
            $0.fin(.client, 0.5)
        }
        return story.told()
    }

    @Test func `a session cookie in clear text is one notice, however often it is sent`() throws {
        let findings = visit { $0.request?.cookies = [Cookie(name: "PHPSESSID", value: "0123456789abcdef")] }
        #expect(findings.codes == ["session.exposed"])
        #expect(findings[0].severity == .notice)
        #expect(findings[0].count == 1)
    }

    @Test func `in TLS only what its attributes leave open counts`() throws {
        let sent = visit(tls: true) { $0.request?.cookies = [Cookie(name: "PHPSESSID", value: "0123456789abcdef")] }
        #expect(sent.isEmpty)
        var cookie = SetCookie(name: "id", value: "kJ8s7dH2k9Lq0PzX3mNbV5cR")
        let open = visit(tls: true) { [cookie] in $0.response?.setCookies = [cookie] }
        #expect(try #require(open.first).cause.contains("Secure, HttpOnly, SameSite"))
        cookie.secure = true
        cookie.httpOnly = true
        cookie.sameSite = "Lax"
        let closed = visit(tls: true) { [cookie] in $0.response?.setCookies = [cookie] }
        #expect(closed.isEmpty)
    }

    @Test func `a session id in an address is told by its name`() throws {
        let findings = visit(tls: true) { $0.request?.target = "/cart;jsessionid=0123456789ABCDEF?page=2" }
        #expect(findings.codes == ["session.exposed"])
        #expect(findings[0].cause.contains("jsessionid"))
        #expect(!findings[0].cause.contains("0123456789"))
    }

    @Test func `other cookies are nobody's session`() {
        let findings = visit {
            $0.request?.cookies = [Cookie(name: "theme", value: "dark-and-very-long-name-123")]
            $0.response?.setCookies = [
                SetCookie(name: "_ga", value: "GA1.2.1234567890.abcdefghij"), SetCookie(name: "lang", value: "en"),
                SetCookie(name: "csrftoken", value: "kJ8s7dH2k9Lq0PzX3mNbV5cR"),
            ]
        }
        #expect(findings.isEmpty)
    }
}
