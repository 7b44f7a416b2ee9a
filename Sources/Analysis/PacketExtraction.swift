import Bytes
import Captures
import Flows
import Packets
public import Records

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Which flows' packets go to which file.
public struct PacketSelection: Sendable {
    public var path: String
    public var flows: [FlowID]

    public init(path: String, flows: [FlowID]) {
        self.path = path
        self.flows = flows
    }
}

/// Reads captures once more and copies the packets of some flows: decoded and numbered as in the analysis.
public enum PacketExtraction {
    /// Writes a pcapng file for each selection. Fragments of a datagram are left out, but for its last one.
    ///
    /// - Throws: `AnalysisError` when a capture cannot be opened again (standard input cannot) or a file cannot be made.
    public static func run(_ options: AnalysisOptions, _ selections: [PacketSelection]) throws(AnalysisError) {
        guard !selections.isEmpty else { return }
        guard !options.paths.contains("-") else {
            throw AnalysisError("packets of findings cannot be written: standard input can be read only once")
        }
        var writers: [PcapngWriter] = []
        for selection in selections {
            guard let writer = PcapngWriter(path: selection.path) else {
                throw AnalysisError("\(selection.path): \(systemWords(errno))")
            }
            writers.append(writer)
        }
        var wanted: [FlowID: [Int]] = [:]
        for (index, selection) in selections.enumerated() {
            for flow in selection.flows { wanted[flow, default: []].append(index) }
        }
        let captures: CaptureSet
        do {
            captures = try CaptureSet(paths: options.paths, filter: options.filter)
        } catch {
            throw AnalysisError(error)
        }
        copy(captures, wanted, writers, options.limits)
        for (writer, selection) in zip(writers, selections) {
            writer.flush()
            if let failure = writer.failure { throw AnalysisError("\(selection.path): \(systemWords(failure))") }
        }
    }

    private static func copy(
        _ captures: CaptureSet, _ wanted: [FlowID: [Int]], _ writers: [PcapngWriter], _ limits: Limits
    ) {
        var decoder = FrameDecoder()
        var table = FlowTable(limits: limits, shards: 1, seed: 1)
        var frame = Frame()
        var segment = Segment()
        var number: UInt64 = 0
        while captures.next(&frame) {
            number &+= 1
            guard !frame.isFiltered else { continue }
            let verdict = decoder.decode(
                RawSpan(_unsafeBytes: frame.bytes), originalLength: frame.originalLength, linkType: frame.linkType,
                number: number, time: frame.time, into: &segment)
            guard verdict == .segment else { continue }
            let flow: FlowID
            switch table.assign(segment) {
            case .known(let known): flow = known.id
            case .opened(let entry):
                flow = table[entry].id
                for removal in table.takeReplaced() { table.free(removal) }
                while let (removal, _) = table.evict() { table.free(removal) }
            }
            for index in wanted[flow] ?? [] {
                writers[index].write(frame, comment: "packet \(number) of the capture")
            }
        }
    }

    private static func systemWords(_ number: Int32) -> String {
        strerror(number).map { String(cString: $0) } ?? "error \(number)"
    }
}
