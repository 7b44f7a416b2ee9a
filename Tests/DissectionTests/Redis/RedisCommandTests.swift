import Records
import Testing

@testable import Dissection

@Suite("Redis commands")
struct RedisCommandTests {
    @Test("A command and its answer are one record with key, result and both packets")
    func getAndSet() throws {
        let play = Playbook.redis.ask("SET", "sess:abc", "user=alice", "EX", "1800").server("+OK\r\n")
            .ask("get", "sess:abc").server("$10\r\nuser=alice\r\n").ask("Get", "sess:gone").server("$-1\r\n")
        let commands = play.commands()
        #expect(play.outcome().results == ["SET ok", "get hit", "Get miss"])
        #expect(commands.map(\.key) == ["sess:abc", "sess:abc", "sess:gone"])
        #expect(commands.map(\.keyCount) == [1, 1, 1])
        #expect(commands.first?.ttl == 1800)
        #expect(commands.map(\.at.packet) == [1, 3, 5])
        #expect(commands.map(\.answered?.packet) == [2, 4, 6])
        #expect(commands.first?.latency == 1)
        #expect(commands.map(\.valueBytes) == [10, 10, 0])
        #expect(play.isAlikeInPieces())
    }

    @Test(
        "Lifetimes are seconds from now",
        arguments: [
            ("SETEX k 30 v", 30), ("PSETEX k 1500 v", 1.5), ("SET k v px 2500 NX", 2.5), ("SET k v NX EX 7", 7),
            ("EXPIRE k 60", 60), ("PEXPIRE k 60000", 60), ("EXPIREAT k 100", 100), ("PEXPIREAT k 100500", 100.5),
            ("SET k v EXAT 90", 90), ("GETEX k EX 5", 5), ("GETEX k PXAT 5000", 5), ("EXPIRE k -1", -1),
        ] as [(String, Double)])
    func lifetimes(_ line: String, _ seconds: Double) throws {
        let words = line.split(separator: " ").map(String.init)
        let text = "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
        let command = try #require(Playbook.redis.client(text).server("+OK\r\n").commands().first)
        #expect(command.ttl == seconds)
        #expect(command.key == "k")
        // The same, typed by hand.
        #expect(Playbook.redis.client(line + "\r\n").server("+OK\r\n").commands().first?.ttl == seconds)
    }

    @Test("Without a lifetime there is none", arguments: ["SET k v", "SET k v KEEPTTL", "GETEX k PERSIST", "DEL k"])
    func noLifetime(_ line: String) {
        #expect(Playbook.redis.client(line + "\r\n").commands().first?.ttl == nil)
    }

    @Test("TTL and PTTL tell the lifetime with their answers")
    func timeToLive() {
        let play = Playbook.redis.ask("TTL", "a").server(":42\r\n").ask("PTTL", "a").server(":1500\r\n")
            .ask("TTL", "b").server(":-2\r\n")
        #expect(play.commands().map(\.ttl) == [42, 1.5, -2])
        #expect(play.outcome().results == ["TTL 42", "PTTL 1500", "TTL -2"])
    }

    @Test(
        "The first key and the number of keys",
        arguments: [
            ("MGET a b c", "a", 3), ("MSET a 1 b 2", "a", 2), ("DEL a b", "a", 2), ("HSET h f v", "h", 1),
            ("EVAL return 2 a b x", "a", 2), ("EVALSHA 0123 0 x", nil, 0), ("FCALL f 1 a x", "a", 1),
            ("BLPOP a b 0", "a", 2), ("RENAME a b", "a", 2), ("OBJECT ENCODING a", "a", 1), ("FLUSHALL", nil, 0),
            ("ZUNIONSTORE d 2 a b", "d", 3), ("SINTERCARD 2 a b", "a", 2), ("UNKNOWNCOMMAND a", nil, 0),
        ] as [(String, String?, UInt32)])
    func keys(_ line: String, _ key: String?, _ count: UInt32) throws {
        let command = try #require(Playbook.redis.client(line + "\r\n").commands().first)
        #expect(command.key == key)
        #expect(command.keyCount == count)
    }

