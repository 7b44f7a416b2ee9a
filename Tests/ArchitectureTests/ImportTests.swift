import Foundation
import Testing

/// The rooms, and what each may import: the table of CONTRIBUTING.md.
private let allowed: [String: Set<String>] = [
    "Bytes": [],
    "Records": [],
    "Captures": ["Bytes", "Records", "CPcap"],
    "Packets": ["Bytes", "Records"],
    "Streams": ["Bytes", "Packets", "Records"],
    "Dissection": ["Bytes", "Records", "Crypto", "CryptoExtras"],
    "Flows": ["Bytes", "Records", "Packets", "Streams", "Dissection"],
    "Correlation": ["Records", "Crypto"],
    "Diagnosis": ["Records", "Correlation"],
    "Analysis": [
        "Bytes", "Records", "Captures", "Packets", "Streams", "Dissection", "Flows", "Correlation", "Diagnosis",
        "Crypto", "Dispatch",
    ],
    "Page": [],
    "Reporting": ["Records", "Correlation", "Diagnosis", "Page", "Crypto"],
    "hangup": [
        "Analysis", "Captures", "Correlation", "Diagnosis", "Dissection", "Flows", "Packets", "Reporting", "Records",
        "ArgumentParser", "Crypto",
    ],
]

/// The standard library's own modules, open to all.
private let standard: Set<String> = ["Swift", "Synchronization", "Glibc", "Musl", "Darwin"]

enum Project {
    static let root = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    static func swiftFiles(in folder: String) -> [URL] {
        let path = root.appending(path: folder)
        let files = FileManager.default.enumerator(at: path, includingPropertiesForKeys: nil)
        return (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
            .sorted { $0.path < $1.path }
    }

    static func text(_ file: URL) throws -> String { try String(contentsOf: file, encoding: .utf8) }
}

@Suite("Architecture")
struct ImportTests {
    @Test("Data flows one way", arguments: allowed.keys.sorted())
    func imports(of room: String) throws {
        let files = Project.swiftFiles(in: "Sources/\(room)")
        #expect(!files.isEmpty, "no sources in \(room)")
        for file in files {
            for line in try Project.text(file).split(separator: "\n") {
                let words = line.split(separator: " ")
                guard let index = words.firstIndex(of: "import"), index <= 1, !line.hasPrefix("//"),
                    words.count > index + 1
                else { continue }
                let name = String(words[index + 1])
                let isAllowed = allowed[room]?.contains(name) ?? false
                #expect(isAllowed || standard.contains(name), "\(file.lastPathComponent) imports \(name)")
            }
        }
    }

    @Test("Nothing in the sources may trap on bytes from the wire")
    func noTraps() throws {
        for file in Project.swiftFiles(in: "Sources") {
            for (number, line) in try Project.text(file).split(separator: "\n", omittingEmptySubsequences: false)
                .enumerated()
            where !line.trimmingCharacters(in: .whitespaces).hasPrefix("//") {
                for word in ["try!", "as!", "fatalError(", "unsafelyUnwrapped", "@unchecked Sendable", "unsafeFlags"] {
                    #expect(!line.contains(word), "\(file.lastPathComponent):\(number + 1) has \(word)")
                }
            }
        }
    }

    @Test("Functions and files can be read at a glance")
    func sizes() throws {
        for file in Project.swiftFiles(in: "Sources") {
            let text = try Project.text(file)
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            let isTable = file.lastPathComponent.contains("Table") || file.lastPathComponent.contains("CipherSuite")
            #expect(lines.count <= 480 || isTable, "\(file.lastPathComponent) has \(lines.count) lines")
        }
    }
}
