import Records
import Testing

@testable import Dissection

@Suite("memcached binary")
struct MemcachedBinaryTests {
    private let request: UInt8 = 0x80
    private let response: UInt8 = 0x81

    @Test("Commands have the names of the text protocol, and are answered by their opaque field")
    func conversation() {
        let lifetime: [UInt8] = [0, 0, 0, 0, 0, 0, 0x07, 0x08]
        let value = Array("hello world".utf8)
        let play = Playbook.memcached
            .client(Playbook.binary(request, 0x01, key: "sess", extras: lifetime, value: value, opaque: 1))
            .server(Playbook.binary(response, 0x01, opaque: 1)).client(
                Playbook.binary(request, 0x00, key: "sess", opaque: 2)
            )
            .server(Playbook.binary(response, 0x00, extras: [0, 0, 0, 0], value: value, opaque: 2))
            .client(Playbook.binary(request, 0x0c, key: "gone", opaque: 3))
            .server(Playbook.binary(response, 0x0c, value: Array("Not found".utf8), status: 1, opaque: 3))
            .client(Playbook.binary(request, 0x02, key: "sess", extras: lifetime, value: value, opaque: 4))
            .server(Playbook.binary(response, 0x02, value: Array("Exists".utf8), status: 2, opaque: 4))
            .client(Playbook.binary(request, 0x05, key: "n", extras: [UInt8](repeating: 255, count: 20), opaque: 5))
            .server(Playbook.binary(response, 0x05, value: [0, 0, 0, 0, 0, 0, 0, 42], opaque: 5))
            .client(Playbook.binary(request, 0x1c, key: "sess", extras: [0, 0, 0, 60], opaque: 6))
            .server(Playbook.binary(response, 0x1c, opaque: 6))
            .client(Playbook.binary(request, 0x21, key: "PLAIN", value: Array("\0bob\0hunter2".utf8), opaque: 7))
            .server(Playbook.binary(response, 0x21, value: Array("Auth failure".utf8), status: 0x20, opaque: 7))
            .client(Playbook.binary(request, 0x10, opaque: 8))
            .server(
                Playbook.binary(response, 0x10, key: "pid", value: [0x31], opaque: 8)
                    + Playbook.binary(response, 0x10, opaque: 8)
            )
            .client(Playbook.binary(request, 0x07, opaque: 9))
        let commands = play.commands()
        #expect(
            play.outcome().results == [
                "set ok", "get hit", "get miss", "add exists", "incr 42", "touch ok", "sasl_auth error", "stats ok",
                "quit -",
            ])
        #expect(commands.map(\.key) == ["sess", "sess", "gone", "sess", "n", "sess", nil, nil, nil])
        #expect(commands.map(\.ttl).prefix(6) == [1800, nil, nil, 1800, nil, 60])
        #expect(commands[0].words == commands[1].words)
        #expect(commands[6].error == "Auth failure")
        #expect(!"\(commands)".contains("hunter2"))
        #expect(play.serverFIN().clientFIN().outcome().owed == nil)
        #expect(play.isAlikeInPieces())
    }

    @Test("Quiet commands are answered by what comes after them")
    func quiet() {
        let play = Playbook.memcached.client(
            Playbook.binary(request, 0x09, key: "a", opaque: 1) + Playbook.binary(request, 0x09, key: "b", opaque: 2)
                + Playbook.binary(request, 0x11, key: "c", extras: [UInt8](repeating: 0, count: 8), opaque: 3)
                + Playbook.binary(request, 0x0a, opaque: 4)
        ).server(
            Playbook.binary(response, 0x09, extras: [0, 0, 0, 0], value: [1, 2], opaque: 2)
                + Playbook.binary(response, 0x0a, opaque: 4))
        #expect(play.outcome().results == ["get miss", "get hit", "set ok", "noop ok"])
        #expect(play.isAlikeInPieces())
    }

    @Test("A response that nobody asked for shifts nothing")
    func stray() {
        let play = Playbook.memcached.client(Playbook.binary(request, 0x00, key: "a", opaque: 1))
            .server(
                Playbook.binary(response, 0x00, status: 1, opaque: 99)
                    + Playbook.binary(response, 0x00, status: 1, opaque: 1))
        #expect(play.outcome().results == ["get miss"])
    }

    @Test("After lost bytes reading goes on where a packet begins a segment")
    func gaps() {
        let play = Playbook.memcached.client(Playbook.binary(request, 0x00, key: "a", opaque: 1)).serverGap(20)
            .server([1, 2, 3, 4]).client(Playbook.binary(request, 0x00, key: "b", opaque: 2))
            .server(Playbook.binary(response, 0x00, status: 1, opaque: 2))
        #expect(play.outcome().results == ["get -", "get miss"])
    }

    @Test("A header that contradicts itself ends the reading with one event")
    func malformed() {
        var bytes = Playbook.binary(request, 0x00, key: "a")
        bytes[11] = 0
        let outcome = Playbook.memcached.client(Playbook.binary(request, 0x0a)).client(bytes).outcome()
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.results == ["noop -"])
    }
}
