import Foundation
import Records
import Testing

@testable import Dissection

/// A conversation of real software, with its secrets: a file of `Recorded/`, whose script says how it was made.
struct RecordedConversation {
    var lines: [(direction: Direction, bytes: [UInt8])] = []
    var keyLines: [String] = []
    var privateKey = ""

    init(_ name: String) throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        let file = folder.appending(path: "Recorded/\(name).conversation")
        for line in try String(contentsOf: file, encoding: .utf8).split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1).map(String.init)
            switch parts[0] {
            case "client": lines.append((.toServer, [UInt8](hexadecimal: parts[1])))
            case "server": lines.append((.toClient, [UInt8](hexadecimal: parts[1])))
            case "keys": keyLines.append(parts[1])
            case "key": privateKey += parts[1] + "\n"
            default: Issue.record("\(name) has a line \(parts[0])")
            }
        }
    }

    /// The key log, of the lines that are wanted.
    func keyLog(where isWanted: (String) -> Bool = { _ in true }) -> KeyLog {
        var log = KeyLog()
        for line in keyLines where isWanted(line) { log.absorb(Array((line + "\n").utf8)) }
        return log
    }

    func playbook(_ log: KeyLog?) -> Playbook {
        var playbook = Playbook(.tls, Environment(keys: log.map { KeySource($0) }))
        playbook.lines = lines.map { .says($0.direction, $0.bytes) }
        return playbook
    }

    /// With all secrets, and ends by FIN.
    var decrypted: Playbook { playbook(keyLog()).clientFIN().serverFIN() }
}

extension [UInt8] {
    init(hexadecimal text: String) {
        self = KeyLogLine.octets(Array(text.utf8.filter { $0 != 0x20 })[...]) ?? []
    }
}

extension Playbook.Outcome {
    /// Targets of requests, each with its answer's status and the octets of its body.
    var talk: [String] {
        exchanges.map { exchange in
            let answer = exchange.response
            return "\(exchange.request?.target ?? "-") \(answer?.status ?? 0) \(answer?.bodyBytes ?? 0)"
                + (answer?.complete == true ? "" : " cut")
        }
    }
}
