import Records
import Testing

@testable import Dissection

@Suite("HTTP/1 gaps and ends")
struct HTTP1GapTests {
    private let request = Playbook.request
    private let response = Playbook.response

    @Test("A gap within a body changes nothing")
    func aGapWithinABody() {
        let play = Playbook.http.client(request).server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            .serverGap(90).server("1234567").client(request).server(response)
        #expect(play.exchanges().map { $0.response?.bodyBytes } == [100, 2])
        #expect(play.exchanges().map { $0.response?.complete } == [true, true])
    }

    @Test("A gap over a body's end ends it, and reading goes on at the next message")
    func aGapOverABodysEnd() {
        let play = Playbook.http.client(request).server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            .serverGap(150).server("rest of something").client(request).server(response)
        #expect(play.exchanges().map { $0.response?.complete } == [true, true])
        #expect(play.exchanges().first?.hasGaps == true)
        #expect(play.exchanges().last?.hasGaps == false)
        #expect(play.records().eventKinds.isEmpty)
    }

    @Test("A lost answer does not shift the answers after it")
    func aLostAnswerDoesNotShiftTheOthers() {
        let play = Playbook.http.client("GET /1 HTTP/1.1\r\n\r\n").serverGap(238).server("body of the lost one")
            .client("GET /2 HTTP/1.1\r\n\r\n").server(response).client("GET /3 HTTP/1.1\r\n\r\n").server(response)
        #expect(play.exchanges().map { $0.request?.target } == ["/1", "/2", "/3"])
        #expect(play.exchanges().map { $0.response == nil } == [true, false, false])
        #expect(play.exchanges().map(\.hasGaps) == [true, false, false])
    }

    @Test("A lost request leaves its answer alone")
    func aLostRequest() {
        let play = Playbook.http.client(request).server(response).clientGap(40).server(response).client(request)
            .server(response)
        #expect(play.exchanges().map { $0.request == nil } == [false, true, false])
    }

    @Test("A gap in a request's body leaves the request waiting for its answer")
    func aGapInARequest() {
        let play = Playbook.http.client("POST / HTTP/1.1\r\nContent-Length: 10\r\n\r\nab").clientGap(40)
            .server(response)
        #expect(play.exchanges().count == 1)
        #expect(play.exchanges().first?.response?.status == 200)
        #expect(play.exchanges().first?.request?.bodyBytes == 10)
        #expect(play.exchanges().first?.hasGaps == true)
    }

    @Test("In mid-connection both sides are read from the first message that begins a segment")
    func midConnection() {
        var environment = Environment()
        environment.hints.isMidstream = true
        let play = Playbook(.http1, environment).client("end of a body").server("rest of a page")
            .client(request).server(response)
        #expect(play.exchanges().count == 1)
        #expect(play.exchanges().first?.request != nil && play.exchanges().first?.response != nil)
        #expect(play.records().eventKinds.isEmpty)
    }

    @Test("Unanswered requests are owed by the server, named without their query")
    func unansweredRequestsAreOwed() throws {
        let play = Playbook.http.client(request).server(response)
            .client("GET /slow;jsessionid=SECRET?token=SECRET HTTP/1.1\r\n\r\nGET /2 HTTP/1.1\r\n\r\n")
        let owed = try #require(play.clientFIN().serverFIN().outcome().owed)
        #expect(owed.what == .answer)
        #expect(owed.by == .server)
        #expect(owed.count == 2)
        #expect(owed.since.packet == 3)
        #expect(owed.progress.packet == 3)
        #expect(owed.subject == "GET /slow")
    }

    @Test("An unfinished answer is owed by the server")
    func anUnfinishedAnswerIsOwed() throws {
        let play = Playbook.http.client(request).server("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
            .server("defg").serverFIN().clientFIN()
        let outcome = play.outcome()
        let owed = try #require(outcome.owed)
        #expect(owed.what == .restOfMessage && owed.by == .server)
        #expect(owed.received == 7 && owed.announced == 100)
        #expect(owed.since.packet == 2 && owed.progress.packet == 3)
        #expect(outcome.records.exchanges.first?.response?.complete == false)
        #expect(outcome.records.exchanges.first?.response?.bodyBytes == 7)
    }

    @Test("An unfinished request is owed by the client", arguments: [true, false])
    func anUnfinishedRequestIsOwed(_ hasHead: Bool) throws {
        let text = hasHead ? "POST /up HTTP/1.1\r\nContent-Length: 10\r\n\r\nabc" : "POST /up HTTP/1.1\r\nHo"
        let outcome = Playbook.http.client(request).server(response).client(text).clientRST().outcome()
        let owed = try #require(outcome.owed)
        #expect(owed.what == .restOfMessage && owed.by == .client)
        #expect(owed.since.packet == 3)
        #expect(owed.received == (hasHead ? 3 : 21))
        #expect(owed.announced == (hasHead ? 10 : nil))
        #expect(outcome.records.exchanges.count == (hasHead ? 2 : 1))
    }

    @Test("Nothing is owed where answers may be among the missing bytes")
    func nothingIsOwedAfterAGap() {
        let play = Playbook.http.client(request).serverGap(100).clientFIN().serverFIN()
        #expect(play.outcome().owed == nil)
        #expect(play.exchanges().first?.hasGaps == true)
    }

    @Test("A head that is not complete is owed by the server")
    func aHeadThatIsNotComplete() throws {
        let outcome = Playbook.http.client(request).server("HTTP/1.1 200 OK\r\nConte").serverRST().outcome()
        let owed = try #require(outcome.owed)
        #expect(owed.what == .restOfMessage && owed.by == .server && owed.received == 22)
        #expect(outcome.records.exchanges.count == 1)
    }
}
