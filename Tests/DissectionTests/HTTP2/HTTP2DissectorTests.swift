import Records
import Testing

@testable import Dissection

/// Two requests, a sign-in with padding, interim response, trailers, PING and GOAWAY.
private let conversation = Playbook.http2
    .client(
        HTTP2Bytes.settingsACK,
        HTTP2Bytes.request(
            1, "GET", "/cart?x=1",
            [
                ("user-agent", "probe/1.0"), ("cookie", "sid=0a1b2c3d"), ("cookie", "theme=dark; lang=de"),
                ("x-session-id", "abcdef012345"), ("traceparent", "00-4bf92f3577b34da6a3ce929d0e0e4736-00f0-01"),
            ]),
        HTTP2Bytes.request(
            3, "POST", "/login",
            [("content-type", "application/x-www-form-urlencoded"), ("content-length", "26")], ends: false),
        HTTP2Bytes.frame(
            .data, flags: 9, stream: 3, payload: [7] + Array("user=ada&password=lovelace".utf8) + [0, 0, 0, 0, 0, 0, 0]),
        HTTP2Bytes.ping("12345678")
    )
    .server(
        HTTP2Bytes.settingsACK, HTTP2Bytes.ping("12345678", isACK: true),
        HTTP2Bytes.response(3, 103, [("link", "</x>")], ends: false),
        HTTP2Bytes.response(3, 302, [("location", "/home"), ("set-cookie", "sid=ffff0000; Path=/; HttpOnly")]),
        HTTP2Bytes.response(1, 200, [("content-type", "text/html"), ("server", "nginx")], ends: false),
        HTTP2Bytes.data(1, Array("hello".utf8))
    )
    .server(
        HTTP2Bytes.data(1, [UInt8](repeating: 0x20, count: 1000)),
        HTTP2Bytes.headers(1, [("x-checksum", "1")], ends: true), HTTP2Bytes.goAway(3, 0)
    )
    .client(HTTP2Bytes.goAway(0, 0)).clientFIN().serverFIN()

