import Records
import Testing

@testable import Dissection

@Suite("HTTP/1 exchanges")
struct HTTP1DissectorTests {
    private let request = Playbook.request
    private let response = Playbook.response

    @Test("A request and its response are one exchange")
    func aRequestAndItsResponseAreOneExchange() throws {
        let play = Playbook.http.client(request).server(response)
        let exchange = try #require(play.exchanges().first)
        #expect(play.exchanges().count == 1)
        #expect(exchange.version == "1.1")
        #expect(exchange.request?.method == "GET")
        #expect(exchange.request?.target == "/a?b=c")
        #expect(exchange.request?.host == "example.com")
        #expect(exchange.request?.at.packet == 1)
        #expect(exchange.request?.end?.packet == 1)
        #expect(exchange.response?.status == 200)
        #expect(exchange.response?.reason == "OK")
        #expect(exchange.response?.bodyBytes == 2)
        #expect(exchange.response?.announcedBytes == 2)
        #expect(exchange.response?.complete == true)
        #expect(exchange.response?.end?.packet == 2)
        #expect(!exchange.hasGaps)
        #expect(play.outcome().owed == nil)
    }

    @Test("Conversations tell the same however their bytes are cut", arguments: Self.conversations)
    func conversationsTellTheSameHoweverTheirBytesAreCut(_ name: String, _ play: Playbook) {
        #expect(play.isTheSameForEveryCut(), "\(name)")
        #expect(!play.exchanges().isEmpty)
    }

    static let conversations: [(String, Playbook)] = [
        ("plain", Playbook.http.client(Playbook.request).server(Playbook.response)),
        (
            "keep-alive",
            Playbook.http.client(Playbook.request).server(Playbook.response).client(Playbook.request)
                .server(Playbook.response)
        ),
        (
            "pipelined",
            Playbook.http.client(Playbook.request + "HEAD / HTTP/1.1\r\n\r\n" + Playbook.request)
                .server(Playbook.response + "HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n" + Playbook.response)
        ),
        (
            "chunked",
            Playbook.http.client(
                "POST /login HTTP/1.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
                    + "Transfer-Encoding: chunked\r\n\r\n5;x=y\r\nuser=\r\n6\r\n&pass=\r\n0\r\nT: v\r\n\r\n"
            ).server("HTTP/1.1 401 No\r\nTransfer-Encoding: chunked\r\n\r\n3\nabc\n0\n\n")
        ),
        (
            "close-delimited",
            Playbook.http.client(Playbook.request).server("HTTP/1.0 500 Oops\r\n\r\nsession expired").serverFIN()
        ),
        (
            "interim",
            Playbook.http.client("PUT / HTTP/1.1\r\nExpect: 100-continue\r\nContent-Length: 3\r\n\r\n")
                .server("HTTP/1.1 100 Continue\r\n\r\n").client("abc").server(Playbook.response)
        ),
        ("cut short", Playbook.http.client(Playbook.request).server("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhi")),
        ("no answer", Playbook.http.client(Playbook.request + "GET /b HTTP/1.1\r\nHost: e")),
    ]

    @Test("Pipelined requests get the answers in their order, and HEAD gets no body")
    func pipelinedRequestsGetTheAnswersInTheirOrder() {
        let play = Playbook.http
            .client("GET /1 HTTP/1.1\r\n\r\nHEAD /2 HTTP/1.1\r\n\r\nGET /3 HTTP/1.1\r\n\r\n")
            .server("HTTP/1.1 200 A\r\nContent-Length: 1\r\n\r\nx")
            .server("HTTP/1.1 200 B\r\nContent-Length: 7\r\n\r\nHTTP/1.1 304 C\r\nContent-Length: 5\r\n\r\n")
        #expect(play.exchanges().map { $0.request?.target } == ["/1", "/2", "/3"])
        #expect(play.exchanges().map { $0.response?.reason } == ["A", "B", "C"])
        #expect(play.exchanges().map { $0.response?.bodyBytes } == [1, 0, 0])
    }

