import Diagnosis
import Foundation
import Testing

@testable import Reporting

@Suite("Pages of the handbook")
struct HandbookPagesTests {
    private static let folder = RecordedCaptures.project.appending(path: "docs/findings")

    @Test("the committed pages are those that make handbook writes")
    func current() throws {
        var names: Set<String> = []
        for page in HandbookPages.all {
            names.insert(page.name)
            let file = try? String(contentsOf: Self.folder.appending(path: page.name), encoding: .utf8)
            #expect(file == page.text, "\(page.name) is not current: run make handbook")
        }
        let found = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
        #expect(Set(found).subtracting(names).isEmpty, "pages of codes that are gone: run make handbook")
    }

    @Test("a page has the parts of its entry, settings in blocks, and nothing that Markdown would take for its own")
    func page() throws {
        let entry = try #require(Handbook.entry("websocket.idle-timeout"))
        let text = HandbookPages.text(entry)
        #expect(text.hasPrefix("# WebSocket cut after silence\n\n`websocket.idle-timeout` · layer 7"))
        for part in [
            "## What it means", "## How to be sure", "## How to mend it", "- **HAProxy**", "  timeout tunnel 1h\n",
        ] {
            #expect(text.contains(part), "\(part)")
        }
        #expect(text.components(separatedBy: "```").count % 2 == 1)
    }
}