@Suite struct HTTP2DissectorTests {
    @Test func `streams are told as exchanges when they close`() throws {
        let outcome = conversation.outcome(probes: true)
        #expect(outcome.identified == [.http2])
        #expect(outcome.exchanges.map(\.streamID) == [3, 1])
        #expect(outcome.events.isEmpty)
        #expect(outcome.owed == nil)
        let cart = try #require(outcome.exchange(1))
        #expect(cart.version == "2")
        #expect(cart.request?.method == "GET")
        #expect(cart.request?.target == "/cart?x=1")
        #expect(cart.request?.host == "shop.example")
        #expect(cart.request?.userAgent == "probe/1.0")
        #expect(cart.request?.at.packet == 3)
        #expect(cart.request?.end?.packet == 3)
        #expect(cart.request?.traceID == "4bf92f3577b34da6a3ce929d0e0e4736")
        #expect(
            cart.request?.cookies == [
                Cookie(name: "sid", value: "0a1b2c3d"), Cookie(name: "theme", value: "dark"),
                Cookie(name: "lang", value: "de"),
            ])
        #expect(cart.request?.sessionHeaders == [SessionHeader(name: "x-session-id", value: "abcdef012345")])
        #expect(cart.response?.status == 200)
        #expect(cart.response?.server == "nginx")
        #expect(cart.response?.bodyBytes == 1005)
        #expect(cart.response?.complete == true)
        #expect(cart.response?.at.packet == 4)
        #expect(cart.response?.end?.packet == 5)
        #expect(!cart.hasGaps)
    }

    @Test func `a sign-in over HTTP/2 has interim responses, cookies and the facts of its body`() throws {
        let login = try #require(conversation.outcome().exchange(3))
        #expect(login.informational == [103])
        #expect(login.response?.status == 302)
        #expect(login.response?.location == "/home")
        #expect(login.response?.setCookies.map(\.name) == ["sid"])
        #expect(login.response?.setCookies.first?.httpOnly == true)
        #expect(login.request?.bodyBytes == 26)
        #expect(login.request?.announcedBytes == 26)
        #expect(login.request?.facts?.hasPassword == true)
        #expect(login.request?.facts?.user == "ada")
    }

    @Test func `the connection is told at its end`() throws {
        let connection = try #require(conversation.outcome().connection)
        #expect(connection.streams == 2)
        #expect(connection.highestStream.client == 3)
        #expect(connection.pings.client == 1 && connection.pings.server == 0)
        #expect(connection.unansweredPings.client == 0)
        #expect(connection.goAways.map(\.by) == [.server, .client])
        #expect(connection.goAways.first?.lastStreamID == 3)
        #expect(connection.goAways.first?.debug == nil)
        #expect(connection.unansweredStreams.isEmpty)
        #expect(connection.unknownHeaders == 0)
        #expect(!connection.hasGaps)
    }

    @Test(arguments: [1, 2, 3, 7, 9, 10, 100])
    func `the records are the same however the bytes are cut`(_ pieceSize: Int) {
        #expect(conversation.outcome(pieceSize: pieceSize, probes: true) == conversation.outcome(probes: true))
    }

    @Test func `a connection of a foreign implementation is read`() throws {
        let outcome = Playbook(.http2).client(
            HTTP2Bytes.hex(
                "505249202a20485454502f322e300d0a0d0a534d0d0a0d0a00002a04000000000000010000100000020000000100"
                    + "040000ffff000500004000000800000000000300000064000600010000")
        )
        .server(
            HTTP2Bytes.hex(
                "00002a04000000000000010000100000020000000000040000ffff00050000400000080000000000030000006400"
                    + "0600010000000000040100000000")
        )
        .client(
            HTTP2Bytes.hex(
                "000000040100000000")
        )
        .client(
            HTTP2Bytes.hex(
                "0000280105000000018244846083b13f86418944e7ad72f91d35d05f7a87aec3c65602b83f1f118941a480030c62"
                    + "23327f0000250104000000038344856283cc6abf86c0bf5f981d75d0620d263d4c795bc78f0b4a7b295adb282d44"
                    + "3c859300002200090000000307757365723d6164612670617373776f72643d6c6f76656c61636500000000000000"
                    + "0000080600000000003132333435363738")
        )
        .server(
            HTTP2Bytes.hex(
                "000008060100000000313233343536373800000b010400000003488208196d85fff8c79ffb000023010500000003"
                    + "488264026e846273d25f779741a48259659400003ed4d634cf031f6a634a6bd5551ebf00000d010400000001885f"
                    + "87497ca589d34d1f5c816f00000500000000000168656c6c6f000000000100000001")
        )
        .client(
            HTTP2Bytes.hex(
                "00001101050000000582c286c1c01f118941a48259659400003f")
        )
        .server(
            HTTP2Bytes.hex(
                "00000403000000000500000008000016070000000000000000050000000b746f6f5f6d616e795f70696e6773")
        ).outcome(probes: true)
        #expect(outcome.events.isEmpty)
        #expect(outcome.exchange(1)?.request?.cookies == [Cookie(name: "sid", value: "0a1b2c3d")])
        #expect(outcome.exchange(1)?.response?.bodyBytes == 5)
        #expect(outcome.exchange(3)?.informational == [103])
        #expect(outcome.exchange(3)?.request?.facts?.user == "ada")
        #expect(outcome.exchange(3)?.response?.setCookies.first?.value == "ffff0000")
        #expect(outcome.exchange(5)?.request?.target == "/cart")
        #expect(outcome.exchange(5)?.response == nil)
        let connection = try #require(outcome.connection)
        #expect(connection.resets.map(\.code) == [8] && connection.resets.map(\.streamID) == [5])
        #expect(connection.goAways.first?.code == 11 && connection.goAways.first?.debug == "too_many_pings")
        #expect(connection.unansweredStreams == [5])
        #expect(outcome.owed == nil)
    }

    @Test func `a header block goes on in CONTINUATION frames`() throws {
        let block = HTTP2Bytes.fields([
            (":method", "GET"), (":scheme", "http"), (":path", "/long"), ("cookie", "a=1"),
        ])
        let playbook = Playbook.http2.client(
            HTTP2Bytes.frame(.headers, flags: 1, stream: 1, payload: Array(block[..<10])),
            HTTP2Bytes.frame(.continuation, stream: 1, payload: Array(block[10..<11]))
        ).client(
            HTTP2Bytes.frame(.continuation, stream: 1),
            HTTP2Bytes.frame(.continuation, flags: 4, stream: 1, payload: Array(block[11...]))
        ).server(HTTP2Bytes.response(1, 204))
        let outcome = playbook.outcome()
        let exchange = try #require(outcome.exchange(1))
        #expect(exchange.request?.target == "/long")
        #expect(exchange.request?.cookies.count == 1)
        #expect(exchange.request?.begin.packet == 3)
        #expect(exchange.request?.at.packet == 4)
        #expect(exchange.response?.status == 204)
        for pieceSize in [1, 4, 11] { #expect(playbook.outcome(pieceSize: pieceSize) == outcome) }
    }

    @Test func `padding and priority of HEADERS are left out of the block`() throws {
        let block = HTTP2Bytes.fields([(":method", "GET"), (":scheme", "http"), (":path", "/p")])
        let outcome = Playbook.http2.client(
            HTTP2Bytes.frame(
                .headers, flags: 0x2d, stream: 1, payload: [3] + [0x80, 0, 0, 0, 15] + block + [0, 0, 0]),
            HTTP2Bytes.frame(.priority, stream: 3, payload: [0, 0, 0, 0, 15]),
            HTTP2Bytes.frame(HTTP2FrameType(rawValue: 0x77), flags: 0xff, stream: 9, payload: [1, 2, 3])
        ).server(HTTP2Bytes.response(1, 200)).outcome()
        #expect(outcome.exchange(1)?.request?.target == "/p")
        #expect(outcome.events.isEmpty)
    }

    @Test func `a server may speak before the client's preface`() {
        let outcome = Playbook(.http2).server(HTTP2Bytes.settings)
            .client(HTTP2Bytes.preface, HTTP2Bytes.settings, HTTP2Bytes.request(1, "GET", "/"))
            .server(HTTP2Bytes.response(1, 200)).outcome(probes: true)
        #expect(outcome.identified == [.http2])
        #expect(outcome.exchanges.count == 1)
    }

    @Test func `a pushed response has the promised request`() throws {
        let promise = HTTP2Bytes.fields([(":method", "GET"), (":path", "/style.css"), (":authority", "shop.example")])
        let outcome = Playbook.http2.client(HTTP2Bytes.request(1, "GET", "/")).server(
            HTTP2Bytes.frame(.pushPromise, flags: 4, stream: 1, payload: [0, 0, 0, 2] + promise),
            HTTP2Bytes.response(1, 200), HTTP2Bytes.response(2, 200, ends: false), HTTP2Bytes.data(2, [1], ends: true)
        ).outcome()
        let pushed = try #require(outcome.exchange(2))
        #expect(pushed.request?.target == "/style.css")
        #expect(pushed.response?.bodyBytes == 1)
        #expect(outcome.connection?.streams == 1)
        #expect(outcome.connection?.highestStream.server == 2)
    }

    @Test func `a WebSocket over HTTP/2 is a CONNECT with its protocol, and its content is not read`() throws {
        let outcome = Playbook.http2.client(
            HTTP2Bytes.headers(
                1, [(":method", "CONNECT"), (":protocol", "websocket"), (":path", "/chat"), (":authority", "a")])
        ).server(HTTP2Bytes.response(1, 200, ends: false), HTTP2Bytes.data(1, [0x81, 0x01, 0x41]))
            .client(HTTP2Bytes.data(1, [0x81, 0x81, 0, 0, 0, 0, 0x41])).serverRST().outcome()
        let exchange = try #require(outcome.exchange(1))
        #expect(exchange.request?.method == "CONNECT")
        #expect(exchange.request?.target == "/chat")
        #expect(exchange.request?.upgrade == "websocket")
        #expect(exchange.response?.bodyBytes == 3)
        #expect(exchange.response?.complete == false)
        #expect(outcome.owed == nil)
    }

    @Test func `an upgrade from HTTP/1 answers on stream 1`() throws {
        let outcome = Playbook(.http1)
            .client(
                "GET /robots.txt HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\n\r\n"
            )
            .server(
                Array("HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n".utf8)
                    + HTTP2Bytes.settings
            )
            .client(HTTP2Bytes.preface, HTTP2Bytes.settings)
            .server(HTTP2Bytes.response(1, 200, ends: false), HTTP2Bytes.data(1, [1, 2, 3], ends: true))
            .client(HTTP2Bytes.request(3, "GET", "/humans.txt")).outcome()
        #expect(outcome.identified == [.http1, .http2])
        #expect(outcome.exchanges.map(\.version) == ["1.1", "2", "2"])
        let first = try #require(outcome.exchange(1))
        #expect(first.request == nil)
        #expect(first.response?.bodyBytes == 3)
        #expect(outcome.exchange(3)?.response == nil)
        #expect(outcome.connection?.unansweredStreams == [3])
        #expect(outcome.owed?.subject == "GET /humans.txt")
    }
}
