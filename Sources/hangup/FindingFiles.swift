import Analysis
import ArgumentParser
import Diagnosis
import Records

/// The packets of each finding's flows, as small captures that open in Wireshark.
struct FindingFiles {
    /// Flows of one finding whose packets are written.
    private static let flowsPerFinding = 20
    /// Findings that get a file.
    private static let findingLimit = 100

    let folder: String

    func write(_ conclusions: Conclusions, from options: AnalysisOptions) throws {
        var wanted: [PacketSelection] = []
        for (index, finding) in conclusions.findings.prefix(Self.findingLimit).enumerated() {
            let flows = finding.occurrences.compactMap(\.flow) + finding.evidence.compactMap(\.flow)
            var chosen: [FlowID] = []
            for flow in flows where !chosen.contains(flow) && chosen.count < Self.flowsPerFinding {
                chosen.append(flow)
            }
            guard !chosen.isEmpty else { continue }
            let number = index + 1 < 10 ? "0\(index + 1)" : "\(index + 1)"
            wanted.append(PacketSelection(path: "\(folder)/\(number)-\(finding.code).pcapng", flows: chosen))
        }
        guard Files.makeFolder(folder) else {
            Terminal.complain("\(folder): cannot be made")
            throw ExitCode(2)
        }
        do {
            try PacketExtraction.run(options, wanted)
        } catch {
            Terminal.complain(error.description)
            throw ExitCode(2)
        }
        let files = wanted.count == 1 ? "1 file" : "\(wanted.count) files"
        Terminal.complain("\(files) written to \(folder)")
    }
}
