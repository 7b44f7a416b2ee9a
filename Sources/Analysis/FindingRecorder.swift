import Captures
import Diagnosis
import Records

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Writes the packets of each finding's flows to a small file of its own, out of those of the last seconds.
struct FindingRecorder {
    /// Flows of one finding whose packets are written, and files in all.
    private static let flowsPerFinding = 20
    private static let fileLimit = 1_000
    /// Octets of packets in one file, so that it can be attached to a ticket: of more the beginning and the end.
    private static let sizeLimit = 16 << 20

    private let folder: String
    private var packets: RecentPackets
    private var names: Set<String> = []
    private var isLimitTold = false

    /// Keeps the packets of the last so many seconds, for files in `folder`, which is there.
    init(folder: String, seconds: Double) {
        self.folder = folder
        packets = RecentPackets(seconds: seconds)
    }

    mutating func keep(_ frame: Frame, flow: FlowID, number: UInt64) {
        packets.add(frame, flow: flow, number: number)
    }

    /// Writes a file for each finding; gives what went wrong.
    mutating func write(_ findings: [Finding]) -> [String] {
        var problems = findings.compactMap { finding in write(finding) }
        if names.count >= Self.fileLimit, !isLimitTold {
            isLimitTold = true
            problems.append("\(folder): \(Self.fileLimit) files are written, and no more until the next start")
        }
        return problems
    }

    private mutating func write(_ finding: Finding) -> String? {
        let named = finding.occurrences.compactMap(\.flow) + finding.evidence.compactMap(\.flow)
        var flows: Set<FlowID> = []
        for flow in named where flows.count < Self.flowsPerFinding { flows.insert(flow) }
        guard !flows.isEmpty, names.count < Self.fileLimit else { return nil }
        return write(flows, to: name(of: finding))
    }

    private mutating func name(of finding: Finding) -> String {
        let base = "\(folder)/\(Self.moment(finding.last.time))-\(finding.code)"
        var name = base + ".pcapng"
        var number = 2
        while names.contains(name) {
            name = "\(base)-\(number).pcapng"
            number += 1
        }
        names.insert(name)
        return name
    }

    private func write(_ flows: Set<FlowID>, to path: String) -> String? {
        var writer: PcapngWriter?
        var failure: String?
        packets.forEach(of: flows, limit: Self.sizeLimit) { frame, number in
            if writer == nil, failure == nil {
                writer = PcapngWriter(path: path)
                if writer == nil { failure = Self.words(errno) }
            }
            writer?.write(frame, comment: "packet \(number) of the capture")
        }
        writer?.flush()
        failure = failure ?? writer?.failure.map(Self.words)
        return failure.map { "\(path): cannot be written: \($0)" }
    }

    private static func words(_ number: Int32) -> String {
        strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }

    /// `20261128T142830Z`.
    private static func moment(_ time: Timestamp) -> String {
        var seconds = time_t(time.nanoseconds / 1_000_000_000)
        var parts = tm()
        var buffer = [CChar](repeating: 0, count: 32)
        guard gmtime_r(&seconds, &parts) != nil, strftime(&buffer, buffer.count, "%Y%m%dT%H%M%SZ", &parts) > 0 else {
            return "\(seconds)"
        }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
