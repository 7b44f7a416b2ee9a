import Diagnosis
import Records
import Reporting
import Testing

/// No format prints a secret, wherever it is.
@Suite("Secrecy")
struct SecrecyTests {
    /// Each is found nowhere else; `SECRET` is in all of them.
    private static let records: [Record] = {
        var exchange = Sample.exchange(cookie: "cookieSECRET1")
        exchange.request?.target = "/a;jsessionid=pathSECRET2/b?sid=querySECRET3&x=y%3DSECRET4#fragSECRET5"
        exchange.request?.referer = "https://user:passSECRET6@shop.example/?token=refererSECRET7"
        exchange.request?.sessionHeaders = [SessionHeader(name: "X-Session-ID", value: "headerSECRET8")]
        var token = JWT()
        token.subject = "subjectSECRET9"
        token.sessionID = "sessionSECRET10"
        token.tokenID = "tokenSECRET11"
        exchange.request?.authorization = Authorization(scheme: "Bearer", value: "bearerSECRET12", jwt: token)
        var facts = RequestFacts()
        facts.user = "userSECRET13"
        facts.refreshToken = "refreshSECRET14"
        exchange.request?.facts = facts
        exchange.response?.location = "/next?code=locationSECRET15"
        exchange.response?.setCookies = [SetCookie(name: "sid", value: "setSECRET16")]
        exchange.response?.sessionHeaders = [SessionHeader(name: "X-Auth-Token", value: "answerSECRET17")]
        var answer = ResponseFacts()
        answer.accessToken = "accessSECRET18"
        answer.socketIOSession = "socketSECRET19"
        exchange.response?.facts = answer
        var basic = Sample.exchange(cookie: "\"quotedSECRET20\"")
        basic.request?.authorization = Authorization(scheme: "Basic", value: "SECRET21==")
        var bare = Sample.exchange(cookie: "x")
        bare.request?.authorization = Authorization(scheme: "SECRET22", value: "")
        var handshake = TLSHandshake(at: Sample.at(3))
        handshake.clientSessionID = Array("SECRET23".utf8)
        handshake.serverSessionID = Array("SECRET24".utf8)
        handshake.offeredIdentity = Array("SECRET25".utf8)
        handshake.ticketsIssued = [.init(at: Sample.at(4), lifetime: 5, hash: Array("SECRET26".utf8), keyName: [1])]
        var socket = WebSocketSession(opened: Sample.at(5))
        socket.target = "/ws?token=SECRET27"
        var closed = Sample.closed()
        closed.owed = Owed(what: .answer, by: .server, since: Sample.at(4), progress: Sample.at(4), subject: "GET /")
        return [
            .exchange(exchange), .exchange(basic), .exchange(bare), .handshakeDone(handshake), .handshake(handshake),
            .webSocket(socket), .flowClosed(closed),
        ]
    }()

    private static var findings: [Finding] {
        var finding = Sample.finding(subject: .init(kind: .session, id: "subjectSECRET30"))
        finding.occurrences[0].session = "occurrenceSECRET31"
        finding.occurrences[1].session = "occurrenceSECRET32"
        finding.evidence[0].text = "GET /cart?sid=evidenceSECRET33 was refused"
        finding.cause = "The session \u{E000}causeSECRET34\u{E001} is unknown to the server."
        return [finding]
    }

    private static func outputs(showsSecrets: Bool) -> [(format: String, text: String)] {
        let redactor = Redactor(key: Sample.key, showsSecrets: showsSecrets)
        let emissions = records.map { Sample.emission($0) }
        var document = DocumentReporter(sink: ByteSink(), redactor: redactor, options: Sample.options())
        var lines = LinesReporter(sink: ByteSink(), redactor: redactor, options: Sample.options())
        var text = TextReporter(sink: ByteSink(), redactor: redactor, options: Sample.options(width: 120))
        return [
            ("json", document.run(emissions, findings: findings)), ("jsonl", lines.run(emissions, findings: findings)),
            ("text", text.run(emissions, findings: findings)),
        ]
    }

    @Test("no format prints a secret")
    func nothingLeaks() {
        let hexadecimal = "534543524554"
        for (format, text) in Self.outputs(showsSecrets: false) {
            #expect(text.firstRange(of: "SECRET") == nil, "\(format)")
            #expect(text.firstRange(of: hexadecimal) == nil, "\(format)")
            #expect(text.contains("~"), "\(format)")
        }
    }

    @Test(
        "with the user's consent the values are printed",
        arguments: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 16, 17, 20, 21, 22, 30, 31, 33, 34])
    func shown(number: Int) {
        for (format, text) in Self.outputs(showsSecrets: true) where format != "text" {
            #expect(text.contains("SECRET\(number)"), "\(format)")
        }
    }

    @Test("one session has one label in all places of all formats")
    func oneLabel() {
        var exchange = Sample.exchange(cookie: "\"SECRETSECRETSECRET\"")
        exchange.request?.target = "/cart;jsessionid=SECRETSECRETSECRET"
        exchange.response?.setCookies = [SetCookie(name: "connect.sid", value: "s%3ASECRETSECRETSECRET.sig%2B")]
        var finding = Sample.finding(subject: .init(kind: .session, id: "SECRETSECRETSECRET"))
        finding.occurrences[0].session = "SECRETSECRETSECRET"
        var redactor = Redactor(key: Sample.key)
        let label = redactor.label(of: "SECRETSECRETSECRET")
        var lines = LinesReporter(sink: ByteSink(), redactor: redactor)
        let output = lines.run([Sample.emission(.exchange(exchange))], findings: [finding])
        #expect(output.split(separator: label).count == 6)
        var text = TextReporter(sink: ByteSink(), redactor: redactor, options: Sample.options())
        #expect(text.run([], findings: [finding]).contains("session \(label)"))
    }
}
