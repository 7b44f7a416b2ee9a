import Diagnosis
import Foundation
import Glibc
import Testing

@testable import Reporting

@Suite("Lines of a run")
struct RunLinesTests {
    private static let text = """
        {"record":"exchange","flow":3,"version":"1.1"}
        {"record":"flow","flow":3,"id":3}

        {"record":"capture","secrets":"labels"}
        """

    private func kinds(_ lines: RunLines, _ wanted: Set<RunRecord> = Set(RunRecord.allCases)) -> [String] {
        var kinds: [String] = []
        try? lines.forEach(of: wanted) { kind, node in
            kinds.append(kind.rawValue + (node["flow"]?.count.map(String.init) ?? ""))
        }
        return kinds
    }

    @Test("lines are given in their order, those that are wanted, with or without an end to the last one")
    func order() {
        for ending in ["", "\n", "\n\n"] {
            let lines = RunLines(Array((Self.text + ending).utf8))
            #expect(kinds(lines) == ["exchange3", "flow3", "capture"])
            #expect(kinds(lines, [.flow]) == ["flow3"])
        }
        #expect(kinds(RunLines([])).isEmpty)
    }

    @Test("a file and a pipe give what memory gives, as often as wanted")
    func descriptors() throws {
        let long = (0..<20_000).map {
            #"{"record":"exchange","flow":\#($0),"pad":"\#(String(repeating: "x", count: $0 % 97))"}"#
        }
        let bytes = Array(long.joined(separator: "\n").utf8)
        let wanted = kinds(RunLines(bytes))
        #expect(wanted.count == 20_000)
        let path = FileManager.default.temporaryDirectory.appending(path: "hangup-run-\(getpid()).jsonl").path
        try Data(bytes).write(to: URL(fileURLWithPath: path))
        defer { unlink(path) }
        let file = RunLines(descriptor: open(path, O_RDONLY))
        for _ in 0..<2 { #expect(kinds(file) == wanted) }
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        let writer = Thread {
            try? FileHandle(fileDescriptor: writing, closeOnDealloc: true).write(contentsOf: Data(bytes))
            close(writing)
        }
        writer.start()
        let piped = RunLines(descriptor: reading)
        for _ in 0..<2 { #expect(kinds(piped) == wanted) }
    }

    @Test("a place in the lines is found again")
    func places() throws {
        let lines = RunLines(Array(Self.text.utf8))
        var places: [UInt64] = []
        try lines.forEachPlaced(of: [.flow, .capture]) { _, _, place in places.append(place) }
        let line = JSONLine()
        let kinds = try places.map { place in
            var reader = lines.reader(from: place)
            return try reader.next { text, _ in
                try? line.parse(text)
                return line.root["record"]?.text
            }
        }
        #expect(kinds == ["flow", "capture"])
    }

    @Test(
        "what is no run is refused with the reason",
        arguments: [
            (#"{"schema":"hangup.report/1"}"#, "line 1: this is the json document"),
            (#"{"a":1}"#, "line 1: no record of a run"),
            ("hello", "line 1: a value expected at octet 1"),
            (#"{"record":"flow"}"# + "\n{\"record\":\"flow\",", "line 2: "),
            (#"{"record":"flow","a":01e}"# + "\n" + #"{"record":"flow" "a"}"#, "line 2: a comma expected at octet 18"),
        ])
    func refused(text: String, complaint: String) {
        let fault = #expect(throws: RunLines.Fault.self) {
            try RunLines(Array(text.utf8)).forEach(of: [.flow]) { _, _ in }
        }
        #expect(fault?.description.hasPrefix(complaint) == true, "\(fault?.description ?? "")")
    }

    @Test("a run that breaks off gives a report of what it holds, and says so")
    func broken() throws {
        let run = try RecordedRun.of("websocket-nginx-idle-60s")
        let whole = run.outputs["jsonl"] ?? []
        let half = Array(whole.prefix(whole.count - 300))
        for format in ReportFormat.allCases {
            var sink = ByteSink()
            let outcome = RunReport.write(RunLines(half), ReportOrder(format), to: &sink)
            #expect(outcome.fault != nil)
            #expect(outcome.worst == .error)
            #expect(!sink.bytes.isEmpty)
            let text = String(decoding: sink.bytes, as: UTF8.self)
            if format == .html || format == .markdown { #expect(text.contains("could not be read to its end")) }
        }
        // Whole lines, but not the last: whoever wrote it was stopped.
        let lines = whole.split(separator: UInt8(ascii: "\n"))
        var sink = ByteSink()
        let order = ReportOrder(.html)
        let outcome = RunReport.write(RunLines(Array(lines.dropLast().joined(separator: [10]))), order, to: &sink)
        #expect(outcome.fault == nil)
        #expect(String(decoding: sink.bytes, as: UTF8.self).contains("ends before its last line"))
    }

    @Test("no octet of a run makes the program trap")
    func damaged() throws {
        let whole = try RecordedRun.of("redis-eviction").outputs["jsonl"] ?? []
        var seed: UInt64 = 7
        let next = { (limit: Int) -> Int in
            seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(seed >> 33) % limit
        }
        for round in 0..<40 {
            var bytes = round % 4 == 0 ? Array(whole.prefix(next(whole.count))) : whole
            for _ in 0..<(1 << (round % 9)) where !bytes.isEmpty {
                bytes[next(bytes.count)] = round % 3 == 0 ? UInt8(next(256)) : Array("\"{}[],:\\-0e9".utf8)[next(12)]
            }
            for format in ReportFormat.allCases {
                var sink = ByteSink()
                _ = RunReport.write(RunLines(bytes), ReportOrder(format), to: &sink)
                #expect(format == .ecs || !sink.bytes.isEmpty)
            }
        }
    }
}
