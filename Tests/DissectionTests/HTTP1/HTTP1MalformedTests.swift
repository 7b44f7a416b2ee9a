import Records
import Testing

@testable import Dissection

@Suite("HTTP/1 malformed")
struct HTTP1MalformedTests {
    @Test("Equal lengths are one, different ones are told and the first counts")
    func differentLengthsAreTold() {
        let equal = Playbook.http.client("POST / HTTP/1.1\r\nContent-Length: 3, 3\r\nContent-Length: 3\r\n\r\nabc")
        #expect(equal.records().eventKinds.isEmpty)
        #expect(equal.exchanges().first?.request?.bodyBytes == 3)
        let different = Playbook.http
            .client("POST / HTTP/1.1\r\nContent-Length: 3\r\nContent-Length: 7\r\n\r\nabc" + Playbook.request)
        #expect(different.records().eventKinds == [.malformed])
        #expect(different.exchanges().count == 2)
    }

    @Test("Chunked wins over a length, and both are told")
    func chunkedWins() {
        let play = Playbook.http.client(
            "POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 50\r\n\r\n0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n"
        )
        #expect(play.records().eventKinds == [.malformed])
        #expect(play.exchanges().map { $0.request?.target } == ["/", "/smuggled"])
    }

    @Test(
        "A chunk size that is none, or too large, ends the reading of that segment",
        arguments: ["10000000000000000", "ffffffffffffffffffffffffffff", "", "-1", "0x5", "g"])
    func chunkSizesThatAreNone(_ size: String) {
        let play = Playbook.http
            .client("POST / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n\(size)\r\nGET /inside HTTP/1.1\r\n\r\n")
            .client("more").client("GET /later HTTP/1.1\r\n\r\n")
        #expect(play.exchanges().map { $0.request?.target } == ["/", "/later"])
        #expect(play.records().eventKinds == [.malformed])
        #expect(play.exchanges().first?.request?.end == nil)
    }

    @Test("A chunk longer than its size is told")
    func chunksLongerThanTheirSize() {
        let play = Playbook.http.client(Playbook.request)
            .server("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabcd\r\n0\r\n\r\n")
        #expect(play.records().eventKinds == [.malformed])
        #expect(play.exchanges().first?.response?.complete == false)
    }

    @Test("Nonsense between messages is passed over up to a segment that begins with a message")
    func nonsenseIsPassedOver() {
        let play = Playbook.http.client(Playbook.request).server(Playbook.response)
            .server("nonsense\r\n\r\n").client("\u{1}\u{2}rubbish").client("more").client(Playbook.request)
            .server(Playbook.response)
        #expect(play.exchanges().count == 2)
        #expect(play.records().eventKinds == [.malformed, .malformed])
        #expect(play.exchanges().last?.request != nil)
    }

    @Test("A head longer than may be held is read as far as it is held")
    func longHeads() {
        var environment = Environment()
        environment.limits.headBytes = 200
        let filler = String(repeating: "x", count: 700)
        let play = Playbook(.http1, environment)
            .client("POST /long HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nX: \(filler)\r\nCookie: a=b\r\n\r\nabc")
            .client("GET /next HTTP/1.1\r\n\r\n")
            .server("HTTP/1.1 200 OK\r\nServer: s\r\nX: \(filler)\r\n\r\n")
        for size in [1, 7, 190, 201, 5_000] {
            let records = play.records(pieceSize: size)
            #expect(records.exchanges.map { $0.request?.target } == ["/long", "/next"], "\(size)")
            #expect(records.exchanges.first?.request?.host == "h")
            #expect(records.eventKinds.contains(.limit) || size > 1_000)
            #expect(records.exchanges.first?.response?.server == "s")
        }
    }

    @Test("More fields than the limit are told once and passed over")
    func manyFields() {
        var environment = Environment()
        environment.limits.headers = 3
        let play = Playbook(.http1, environment)
            .client("GET / HTTP/1.1\r\nA: 1\r\nHost: h\r\nB: 2\r\nReferer: late\r\nC: 3\r\n\r\n").server(
                Playbook.response)
        #expect(play.records().eventKinds == [.limit])
        #expect(play.exchanges().first?.request?.host == "h")
        #expect(play.exchanges().first?.request?.referer == nil)
    }

    @Test("The queue of a server that was never heard stays short, and loses no request")
    func theQueueStaysShort() {
        var environment = Environment()
        environment.limits.pendingRequests = 3
        var play = Playbook(.http1, environment)
        for number in 0..<10 { play = play.client("GET /\(number) HTTP/1.1\r\n\r\n") }
        #expect(play.exchanges().map { $0.request?.target } == (0..<10).map { "/\($0)" })
        #expect(play.records().eventKinds.isEmpty)
    }

    @Test("Answers to requests that were told early do not answer later ones")
    func answersToRequestsToldEarly() {
        var environment = Environment()
        environment.limits.pendingRequests = 2
        var play = Playbook(.http1, environment).client("GET /0 HTTP/1.1\r\n\r\n").server(Playbook.response)
        for number in 1..<5 { play = play.client("GET /\(number) HTTP/1.1\r\n\r\n") }
        for number in 1..<5 { play = play.server("HTTP/1.1 20\(number) OK\r\nContent-Length: 0\r\n\r\n") }
        let pairs = play.exchanges().filter { $0.request != nil && $0.response != nil }
        #expect(pairs.map { $0.request?.target } == ["/0", "/3", "/4"])
        #expect(pairs.map { $0.response?.status } == [200, 203, 204])
        #expect(play.records().eventKinds == [.limit])
    }

    @Test("Every prefix, and every changed byte, is read without harm")
    func everyPrefixAndEveryChange() {
        let client = Array(
            ("POST /login HTTP/1.1\r\nCookie: a=b; c\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "12\r\n{\"password\":\"\\u0041\"}\r\n0\r\n\r\n").utf8)
        let server = Array(
            "HTTP/1.1 401 No\r\nSet-Cookie: a=b; Expires=Thu, 01-Jan-1970 00:00:01 GMT\r\nContent-Length: 9\r\n\r\n{\"a\":[1]}"
                .utf8)
        for count in 0...client.count {
            let outcome = Playbook.http.client(Array(client[..<count])).server(server).outcome()
            #expect(outcome.records.exchanges.count <= 2)
        }
        for index in client.indices {
            for octet: UInt8 in [0x00, 0x0a, 0x20, 0x3a, 0x80, 0xff] {
                var changed = client
                changed[index] = octet
                let outcome = Playbook.http.client(changed).server(server).outcome(pieceSize: 11)
                #expect(outcome.records.exchanges.count <= 3)
            }
        }
        for index in server.indices {
            for octet: UInt8 in [0x00, 0x0a, 0x20, 0x3a, 0x80, 0xff] {
                var changed = server
                changed[index] = octet
                let outcome = Playbook.http.client(client).server(changed).outcome(pieceSize: 13)
                #expect(outcome.records.exchanges.count <= 3)
            }
        }
    }
}
