import Foundation
import Glibc

/// A running `hangup live`.
final class LiveProgram {
    private let wire: Wire
    private let log: String
    let process: Process

    /// Starts it on the server, as root. `prefix` are words before it, such as those of `setpriv`.
    init(
        _ wire: Wire, _ arguments: [String], on host: Wire.Host = .server, log: String = "live", prefix: [String] = [],
        output: Any? = nil
    ) {
        self.wire = wire
        self.log = log
        _ = FileManager.default.createFile(atPath: "\(wire.folder)/key", contents: Data("key of a test".utf8))
        let words = prefix + [Machine.program, "live", "--label-key", "\(wire.folder)/key"] + arguments
        process = wire.start(on: host, words, log: log, output: output)
    }

    /// Waits until it listens.
    func isListening() async -> Bool {
        await Machine.wait(seconds: 20) { complaints.contains("listening on") || !process.isRunning }
            && process.isRunning
    }

    func signal(_ number: Int32) { kill(process.processIdentifier, number) }

    /// Waits for its end; the exit status, or `nil` where it goes on.
    func status(seconds: Double = 20) async -> Int32? {
        guard await Machine.wait(seconds: seconds, until: { !process.isRunning }) else { return nil }
        return process.terminationStatus
    }

    /// What it printed, and what it said besides.
    var output: String { wire.text(log + ".out") }
    var complaints: String { wire.text(log + ".err") }

    /// Lines of /proc/…/status of all its threads, by their names.
    var threads: [[String: String]] {
        let folder = "/proc/\(process.processIdentifier)/task"
        let threads = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return threads.compactMap { try? String(contentsOfFile: "\(folder)/\($0)/status", encoding: .utf8) }.map {
            text in
            text.split(separator: "\n").reduce(into: [:]) { fields, line in
                let parts = line.split(separator: ":", maxSplits: 1)
                if parts.count == 2 { fields[String(parts[0])] = parts[1].trimmingCharacters(in: .whitespaces) }
            }
        }
    }
}
