import Records
import Testing

@testable import Dissection

@Suite struct HTTP2EndTests {
    @Test func `requests without answer are owed by the server`() throws {
        let outcome = Playbook.http2
            .client(HTTP2Bytes.request(1, "GET", "/a?secret=1"), HTTP2Bytes.request(3, "GET", "/b"))
            .serverRST().outcome()
        let owed = try #require(outcome.owed)
        #expect(owed.what == .answer && owed.by == .server && owed.count == 2)
        #expect(owed.subject == "GET /a")
        #expect(owed.since.packet == 3)
        #expect(outcome.connection?.unansweredStreams == [1, 3])
        #expect(outcome.exchanges.map(\.streamID) == [1, 3])
    }

    @Test func `a response without its end is owed, with what came of it`() throws {
        let outcome = Playbook.http2.client(HTTP2Bytes.request(1, "GET", "/file"))
            .server(
                HTTP2Bytes.response(1, 200, [("content-length", "5000")], ends: false),
                Array(HTTP2Bytes.data(1, [UInt8](repeating: 1, count: 1000)).prefix(509))
            ).serverRST().outcome()
        let owed = try #require(outcome.owed)
        #expect(owed.what == .restOfMessage && owed.by == .server)
        #expect(owed.received == 500 && owed.announced == 5000)
        #expect(outcome.exchange(1)?.response?.complete == false)
        #expect(outcome.exchange(1)?.response?.bodyBytes == 500)
    }

    @Test func `the rest of a request is owed by the client`() throws {
        let outcome = Playbook.http2.client(HTTP2Bytes.request(1, "POST", "/up", ends: false), HTTP2Bytes.data(1, [1]))
            .clientRST().outcome()
        #expect(outcome.owed?.by == .client)
        #expect(outcome.owed?.what == .restOfMessage)
        #expect(outcome.owed?.received == 1)
    }

    @Test func `half a frame is owed by its sender`() throws {
        let outcome = Playbook.http2.server(Array(HTTP2Bytes.goAway(0, 0).prefix(12))).serverRST().outcome()
        #expect(outcome.owed?.by == .server)
        #expect(outcome.owed?.subject == "HTTP/2 frame")
        #expect(outcome.owed?.received == 12)
    }

    @Test func `what a GOAWAY has refused is not owed`() throws {
        let playbook = Playbook.http2
            .client(HTTP2Bytes.request(1, "GET", "/a"), HTTP2Bytes.request(3, "GET", "/b"))
        // First a warning, then the last stream that is answered.
        let twice = playbook.server(HTTP2Bytes.goAway(0x7fff_ffff, 0)).server(HTTP2Bytes.goAway(1, 0, "bye"))
        let outcome = twice.server(HTTP2Bytes.response(1, 200)).serverFIN().clientFIN().outcome()
        #expect(outcome.owed == nil)
        let connection = try #require(outcome.connection)
        #expect(connection.goAways.map(\.lastStreamID) == [0x7fff_ffff, 1])
        #expect(connection.goAways.map(\.debug) == [nil, "bye"])
        #expect(connection.unansweredStreams == [3])
        #expect(playbook.server(HTTP2Bytes.goAway(1, 0)).serverFIN().outcome().owed?.count == 1)
    }

    @Test func `a reset ends a stream`() throws {
        let outcome = Playbook.http2.client(HTTP2Bytes.request(1, "GET", "/a"))
            .server(HTTP2Bytes.response(1, 200, ends: false), HTTP2Bytes.data(1, [1, 2]), HTTP2Bytes.reset(1, 2))
            .client(HTTP2Bytes.reset(1, 8)).serverFIN().outcome()
        #expect(outcome.owed == nil)
        #expect(outcome.exchanges.count == 1)
        #expect(outcome.exchange(1)?.response?.complete == false)
        #expect(outcome.connection?.resets.map(\.by) == [.server, .client])
    }

    @Test func `debug data and lists are bounded`() throws {
        var frames: [UInt8] = []
        for _ in 0..<1500 { frames += HTTP2Bytes.reset(1, 8) }
        let outcome = Playbook.http2
            .server(frames, HTTP2Bytes.goAway(0, 2, String(repeating: "x", count: 5000)), HTTP2Bytes.goAway(0, 1))
            .outcome()
        #expect(outcome.connection?.resets.count == 1000)
        #expect(outcome.connection?.goAways.map(\.code) == [2, 1])
        #expect(outcome.connection?.goAways.first?.debug?.utf8.count == 256)
    }

    @Test func `too many open streams are told as they are`() throws {
        var environment = Environment()
        environment.limits.pendingRequests = 3
        var frames = HTTP2Bytes.preface + HTTP2Bytes.settings
        for number in 0..<5 { frames += HTTP2Bytes.request(UInt32(number * 2 + 1), "GET", "/\(number)") }
        let outcome = Playbook(.http2, environment).client(frames).outcome()
        #expect(outcome.exchanges.map(\.streamID) == [1, 3, 5, 7, 9])
        #expect(outcome.events.map(\.kind) == [.limit])
        #expect(outcome.owed?.count == 3)
    }

    @Test func `pings without ACK are counted, late ones not`() throws {
        let outcome = Playbook.http2.client(HTTP2Bytes.ping("aaaaaaaa"), HTTP2Bytes.ping("bbbbbbbb"))
            .server(HTTP2Bytes.ping("bbbbbbbb", isACK: true), HTTP2Bytes.ping("cccccccc")).clientFIN().outcome()
        let connection = try #require(outcome.connection)
        #expect(connection.pings.client == 2 && connection.pings.server == 1)
        #expect(connection.unansweredPings.client == 1 && connection.unansweredPings.server == 1)
        #expect(connection.firstUnansweredPing.client?.packet == 3)
        let cut = Playbook.http2.client(HTTP2Bytes.ping("aaaaaaaa")).outcome()
        #expect(cut.connection?.unansweredPings.client == 0)
    }

    @Test func `exhausted credit is a stall until the next WINDOW_UPDATE`() throws {
        var frames = HTTP2Bytes.response(1, 200, ends: false)
        for _ in 0..<3 { frames += HTTP2Bytes.data(1, [UInt8](repeating: 0, count: 16_384)) }
        frames += HTTP2Bytes.data(1, [UInt8](repeating: 0, count: 16_383))
        let outcome = Playbook.http2.client(HTTP2Bytes.request(1, "GET", "/big")).server(frames)
            .client(HTTP2Bytes.windowUpdate(1, 1000)).client(HTTP2Bytes.windowUpdate(0, 1000))
            .server(HTTP2Bytes.data(1, [1], ends: true)).outcome()
        let stall = try #require(outcome.connection?.longestStall.server)
        #expect(stall.start.packet == 4 && stall.end.packet == 6)
        #expect(outcome.connection?.longestStall.client == nil)
        #expect(outcome.exchange(1)?.response?.bodyBytes == 65_536)
    }

    @Test func `a stream's own credit follows SETTINGS`() throws {
        let small = HTTP2Bytes.frame(.settings, payload: [0, 4, 0, 0, 0, 10])
        let outcome = Playbook(.http2).client(HTTP2Bytes.preface, small, HTTP2Bytes.request(1, "GET", "/"))
            .server(
                HTTP2Bytes.settings, HTTP2Bytes.response(1, 200, ends: false),
                HTTP2Bytes.data(1, [UInt8](repeating: 0, count: 10))
            )
            .client(HTTP2Bytes.ping("aaaaaaaa")).client(HTTP2Bytes.settings).outcome()
        #expect(outcome.connection?.longestStall.server?.seconds == 2)
    }
}
