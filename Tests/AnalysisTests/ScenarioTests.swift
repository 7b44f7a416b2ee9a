import Diagnosis
import Foundation
import Records
import Testing

/// What is expected of a scenario: `expected.json` beside its capture.
struct Expected: Codable, Equatable {
    struct Flow: Codable, Equatable {
        var id: UInt64
        var protocols: [String]
        var closed: String
        var handshake: String
        var bytes: [UInt64]
    }

    struct Conclusion: Codable, Equatable {
        var code: String
        var severity: String
        var confidence: String
        var by: String
        var count: Int
        var packets: [UInt64]
        var flows: [UInt64]
    }

    var exchanges: UInt64
    var handshakes: UInt64
    var webSockets: UInt64
    var findings: [Conclusion]
    var flows: [Flow]

    init(_ heard: Heard) {
        let seen = heard.conclusions.capture.visibility
        exchanges = seen.exchanges
        handshakes = seen.handshakes
        webSockets = seen.webSockets
        findings = heard.conclusions.findings.map { finding in
            Conclusion(
                code: finding.code, severity: finding.severity.name, confidence: finding.confidence.name,
                by: finding.by.role.rawValue, count: finding.count, packets: finding.evidence.map(\.packet),
                flows: Set(finding.occurrences.compactMap(\.flow)).sorted())
        }
        flows = heard.emissions.compactMap { emission in
            guard let flow = emission.record.closing else { return nil }
            let by = flow.closed.by.map { " by \($0.rawValue)" } ?? ""
            return Flow(
                id: flow.opened.id, protocols: flow.protocols, closed: flow.closed.how.rawValue + by,
                handshake: flow.tcp.handshake.rawValue, bytes: [flow.bytes.client, flow.bytes.server])
        }
        .sorted { $0.id < $1.id }
    }
}

@Suite("Scenarios")
struct ScenarioTests {
    @Test("Each capture gives what its expected.json says", arguments: CaptureFolder.scenarios)
    func expected(scenario: String) throws {
        let found = Expected(try Heard(scenario: scenario))
        let file = CaptureFolder.root.appending(path: "\(scenario)/expected.json")
        if ProcessInfo.processInfo.environment["UPDATE_EXPECTED"] != nil {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
            try encoder.encode(found).write(to: file)
        }
        let wanted = try JSONDecoder().decode(Expected.self, from: Data(contentsOf: file))
        #expect(found.findings == wanted.findings)
        #expect(found.flows == wanted.flows)
        #expect(found == wanted)
    }

    @Test("Each scenario says how it was recorded", arguments: CaptureFolder.scenarios)
    func documented(scenario: String) {
        for name in ["README.md", "record.sh"] {
            #expect(
                FileManager.default.fileExists(atPath: CaptureFolder.root.appending(path: "\(scenario)/\(name)").path))
        }
    }

    @Test("Every finding cites packets that are in the capture", arguments: CaptureFolder.scenarios)
    func citations(scenario: String) throws {
        let heard = try Heard(scenario: scenario)
        let read = heard.conclusions.capture.packets.read
        for finding in heard.conclusions.findings {
            #expect(!finding.evidence.isEmpty)
            #expect(finding.evidence.allSatisfy { $0.packet >= 1 && $0.packet <= read })
            #expect(finding.count >= finding.occurrences.count)
        }
    }
}
