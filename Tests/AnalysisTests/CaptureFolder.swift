import Foundation

/// The captures that ship with the project.
enum CaptureFolder {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().appending(path: "captures")

    /// Names of the scenarios, sorted.
    static let scenarios: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: root.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: path($0)) }.sorted()
    }()

    /// A scenario's capture: `capture.pcap`, or `capture.pcapng` where keys are inside.
    static func path(_ scenario: String) -> String {
        let folder = root.appending(path: scenario)
        let packed = folder.appending(path: "capture.pcapng").path
        return FileManager.default.fileExists(atPath: packed) ? packed : folder.appending(path: "capture.pcap").path
    }

    /// Runs `body` with the path of a new file that holds `bytes`, and removes it.
    static func withFile<Value>(_ bytes: [UInt8], _ body: (String) throws -> Value) throws -> Value {
        let file = FileManager.default.temporaryDirectory.appending(path: "hangup-\(UUID().uuidString).pcap")
        try Data(bytes).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try body(file.path)
    }
}

/// Random numbers that are the same in every run.
struct SeededGenerator: RandomNumberGenerator {
    var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9e37_79b9_7f4a_7c15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state
    }
}
