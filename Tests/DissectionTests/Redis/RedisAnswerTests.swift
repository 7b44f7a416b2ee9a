import Records
import Testing

@testable import Dissection

@Suite("Redis answers")
struct RedisAnswerTests {
    @Test("Answers of a pipeline come in the order of its commands")
    func pipeline() {
        let asked = (0..<50).map { Playbook.resp("SET", "k\($0)", "v") }.joined()
        let answered = (0..<50).map { $0 == 7 ? "-OOM command not allowed\r\n" : "+OK\r\n" }.joined()
        let play = Playbook.redis.client(asked + Playbook.resp("GET", "k1")).server(answered + "$1\r\nv\r\n")
        let commands = play.commands()
        #expect(commands.count == 51)
        #expect(commands[7].result == .error)
        #expect(commands[7].error == "OOM command not allowed")
        #expect(commands.filter { $0.result == .ok }.count == 49)
        #expect(commands[50].result == .hit)
        #expect(play.isAlikeInPieces())
    }

    @Test("Commands of a transaction are answered by EXEC, element by element")
    func transaction() {
        let play = Playbook.redis
            .client(
                Playbook.resp("MULTI") + Playbook.resp("SET", "a", "1") + Playbook.resp("HGETALL", "h")
                    + Playbook.resp("GET", "b") + Playbook.resp("EXEC") + Playbook.resp("PING")
            )
            .server("+OK\r\n+QUEUED\r\n+QUEUED\r\n+QUEUED\r\n")
            .server("*3\r\n+OK\r\n*2\r\n$1\r\nf\r\n$1\r\nv\r\n$-1\r\n+PONG\r\n")
        #expect(play.outcome().results == ["MULTI ok", "SET ok", "HGETALL hit", "GET miss", "EXEC ok", "PING ok"])
        #expect(play.commands()[1].answered?.packet == 3)
        #expect(play.isAlikeInPieces())
    }

    @Test("A transaction that is given up leaves its commands without results", arguments: [0, 1, 2])
    func abandoned(_ way: Int) {
        let ends = [("EXEC", "*-1\r\n"), ("EXEC", "-EXECABORT Transaction discarded\r\n"), ("DISCARD", "+OK\r\n")]
        let play = Playbook.redis
            .client(Playbook.resp("MULTI") + Playbook.resp("SET", "a", "1") + Playbook.resp(ends[way].0))
            .server("+OK\r\n+QUEUED\r\n" + ends[way].1).ask("PING").server("+PONG\r\n")
        let results = play.outcome().results
        #expect(results[1] == "SET -")
        #expect(results[3] == "PING ok")
    }

    @Test("Messages of subscriptions answer no command", arguments: ["*", ">"])
    func subscriptions(_ mark: String) {
        let play = Playbook.redis.ask("SUBSCRIBE", "a", "b")
            .server("\(mark)3\r\n$9\r\nsubscribe\r\n$1\r\na\r\n:1\r\n\(mark)3\r\n$9\r\nsubscribe\r\n$1\r\nb\r\n:2\r\n")
            .server("\(mark)3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n")
            .ask("PING")
            .server("\(mark)3\r\n$7\r\nmessage\r\n$1\r\na\r\n$2\r\nhi\r\n")
            .server(mark == "*" ? "*2\r\n$4\r\npong\r\n$0\r\n\r\n" : "+PONG\r\n")
            .ask("UNSUBSCRIBE").server("\(mark)3\r\n$11\r\nunsubscribe\r\n$1\r\na\r\n:1\r\n")
            .server("\(mark)3\r\n$11\r\nunsubscribe\r\n$1\r\nb\r\n:0\r\n").ask("GET", "k").server("$1\r\nv\r\n")
        #expect(play.outcome().results == ["SUBSCRIBE ok", "PING ok", "UNSUBSCRIBE ok", "GET hit"])
        #expect(play.commands()[0].answered?.packet == 2)
        #expect(play.isAlikeInPieces())
    }

    @Test("Invalidations and other pushes answer no command, wherever they come")
    func pushes() {
        let push = ">2\r\n$10\r\ninvalidate\r\n*1\r\n$1\r\nk\r\n"
        let play = Playbook.redis.server(push).ask("GET", "k").server(push + "_\r\n" + push)
            .ask("GET", "l").server("$1\r\nv\r\n")
        #expect(play.outcome().results == ["GET miss", "GET hit"])
        #expect(play.isAlikeInPieces())
    }

