import Diagnosis
import Records
import Reporting

/// Records and findings for the tests of all formats.
enum Sample {
    static let key = [UInt8](0..<32)
    static let start: Int64 = 1_764_000_000

    static func at(_ packet: UInt64, _ seconds: Double = 0) -> PacketReference {
        PacketReference(packet: packet, time: time(seconds))
    }

    static func time(_ seconds: Double) -> Timestamp {
        Timestamp(seconds: start, nanoseconds: Int64((seconds * 1e9).rounded()))
    }

    static func endpoint(_ text: String, _ port: UInt16) -> Endpoint {
        Endpoint(address: Address(text) ?? Address(ipv4: 0), port: port)
    }

    static let client = endpoint("10.0.0.5", 51234)
    static let server = endpoint("10.0.0.2", 80)

    static func emission(_ record: Record, packet: UInt64 = 1, flow: FlowID = 0, ordinal: UInt32 = 0) -> Emission {
        Emission(packet: packet, time: time(0), flow: flow, ordinal: ordinal, record: record)
    }

    static func exchange(cookie: String = "8b6b31a0c4d2e5f60718") -> HTTPExchange {
        var request = HTTPRequest(begin: at(4), at: at(4, 0.5), method: "GET", target: "/cart?sid=abc&page=2")
        request.host = "shop.example"
        request.cookies = [Cookie(name: "sid", value: cookie)]
        var response = HTTPResponse(begin: at(6), at: at(6, 0.75), status: 200)
        response.reason = "OK"
        response.bodyBytes = 12
        response.complete = true
        return HTTPExchange(version: "1.1", request: request, response: response)
    }

    static func closed(flow: FlowID = 0) -> FlowClosed {
        let opened = FlowOpened(id: flow, client: client, server: server, roles: .handshake, first: at(1))
        var closed = FlowClosed(
            opened: opened, last: at(9, 61.5), closed: Closing(how: .fin, by: .server, at: at(8, 61)))
        closed.protocols = ["http1"]
        closed.packets = PerSide(client: 5, server: 4)
        closed.bytes = PerSide(client: 300, server: 1200)
        closed.tcp.handshake = .complete
        closed.tcp.roundTrip = 0.000213
        closed.tcp.mss = PerSide(client: 1460, server: 1448)
        closed.idleGaps = [
            IdleGap(start: time(0.75), end: time(61), beforePacket: 7, afterPacket: 8, keepalives: 2)
        ]
        return closed
    }

    static func finding(
        code: String = "tcp.idle-timeout", severity: Finding.Severity = .error,
        subject: Finding.Subject = .init(kind: .server, id: "10.0.0.2:80"), flow: FlowID = 0
    ) -> Finding {
        var finding = Finding(
            code: code, category: .timeout, severity: severity, layer: 4, confidence: .likely,
            title: "The proxy closes connections after 60 s of silence, and sessions end with them", subject: subject,
            by: Finding.Actor(role: .proxy, endpoint: server),
            occurrence: Finding.Occurrence(at: at(8, 61), flow: flow, note: "idle for 60.25 s"),
            evidence: [
                Finding.Evidence(packet: 7, flow: flow, text: "the last packet before a silence of 60.25 s"),
                Finding.Evidence(
                    packet: 8, flow: flow, text: "FIN of the server; nothing was owed, a WebSocket was open"),
            ],
            cause: """
                10.0.0.2:80 ended the connection 60.25 s after the last packet. That is nginx's default \
                proxy_read_timeout (60 s), and four other connections of this server ended at the same age.
                """,
            fixes: [
                Finding.Fix(for: "nginx", "proxy_read_timeout 3600s; in the location that serves WebSockets"),
                Finding.Fix(for: "client", "send a ping every 30 s, so that the connection is never silent for long"),
            ],
            displayFilter: "tcp.stream == \(flow)", related: ["websocket.no-heartbeat"])
        finding.count = 4
        for packet in [UInt64(20), 31, 47] {
            finding.occurrences.append(
                .init(at: at(packet, Double(packet) * 3), flow: FlowID(packet), note: "idle for 60.1 s"))
        }
        finding.last = at(47, 141)
        return finding
    }

    static func capture() -> CaptureSummary {
        var capture = CaptureSummary()
        capture.sources = [
            SourceSummary(
                path: "checkout.pcapng", format: "pcapng", linkType: "ether", bytes: 12_400_000, packets: 18_204)
        ]
        capture.first = time(0)
        capture.last = time(752.875)
        capture.packets.read = 18_204
        capture.packets.analyzed = 17_992
        capture.packets.skip(.udp, count: 200)
        capture.packets.skip(.arp, count: 12)
        capture.visibility.flows = 412
        capture.visibility.exchanges = 1204
        capture.visibility.handshakes = 38
        capture.visibility.webSockets = 3
        capture.visibility.encryptedUnread = 41
        return capture
    }

    static func options(width: Int = 100, color: Bool = false) -> ReportOptions {
        var options = ReportOptions()
        options.width = width
        options.usesColor = color
        options.toolVersion = "1.0.0"
        options.zone = LocalZone(name: "CET", offset: 3600)
        return options
    }
}

extension Reporter {
    /// All that has been written to memory.
    var output: String { String(decoding: sink.bytes, as: UTF8.self) }

    /// Takes records, ends, and gives the output.
    mutating func run(_ records: [Emission], findings: [Finding] = [], capture: CaptureSummary = Sample.capture())
        -> String
    {
        for emission in records { record(emission) }
        finish(Conclusions(capture: capture, findings: findings))
        return output
    }
}
