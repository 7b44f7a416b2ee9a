import Foundation
import Glibc
import Synchronization

/// Two machines of their own, `client` (10.9.0.2) and `server` (10.9.0.1), with a wire between their devices `wire`.
///
/// Gone with all that runs on them when it is let go.
final class Wire {
    enum Host: String { case client, server }

    static let server = "10.9.0.1"
    private static let numbers = Mutex(0)

    /// A folder for the files of a test, open to all users.
    let folder: String
    private let name: String
    private var running: [Process] = []

    init() {
        Self.sweep
        let number = Self.numbers.withLock { value in
            value += 1
            return value
        }
        name = "hangup\(getpid())-\(number)"
        folder = "/tmp/\(name)"
        try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        chmod(folder, 0o777)
        for host in [Host.client, .server] {
            Machine.run("ip", "netns", "add", space(host))
            Machine.run("ip", "netns", "exec", space(host), "sysctl", "-qw", "net.ipv6.conf.all.disable_ipv6=1")
            Machine.run("ip", "-n", space(host), "link", "set", "lo", "up")
        }
        Machine.run(
            "ip", "link", "add", "name", "wire", "netns", space(.client), "type", "veth", "peer", "name", "wire",
            "netns", space(.server))
        for (host, address) in [(Host.client, "10.9.0.2/24"), (.server, "\(Self.server)/24")] {
            Machine.run("ip", "-n", space(host), "address", "add", address, "dev", "wire")
            Machine.run("ip", "-n", space(host), "link", "set", "wire", "up")
        }
    }

    deinit {
        // Workers whose parent dies first belong to nobody, and keep open by what Foundation tells that it has died: all
        // are ended before any is waited for, and none is waited for without end.
        for host in [Host.client, .server] { Self.endAll(in: space(host)) }
        for process in running where process.isRunning { kill(process.processIdentifier, SIGKILL) }
        for _ in 0..<100 where running.contains(where: \.isRunning) { usleep(20_000) }
        for host in [Host.client, .server] { Machine.run("ip", "netns", "delete", space(host)) }
        try? FileManager.default.removeItem(atPath: folder)
    }

    /// Ends what an earlier run left, which was killed before it could.
    private static let sweep: Void = {
        for line in Machine.run("ip", "netns", "list").output.split(separator: "\n") {
            guard let match = line.firstMatch(of: /^(hangup(\d+)-\d+)-(client|server)/), let owner = pid_t(match.2),
                kill(owner, 0) != 0, errno == ESRCH
            else { continue }
            let space = "\(match.1)-\(match.3)"
            endAll(in: space)
            Machine.run("ip", "netns", "delete", space)
            try? FileManager.default.removeItem(atPath: "/tmp/\(match.1)")
        }
    }()

    /// Ends what runs in a space, what was started from there included; a space without its name would live on with them.
    private static func endAll(in space: String) {
        for _ in 0..<50 {
            let left = Machine.run("ip", "netns", "pids", space).output.split(separator: "\n").compactMap {
                pid_t($0)
            }
            guard !left.isEmpty else { return }
            for process in left { kill(process, SIGKILL) }
            usleep(20_000)
        }
    }

    private func space(_ host: Host) -> String { "\(name)-\(host.rawValue)" }

    /// Words that run a command on a host.
    func words(on host: Host, _ command: [String]) -> [String] { ["ip", "netns", "exec", space(host)] + command }

    @discardableResult
    func run(on host: Host, _ command: String...) -> (status: Int32, output: String) {
        Machine.run(words(on: host, command))
    }

    func link(_ words: String...) { Machine.run(["ip", "-n", space(.server), "link"] + words) }

    /// Leaves a command running on a host; what it says goes to files in `folder`.
    @discardableResult
    func start(on host: Host, _ command: [String], log: String? = nil, output: Any? = nil) -> Process {
        let words = words(on: host, command)
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Machine.find(words[0]) ?? words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output ?? file(log.map { $0 + ".out" })
        process.standardError = file(log.map { $0 + ".err" })
        try? process.run()
        running.append(process)
        return process
    }

    private func file(_ name: String?) -> FileHandle {
        guard let name else { return .nullDevice }
        _ = FileManager.default.createFile(atPath: "\(folder)/\(name)", contents: nil)
        return FileHandle(forWritingAtPath: "\(folder)/\(name)") ?? .nullDevice
    }

    func text(_ name: String) -> String {
        (try? Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)"))).map { String(decoding: $0, as: UTF8.self) }
            ?? ""
    }

    /// Whether something listens on a port of the server.
    func isListening(_ port: Int) -> Bool {
        run(on: .server, "ss", "-Hltn", "sport = :\(port)").output.contains("LISTEN")
    }
}