    @Test("What MONITOR shows answers no command")
    func monitor() {
        let line = "+1339518083.107412 [0 127.0.0.1:60866] \"keys\" \"*\"\r\n"
        let play = Playbook.redis.ask("MONITOR").server("+OK\r\n" + line + line).ask("PING").server(line + "+PONG\r\n")
        #expect(play.outcome().results == ["MONITOR ok", "PING ok"])
    }

    @Test("CLIENT REPLY OFF and SKIP leave commands without answers, and owe none")
    func replyOff() {
        let play = Playbook.redis.client("PING\r\nCLIENT REPLY SKIP\r\nGET a\r\nGET b\r\nCLIENT REPLY OFF\r\nGET c\r\n")
            .server("+PONG\r\n$1\r\nb\r\n").client("CLIENT REPLY ON\r\nGET d\r\n").server("+OK\r\n$-1\r\n")
            .clientFIN().serverFIN()
        let outcome = play.outcome()
        // Those without answers are told when they are sent.
        #expect(
            outcome.results == [
                "CLIENT REPLY -", "GET -", "CLIENT REPLY -", "GET -", "PING ok", "GET hit", "CLIENT REPLY ok",
                "GET miss",
            ])
        #expect(outcome.owed == nil)
    }

    @Test("All types of RESP3 are answers")
    func types() {
        let play = Playbook.redis.ask("GET", "a").server("=15\r\ntxt:Some string\r\n")
            .ask("ZSCORE", "a", "b").server(",1.25\r\n").ask("SISMEMBER", "a", "b").server("#t\r\n")
            .ask("SMEMBERS", "a").server("~2\r\n+x\r\n+y\r\n").ask("HGETALL", "a").server("%0\r\n")
            .ask("EVAL", "x", "0").server("(3492890328409238509324850943850943825024385\r\n")
            .ask("GET", "a").server("!21\r\nSYNTAX invalid syntax\r\n")
            .ask("GET", "a").server("|1\r\n+ttl\r\n*2\r\n:1\r\n:2\r\n$1\r\nv\r\n")
            .ask("MGET", "a", "b").server("*2\r\n_\r\n_\r\n").ask("MGET", "a", "b").server(
                "*2\r\n|1\r\n+k\r\n:1\r\n_\r\n+v\r\n"
            )
            .ask("GET", "a").server("$?\r\n;4\r\nHell\r\n;5\r\no wor\r\n;0\r\n")
            .ask("LRANGE", "a", "0", "-1").server("*?\r\n:1\r\n*?\r\n.\r\n.\r\n").ask("PING").server("+PONG\r\n")
        #expect(
            play.outcome().results == [
                "GET hit", "ZSCORE hit", "SISMEMBER 1", "SMEMBERS hit", "HGETALL miss", "EVAL ok", "GET error",
                "GET hit",
                "MGET miss", "MGET hit", "GET hit", "LRANGE hit", "PING ok",
            ])
        #expect(play.commands()[6].error == "SYNTAX invalid syntax")
        #expect(play.isAlikeInPieces())
    }

    @Test("Large values pass by, and their last packet is the answer's")
    func largeValues() {
        let value = [UInt8](repeating: 0x61, count: 100_000)
        let play = Playbook.redis.client(Array("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$100000\r\n".utf8)).client(value)
            .client("\r\n").server("+OK\r\n").ask("GET", "k").server(Array("$100000\r\n".utf8) + value).server("\r\n")
        let commands = play.commands()
        #expect(commands.map(\.at.packet) == [3, 5])
        #expect(commands.map(\.answered?.packet) == [4, 7])
        #expect(commands.map(\.valueBytes) == [100_000, 100_000])
        #expect(play.isAlikeInPieces(upTo: 3))
    }

    @Test("A replication stream is not read")
    func replication() {
        let play = Playbook.redis.ask("PSYNC", "?", "-1").server("+FULLRESYNC 8de 1\r\n$5\r\nREDIS*1\r\n$4\r\nPING\r\n")
        #expect(play.outcome().events.map(\.kind).contains(.opaque))
    }
}
