import Records
import Reporting
import Testing

/// Every member of a record, as one line each.
@Suite("Fields")
struct FieldTests {
    private func line(_ record: Record, secrets: Bool = true) -> String {
        var reporter = LinesReporter(
            sink: ByteSink(), redactor: Redactor(key: Sample.key, showsSecrets: secrets), options: Sample.options())
        let output = reporter.run([Sample.emission(record)])
        return output.split(separator: "\n").first.map(String.init) ?? ""
    }

    @Test("an exchange with all that an exchange can have")
    func exchange() {
        var exchange = Sample.exchange()
        exchange.version = "2"
        exchange.streamID = 5
        exchange.informational = [100, 103]
        exchange.request?.userAgent = "curl/8"
        exchange.request?.referer = "http://shop.example/"
        exchange.request?.forwardedFor = "192.0.2.1"
        exchange.request?.traceID = "0af7"
        exchange.request?.requestID = "r-1"
        exchange.request?.range = "bytes=5-"
        exchange.request?.sessionHeaders = [SessionHeader(name: "X-Session-ID", value: "abc")]
        var token = JWT()
        token.algorithm = "RS256"
        token.keyID = "k1"
        token.issuer = "https://id.example"
        token.audience = ["shop"]
        token.subject = "alice"
        token.sessionID = "s-9"
        token.tokenID = "t-7"
        token.expires = Sample.start
        token.notBefore = Sample.start - 60
        token.issuedAt = Sample.start - 60
        exchange.request?.authorization = Authorization(scheme: "Bearer", value: "e.y.z", jwt: token)
        exchange.request?.bodyBytes = 3
        exchange.response?.location = "/next"
        exchange.response?.contentRange = "bytes 5-9/10"
        exchange.response?.retryAfter = "3"
        exchange.response?.sessionHeaders = [SessionHeader(name: "X-Session-ID", value: "def")]
        var cookie = SetCookie(name: "sid", value: "v")
        cookie.path = "/"
        cookie.domain = "shop.example"
        cookie.maxAge = -1
        cookie.expires = Sample.start
        cookie.secure = true
        cookie.httpOnly = true
        cookie.sameSite = "Lax"
        exchange.response?.setCookies = [cookie]
        #expect(
            line(.exchange(exchange)) == """
                {"record":"exchange","flow":0,"version":"2","stream_id":5,"request":{"packet":4,\
                "time":"2025-11-24T16:00:00.500000Z","method":"GET","target":"/cart?sid=abc&page=2",\
                "host":"shop.example","user_agent":"curl/8","referer":"http://shop.example/",\
                "x_forwarded_for":"192.0.2.1","trace_id":"0af7","request_id":"r-1","range":"bytes=5-",\
                "cookies":[{"name":"sid","value":"8b6b31a0c4d2e5f60718"}],\
                "session_headers":[{"name":"X-Session-ID","value":"abc"}],\
                "authorization":{"scheme":"Bearer","value":"e.y.z","jwt":{"alg":"RS256","kid":"k1",\
                "iss":"https://id.example","aud":["shop"],"sub":"alice","sid":"s-9","jti":"t-7",\
                "exp":"2025-11-24T16:00:00.000000Z","nbf":"2025-11-24T15:59:00.000000Z",\
                "iat":"2025-11-24T15:59:00.000000Z"}},"body_bytes":3},\
                "response":{"packet":6,"time":"2025-11-24T16:00:00.750000Z","status":200,"reason":"OK",\
                "location":"/next","content_range":"bytes 5-9/10","set_cookies":[{"name":"sid","value":"v","path":"/",\
                "domain":"shop.example","max_age":-1,"expires":"2025-11-24T16:00:00.000000Z","secure":true,\
                "http_only":true,"same_site":"Lax"}],"session_headers":[{"name":"X-Session-ID","value":"def"}],\
                "retry_after":"3","body_bytes":12,"complete":true},"informational":[100,103]}
                """)
    }

    @Test("a handshake with all that a handshake can have")
    func handshake() {
        var handshake = TLSHandshake(at: Sample.at(3))
        handshake.done = Sample.at(7, 0.25)
        handshake.version = "TLS 1.2"
        handshake.cipher = 0x1301
        handshake.serverName = "shop.example"
        handshake.alpnOffered = ["h2", "http/1.1"]
        handshake.alpn = "h2"
        handshake.clientSessionID = [0xab, 0x01]
        handshake.serverSessionID = [0xcd]
        handshake.ticketsIssued = [.init(at: Sample.at(7), lifetime: 300, hash: [1, 2], keyName: [3])]
        handshake.offered = .sessionID
        handshake.resumed = false
        handshake.ja3 = "3"
        handshake.ja4 = "4"
        handshake.certificate = .init(
            subject: "CN=shop", issuer: "CN=ca", notBefore: 0, notAfter: Sample.start, fingerprint: "ff")
        handshake.alerts = [
            .init(at: Sample.at(9), by: .client, level: 2, description: 48, encrypted: false),
            .init(at: Sample.at(9), by: .server, level: 9, description: 254, encrypted: false),
            .init(at: Sample.at(9), by: .server, level: nil, description: nil, encrypted: true),
        ]
        handshake.closeNotify.client = true
        handshake.decrypted = true
        handshake.sawClientHello = true
        let at = #""packet":9,"time":"2025-11-24T16:00:00.000000Z""#
        #expect(
            line(.handshake(handshake)) == """
                {"record":"handshake","flow":0,"packet":3,"time":"2025-11-24T16:00:00.000000Z","version":"TLS 1.2",\
                "cipher":"0x1301 TLS_AES_128_GCM_SHA256","sni":"shop.example","alpn_offered":["h2","http/1.1"],\
                "alpn":"h2","client_session_id":"ab01","server_session_id":"cd",\
                "tickets_issued":[{"packet":7,"lifetime":300,"label":"0102"}],"offered":"session_id","resumed":false,\
                "early_data":false,"hello_retry":false,"duration":0.25,"ja3":"3","ja4":"4",\
                "certificate":{"subject":"CN=shop","issuer":"CN=ca","not_before":"1970-01-01T00:00:00.000000Z",\
                "not_after":"2025-11-24T16:00:00.000000Z","fingerprint":"ff"},\
                "alerts":[{\(at),"by":"client","level":"fatal","description":"unknown_ca","encrypted":false},\
                {\(at),"by":"server","level":9,"description":254,"encrypted":false},\
                {\(at),"by":"server","encrypted":true}],"close_notify":{"client":true,"server":false},"decrypted":true}
                """)
    }

    @Test("a handshake of which only alerts were seen has no members of hellos")
    func alertsOnly() {
        var handshake = TLSHandshake(at: Sample.at(3))
        handshake.alerts = [.init(at: Sample.at(3), by: .client, level: nil, description: nil, encrypted: true)]
        let text = line(.handshake(handshake))
        for name in ["version", "offered", "sni", "client_session_id", "hello_retry", "resumed", "cipher"] {
            #expect(!text.contains("\"\(name)\""), "\(name)")
        }
    }

    @Test("a WebSocket with all that a WebSocket can have")
    func webSocket() {
        var socket = WebSocketSession(opened: Sample.at(5))
        socket.request = Sample.at(4)
        socket.subprotocol = "chat"
        socket.extensions = "permessage-deflate"
        socket.frames.client.text = 1
        socket.frames.client.binary = 2
        socket.frames.client.continuation = 3
        socket.frames.client.ping = 4
        socket.frames.client.pong = 5
        socket.frames.client.close = 6
        socket.frames.client.bytes = 7
        socket.close = .init(at: Sample.at(9), by: .server, code: 1011, reason: "gone")
        socket.unansweredPings = PerSide(client: 1, server: 2)
        socket.longestSilence = Stall(start: Sample.at(5), end: Sample.at(6, 30))
        socket.pingInterval = PerSide(client: 20, server: 10)
        socket.frameList = [
            .init(at: Sample.at(6), from: .client, opcode: 9, length: 0, isFinal: true, isCompressed: false),
            .init(at: Sample.at(6), from: .server, opcode: 11, length: 4, isFinal: false, isCompressed: true),
        ]
        let zeros = ["text", "binary", "continuation", "ping", "pong", "close", "bytes"].map { "\"\($0)\":0" }
        let at = #""packet":6,"time":"2025-11-24T16:00:00.000000Z""#
        #expect(
            line(.webSocket(socket)) == """
                {"record":"websocket","flow":0,"request_packet":4,"opened":{"packet":5,\
                "time":"2025-11-24T16:00:00.000000Z"},"subprotocol":"chat","extensions":"permessage-deflate",\
                "frames":{"client":{"text":1,"binary":2,"continuation":3,"ping":4,"pong":5,"close":6,"bytes":7},\
                "server":{\(zeros.joined(separator: ","))}},"close":{"by":"server","code":1011,"reason":"gone","packet":9,\
                "time":"2025-11-24T16:00:00.000000Z"},"unanswered_pings":3,"max_silence":30,\
                "silence":{"start":"2025-11-24T16:00:00.000000Z","end":"2025-11-24T16:00:30.000000Z","before_packet":5,\
                "after_packet":6},"ping_interval":10,\
                "frame_list":[{\(at),"from":"client","opcode":"ping","length":0,"fin":true,"compressed":false},\
                {\(at),"from":"server","opcode":11,"length":4,"fin":false,"compressed":true}]}
                """)
    }

    @Test("a flow inside VLANs and tunnels, between IPv6 addresses")
    func flow() {
        var closed = Sample.closed()
        closed.opened.vlans = [10, 20]
        closed.opened.tunnels = ["vxlan"]
        closed.opened.client = Sample.endpoint("2001:db8::1", 5)
        closed.opened.server = Sample.endpoint("2001:db8::2", 443)
        closed.closed = Closing(how: .open)
        closed.tcp.mss.client = nil
        let text = line(.flowClosed(closed).self)
        #expect(text.contains("\"kind\":\"idle\""))
        closed.idleGaps = []
        let flow = line(.flowClosed(closed))
        #expect(
            flow.contains(#""client":{"address":"2001:db8::1","port":5},"server":{"address":"2001:db8::2","port":443}"#)
        )
        #expect(flow.contains(#""vlan":[10,20],"tunnels":["vxlan"]"#))
        #expect(flow.contains(#""mss":{"server":1448}"#))
        #expect(flow.hasSuffix(#""closed":{"how":"open"}}"#))
    }

    @Test("a text that the other side chose is cut where it is long, between two characters")
    func boundedText() {
        var socket = WebSocketSession(opened: Sample.at(5))
        socket.close = .init(at: Sample.at(9), by: .server, code: 1000, reason: String(repeating: "ä€", count: 1000))
        let text = line(.webSocket(socket))
        #expect(text.contains("…\",\"packet\":9"))
        #expect(text.utf8.count < 1100)
    }
}
