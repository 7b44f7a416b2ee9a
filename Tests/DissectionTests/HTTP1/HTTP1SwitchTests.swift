import Records
import Testing

@testable import Dissection

@Suite("HTTP/1 tunnels and upgrades")
struct HTTP1SwitchTests {
    private func step(
        _ dissector: inout HTTP1Dissector, _ direction: Direction, _ text: String, _ sink: inout RecordSink
    ) throws -> Demand {
        let bytes = Array(text.utf8)
        var window = bytes.span.bytes
        let packet = PacketReference(packet: 1, time: Timestamp(nanoseconds: 0))
        return try dissector.step(
            &window, Provenance(direction: direction, offset: 0, packet: packet), into: &sink)
    }

    private let webSocket =
        "GET /chat HTTP/1.1\r\nHost: h\r\nUpgrade: WebSocket\r\nConnection: keep-alive, Upgrade\r\n"
        + "Sec-WebSocket-Protocol: a, b\r\n\r\n"

    @Test("A WebSocket takes over with its 101, and what the client sent before waits")
    func aWebSocketTakesOver() throws {
        var dissector = HTTP1Dissector(Environment())
        var sink = RecordSink()
        #expect(try step(&dissector, .toServer, webSocket, &sink) == .proceed)
        #expect(try step(&dissector, .toServer, "\u{81}\u{05}hello", &sink) == .hold)
        let answer = "HTTP/1.1 101 Go\r\nupgrade: websocket\r\nSec-WebSocket-Extensions: permessage-deflate\r\n\r\n"
        guard case .handOver(let handover) = try step(&dissector, .toClient, answer, &sink) else {
            Issue.record("no handover")
            return
        }
        #expect(handover.protocolID == .webSocket)
        #expect(handover.upgrade?.request?.target == "/chat")
        #expect(handover.upgrade?.request?.webSocketProtocol == "a, b")
        #expect(handover.upgrade?.response.webSocketExtensions == "permessage-deflate")
        #expect(sink.records.exchanges.first?.response?.status == 101)
        #expect(sink.records.exchanges.first?.response?.complete == true)
    }

    @Test("A refused upgrade goes on as HTTP")
    func aRefusedUpgradeGoesOn() throws {
        let play = Playbook.http.client(webSocket).server("HTTP/1.1 400 No\r\nContent-Length: 0\r\n\r\n")
            .client(Playbook.request).server(Playbook.response)
        #expect(play.exchanges().map { $0.response?.status } == [400, 200])
    }

    @Test("Other upgrades and tunnels are looked at anew", arguments: ["h2c", "tcp", "CONNECT"])
    func otherUpgradesAreLookedAtAnew(_ name: String) throws {
        var dissector = HTTP1Dissector(Environment())
        var sink = RecordSink()
        let isConnect = name == "CONNECT"
        let ask =
            isConnect
            ? "CONNECT h:443 HTTP/1.1\r\n\r\n" : "GET / HTTP/1.1\r\nUpgrade: \(name)\r\nConnection: upgrade\r\n\r\n"
        #expect(try step(&dissector, .toServer, ask, &sink) == .proceed)
        #expect(try step(&dissector, .toServer, "\u{16}\u{03}\u{01}", &sink) == .hold)
        let answer = isConnect ? "HTTP/1.0 200 Fine\r\nContent-Length: 5\r\n\r\n" : "HTTP/1.1 101 Go\r\n\r\n"
        guard case .handOver(let handover) = try step(&dissector, .toClient, answer, &sink) else {
            Issue.record("no handover")
            return
        }
        #expect(handover.protocolID == (name == "h2c" ? .http2 : nil))
        #expect((handover.upgrade == nil) == isConnect)
        #expect(sink.records.exchanges.count == 1)
    }

    @Test("A refused tunnel goes on as HTTP, with the body of the refusal")
    func aRefusedTunnelGoesOn() {
        let play = Playbook.http.client("CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n")
            .server("HTTP/1.1 407 Who\r\nContent-Length: 2\r\n\r\nno").client(Playbook.request).server(
                Playbook.response)
        #expect(play.exchanges().map { $0.response?.status } == [407, 200])
        #expect(play.exchanges().first?.response?.bodyBytes == 2)
    }

    @Test("A tunnel whose answer is missing is probed")
    func aTunnelWhoseAnswerIsMissingIsProbed() throws {
        var dissector = HTTP1Dissector(Environment())
        var sink = RecordSink()
        _ = try step(&dissector, .toServer, "CONNECT h:443 HTTP/1.1\r\n\r\n", &sink)
        let place = Place(packet: 2, time: Timestamp(nanoseconds: 0), offset: 0, direction: .toClient)
        #expect(dissector.gap(StreamGap(place: place, byteCount: 39, cause: .notCaptured), into: &sink) == .probe)
        #expect(sink.records.exchanges.first?.hasGaps == true)
    }
}
