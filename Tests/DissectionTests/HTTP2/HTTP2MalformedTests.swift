import Records
import Testing

@testable import Dissection

@Suite struct HTTP2MalformedTests {
    @Test(
        arguments: [
            HTTP2Bytes.frame(.data, stream: 0, payload: [1]),
            HTTP2Bytes.frame(.headers, flags: 4, stream: 0, payload: [0x82]),
            HTTP2Bytes.frame(.settings, stream: 1),
            HTTP2Bytes.frame(.settings, payload: [0, 4, 0, 0, 0]),
            HTTP2Bytes.frame(.settings, flags: 1, payload: [0, 4, 0, 0, 0, 0]),
            HTTP2Bytes.frame(.ping, payload: [1, 2, 3]),
            HTTP2Bytes.frame(.ping, stream: 3, payload: [UInt8](repeating: 0, count: 8)),
            HTTP2Bytes.frame(.goAway, payload: [0, 0, 0, 0]),
            HTTP2Bytes.frame(.windowUpdate, stream: 1, payload: [1]),
            HTTP2Bytes.frame(.resetStream, stream: 1, payload: [1, 2, 3, 4, 5]),
            HTTP2Bytes.frame(.priority, stream: 1, payload: [1]),
            HTTP2Bytes.frame(.pushPromise, stream: 1, payload: [1, 2]),
            HTTP2Bytes.frame(.data, flags: 8, stream: 1),
            HTTP2Bytes.frame(.data, flags: 8, stream: 1, payload: [9, 1, 2]),
            HTTP2Bytes.frame(.headers, flags: 0x0c, stream: 1, payload: [9, 1, 2]),
            HTTP2Bytes.frame(.continuation, flags: 4, stream: 1, payload: [0x82]),
        ])
    func `a frame that breaks a rule is told, and the next one is read`(_ frame: [UInt8]) {
        let playbook = Playbook.http2.client(frame, HTTP2Bytes.ping("aaaaaaaa"))
        let outcome = playbook.outcome()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.connection?.pings.client == 1)
        #expect(playbook.outcome(pieceSize: 1) == outcome)
    }

    @Test(arguments: ["80", "ff", "ffffffffffffff", "40", "400161", "be", "40018418"])
    func `a block that cannot be decoded is told, and later ones are read as far as they go`(_ block: String) {
        let outcome = Playbook.http2.client(
            HTTP2Bytes.headers(1, [0x82, 0x84] + HTTP2Bytes.hex(block), ends: true),
            HTTP2Bytes.request(3, "GET", "/later")
        ).outcome()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.exchange(1)?.request?.method == "GET")
        #expect(outcome.exchange(3)?.request?.target == "/later")
    }

    @Test func `a header block that another frame interrupts is given up`() {
        let outcome = Playbook.http2.client(
            HTTP2Bytes.frame(.headers, flags: 1, stream: 1, payload: [0x82]), HTTP2Bytes.ping("aaaaaaaa"),
            HTTP2Bytes.request(3, "GET", "/later")
        ).outcome()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.exchanges.map(\.streamID) == [3])
        #expect(outcome.connection?.pings.client == 1)
    }

    @Test func `a header block without end is passed over at its limit`() {
        var environment = Environment()
        environment.limits.headBytes = 1000
        var frames = HTTP2Bytes.preface + HTTP2Bytes.frame(.headers, stream: 1, payload: [0x82])
        for _ in 0..<50 {
            frames += HTTP2Bytes.frame(.continuation, stream: 1, payload: [UInt8](repeating: 0x82, count: 100))
        }
        frames += HTTP2Bytes.frame(.continuation, flags: 4, stream: 1)
        frames += HTTP2Bytes.frame(.headers, flags: 4, stream: 3, payload: [UInt8](repeating: 0x82, count: 2000))
        frames += HTTP2Bytes.request(5, "GET", "/later")
        let outcome = Playbook(.http2, environment).client(frames).outcome()
        #expect(outcome.events.map(\.kind) == [.limit, .limit])
        #expect(outcome.exchanges.map(\.streamID) == [5])
        #expect(outcome.exchange(5)?.request?.target == "/later")
    }

    @Test func `fields beyond the limit are not kept, but decoded`() throws {
        var environment = Environment()
        environment.limits.headers = 4
        let more = HTTP2Bytes.fields([("x-a", "1"), ("x-session-id", "abcdef"), ("cookie", "b=2")], isInserted: true)
        let outcome = Playbook(.http2, environment).client(
            HTTP2Bytes.preface, HTTP2Bytes.headers(1, [0x82, 0x84, 0x86] + more, ends: true),
            HTTP2Bytes.headers(3, [0x82, 0x84, 0xbe, 0xbf], ends: true)
        ).outcome()
        #expect(outcome.exchange(1)?.request?.sessionHeaders == [])
        #expect(outcome.exchange(3)?.request?.cookies == [Cookie(name: "b", value: "2")])
        #expect(outcome.exchange(3)?.request?.sessionHeaders.first?.value == "abcdef")
        #expect(outcome.events.map(\.kind) == [.limit])
    }

    @Test func `a frame longer than was agreed ends the reading of its side until frames are found again`() {
        let outcome = Playbook.http2
            .client(HTTP2Bytes.frame(.data, stream: 1, payload: [0, 1], length: 1 << 20))
            .client(HTTP2Bytes.request(3, "GET", "/later"), HTTP2Bytes.ping("aaaaaaaa")).outcome()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.exchange(3)?.request?.target == "/later")
        let larger = HTTP2Bytes.frame(.settings, payload: [0, 5, 0, 0x20, 0, 0])
        let allowed = Playbook.http2.server(larger).client(
            HTTP2Bytes.request(1, "POST", "/", ends: false),
            HTTP2Bytes.data(1, [UInt8](repeating: 0, count: 1 << 20), ends: true)
        ).outcome()
        #expect(allowed.events.isEmpty)
        #expect(allowed.exchange(1)?.request?.bodyBytes == 1 << 20)
    }

    @Test func `changed octets neither trap nor tell without end`() {
        let whole = Array(
            [
                HTTP2Bytes.request(1, "POST", "/p.S/M", [("content-type", "application/grpc")], ends: false),
                HTTP2Bytes.data(1, HTTP2Bytes.message(20)),
                HTTP2Bytes.frame(.data, flags: 9, stream: 1, payload: [2, 1, 0, 0]),
                HTTP2Bytes.headers(
                    3, [0x82] + HTTP2Bytes.fields([(":path", "/x"), ("cookie", "a=b")], isInserted: true), ends: true),
                HTTP2Bytes.headers(5, [0x82, 0xbe, 0xbf], ends: true), HTTP2Bytes.ping("aaaaaaaa"),
                HTTP2Bytes.goAway(5, 11, "too_many_pings"), HTTP2Bytes.windowUpdate(0, 77), HTTP2Bytes.reset(5, 8),
            ].joined())
        var state: UInt64 = 0x9e37_79b9_7f4a_7c15
        func random(_ bound: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(bound))
        }
        for round in 0..<3000 {
            var client = whole
            var server = whole
            for _ in 0..<1 + random(6) {
                client[random(client.count)] = UInt8(random(256))
                server[random(server.count)] = UInt8(random(256))
            }
            if round % 5 == 0 { client.remove(at: random(client.count)) }
            var playbook = round % 2 == 0 ? Playbook.http2 : Playbook.midstreamHTTP2
            playbook = playbook.client(client).server(server)
            if round % 3 == 0 { playbook = playbook.clientGap(UInt64(1 + random(60))) }
            playbook = playbook.client(whole).server(whole)
            let outcome = playbook.outcome(pieceSize: round % 7 == 0 ? 1 : 64)
            #expect(outcome.exchanges.count <= 20)
            #expect(outcome.events.count <= 17)
            #expect(Set(outcome.records.map { "\($0)".prefix(5) }).count <= 5)
        }
    }
}
