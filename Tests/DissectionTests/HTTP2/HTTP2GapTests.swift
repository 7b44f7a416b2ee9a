import Records
import Testing

@testable import Dissection

@Suite struct HTTP2GapTests {
    @Test func `a gap within content costs nothing`() throws {
        let data = HTTP2Bytes.data(1, [UInt8](repeating: 1, count: 1000), ends: true)
        let outcome = Playbook.http2
            .client(HTTP2Bytes.request(1, "GET", "/a"))
            .server(HTTP2Bytes.response(1, 200, ends: false), Array(data.prefix(109))).serverGap(900)
            .client(HTTP2Bytes.request(3, "GET", "/b"))
            .server(HTTP2Bytes.response(3, 204)).outcome()
        #expect(outcome.exchange(1)?.response?.bodyBytes == 1000)
        #expect(outcome.exchange(1)?.response?.complete == true)
        #expect(outcome.exchange(3)?.response?.status == 204)
        #expect(outcome.connection?.hasGaps == false)
    }

    @Test func `after a gap inserted fields are unknown until they are inserted anew`() throws {
        let insert = HTTP2Bytes.fields([(":path", "/one"), ("cookie", "sid=1")], isInserted: true)
        let again = HTTP2Bytes.fields([(":path", "/two"), ("cookie", "sid=2")], isInserted: true)
        let outcome = Playbook.http2
            .client(HTTP2Bytes.headers(1, [0x82] + insert, ends: true))
            .clientGap(50)
            .client(
                HTTP2Bytes.headers(5, [0x82, 0xbf, 0xbe], ends: true),
                HTTP2Bytes.headers(7, [0x82] + again, ends: true),
                HTTP2Bytes.headers(9, [0x82, 0xbf, 0xbe], ends: true)
            )
            .server(HTTP2Bytes.response(7, 200), HTTP2Bytes.response(3, 200), HTTP2Bytes.response(9, 200)).outcome()
        #expect(outcome.exchange(1)?.request?.target == "/one")
        #expect(outcome.exchange(1)?.hasGaps == true)
        #expect(outcome.exchange(3)?.request == nil)
        #expect(outcome.exchange(5)?.request?.method == "GET")
        #expect(outcome.exchange(5)?.request?.target == "")
        #expect(outcome.exchange(5)?.request?.cookies == [])
        #expect(outcome.exchange(9)?.request?.target == "/two")
        #expect(outcome.exchange(9)?.request?.cookies == [Cookie(name: "sid", value: "2")])
        #expect(outcome.connection?.unknownHeaders == 2)
        #expect(outcome.connection?.hasGaps == true)
        #expect(outcome.events.isEmpty)
    }

    @Test func `a gap of the server's bytes takes blame away`() throws {
        let outcome = Playbook.http2.client(HTTP2Bytes.request(1, "GET", "/a"), HTTP2Bytes.ping("aaaaaaaa"))
            .serverGap(100).serverRST().outcome()
        #expect(outcome.owed == nil)
        #expect(outcome.exchange(1)?.hasGaps == true)
        #expect(outcome.connection?.unansweredPings.client == 0)
    }

    @Test func `bytes in the middle of a frame pass until a row of frames begins`() throws {
        let outcome = Playbook.http2.client(HTTP2Bytes.request(1, "GET", "/a"))
            .server(HTTP2Bytes.response(1, 200, ends: false)).serverGap(5000)
            .server("the rest of some text that is no frame at all")
            .server(HTTP2Bytes.data(1, [1, 2, 3], ends: true), HTTP2Bytes.ping("aaaaaaaa"))
            .client(HTTP2Bytes.ping("aaaaaaaa", isACK: true)).outcome()
        #expect(outcome.exchange(1)?.response?.complete == true)
        #expect(outcome.connection?.pings.server == 1)
        #expect(outcome.events.isEmpty)
    }

    @Test func `a connection whose beginning was not captured is recognised by its frames`() throws {
        let playbook = Playbook.midstreamHTTP2
            .client(
                HTTP2Bytes.headers(101, [0x83, 0x86, 0xc2, 0xc1]), HTTP2Bytes.data(101, [1, 2], ends: true),
                HTTP2Bytes.windowUpdate(0, 100)
            )
            .server(
                HTTP2Bytes.headers(99, [0x88, 0xc0]), HTTP2Bytes.data(99, [1], ends: true),
                HTTP2Bytes.headers(101, [0x88], ends: true))
        let outcome = playbook.outcome(probes: true)
        #expect(outcome.identified == [.http2])
        #expect(outcome.exchange(99)?.request == nil)
        #expect(outcome.exchange(99)?.response?.status == 200)
        #expect(outcome.exchange(101)?.request?.method == "POST")
        #expect(outcome.exchange(101)?.response?.complete == true)
        #expect(outcome.connection?.unknownHeaders == 3)
        #expect(outcome.events.isEmpty)
        for pieceSize in [1, 5, 13] { #expect(playbook.outcome(pieceSize: pieceSize) == playbook.outcome()) }
    }

    @Test func `in mid-connection client and server are told apart by their fields`() {
        var conversation = Conversation(Playbook.midstreamHTTP2.environment)
        var sink = RecordSink()
        let octets = HTTP2Bytes.headers(7, [0x88, 0xc0]) + HTTP2Bytes.data(7, [1], ends: true)
        let at = PacketReference(packet: 1, time: Timestamp(nanoseconds: 0))
        conversation.deliver(octets.span.bytes, .toServer, of: at, into: &sink)
        #expect(conversation.wantsReversal)
    }

    @Test func `a preface after all begins the connection anew`() throws {
        let outcome = Playbook.midstreamHTTP2
            .client(HTTP2Bytes.preface, HTTP2Bytes.settings, HTTP2Bytes.request(1, "GET", "/"))
            .server(HTTP2Bytes.settings, HTTP2Bytes.response(1, 200)).outcome(probes: true)
        #expect(outcome.exchange(1)?.request?.target == "/")
        #expect(outcome.connection?.hasGaps == false)
    }
}
