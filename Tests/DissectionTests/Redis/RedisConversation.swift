import Records

@testable import Dissection

extension Playbook {
    /// A conversation with Redis.
    static var redis: Playbook { Playbook(.redis) }
    /// The same where its beginning was not captured.
    static var redisMidstream: Playbook { Playbook(.redis, midstream) }

    static var midstream: Environment {
        Environment(hints: OpeningHints(clientPort: 50_000, serverPort: 6379, isMidstream: true))
    }

    /// A command as an array of strings.
    static func resp(_ words: String...) -> String {
        "*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined()
    }

    func ask(_ words: String...) -> Playbook {
        client("*\(words.count)\r\n" + words.map { "$\($0.utf8.count)\r\n\($0)\r\n" }.joined())
    }

    func commands(pieceSize: Int = .max) -> [StoreCommand] { outcome(pieceSize: pieceSize).commands }

    /// Whether the conversation, cut into pieces of every size up to `largest`, tells the same as when it is whole.
    func isAlikeInPieces(upTo largest: Int = 40) -> Bool {
        let whole = outcome()
        return (1...largest).allSatisfy { outcome(pieceSize: $0) == whole }
    }
}

extension Playbook.Outcome {
    var commands: [StoreCommand] {
        records.compactMap { if case .command(let command) = $0 { command } else { nil } }
    }

    /// Commands with their results, as `GET hit`.
    var results: [String] { commands.map { "\($0.command) \($0.result?.name ?? "-")" } }
}
