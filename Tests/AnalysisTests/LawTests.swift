import Analysis
import Diagnosis
import Foundation
import Records
import Testing

@Suite("Laws")
struct LawTests {
    @Test("Law 1: records and conclusions are the same for every number of shards", arguments: CaptureFolder.scenarios)
    func shards(scenario: String) throws {
        let one = try Heard(scenario: scenario)
        for threads in [2, 3, 7] {
            let many = try Heard(scenario: scenario, threads: threads)
            #expect(many.emissions == one.emissions)
            #expect(many.conclusions == one.conclusions)
        }
    }

    @Test("Records come in the order (packet, flow, ordinal)", arguments: CaptureFolder.scenarios)
    func order(scenario: String) throws {
        let heard = try Heard(scenario: scenario)
        for (earlier, later) in zip(heard.emissions, heard.emissions.dropFirst()) {
            #expect(earlier.precedes(later))
        }
    }

    @Test("Law 1: a capture split into two files is the same capture", arguments: CaptureFolder.scenarios)
    func split(scenario: String) throws {
        let whole = try Heard(scenario: scenario)
        let capture = try PcapFileContent(path: CaptureFolder.path(scenario))
        let middle = capture.packets.count / 2
        let parts = try CaptureFolder.withFile(capture.file(Array(capture.packets[..<middle]))) { first in
            try CaptureFolder.withFile(capture.file(Array(capture.packets[middle...]))) { second in
                try Heard([first, second])
            }
        }
        #expect(parts.emissions == whole.emissions)
        #expect(parts.conclusions.findings == whole.conclusions.findings)
    }

    @Test("Law 2: duplicated packets change the transport story alone", arguments: CaptureFolder.scenarios)
    func duplicated(scenario: String) throws {
        let capture = try PcapFileContent(path: CaptureFolder.path(scenario))
        let whole = try Heard(scenario: scenario)
        let doubled = capture.packets.flatMap { [$0, $0] }
        let heard = try CaptureFolder.withFile(capture.file(doubled)) { try Heard([$0]) }
        #expect(heard.emissions.compactMap(SessionContent.init) == whole.emissions.compactMap(SessionContent.init))
    }

    @Test("Law 3: every packet is analyzed or skipped under a reason", arguments: CaptureFolder.scenarios)
    func accounting(scenario: String) throws {
        let heard = try Heard(scenario: scenario)
        let packets = heard.conclusions.capture.packets
        #expect(packets.read == packets.analyzed + packets.skipped.reduce(0, +))
        let inFlows = heard.emissions.reduce(into: UInt64(0)) { sum, emission in
            if let flow = emission.record.closing { sum += flow.packets.client + flow.packets.server }
        }
        #expect(packets.analyzed == inFlows)
    }

    @Test("Law 4: every prefix of a capture is analyzed", arguments: CaptureFolder.scenarios)
    func prefixes(scenario: String) throws {
        let bytes = [UInt8](try Data(contentsOf: URL(fileURLWithPath: CaptureFolder.path(scenario))))
        var generator = SeededGenerator(UInt64(bytes.count))
        for _ in 0..<6 {
            let length = Int.random(in: 24...max(24, bytes.count), using: &generator)
            let heard = try CaptureFolder.withFile(Array(bytes.prefix(length))) { try Heard([$0]) }
            let packets = heard.conclusions.capture.packets
            #expect(packets.read == packets.analyzed + packets.skipped.reduce(0, +))
        }
    }

    @Test("Law 4: captures with changed bytes are analyzed without a trap", arguments: CaptureFolder.scenarios)
    func mutations(scenario: String) throws {
        let original = [UInt8](try Data(contentsOf: URL(fileURLWithPath: CaptureFolder.path(scenario))))
        guard original.count < 100_000 else { return }
        var generator = SeededGenerator(UInt64(original.count) &* 31)
        for round in 0..<12 {
            var bytes = original
            for _ in 0..<(1 << (round % 8)) {
                let index = Int.random(in: 24..<bytes.count, using: &generator)
                bytes[index] = UInt8.random(in: .min ... .max, using: &generator)
            }
            let heard = try CaptureFolder.withFile(bytes) { try Heard([$0]) }
            let packets = heard.conclusions.capture.packets
            #expect(packets.read == packets.analyzed + packets.skipped.reduce(0, +))
        }
    }

    @Test(
        "Law 5: a healthy capture yields no error and no warning",
        arguments: CaptureFolder.scenarios.filter { $0.hasSuffix("-healthy") })
    func healthy(scenario: String) throws {
        let heard = try Heard(scenario: scenario)
        let alarms = heard.conclusions.findings.filter { $0.severity >= .warning }.map(\.code)
        #expect(alarms.isEmpty)
    }
}

/// What a record says of a session, without packets and times.
struct SessionContent: Equatable {
    var flow: FlowID
    var text: String

    init?(_ emission: Emission) {
        flow = emission.flow
        switch emission.record {
        case .exchange(let exchange):
            let request = exchange.request
            let response = exchange.response
            text =
                "\(request?.method ?? "-") \(request?.target ?? "-") \(request?.cookies ?? []) "
                + "\(request?.bodyBytes ?? 0) \(response?.status ?? 0) \(response?.setCookies ?? []) "
                + "\(response?.bodyBytes ?? 0) \(response?.complete ?? false)"
        case .handshake(let handshake):
            text =
                "\(handshake.version ?? "-") \(handshake.cipher ?? 0) \(handshake.ja3 ?? "-") "
                + "\(handshake.resumed.map(String.init) ?? "-") \(handshake.clientSessionID) \(handshake.alerts.count)"
        case .webSocket(let session):
            text = "\(session.frames) \(session.close?.code ?? 0) \(session.unansweredPings)"
        case .command(let command):
            text = "\(command.command) \(command.keyCount) \(command.result?.name ?? "-")"
        case .database(let session):
            text = "\(session.kind) \(session.committed) \(session.rolledBack) \(session.queries)"
        case .flowOpened, .handshakeDone, .gap, .event, .http2, .databaseEvent, .flowClosed, .attempt:
            return nil
        }
    }
}
