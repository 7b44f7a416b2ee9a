import Diagnosis
import Records
import Reporting
import Testing

@Suite("Redactor")
struct RedactorTests {
    private var redactor = Redactor(key: Sample.key)

    @Test("a label is the first characters, a tilde and eight digits of the HMAC")
    mutating func vector() {
        // HMAC-SHA256 with the octets 0 to 31 as key, of the value in ASCII.
        #expect(redactor.shown("8b6b31a0c4d2e5f60718") == "8b6b~a962356b")
        #expect(redactor.shown("12345678") == "12~b2be66f7")
        #expect(redactor.shown("1234567") == "~f5068808")
        #expect(redactor.shown("") == "")
    }

    @Test("a credential shows none of its characters")
    mutating func credential() {
        let shown = redactor.shown("8b6b31a0c4d2e5f60718", as: .credential)
        #expect(shown == "~a962356b")
    }

    @Test(
        "spellings of one secret have one label",
        arguments: [
            "a/b+c8b6b31a0c4d2e5f6", "\"a/b+c8b6b31a0c4d2e5f6\"", "a%2Fb%2bc8b6b31a0c4d2e5f6",
            "s%3Aa%2Fb%2Bc8b6b31a0c4d2e5f6.X8hQ9%2B", "s:a/b+c8b6b31a0c4d2e5f6.signature",
        ])
    func canonical(spelling: String) {
        var redactor = redactor
        #expect(redactor.shown(spelling) == redactor.shown("a/b+c8b6b31a0c4d2e5f6"))
    }

    @Test("another key gives another label")
    func keys() {
        var one = Redactor(key: Sample.key)
        var other = Redactor(key: [UInt8](repeating: 1, count: 32))
        #expect(one.shown("8b6b31a0c4d2e5f60718") != other.shown("8b6b31a0c4d2e5f60718"))
    }

    @Test("labels stay the same when more values were seen than are remembered")
    func manyValues() {
        var redactor = redactor
        let first = (0..<40_000).map { redactor.shown("session-value-\($0)") }
        let again = (0..<40_000).map { redactor.shown("session-value-\($0)") }
        #expect(first == again)
        #expect(Set(first).count > 39_000)
    }

    @Test(
        "the values in a target become labels, and names stay",
        arguments: [
            ("/", "/"),
            ("/cart?sid=SECRETSECRET&page=SECRET", "/cart?sid=SE~*&page=~*"),
            ("/cart;jsessionid=SECRETSECRETSECRET?wsdl", "/cart;jsessionid=SECR~*?wsdl"),
            ("/cart;JSESSIONID=SECRETSECRETSECRET/next", "/cart;JSESSIONID=SECR~*/next"),
            ("http://user:SECRET@shop.example:81/a?b=", "http://~*@shop.example:81/a?b="),
            (
                "https://app.example/#access_token=SECRETSECRET&state=SECRET",
                "https://app.example/#access_token=SE~*&state=~*"
            ),
            ("/app#SECRET", "/app#~*"),
            ("/reset?SECRETSECRET1234", "/reset?SECR~*"),
            ("/login?password=SECRETSECRET&api_key=SECRETSECRET", "/login?password=~*&api_key=~*"),
            ("/(S(SECRETSECRETSECRET))/page.aspx", "/(S(SECR~*))/page.aspx"),
            ("/a?b=c=SECRETSECRETSEC?d=SECRET", "/a?b=c=SE~*"),
            ("/a?x=1;y=SECRET", "/a?x=~*;y=~*"),
            ("/a?%73id=SECRET", "/a?%73id=~*"),
            ("*", "*"),
        ])
    func targets(target: String, expected: String) {
        var redactor = redactor
        #expect(Self.withoutDigests(redactor.shownTarget(target)) == expected)
        var open = Redactor(key: Sample.key, showsSecrets: true)
        #expect(open.shownTarget(target) == target)
    }

    @Test("sentences lose the values of the targets in them and what is marked as secret")
    mutating func prose() {
        let text = redactor.shownProse(
            "GET /cart?sid=SECRETSECRET answered 401; see \u{E000}8b6b31a0c4d2e5f60718\u{E001} again")
        #expect(Self.withoutDigests(text) == "GET /cart?sid=SE~* answered 401; see 8b6b~* again")
        #expect(redactor.shownProse("did it end? yes; a=b") == "did it end? yes; a=b")
    }

    /// Each label's eight digits replaced by `*`.
    static func withoutDigests(_ text: String) -> String {
        var parts = text.split(separator: "~", omittingEmptySubsequences: false).map(String.init)
        for index in parts.indices.dropFirst() {
            let digits = parts[index].prefix(8)
            guard digits.count == 8, digits.allSatisfy({ $0.isHexDigit }) else { continue }
            parts[index] = "*" + parts[index].dropFirst(8)
        }
        return parts.joined(separator: "~")
    }
}
