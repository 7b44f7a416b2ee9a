public import Records

/// One capture file: pcap or pcapng, of either byte order, plain or compressed with gzip or zstd.
public final class CaptureReader {
    private enum Format {
        case pcap(PcapFile)
        case pcapng(PcapngFile)
    }

    private let source: ByteSource
    private let format: Format
    /// The file of `format` where it is a pcap: to be asked for every packet without counting a reference.
    private let pcap: Unmanaged<PcapFile>?

    /// Opens `path`, or standard input for `-`, and reads the file header.
    ///
    /// What is wrong later on is no error: reading ends there, and `summary` says why.
    public convenience init(path: String) throws(CaptureError) {
        try self.init(path: path, bufferLength: CaptureLimits.bufferLength)
    }

    init(path: String, bufferLength: Int) throws(CaptureError) {
        source = try ByteSource(path: path)
        guard !source.opening.isEmpty || source.fault != nil else { throw .empty(path: path) }
        if let fault = source.fault, source.opening.count < 4 {
            throw .damaged(path: path, reason: fault.description)
        }
        guard source.opening.count >= 4 else {
            throw .cut(path: path, needed: 24, available: source.opening.count)
        }
        switch FileSignature(source.opening) {
        case .pcap(let flavor):
            let file = try PcapFile(source: source, flavor: flavor, bufferLength: bufferLength)
            format = .pcap(file)
            pcap = Unmanaged.passUnretained(file)
        case .pcapng:
            pcap = nil
            format = .pcapng(PcapngFile(try PcapngReader(source: source, bufferLength: bufferLength)))
        case .foreign(let name):
            throw .notACapture(path: path, looksLike: name)
        }
    }

    /// Gives the next packet; its octets are valid until the next call. `false` at the end of what can be read.
    public func next(_ frame: inout Frame) -> Bool {
        if let pcap { return pcap._withUnsafeGuaranteedRef { $0.next(&frame) } }
        guard case .pcapng(let file) = format else { return false }
        return file.reader.next(&frame)
    }

    /// What is known of the file so far. `error` says why reading ended early: of a file that is only cut in its last
    /// packet (`truncated`) as well as of a damaged one.
    public var summary: SourceSummary {
        let ending: SourceEnding? =
            switch format {
            case .pcap(let file): file.ending
            case .pcapng(let file): file.reader.ending
            }
        let end = ending?.conclusion(fault: source.fault, packets: packets)
        return SourceSummary(
            path: source.file.path, format: formatName + source.suffix, linkType: linkTypes.first?.name ?? "none",
            bytes: source.file.bytesRead, packets: packets, truncated: end?.truncated ?? false, error: end?.reason)
    }

    /// Packets given so far.
    public var packets: UInt64 {
        switch format {
        case .pcap(let file): file.packets
        case .pcapng(let file): file.reader.packets
        }
    }

    /// Octets of the file that were read, and how many it has; `nil` where that is not known.
    public var progress: (read: UInt64, total: UInt64?) { (source.file.bytesRead, source.file.size) }

    /// The secrets found so far (pcapng only), in the order of the file.
    public var secrets: [DecryptionSecrets] {
        if case .pcapng(let file) = format { file.reader.description.secrets } else { [] }
    }

    /// Number of `secrets`: cheap to ask after each packet.
    public var secretCount: Int {
        if case .pcapng(let file) = format { file.reader.description.secrets.count } else { 0 }
    }

    /// Whether files of this format may hold secrets.
    public var mayHoldSecrets: Bool {
        if case .pcapng = format { true } else { false }
    }

    /// The interfaces described so far, with their drop counters; `Frame.interface` is the index.
    /// A classic file has one.
    public var interfaces: [CaptureInterface] {
        switch format {
        case .pcap(let file): [CaptureInterface(linkType: file.linkType, snapLength: file.snapLength)]
        case .pcapng(let file): file.reader.description.interfaces
        }
    }

    /// The link types of the interfaces described so far, each once, in the order of the file.
    public var linkTypes: [LinkType] {
        switch format {
        case .pcap(let file): [file.linkType]
        case .pcapng(let file): file.reader.description.linkTypes
        }
    }

    private var formatName: String {
        if case .pcap(let file) = format { file.flavor.rawValue } else { "pcapng" }
    }
}

/// Gives the reader a place that does not move.
private final class PcapngFile {
    // Changed for every packet, by its owner alone: not worth a check at run time.
    @exclusivity(unchecked) var reader: PcapngReader

    init(_ reader: consuming PcapngReader) { self.reader = reader }
}
