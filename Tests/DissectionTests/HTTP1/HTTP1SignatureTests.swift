import Records
import Testing

@testable import Dissection

@Suite("HTTP/1 signature")
struct HTTP1SignatureTests {
    private func probe(_ client: String, _ server: String = "", midstream: Bool = false, port: UInt16 = 9_999) -> Probe
    {
        let asked = Array(client.utf8)
        let answered = Array(server.utf8)
        let hints = OpeningHints(clientPort: 50_000, serverPort: port, isMidstream: midstream)
        return HTTP1Signature.probe(client: asked.span.bytes, server: answered.span.bytes, hints: hints)
    }

    @Test(
        "Request lines are certain on any port",
        arguments: [
            "GET / HTTP/1.1\r\n", "\r\nPROPFIND /x HTTP/1.0\r\n", "M-SEARCH * HTTP/1.1\n", "CONNECT h:1 HTTP/1.1\r\n",
            "NEWMETHOD /a b HTTP/1.1\r\n",
        ])
    func requestLines(_ line: String) { #expect(probe(line) == .certain) }

    @Test(
        "Other protocols are none",
        arguments: [
            "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "OPTIONS rtsp://h RTSP/1.0\r\n", "INVITE sip:a@b SIP/2.0\r\n",
            "REQMOD icap://h ICAP/1.0\r\n", "\u{16}\u{03}\u{01}", "SSH-2.0-x\r\n", "*1\r\n$4\r\nPING\r\n",
            "get key\r\n",
            "EHLO example.com\r\n", "GET key\r\n",
        ])
    func otherProtocols(_ line: String) { #expect(probe(line) == .no) }

    @Test("Beginnings are possible", arguments: ["G", "GET", "GET ", "GET /a-long-path", "POS", "OPTIONS *"])
    func beginnings(_ line: String) { #expect(probe(line) == .possible) }

    @Test("A status line makes it certain, whatever the client said")
    func statusLines() {
        #expect(probe("", "HTTP/1.1 200 OK\r\n") == .certain)
        #expect(probe("rubbish", "HTTP/1.1 400 Bad Request\r\n") == .certain)
        #expect(probe("", "HTTP/1") == .possible)
        #expect(probe("", "HTTP/2.0 200") == .no)
    }

    @Test("Roles are reversed only in mid-connection or where the client said nothing")
    func reversedRoles() {
        #expect(probe("HTTP/1.1 200 OK\r\n", "", midstream: true) == .certainReversed)
        #expect(probe("HTTP/1.1 200 OK\r\n", "GET / HTTP/1.1\r\n", midstream: true) == .certainReversed)
        #expect(probe("", "GET / HTTP/1.1\r\n") == .certainReversed)
        #expect(probe("HTTP/1.1 200 OK\r\n", "junk") == .no)
    }

    @Test("HTTP/0.9 only on port 80, with an answer that has no status line")
    func simpleRequests() {
        #expect(probe("GET /x\r\n", "", port: 80) == .possible)
        #expect(probe("GET /x\r\n\r\n", "<html>", port: 80) == .certain)
        #expect(probe("GET /x\r\n", "<html>", port: 6_379) == .no)
        #expect(probe("GET x\r\n", "<html>", port: 80) == .no)
    }
}
