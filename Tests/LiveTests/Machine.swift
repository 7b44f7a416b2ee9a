import Foundation
import Glibc

/// What the tests of live captures need of the machine.
enum Machine {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let program = root.appending(path: ".build/debug/hangup").path
    static let software = root.appending(path: "Tests/LiveTests/Software")

    /// Whether network namespaces can be made, and the program is built.
    static let isPrivileged: Bool = {
        guard geteuid() == 0, find("ip") != nil, FileManager.default.isExecutableFile(atPath: program) else {
            return false
        }
        let name = "hangup-probe-\(getpid())"
        guard run("ip", "netns", "add", name).status == 0 else { return false }
        let isMade = run("ip", "-n", name, "link", "add", "one", "type", "veth", "peer", "name", "two").status == 0
        run("ip", "netns", "delete", name)
        return isMade
    }()

    static func has(_ commands: String...) -> Bool { commands.allSatisfy { find($0) != nil } }

    static func find(_ command: String) -> String? {
        let folders = ["/usr/local/sbin", "/usr/local/bin", "/usr/sbin", "/usr/bin", "/sbin", "/bin"]
        return folders.map { "\($0)/\(command)" }.first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    /// Runs a command to its end.
    @discardableResult
    static func run(_ words: String...) -> (status: Int32, output: String) { run(words) }

    @discardableResult
    static func run(_ words: [String]) -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: find(words[0]) ?? words[0])
        process.arguments = Array(words.dropFirst())
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        process.standardInput = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return (-1, "") }
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }

    /// Waits until something is so; `false` where it is not in time.
    static func wait(seconds: Double, until condition: () -> Bool) async -> Bool {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if condition() { return true }
            try? await Task.sleep(for: .milliseconds(50))
        }
        return condition()
    }
}
