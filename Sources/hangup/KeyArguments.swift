import ArgumentParser
import Captures
import Dissection

/// Secrets with which encrypted traffic is read.
struct KeyArguments: ParsableArguments {
    /// Bytes of a key log that are read; the secrets of some millions of connections.
    private static let longest = 1 << 30

    @Option(
        help: ArgumentHelp(
            "Read TLS with the secrets in this key log (SSLKEYLOGFILE). Repeatable; secrets inside a pcapng are used "
                + "without being asked for.", valueName: "file"))
    var keylog: [String] = []

    @Option(
        help: ArgumentHelp(
            "Read TLS 1.2 and before with this RSA key of the server (PEM), where its suite has no forward secrecy. "
                + "Repeatable.", valueName: "file"))
    var privateKey: [String] = []

    /// The secrets of all files; `nil` without any file.
    func keyLog() throws -> KeyLog? {
        guard !keylog.isEmpty || !privateKey.isEmpty else { return nil }
        var log = KeyLog()
        for path in keylog { try read(path, into: &log) }
        for path in privateKey { try readKey(path, into: &log) }
        return log
    }

    /// What is known before the first packet of a live capture; `nil` without any file. Key logs come in `followed`.
    func liveKeyLog() throws -> KeyLog? {
        guard !keylog.isEmpty || !privateKey.isEmpty else { return nil }
        var log = KeyLog()
        for path in privateKey { try readKey(path, into: &log) }
        return log
    }

    /// Key logs, open: they may grow, and need not be there yet. To be called while there is the right to read them.
    var followed: [FollowedFile] { keylog.map { FollowedFile(path: $0) } }

    /// What is no key log is said, and what is one among it is used.
    private func read(_ path: String, into log: inout KeyLog) throws {
        guard let bytes = Files.read(path, limit: Self.longest) else {
            Terminal.complain("\(path): the key log cannot be read")
            throw ExitCode(2)
        }
        var part = KeyLog()
        part.absorb(bytes)
        part.finishLine()
        if let line = part.firstBadLine {
            let count = part.badLineCount == 1 ? "1 line is" : "\(part.badLineCount) lines are"
            Terminal.complain("\(path): \(count) not of a key log (line \(line) is the first), and left out")
        }
        if part.isEmpty { Terminal.complain("\(path): no secret in this key log") }
        log.merge(part)
    }

    private func readKey(_ path: String, into log: inout KeyLog) throws {
        guard let bytes = Files.read(path) else {
            Terminal.complain("\(path): the private key cannot be read")
            throw ExitCode(2)
        }
        var keys = PrivateKeys()
        do {
            try keys.add(pem: String(decoding: bytes, as: UTF8.self))
        } catch {
            Terminal.complain("\(path): \(error)")
            throw ExitCode(2)
        }
        log.add(keys)
    }
}