    @Test("Interim responses are listed and are not the answer")
    func interimResponsesAreListed() {
        let play = Playbook.http.client(request).server("HTTP/1.1 103 Early Hints\r\nLink: x\r\n\r\n").server(response)
        #expect(play.exchanges().map(\.informational) == [[103]])
        #expect(play.exchanges().first?.response?.status == 200)
    }

    @Test("A body without length lasts until the server's FIN, and is cut by a reset")
    func aBodyWithoutLengthLastsUntilTheServersFIN() {
        let play = Playbook.http.client(request).server("HTTP/1.0 200 OK\r\n\r\n12345").server("67890")
        let ended = play.serverFIN().exchanges().first?.response
        #expect(ended?.complete == true)
        #expect(ended?.bodyBytes == 10)
        #expect(ended?.end?.packet == 3)
        let cut = play.serverRST().outcome()
        #expect(cut.records.exchanges.first?.response?.complete == false)
        #expect(cut.records.exchanges.first?.response?.bodyBytes == 10)
        #expect(cut.owed?.what == .restOfMessage)
        #expect(cut.owed?.announced == nil)
        #expect(cut.owed?.received == 10)
    }

    @Test("Chunks are counted without their coding, large ones are passed over")
    func chunksAreCountedWithoutTheirCoding() {
        let data = String(repeating: "d", count: 5_000)
        let play = Playbook.http.client(request)
            .server(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n1388;a=\"b\"\r\n\(data)\r\nA\r\n0123456789\r\n"
            )
            .server("0\r\nX-Trailer: 1\r\n\r\n").client(request).server(response)
        #expect(play.exchanges().map { $0.response?.bodyBytes } == [5_010, 2])
        #expect(play.exchanges().map { $0.response?.complete } == [true, true])
        #expect(play.exchanges().first?.response?.end?.packet == 3)
    }

    @Test("An answer that comes before its request is over waits for it")
    func anEarlyAnswerWaitsForItsRequest() {
        let play = Playbook.http.client("POST / HTTP/1.1\r\nContent-Length: 6\r\n\r\nabc").server(response)
            .client("def").client(request).server(response)
        #expect(play.exchanges().count == 2)
        #expect(play.exchanges().first?.request?.end?.packet == 3)
        #expect(play.exchanges().first?.response?.at.packet == 2)
    }

    @Test("Responses without a request are exchanges without a request")
    func responsesWithoutARequest() {
        let play = Playbook.http.server(response).client(request).server(response)
        #expect(play.exchanges().map { $0.request == nil } == [true, false])
        #expect(play.exchanges().allSatisfy { $0.response?.status == 200 })
    }

    @Test("Line breaks before a request line, bare line feeds and odd white space are taken")
    func oddWhiteSpaceIsTaken() {
        let play = Playbook.http
            .client(
                "\r\n\nGET  /x  HTTP/1.1 \nHOST :\t example.com \nCookie:a=1\nX-Folded: a\n  b\nuser-agent: A\n  B\n\n"
            )
            .server("\nHTTP/1.1  204\n\n")
        let exchange = play.exchanges().first
        #expect(exchange?.request?.target == "/x")
        #expect(exchange?.request?.host == "example.com")
        #expect(exchange?.request?.cookies == [Cookie(name: "a", value: "1")])
        #expect(exchange?.request?.userAgent == "A   B")
        #expect(exchange?.response?.status == 204)
        #expect(exchange?.response?.reason == nil)
    }

    @Test("HTTP/0.9 has neither fields nor a status")
    func simpleRequests() {
        let play = Playbook.http.client("GET /x\r\n").server("<html>").server("</html>").serverFIN()
        let exchange = play.exchanges().first
        #expect(exchange?.version == "0.9")
        #expect(exchange?.request?.target == "/x")
        #expect(exchange?.response?.status == 0)
        #expect(exchange?.response?.bodyBytes == 13)
        #expect(exchange?.response?.complete == true)
    }

