import Bytes
import Records
import Testing

@testable import Dissection

private let type = [("content-type", "application/grpc+proto")]

@Suite struct GRPCTests {
    private static let call = Playbook.http2
        .client(
            HTTP2Bytes.request(
                1, "POST", "/shop.v1.Carts/Watch", type + [("grpc-timeout", "1500m"), ("x-session-id", "abcdef01")],
                ends: false),
            HTTP2Bytes.data(1, HTTP2Bytes.message(10))
        )
        .server(
            HTTP2Bytes.response(1, 200, type, ends: false),
            HTTP2Bytes.data(1, HTTP2Bytes.message(0) + HTTP2Bytes.message(300) + [0, 0])
        )
        .client(HTTP2Bytes.data(1, [], ends: true))
        .server(
            HTTP2Bytes.data(1, [0, 0, 3, 1, 2, 3]),
            HTTP2Bytes.headers(1, [("grpc-status", "14"), ("grpc-message", "upstream %e2%82%ac gone%")], ends: true))

    @Test func `a call has service, method, messages of both sides and the status of its trailers`() throws {
        let exchange = try #require(Self.call.outcome().exchange(1))
        let call = try #require(exchange.grpc)
        #expect(call.service == "shop.v1.Carts" && call.method == "Watch")
        #expect(call.deadline == 1.5)
        #expect(call.messages.client == 1 && call.messages.server == 3)
        #expect(call.status == 14)
        #expect(call.message == "upstream € gone%")
        #expect(call.longestSilence?.seconds == 2)
        #expect(exchange.response?.status == 200)
        #expect(exchange.request?.sessionHeaders.first?.value == "abcdef01")
    }

    @Test(arguments: [1, 2, 5, 11])
    func `messages are counted however the bytes are cut`(_ pieceSize: Int) {
        #expect(Self.call.outcome(pieceSize: pieceSize) == Self.call.outcome())
    }

    @Test func `an error may come in trailers alone`() throws {
        let outcome = Playbook.http2
            .client(HTTP2Bytes.request(1, "POST", "/a.B/C", type, ends: false))
            .server(HTTP2Bytes.response(1, 200, type + [("grpc-status", "16"), ("grpc-message", "token expired")]))
            .client(HTTP2Bytes.reset(1, 8)).outcome()
        let exchange = try #require(outcome.exchange(1))
        #expect(exchange.response?.status == 200)
        #expect(exchange.response?.complete == true)
        #expect(exchange.grpc?.status == 16)
        #expect(exchange.grpc?.message == "token expired")
    }

    @Test func `the status of a call whose beginning was not captured is told`() throws {
        let outcome = Playbook.midstreamHTTP2
            .server(HTTP2Bytes.data(9, HTTP2Bytes.message(3)), HTTP2Bytes.windowUpdate(0, 10))
            .server(HTTP2Bytes.headers(9, [("grpc-status", "4")], ends: true)).outcome()
        let exchange = try #require(outcome.exchange(9))
        #expect(exchange.request == nil && exchange.response == nil)
        #expect(exchange.grpc?.status == 4)
        #expect(exchange.grpc?.service == "")
    }

    @Test func `a call that was cut off is owed`() {
        let outcome = Playbook.http2
            .client(HTTP2Bytes.request(1, "POST", "/a.B/C", type, ends: false))
            .server(HTTP2Bytes.response(1, 200, type, ends: false), HTTP2Bytes.data(1, HTTP2Bytes.message(3)))
            .serverRST().outcome()
        #expect(outcome.owed?.what == .restOfMessage && outcome.owed?.by == .server)
        #expect(outcome.owed?.subject == "POST /a.B/C")
        #expect(outcome.exchange(1)?.grpc?.status == nil)
    }

    @Test func `after missing bytes messages are no longer counted`() {
        let data = HTTP2Bytes.data(1, HTTP2Bytes.message(10) + HTTP2Bytes.message(10))
        let outcome = Playbook.http2
            .client(HTTP2Bytes.request(1, "POST", "/a.B/C", type, ends: false), Array(data.prefix(24)))
            .clientGap(3).client(Array(data.dropFirst(27)), HTTP2Bytes.data(1, HTTP2Bytes.message(2)))
            .client(HTTP2Bytes.ping("aaaaaaaa")).outcome()
        #expect(outcome.exchange(1)?.grpc?.messages.client == 1)
        #expect(outcome.exchange(1)?.request?.bodyBytes == 37)
        #expect(outcome.connection?.pings.client == 1)
    }

    @Test func `paths and timeouts are taken apart, and nonsense is not`() throws {
        #expect(GRPCFields.call("/Service/Method").service == "Service")
        #expect(GRPCFields.call("/a/b.S/M").service == "a/b.S")
        #expect(GRPCFields.call("").method == "")
        #expect(GRPCFields.call("/").service == "")
        #expect(GRPCFields.call("M").method == "M")
        for (text, seconds) in [
            ("2H", 7200), ("3M", 180), ("100u", 1e-4), ("7n", 7e-9), ("99999999S", 99_999_999), ("S", nil),
            ("1x", nil), ("123456789S", nil), ("", nil), ("-1S", nil),
        ] as [(String, Double?)] {
            var fields = GRPCFields()
            let octets = Array(text.utf8)
            fields.note("grpc-timeout".utf8Span.span.bytes, octets.span.bytes, limit: 100)
            #expect(fields.timeout == seconds)
        }
    }
}
