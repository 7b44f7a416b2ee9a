import Diagnosis
import Foundation
import Testing

@testable import Reporting

#if canImport(FoundationXML)
    import FoundationXML
#endif

/// What holds of every capture, in every format.
@Suite("Every capture in every format")
struct EveryCaptureTests {
    @Test("a report made from a run's lines is the one made from its capture", arguments: RecordedCaptures.scenarios)
    func readBack(scenario: String) throws {
        let run = try RecordedRun.of(scenario)
        for format in ReportFormat.allCases {
            var sink = ByteSink()
            let outcome = RunReport.write(run.lines, ReportOrder(format), to: &sink)
            #expect(outcome.fault == nil)
            #expect(outcome.worst == run.findings.map(\.severity).max())
            #expect(sink.bytes == run.outputs[format.rawValue], "\(format)")
        }
    }

    @Test("no format prints a secret of the capture", arguments: RecordedCaptures.scenarios)
    func secrecy(scenario: String) throws {
        let run = try RecordedRun.of(scenario)
        for format in RecordedRun.formats {
            let output = (run.outputs[format] ?? []).filter { $0 != 0 } + [0]
            for secret in run.secrets {
                let isThere = output.withUnsafeBufferPointer { bytes in
                    bytes.withMemoryRebound(to: CChar.self) { text in
                        text.baseAddress.map { strstr($0, secret) != nil } ?? false
                    }
                }
                #expect(
                    !isThere,
                    "\(format) has a value of \(secret.utf8.count) octets that begins with \(secret.prefix(4))")
            }
        }
    }

    @Test("nothing that hides, reorders or commands is printed", arguments: RecordedCaptures.scenarios)
    func inert(scenario: String) throws {
        let run = try RecordedRun.of(scenario)
        for format in RecordedRun.formats {
            let output = run.outputs[format] ?? []
            let text = try #require(String(validating: output, as: UTF8.self), "\(format) is not UTF-8")
            let hidden = text.unicodeScalars.filter { HiddenText.isHidden($0.value) && $0 != "\n" }
            #expect(Set(hidden.map(\.value)).subtracting(format == "csv" ? [0x0d] : []).isEmpty, "\(format)")
        }
    }

    @Test("each format is well formed", arguments: RecordedCaptures.scenarios)
    func wellFormed(scenario: String) throws {
        let run = try RecordedRun.of(scenario)
        for format in ["jsonl", "ecs"] {
            for line in run.text(format).split(separator: "\n") {
                #expect(try JSONSerialization.jsonObject(with: Data(line.utf8)) is [String: Any], "\(format)")
            }
        }
        #expect(try JSONSerialization.jsonObject(with: Data(run.outputs["json"] ?? [])) is [String: Any])
        let parser = XMLParser(data: Data(run.outputs["junit"] ?? []))
        #expect(parser.parse(), "junit: \(parser.parserError?.localizedDescription ?? "")")
        let table = CSVTable(run.text("csv"))
        #expect(Set(table.rows.map(\.count)) == [table.rows.first?.count ?? 0])
        #expect(table.rows.dropFirst().joined().allSatisfy { !CSVTable.isFormula($0) })
        let html = run.text("html")
        for tag in ["<script", "</script", "<style", "</style", "<html", "</html"] {
            #expect(html.components(separatedBy: tag).count - 1 == (tag.contains("script") ? 2 : 1), "\(tag)")
        }
    }
}

/// Comma-separated values as a spreadsheet reads them (RFC 4180).
struct CSVTable {
    private(set) var rows: [[String]] = []

    init(_ text: String) {
        var row: [String] = []
        var field = ""
        var isQuoted = false
        var scalars = text.unicodeScalars.makeIterator()
        var next = scalars.next()
        while let scalar = next {
            next = scalars.next()
            switch scalar {
            case "\"" where isQuoted && next == "\"":
                field.unicodeScalars.append(scalar)
                next = scalars.next()
            case "\"": isQuoted.toggle()
            case "," where !isQuoted:
                row.append(field)
                field = ""
            case "\r" where !isQuoted && next == "\n":
                next = scalars.next()
                rows.append(row + [field])
                row = []
                field = ""
            default: field.unicodeScalars.append(scalar)
            }
        }
        if !row.isEmpty || !field.isEmpty { rows.append(row + [field]) }
    }

    /// Whether a spreadsheet would calculate it.
    static func isFormula(_ field: String) -> Bool {
        guard let first = field.unicodeScalars.first, "=+-@\t\r".unicodeScalars.contains(first) else { return false }
        return Double(field) == nil
    }
}