    @Test("The second word of a command of two words belongs to its name; secrets are not kept")
    func namesAndSecrets() {
        let play = Playbook.redis.ask("CLIENT", "SETINFO", "LIB-NAME", "redis-py").server("-ERR unknown subcommand\r\n")
            .ask("AUTH", "default", "hunter2").server("-WRONGPASS invalid username-password pair\r\n")
            .ask("HELLO", "3", "AUTH", "default", "hunter2").server("%1\r\n+proto\r\n:3\r\n")
            .ask("FOO", "hunter2").server("-ERR unknown command 'FOO', with args beginning with: 'hunter2' \r\n")
        let commands = play.commands()
        #expect(commands.map(\.command) == ["CLIENT SETINFO", "AUTH", "HELLO", "FOO"])
        #expect(commands.map(\.result) == [.error, .error, .ok, .error])
        #expect(commands[1].error == "WRONGPASS invalid username-password pair")
        #expect(commands[3].error == "ERR unknown command 'FOO'")
        #expect(!"\(play.outcome())".contains("hunter2"))
    }

    @Test("Inline commands and empty lines are read as redis-cli sends them")
    func inline() {
        let play = Playbook.redis.client("PING\r\nset \"a b\" 'c d'\r\n\r\nGET k\n")
            .server("+PONG\r\n+OK\r\n$1\r\nx\r\n")
        #expect(play.outcome().results == ["PING ok", "set ok", "GET hit"])
        #expect(play.commands()[1].key == "a b")
        #expect(play.isAlikeInPieces())
    }

    private static let sessionKey = "sess:8f2a0b6c4d1e9f7700aa"

    @Test("Words of values are the same hashes whoever writes and reads them, without digits")
    func words() throws {
        let value = "cart apples 12 apples user_alice"
        let play = Playbook.redis.ask("SET", Self.sessionKey, value).server("+OK\r\n")
            .ask("GET", Self.sessionKey).server("$\(value.utf8.count)\r\n\(value)\r\n")
            .ask("SET", Self.sessionKey, "cart apples 99 user_alice").server("+OK\r\n")
            .ask("SET", Self.sessionKey, "cart user_alice").server("+OK\r\n")
            .ask("HSET", Self.sessionKey, "cart", "apples").server(":1\r\n")
            .ask("HGETALL", Self.sessionKey).server("*2\r\n$4\r\ncart\r\n$6\r\napples\r\n")
        let words = play.commands().map(\.words)
        #expect(words[0].count == 4)
        #expect(words[1] == words[0])
        #expect(words[2] == words[0])
        #expect(Set(words[0]).subtracting(words[3]).count == 1)
        #expect(words[4] == Array(words[0].prefix(2)))
        #expect(words[5] == words[4])
        #expect(play.isAlikeInPieces())
    }

    @Test("Words of what cannot be a session are not looked at")
    func wordsOfOthers() {
        let play = Playbook.redis.ask("SET", "cache:product:4711", "cart apples").server("+OK\r\n")
            .ask("GET", "cache:product:4711").server("$11\r\ncart apples\r\n")
        #expect(play.commands().allSatisfy { $0.words.isEmpty && !$0.hasAllWords })
        #expect(play.commands().map(\.valueBytes) == [11, 11])
        #expect(play.isAlikeInPieces())
    }

    @Test("Only so many words of only so much of a value are looked at")
    func boundedWords() throws {
        let letters = Array("abcdefghijklmnopqrstuvwxyz")
        let many = (0..<26).flatMap { a in (0..<26).map { b in "\(letters[a])\(letters[b])w" } }.joined(separator: " ")
        let play = Playbook.redis.ask("SET", Self.sessionKey, many).server("+OK\r\n")
            .ask("SET", Self.sessionKey, String(repeating: " ", count: 4_000) + "late").server("+OK\r\n")
        #expect(play.commands()[0].words.count == ValueWords.capacity)
        #expect(play.commands()[0].valueBytes == UInt64(many.utf8.count))
        #expect(play.commands()[1].words.isEmpty)
        #expect(play.isAlikeInPieces(upTo: 7))
    }
}
