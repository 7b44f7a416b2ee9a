import Records
import Testing

@testable import Dissection

@Suite("Redis signature")
struct RedisSignatureTests {
    private func probe(_ client: String, _ server: String = "", isMidstream: Bool = false) -> Probe {
        RedisDissector.probe(
            client: Array(client.utf8).span.bytes, server: Array(server.utf8).span.bytes,
            hints: OpeningHints(clientPort: 40_000, serverPort: 7_000, isMidstream: isMidstream))
    }

    @Test("A command array is certain", arguments: ["GET", "get", "HELLO", "SUBSCRIBE"])
    func arrays(_ name: String) { #expect(probe(Playbook.resp(name, "x")) == .certain) }

    @Test("The beginning of one is possible", arguments: ["*", "*2\r", "*2\r\n", "*2\r\n$3", "*2\r\n$3\r\nGE"])
    func beginnings(_ text: String) { #expect(probe(text) == .possible) }

    @Test("Inline commands are certain with an answer only")
    func inline() {
        #expect(probe("PING\r\n") == .possible)
        #expect(probe("PING\r\n", "+PONG\r\n") == .certain)
        #expect(probe("PING\r\n", "HTTP/1.1 400 Bad Request\r\n") == .no)
        #expect(probe("GET k\r\n", "$-1\r\n") == .certain)
    }

    @Test(
        "Other line protocols are not Redis",
        arguments: [
            ("GET / HTTP/1.1\r\nHost: a\r\n\r\n", "HTTP/1.1 200 OK\r\n\r\n"), ("USER bob\r\n", "+OK\r\n"),
            ("QUIT\r\n", "+OK bye\r\n"), ("AUTH PLAIN\r\n", "+ \r\n"), ("get foo\r\n", "VALUE foo 0 1\r\nx\r\nEND\r\n"),
            ("set foo 0 0 3\r\nbar\r\n", "STORED\r\n"), ("EHLO x\r\n", "250 x\r\n"), ("*2\r\n$3\r\nXYZ\r\n", ""),
            ("*x\r\n", ""), ("", "+OK\r\n"), ("a1 LOGIN x y\r\n", "a1 OK\r\n"),
        ])
    func others(_ client: String, _ server: String) { #expect(probe(client, server) == .no) }

    @Test("What a server answers does not turn roles round by itself")
    func answersAreNoCommands() {
        #expect(probe("", "*2\r\n$3\r\nfoo\r\n$3\r\nbar\r\n", isMidstream: true) == .no)
        #expect(probe("garbage\r\n", Playbook.resp("GET", "a"), isMidstream: true) == .no)
        #expect(probe("+OK\r\n", Playbook.resp("GET", "a"), isMidstream: false) == .no)
    }
}

@Suite("Redis malformed")
struct RedisMalformedTests {
    @Test(
        "Broken commands end the reading with one event",
        arguments: [
            "*1\r\n+PING\r\n", "*a\r\n", "*1\r\n$-5\r\n", "*1\r\n$99999999999999999999\r\nx", "*99999999999\r\n",
            "*1\r\n$4\r\nPINGxx", "*1\r\n$9223372036854775807\r\nx", "\u{1}\u{2}\r\n", "*1\r\r", "*2?\r\n",
        ])
    func commands(_ text: String) {
        let outcome = Playbook.redis.client("PING\r\n").server("+PONG\r\n").client(text).client("GET k\r\n").outcome()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.results == ["PING ok"])
    }

    @Test(
        "So do broken answers",
        arguments: [
            "?\r\n", "$x\r\n", "+OK\n", ":\r\n", ":12a\r\n", "$3\r\nabcdef", "*99999999999999\r\n", ".\r\n", "_x\r\n",
            String(repeating: "*1\r\n", count: 40),
        ])
    func answers(_ text: String) {
        let outcome = Playbook.redis.client("PING\r\n").server(text).outcome()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.results == ["PING -"])
    }

    @Test("Thirty-two aggregates within each other are read")
    func depth() {
        let deep = String(repeating: "*1\r\n", count: 32) + ":1\r\n"
        let play = Playbook.redis.client("EVAL x 0\r\nPING\r\n").server(deep + "+PONG\r\n")
        #expect(play.outcome().results == ["EVAL ok", "PING ok"])
    }

    @Test("An array of a million nulls is counted, not kept")
    func exhaustion() {
        let nulls = String(repeating: "_\r\n", count: 1_000)
        var play = Playbook.redis.client("MGET a b\r\nPING\r\n").server("*10000\r\n")
        for _ in 0..<10 { play = play.server(nulls) }
        #expect(play.server("+PONG\r\n").outcome().results == ["MGET miss", "PING ok"])
    }

    @Test("Changed bytes trap nothing, and what is told stays within bounds")
    func mutations() {
        let client = Array(
            (Playbook.resp("MULTI") + Playbook.resp("SET", "sess:1", "some words", "EX", "10") + Playbook.resp("EXEC")
                + Playbook.resp("SUBSCRIBE", "a") + "GET k\r\n" + Playbook.resp("CLIENT", "REPLY", "SKIP")
                + Playbook.resp("EVAL", "x", "2", "a", "b") + Playbook.resp("TTL", "a")).utf8)
        let server = Array(
            ("+OK\r\n+QUEUED\r\n*1\r\n+OK\r\n>3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n$2\r\nhi\r\n"
                + "%2\r\n+a\r\n:1\r\n|1\r\n+k\r\n:1\r\n$?\r\n;2\r\nxx\r\n;0\r\n*?\r\n.\r\n:5\r\n-ERR x\r\n").utf8)
        var random = SplitMix(state: 1)
        for _ in 0..<3_000 {
            let play = Playbook(.redis, random.next() % 2 == 0 ? Environment() : Playbook.midstream)
                .client(random.mutated(client)).server(random.mutated(server)).clientGap(3).client(
                    random.mutated(client)
                )
                .serverGap(5).server(random.mutated(server)).serverRST()
            let outcome = play.outcome(pieceSize: Int(random.next() % 30) + 1)
            #expect(outcome.commands.count < 400)
        }
    }
}

/// A small generator, so that what fails fails again.
struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ z >> 30) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ z >> 27) &* 0x94d0_49bb_1331_11eb
        return z ^ z >> 31
    }

    /// The bytes with up to three of them changed, taken out or doubled.
    mutating func mutated(_ bytes: [UInt8]) -> [UInt8] {
        var result = bytes
        for _ in 0..<next() % 4 where !result.isEmpty {
            let index = Int(next() % UInt64(result.count))
            switch next() % 4 {
            case 0: result[index] = UInt8(truncatingIfNeeded: next())
            case 1: result.remove(at: index)
            case 2: result.insert(result[index], at: index)
            default: result[index] = Array("0123456789*$:+-_%>~|;.,\r\n".utf8)[Int(next() % 25)]
            }
        }
        return result
    }
}
