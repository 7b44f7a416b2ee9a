import Records
import Testing

@testable import Dissection

@Suite("memcached signature")
struct MemcachedSignatureTests {
    private func probe(_ client: [UInt8], _ server: [UInt8] = [], isMidstream: Bool = false) -> Probe {
        MemcachedDissector.probe(
            client: client.span.bytes, server: server.span.bytes,
            hints: OpeningHints(clientPort: 40_000, serverPort: 7_000, isMidstream: isMidstream))
    }

    private func probe(_ client: String, _ server: String = "") -> Probe {
        probe(Array(client.utf8), Array(server.utf8))
    }

    @Test("A command to store proves itself; one to read with its answer")
    func text() {
        #expect(probe("set k 0 0 3\r\n") == .certain)
        #expect(probe("get k\r\n") == .possible)
        #expect(probe("get k\r\n", "END\r\n") == .certain)
        #expect(probe("get k\r\n", "VALUE k 0 1\r\n1\r\n") == .certain)
        #expect(probe("get") == .possible)
        #expect(probe("version\r\n", "VERSION 1.6\r\n") == .certain)
        #expect(probe("mg k v\r\n", "EN\r\n") == .certain)
    }

    @Test("A binary packet is certain")
    func binary() {
        #expect(probe(Playbook.binary(0x80, 0x00, key: "k")) == .certain)
        #expect(probe(Array(Playbook.binary(0x80, 0x00, key: "k").prefix(9))) == .possible)
        // A hello of SSL 2.0.
        #expect(probe([0x80, 0x2e, 1, 3, 1, 0, 0x15, 0, 0, 0, 0x10] + [UInt8](repeating: 1, count: 40)) == .no)
    }

    @Test(
        "Other protocols are not memcached",
        arguments: [
            ("GET / HTTP/1.1\r\n", ""), ("get k\r\n", "+OK\r\n"), ("get k\r\n", "$-1\r\n"), ("quit\r\n", "221 bye\r\n"),
            ("set a b\r\n", ""), ("stat\r\n", "+OK\r\n"), ("EHLO x\r\n", "250 x\r\n"), ("get \u{1}\r\n", "END\r\n"),
        ])
    func others(_ client: String, _ server: String) { #expect(probe(client, server) == .no) }

    @Test("In the middle of a connection, reading begins where a command begins a segment")
    func midstream() {
        let outcome = Playbook(.memcached, Playbook.midstream).client("half a value\r\n").client("get a\r\n")
            .server("VALUE a 0 1\r\nx\r\nEND\r\n").client("get b\r\n").server("END\r\n").outcome(probes: true)
        #expect(outcome.identified == [.memcached])
        #expect(outcome.results == ["get hit", "get miss"])
    }

    @Test("Changed bytes trap nothing, and what is told stays within bounds")
    func mutations() {
        let client = Array(
            "set k 0 90 5\r\nhello\r\nget a b\r\ngat 5 k\r\nmg a v q O1\r\nms k 2 T5\r\nxy\r\nmn\r\nstats\r\nincr n 1\r\n"
                .utf8)
        let server = Array(
            "STORED\r\nVALUE a 0 2\r\nxx\r\nEND\r\nEND\r\nVA 2 O1\r\nyy\r\nHD\r\nMN\r\nSTAT a 1\r\nEND\r\n7\r\n".utf8)
        let asked =
            Playbook.binary(0x80, 0x01, key: "k", extras: [UInt8](repeating: 1, count: 8), value: [1, 2, 3])
            + Playbook.binary(0x80, 0x09, key: "k", opaque: 1) + Playbook.binary(0x80, 0x0a, opaque: 2)
        let answered = Playbook.binary(0x81, 0x01) + Playbook.binary(0x81, 0x0a, opaque: 2)
        var random = SplitMix(state: 2)
        for turn in 0..<3_000 {
            let (ask, answer) = turn % 2 == 0 ? (client, server) : (asked, answered)
            let play = Playbook(.memcached, random.next() % 2 == 0 ? Environment() : Playbook.midstream)
                .client(random.mutated(ask)).server(random.mutated(answer)).clientGap(3).client(random.mutated(ask))
                .serverGap(5).server(random.mutated(answer)).serverRST()
            #expect(play.outcome(pieceSize: Int(random.next() % 30) + 1).commands.count < 400)
        }
    }
}
