import Analysis
import Diagnosis
import Foundation
import Records
import Synchronization

@testable import Reporting

/// A capture of the project, analyzed once, and told in every format.
struct RecordedRun: Sendable {
    /// Formats that are written directly; those of `ReportFormat` come on top.
    static let formats = ["text", "json", "jsonl"] + ReportFormat.allCases.map(\.rawValue)

    /// What each format printed, by its name.
    var outputs: [String: [UInt8]] = [:]
    /// Values that none of them may print.
    var secrets: Set<String>
    /// Findings of the run.
    var findings: [Finding]

    var lines: RunLines { RunLines(outputs["jsonl"] ?? []) }

    func text(_ format: String) -> String { String(decoding: outputs[format] ?? [], as: UTF8.self) }

    private static let known = Mutex<[String: RecordedRun]>([:])

    /// The run of a scenario's capture; the same one each time.
    static func of(_ scenario: String) throws -> RecordedRun {
        if let run = known.withLock({ $0[scenario] }) { return run }
        let run = try RecordedRun(path: RecordedCaptures.path(scenario))
        known.withLock { $0[scenario] = run }
        return run
    }

    init(path: String) throws {
        var ear = Ear()
        let conclusions = try Analysis.run(AnalysisOptions(paths: [path]), observer: &ear)
        let capture = try Data(contentsOf: URL(fileURLWithPath: path))
        secrets = RecordedSecrets(ear.emissions, capture: [UInt8](capture)).values
        findings = conclusions.findings
        let redactor = Redactor(key: ear.labelKey)
        let tell = { (reporter: any Reporter) -> [UInt8] in
            var reporter = reporter
            for emission in ear.emissions { reporter.record(emission) }
            reporter.finish(conclusions)
            return reporter.sink.bytes
        }
        outputs["text"] = tell(TextReporter(sink: ByteSink(), redactor: redactor))
        outputs["json"] = tell(DocumentReporter(sink: ByteSink(), redactor: redactor))
        outputs["jsonl"] = tell(LinesReporter(sink: ByteSink(), redactor: redactor))
        for format in ReportFormat.allCases {
            outputs[format.rawValue] = tell(
                RunReporter(sink: ByteSink(), redactor: redactor, order: ReportOrder(format)))
        }
    }
}

/// Keeps what an analysis tells.
private struct Ear: AnalysisObserver {
    var emissions: [Emission] = []
    var labelKey: [UInt8] = []

    mutating func begin(labelKey: [UInt8]) { self.labelKey = labelKey }
    mutating func record(_ emission: Emission) { emissions.append(emission) }
    mutating func progress(packets: UInt64, bytes: UInt64, total: UInt64?) -> Bool { true }
}

/// The captures that ship with the project.
enum RecordedCaptures {
    static let project = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let folder = project.appending(path: "captures")

    /// Names of the scenarios, sorted.
    static let scenarios: [String] = {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return names.filter { FileManager.default.fileExists(atPath: path($0)) }.sorted()
    }()

    /// A scenario's capture: `capture.pcapng` where there is one, else `capture.pcap`.
    static func path(_ scenario: String) -> String {
        let packed = folder.appending(path: "\(scenario)/capture.pcapng").path
        if FileManager.default.fileExists(atPath: packed) { return packed }
        return folder.appending(path: "\(scenario)/capture.pcap").path
    }
}
