internal import Records

/// One file of packets as they come: pcap with nanoseconds, or pcapng.
final class RecordingFile {
    /// As the header of a pcap file has it.
    private static let snapLength: UInt32 = 262_144

    private let file: OutputFile
    private let interface: String
    private let linkType: LinkType
    private var pcapng: PcapngEncoding?

    /// Creates `path`; `nil` where the system refuses, and `errno` says why.
    init?(_ path: String, isPcapng: Bool, interface: String, linkType: LinkType) {
        guard let file = OutputFile(creating: path) else { return nil }
        self.file = file
        self.interface = interface
        self.linkType = linkType
        if isPcapng { pcapng = PcapngEncoding(interfaceName: interface) }
        begin()
    }

    /// Begins the file; or, where what was gathered got lost, goes on in it.
    private func begin() {
        if pcapng != nil {
            // What described the interface may be lost: a new section is complete by itself.
            let encoding = PcapngEncoding(interfaceName: interface)
            file.append { encoding.appendHeader(to: &$0) }
            pcapng = encoding
        } else if file.size == 0 {
            file.append { Self.appendHeader(linkType, to: &$0) }
        }
    }

    var path: String { file.path }
    /// Octets so far.
    var size: UInt64 { file.size }
    /// The errno of the last write, if it failed.
    var failure: Int32? { file.failure }
    /// Records that could not be written.
    var lost: UInt64 { file.lost }
    /// Whether it is still found under its name.
    var isInPlace: Bool { file.isInPlace }

    func write(_ frame: Frame) {
        if file.failure != nil, file.isEmpty { begin() }
        file.append { octets in
            if pcapng?.append(frame, to: &octets) == nil { Self.append(frame, to: &octets) }
        }
    }

    func flush() { file.flush() }

    /// Writes what is said at the end of a file.
    func finish(_ counters: LiveCounters, at time: Timestamp) {
        file.append { octets in
            pcapng?.appendStatistics(
                at: time, byInterface: counters.droppedByInterface, bySystem: counters.droppedByKernel, to: &octets)
        }
        file.flush()
    }

    /// The header of a pcap file (draft-ietf-opsawg-pcap § 4).
    private static func appendHeader(_ linkType: LinkType, to octets: inout [UInt8]) {
        octets.append(littleEndian: UInt32(0xa1b2_3c4d))
        octets.append(littleEndian: UInt16(2))
        octets.append(littleEndian: UInt16(4))
        octets.append(littleEndian: UInt64(0))
        octets.append(littleEndian: snapLength)
        octets.append(littleEndian: linkType.rawValue)
    }

    private static func append(_ frame: Frame, to octets: inout [UInt8]) {
        let (seconds, rest) = frame.time.nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        octets.append(littleEndian: UInt32(truncatingIfNeeded: seconds))
        octets.append(littleEndian: UInt32(truncatingIfNeeded: rest))
        octets.append(littleEndian: UInt32(truncatingIfNeeded: frame.bytes.count))
        octets.append(littleEndian: UInt32(truncatingIfNeeded: frame.originalLength))
        octets.append(contentsOf: frame.bytes)
    }
}
