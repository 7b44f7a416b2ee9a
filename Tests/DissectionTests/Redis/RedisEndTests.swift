import Records
import Testing

@testable import Dissection

@Suite("Redis ends")
struct RedisEndTests {
    @Test("An unanswered command is told without result, and is owed where the flow ended")
    func unanswered() throws {
        let play = Playbook.redis.ask("GET", "sess:secret").ask("GET", "b")
        #expect(play.outcome().results == ["GET -", "GET -"])
        #expect(play.outcome().owed == nil)
        let owed = try #require(play.serverRST().outcome().owed)
        #expect(owed.what == .answer)
        #expect(owed.by == .server)
        #expect(owed.since.packet == 1)
        #expect(owed.count == 2)
        #expect(owed.subject == "redis GET")
    }

    @Test("A value that was cut is the rest of a message")
    func cut() throws {
        let owed = try #require(
            Playbook.redis.ask("GET", "k").server("$5000\r\n" + String(repeating: "x", count: 3_000)).serverRST()
                .outcome().owed)
        #expect(owed.what == .restOfMessage)
        #expect(owed.announced == 5_000)
        #expect(owed.received == 2_998)
    }

    @Test("Nothing is owed to who waits, subscribes or says goodbye", arguments: ["BLPOP k 0", "QUIT", "SUBSCRIBE c"])
    func nothingOwed(_ line: String) {
        #expect(Playbook.redis.client(line + "\r\n").clientFIN().serverFIN().outcome().owed == nil)
    }

    @Test("A queue that is full is told once, and emptied")
    func fullQueue() {
        var limits = Limits()
        limits.pendingRequests = 1
        var play = Playbook(.redis, Environment(limits: limits))
        for _ in 0..<5 { play = play.client(String(repeating: "PING\r\n", count: 10)) }
        let outcome = play.outcome()
        #expect(outcome.commands.count == 50)
        #expect(outcome.events.map(\.kind) == [.limit])
    }
}

@Suite("Redis gaps")
struct RedisGapTests {
    @Test("A gap within a value costs nothing")
    func withinValue() {
        let play = Playbook.redis.ask("GET", "k").server("$5000\r\n" + String(repeating: "x", count: 3_000))
            .serverGap(1_000).server(String(repeating: "x", count: 1_000) + "\r\n").ask("PING").server("+PONG\r\n")
        #expect(play.outcome().results == ["GET hit", "PING ok"])
    }

    @Test("After lost answers, who waits is told so, and pairs are made anew")
    func lostAnswers() {
        let play = Playbook.redis.ask("GET", "a").serverGap(50).server("the rest of a value\r\n")
            .ask("SET", "b", "1").server("+OK\r\n").ask("GET", "c").server("$-1\r\n")
        let commands = play.commands()
        #expect(play.outcome().results == ["GET -", "SET ok", "GET miss"])
        #expect(commands.map(\.hasGaps) == [true, false, false])
    }

    @Test("After lost commands, their answers are nobody's")
    func lostCommands() {
        let play = Playbook.redis.ask("SET", "a", "1").server("+OK\r\n").clientGap(40).server("$3\r\nfoo\r\n")
            .ask("SET", "b", "1").server("+OK\r\n").ask("TTL", "b").server(":-1\r\n")
        #expect(play.outcome().results == ["SET ok", "SET ok", "TTL -1"])
    }

    @Test("One lost command does not shift all answers that follow")
    func noShift() {
        // The first answer after the gap belongs to the command that is missing.
        var play = Playbook.redis.ask("GET", "a").server("$1\r\na\r\n").clientGap(30)
        for index in 0..<5 { play = play.server(":\(index)\r\n").ask("INCR", "n\(index)") }
        let commands = play.server(":5\r\n").commands()
        #expect(
            commands.dropFirst(2).allSatisfy {
                $0.result == nil || $0.hasGaps || $0.answered?.packet == $0.at.packet + 1
            })
    }

    @Test("Who pipelines is believed again after a silence only")
    func pipelines() {
        var play = Playbook.redis
        // Two commands in two packets before the first answer.
        play = play.ask("GET", "a").ask("GET", "b").server("$-1\r\n$-1\r\n").serverGap(10)
        play = play.ask("GET", "c").server("$-1\r\n")
        #expect(play.outcome().results == ["GET miss", "GET miss", "GET miss"])
    }

    @Test("In the middle of a connection, reading begins where a command begins a segment")
    func midstream() {
        let play = Playbook.redisMidstream.server("of a value\r\n").client("half a val\r\n").ask("GET", "a")
            .server("$-1\r\n").ask("GET", "b").server("$1\r\nx\r\n")
        let outcome = play.outcome(probes: true)
        #expect(outcome.identified == [.redis])
        #expect(outcome.results == ["GET miss", "GET hit"])
        #expect(outcome.events.isEmpty)
    }

    @Test("The answer to a command before the capture is taken for nobody's where it does not fit")
    func midstreamAnswer() {
        let play = Playbook.redisMidstream.ask("SET", "a", "1").server(":17\r\n").server("+OK\r\n")
        #expect(play.outcome().results == ["SET ok"])
    }

    @Test("Roles are turned round where the client was taken for the server")
    func reversed() {
        let play = Playbook.redisMidstream.server(Playbook.resp("GET", "a")).client("$-1\r\n")
        let outcome = play.outcome(probes: true)
        #expect(outcome.identified == [.redis])
        #expect(outcome.results == ["GET miss"])
    }
}
