import Records
import Testing

@testable import Dissection

@Suite("memcached text")
struct MemcachedTextTests {
    @Test("Commands and answers are records with keys, lifetimes and results")
    func conversation() {
        let play = Playbook.memcached.client("set sess.1 0 1800 11\r\nhello world\r\n").server("STORED\r\n")
            .client("get sess.1\r\n").server("VALUE sess.1 0 11\r\nhello world\r\nEND\r\n")
            .client("gets a b \r\n").server("END\r\n").client("add sess.1 0 0 1\r\nx\r\n").server("NOT_STORED\r\n")
            .client("cas sess.1 0 60 1 77\r\nx\r\n").server("EXISTS\r\n")
            .client("touch sess.1 30\r\n").server("TOUCHED\r\n").client("gat 90 sess.1\r\n").server(
                "VALUE sess.1 0 1\r\nx\r\nEND\r\n"
            )
            .client("incr n 1\r\n").server("42\r\n").client("decr m 1\r\n").server("NOT_FOUND\r\n")
            .client("delete sess.1\r\n").server("DELETED\r\n").client("set k 0 0 1\r\ny\r\n")
            .server("SERVER_ERROR out of memory storing object\r\n").client("version\r\n").server("VERSION 1.6.21\r\n")
            .client("stats\r\n").server("STAT pid 1\r\nSTAT uptime 2\r\nEND\r\n").client("flush_all\r\n").server(
                "OK\r\n"
            )
            .client("quit\r\n")
        let commands = play.commands()
        #expect(
            play.outcome().results == [
                "set ok", "get hit", "gets miss", "add not_stored", "cas exists", "touch ok", "gat hit", "incr 42",
                "decr miss", "delete ok", "set error", "version ok", "stats ok", "flush_all ok", "quit -",
            ])
        #expect(commands.map(\.key).prefix(5) == ["sess.1", "sess.1", "a", "sess.1", "sess.1"])
        #expect(commands[2].keyCount == 2)
        #expect(commands.map(\.ttl).prefix(7) == [1800, nil, nil, nil, 60, 30, 90])
        #expect(commands[0].words == commands[1].words)
        #expect(commands[0].words.count == 2)
        #expect(commands[10].error == "SERVER_ERROR out of memory storing object")
        #expect(commands[0].at.packet == 1)
        #expect(commands[1].answered?.packet == 4)
        #expect(play.clientFIN().serverFIN().outcome().owed == nil)
        #expect(play.isAlikeInPieces())
    }

    @Test("A lifetime beyond thirty days is a moment of the calendar")
    func calendar() {
        let command = Playbook.memcached.client("set k 0 2592001 1\r\ny\r\n").commands().first
        #expect(command?.ttl == 2_592_001)
        #expect(MemcachedLifetime.seconds(1_700_000_060, from: Timestamp(seconds: 1_700_000_000, nanoseconds: 0)) == 60)
        #expect(MemcachedLifetime.seconds(0, from: Timestamp(nanoseconds: 0)) == nil)
        #expect(MemcachedLifetime.seconds(-1, from: Timestamp(nanoseconds: 0)) == -1)
    }

    @Test("noreply commands wait for nothing")
    func noReply() {
        let play = Playbook.memcached.client("set a 0 0 1 noreply\r\nx\r\ndelete a noreply\r\nget a\r\n").server(
            "END\r\n"
        )
        .clientFIN().serverFIN()
        #expect(play.outcome().results == ["set -", "delete -", "get miss"])
        #expect(play.outcome().owed == nil)
    }

    @Test("Several commands in one segment are answered in order; several values are one answer")
    func pipeline() {
        let play = Playbook.memcached.client("get a b c\r\nget d\r\nset e 0 0 2\r\nxy\r\n")
            .server("VALUE a 0 1\r\n1\r\nVALUE c 0 2\r\n22\r\nEND\r\nEND\r\nSTORED\r\n")
        #expect(play.outcome().results == ["get hit", "get miss", "set ok"])
        #expect(play.commands()[0].valueBytes == 3)
        #expect(play.isAlikeInPieces())
    }

    @Test("Quiet meta commands are answered by what comes after them")
    func meta() {
        let play = Playbook.memcached.client("mg a v q O1\r\nmg b v q O2\r\nms c 2 T90 q\r\nxy\r\nmd d q\r\nmn\r\n")
            .server("VA 1 O2\r\nx\r\nMN\r\n").client("mg a t v\r\nms c 1\r\nz\r\nma n\r\nme a\r\n")
            .server("VA 1 t55\r\nx\r\nNS\r\nHD\r\nEN\r\n").client("mg z v\r\n").server("EN\r\n")
        #expect(
            play.outcome().results == [
                "mg miss", "mg hit", "ms ok", "md ok", "mn ok", "mg hit", "ms not_stored", "ma ok", "me miss",
                "mg miss",
            ])
        #expect(play.commands()[2].ttl == 90)
        #expect(play.commands()[5].ttl == 55)
        #expect(play.isAlikeInPieces())
    }

    @Test("Large values pass by")
    func largeValues() {
        let value = String(repeating: "v", count: 90_000)
        let play = Playbook.memcached.client("set k 0 0 90000\r\n").client(value).client("\r\n").server("STORED\r\n")
            .client("get k\r\n").server("VALUE k 0 90000\r\n" + value).server("\r\nEND\r\n")
        #expect(play.outcome().results == ["set ok", "get hit"])
        #expect(play.commands().map(\.valueBytes) == [90_000, 90_000])
        #expect(play.commands()[0].at.packet == 3)
        #expect(play.isAlikeInPieces(upTo: 3))
    }

    @Test("An unanswered command is owed")
    func owed() throws {
        let owed = try #require(Playbook.memcached.client("get secret\r\n").serverRST().outcome().owed)
        #expect(owed.subject == "memcached get")
        #expect(owed.what == .answer)
        let cut = try #require(
            Playbook.memcached.client("get k\r\n").server("VALUE k 0 9000\r\n" + String(repeating: "x", count: 5_000))
                .serverFIN().clientFIN().outcome().owed)
        #expect(cut.what == .restOfMessage)
        #expect(cut.announced == 9_000)
    }

    @Test("After lost bytes pairs are made anew")
    func gaps() {
        let play = Playbook.memcached.client("get a\r\n").serverGap(40).server("tail of a value\r\nEND\r\n")
            .client("get b\r\n").server("END\r\n").clientGap(9).server("STORED\r\n").client("get c\r\n")
            .server("VALUE c 0 1\r\nx\r\nEND\r\n")
        #expect(play.outcome().results == ["get -", "get miss", "get hit"])
        #expect(play.commands()[0].hasGaps)
        let within = Playbook.memcached.client("get k\r\n").server(
            "VALUE k 0 9000\r\n" + String(repeating: "x", count: 5_000)
        )
        .serverGap(3_000).server(String(repeating: "x", count: 1_000) + "\r\nEND\r\n")
        #expect(within.outcome().results == ["get hit"])
    }

    @Test("An answer that cannot be to who waits ends the pairs until they are sure again")
    func mismatch() {
        let play = Playbook.memcached.client("set a 0 0 1\r\nx\r\n").server("END\r\n").server("STORED\r\n")
            .client("get b\r\n").server("END\r\n")
        #expect(play.outcome().results == ["set -", "get miss"])
        #expect(play.commands()[0].hasGaps)
    }
}