    @Test("Fields of proxies, tracing and connections are kept")
    func fieldsAreKept() throws {
        let play = Playbook.http.client(
            "GET http://h/ HTTP/1.0\r\nX-Forwarded-For: 1.2.3.4\r\nX-Forwarded-For: 5.6.7.8\r\nForwarded: for=x\r\n"
                + "X-Forwarded-Proto: https\r\nVia: 1.1 p\r\nb3: 80f198ee56343ba864fe8b2a57d3eff7-e457b5a2e4d86bd1-1\r\n"
                + "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01\r\nRequest-Id: no\r\n"
                + "X-Request-ID: yes\r\nReferer: http://r/\r\nOrigin: http://o\r\nRange: bytes=0-\r\n\r\n"
        ).server(
            "HTTP/1.1 206 Part\r\nServer: s\r\nDate: Sun, 06 Nov 1994 08:49:37 GMT\r\nLocation: /l\r\nRetry-After: 5\r\n"
                + "Content-Range: bytes 0-0/9\r\nAccept-Ranges: bytes\r\nKeep-Alive: timeout = 15, max=3\r\n"
                + "Connection: keep-alive, Close\r\nWWW-Authenticate: Bearer realm=\"a, b\", error=\"x\", Basic realm=c\r\n"
                + "Content-Length: 0\r\n\r\n")
        let exchange = try #require(play.exchanges().first)
        let request = try #require(exchange.request)
        let response = try #require(exchange.response)
        #expect(request.target == "http://h/")
        #expect(request.host == nil)
        #expect(request.forwardedFor == "1.2.3.4, 5.6.7.8")
        #expect(request.forwarded == "for=x")
        #expect(request.forwardedProto == "https")
        #expect(request.via == "1.1 p")
        #expect(request.traceID == "0af7651916cd43dd8448eb211c80319c")
        #expect(request.requestID == "yes")
        #expect(request.referer == "http://r/" && request.origin == "http://o" && request.range == "bytes=0-")
        #expect(response.date == 784_111_777)
        #expect(response.keepAliveTimeout == 15)
        #expect(response.connectionClose)
        #expect(response.challenge == "Bearer, Basic")
        #expect(response.location == "/l" && response.retryAfter == "5" && response.server == "s")
        #expect(response.contentRange == "bytes 0-0/9" && response.acceptRanges == "bytes")
    }

    @Test("A repeated text is the same from message to message, and a changed one is not")
    func repeatedTextsAreNotMixedUp() {
        let long = "Mozilla/5.0 (a very long name of a browser)"
        let other = "Mozilla/5.0 (a very long name of A browser)"
        let ask = { (agent: String, cookie: String) in
            "GET / HTTP/1.1\r\nUser-Agent: \(agent)\r\nCookie: \(cookie)\r\nAuthorization: Basic \(cookie)\r\n\r\n"
        }
        let play = Playbook.http.client(ask(long, "a=1")).client(ask(long, "a=1")).client(ask(other, "a=2"))
        #expect(play.exchanges().map { $0.request?.userAgent } == [long, long, other])
        #expect(play.exchanges().map { $0.request?.cookies.first?.value } == ["1", "1", "2"])
        #expect(play.exchanges().map { $0.request?.authorization?.value } == ["a=1", "a=1", "a=2"])
    }

    @Test("Session headers are kept of both sides, the built-in names and those asked for")
    func sessionHeadersAreKept() {
        var environment = Environment()
        environment.sessionHeaders = ["x-my-id"]
        let play = Playbook(.http1, environment)
            .client("GET / HTTP/1.1\r\nX-Session-ID: one\r\nX-MY-ID: two\r\nX-Other: three\r\n\r\n")
            .server("HTTP/1.1 204 No\r\nMcp-Session-Id: four\r\n\r\n")
        let exchange = play.exchanges().first
        #expect(exchange?.request?.sessionHeaders.map(\.value) == ["one", "two"])
        #expect(exchange?.request?.sessionHeaders.map(\.name) == ["X-Session-ID", "X-MY-ID"])
        #expect(exchange?.response?.sessionHeaders.map(\.value) == ["four"])
    }
}
