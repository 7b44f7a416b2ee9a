import Foundation
import Testing

/// Reports, used in a real browser as people do: `Driver/check.py` says how.
@Suite(
    "Reports in a browser",
    .enabled(
        if: Browser.isHere,
        "tests of reports in a browser did not run: they need Chromium, python3, and the program built"))
struct ReportInBrowserTests {
    @Test(
        "A report works by keyboard and mouse, asks for nothing, complains of nothing, and is readable on a telephone",
        arguments: [
            ["redis-ttl-expiry", "second-login-overwrites", "websocket-nginx-idle-60s"],
            ["mixed-stores-healthy", "hostile-values", "affinity-missing-round-robin"],
        ])
    func usable(captures: [String]) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: "hangup-pages-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var pages: [String] = []
        for capture in captures {
            let page = folder.appending(path: "\(capture).html").path
            let made = try Browser.run(
                [Browser.program, "report", "captures/\(capture)/capture.pcap", "-o", page])
            try #require(made.status == 0, "\(made.output)")
            pages.append(page)
        }
        let found = try Browser.run(
            [Browser.python, "Tests/BrowserTests/Driver/check.py"] + pages + Browser.axe.flatMap { ["--axe", $0] })
        #expect(found.status == 0, "\(found.output)")
    }
}

/// What these tests need of the machine.
enum Browser {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    static let program = root.appending(path: ".build/debug/hangup").path
    static let python = find(["python3"]) ?? ""
    static let isHere =
        find(["chromium", "chromium-browser", "google-chrome"]) != nil && !python.isEmpty
        && FileManager.default.isExecutableFile(atPath: program)

    /// The checker of accessibility, axe-core: where `AXE` says, or where the Python package that carries it is.
    static var axe: [String] {
        if let path = ProcessInfo.processInfo.environment["AXE"] { return [path] }
        let script = "import axe_core_python, os; print(os.path.dirname(axe_core_python.__file__))"
        guard let found = try? run([python, "-c", script]), found.status == 0 else { return [] }
        return [found.output.trimmingCharacters(in: .whitespacesAndNewlines) + "/axe.min.js"]
    }

    private static func find(_ names: [String]) -> String? {
        let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return names.lazy.flatMap { name in folders.map { "\($0)/\(name)" } }
            .first { FileManager.default.isExecutableFile(atPath: $0) }
    }

    static func run(_ words: [String]) throws -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: words[0])
        process.arguments = Array(words.dropFirst())
        process.currentDirectoryURL = root
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: output, as: UTF8.self))
    }
}
