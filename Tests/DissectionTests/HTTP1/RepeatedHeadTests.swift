import Records
import Testing

@testable import Dissection

@Suite("Requests that repeat the fields of the one before")
struct RepeatedHeadTests {
    private static let lines =
        "Host: shop.example\r\nCookie: sid=8f2a0b6c4d1e; theme=dark\r\nX-Request-ID: a1\r\nVia: 1.1 edge\r\n"

    private func play(_ heads: [String]) -> Playbook {
        heads.reduce(Playbook.http) { play, head in
            play.client(head).server("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok")
        }
    }

    /// What each request says when it is the only one of its connection.
    private func alone(_ heads: [String]) -> [HTTPRequest?] {
        heads.map { play([$0]).exchanges().first?.request }
    }

    private func isAlike(_ one: HTTPRequest?, _ other: HTTPRequest?) -> Bool {
        guard let one, let other else { return false }
        return one.method == other.method && one.target == other.target && one.host == other.host
            && one.cookies == other.cookies && one.requestID == other.requestID && one.via == other.via
            && one.bodyBytes == other.bodyBytes && one.announcedBytes == other.announcedBytes
            && one.sessionHeaders == other.sessionHeaders && (one.end == nil) == (other.end == nil)
    }

    @Test("Each is read as if it stood alone, in its own packets")
    func repeated() {
        let heads = (0..<6).map { "GET /page/\($0) HTTP/1.1\r\n\(Self.lines)\r\n" }
        let play = play(heads)
        let requests = play.exchanges().map(\.request)
        #expect(requests.count == 6)
        #expect(zip(requests, alone(heads)).allSatisfy { isAlike($0, $1) })
        let packets = requests.compactMap { $0?.at.packet }
        #expect(packets == packets.sorted() && Set(packets).count == 6)
        #expect(play.isAlikeInPieces())
    }

    @Test("A field more, a field less, another value or a body is seen")
    func changed() {
        let lines = Self.lines
        let heads = [
            "GET /1 HTTP/1.1\r\n\(lines)\r\n", "GET /2 HTTP/1.1\r\n\(lines)\r\n", "GET /3 HTTP/1.1\r\n\(lines)\r\n",
            "GET /4 HTTP/1.1\r\n\(lines)X-Session-ID: 5e55\r\n\r\n", "GET /5 HTTP/1.1\r\nHost: shop.example\r\n\r\n",
            "GET /6 HTTP/1.1\r\n\(lines.replacing("sid=8f", with: "sid=9f"))\r\n",
            "POST /7 HTTP/1.1\r\n\(lines)Content-Length: 3\r\n\r\nabc", "GET /8 HTTP/1.1\r\n\(lines)\r\n",
            "POST /9 HTTP/1.1\r\n\(lines)Transfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
            "POST /10 HTTP/1.1\r\n\(lines)Transfer-Encoding: chunked\r\n\r\n4\r\nabcd\r\n0\r\n\r\n",
            "GET /11 HTTP/1.0\r\n\(lines)\r\n", "GET /12 HTTP/1.1\r\n\(lines)\r\n",
        ]
        let play = play(heads)
        let requests = play.exchanges().map(\.request)
        #expect(requests.count == heads.count)
        #expect(zip(requests, alone(heads)).allSatisfy { isAlike($0, $1) })
        #expect(play.isAlikeInPieces())
    }

    @Test("A client with other fields every time is read as any other")
    func restless() {
        let heads = (0..<12).map { "GET /\($0) HTTP/1.1\r\nHost: h\r\nX-Request-ID: \($0)\r\n\r\n" }
        #expect(play(heads).exchanges().map { $0.request?.requestID } == (0..<12).map { "\($0)" })
    }
}
