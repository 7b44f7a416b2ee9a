internal import CPcap
internal import Records

/// A classic capture file, read by libpcap from our octets: compressed files and pipes are read the same way.
final class PcapFile {
    let linkType: LinkType
    let flavor: FileSignature.Flavor
    // Changed for every packet, and by nobody else meanwhile: not worth a check at run time.
    @exclusivity(unchecked) private(set) var packets: UInt64 = 0
    @exclusivity(unchecked) private(set) var ending: SourceEnding?
    private let handle: OpaquePointer
    private let stdioBuffer: UnsafeMutablePointer<CChar>
    private let source: ByteSource
    /// Octets after which packets were cut, as the file header has it.
    let snapLength: UInt32
    private let recordHeaderLength: Int
    /// Octets of the (expanded) file before the next packet's header.
    @exclusivity(unchecked) private var offset = UInt64(PcapFile.headerLength)

    private static let headerLength = 24
    private static let versionOffset = 4
    private static let snapLengthOffset = 16

    /// Reads the file header; `source` is at its first octet.
    init(source: ByteSource, flavor: FileSignature.Flavor, bufferLength: Int) throws(CaptureError) {
        guard source.opening.count >= PcapFile.headerLength else {
            throw .cut(path: source.file.path, needed: PcapFile.headerLength, available: source.opening.count)
        }
        let isBigEndian = source.opening[0] == 0xa1
        let snapLength = source.opening[16..<20].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        self.snapLength = isBigEndian ? snapLength : snapLength.byteSwapped
        // libpcap cuts packets to the snap length of the header, which some programs write wrongly. Without one it
        // keeps to the largest length of the link type.
        source.overwriteOpening(at: PcapFile.snapLengthOffset, with: [0, 0, 0, 0])
        // Some write the version 2.4 in the other byte order than the rest, which Wireshark reads and libpcap does not.
        let version = source.opening[PcapFile.versionOffset..<PcapFile.versionOffset + 4]
        if version.elementsEqual(isBigEndian ? [2, 0, 4, 0] : [0, 2, 0, 4]) {
            source.overwriteOpening(at: PcapFile.versionOffset, with: isBigEndian ? [0, 2, 0, 4] : [2, 0, 4, 0])
        }
        stdioBuffer = .allocate(capacity: bufferLength)
        self.source = source
        self.flavor = flavor
        recordHeaderLength = flavor == .modified ? 24 : 16
        do throws(CaptureError) {
            handle = try PcapFile.open(source, buffer: stdioBuffer, length: bufferLength)
        } catch {
            stdioBuffer.deallocate()
            throw error
        }
        linkType = LinkType(dlt: UInt32(bitPattern: pcap_datalink(handle)))
    }

    deinit {
        pcap_close(handle)
        stdioBuffer.deallocate()
    }

    /// Gives the next packet; `false` at the end, which `ending` then describes.
    func next(_ frame: inout Frame) -> Bool {
        guard ending == nil else { return false }
        var header: UnsafeMutablePointer<pcap_pkthdr>?
        var bytes: UnsafePointer<UInt8>?
        let result = pcap_next_ex(handle, &header, &bytes)
        guard result == 1, let header, let bytes else {
            ending = result == PCAP_ERROR ? failure() : .complete
            return false
        }
        let length = Int(header.pointee.caplen)
        packets &+= 1
        offset &+= UInt64(recordHeaderLength &+ length)
        // Seconds are unsigned in the file, and signed in this version of libpcap.
        frame.time = Timestamp(
            seconds: Int64(UInt32(truncatingIfNeeded: header.pointee.ts.tv_sec)),
            nanoseconds: Int64(header.pointee.ts.tv_usec))
        frame.isTimed = true
        frame.capturedLength = length
        frame.originalLength = Int(header.pointee.len)
        frame.linkType = linkType
        frame.sourcePacket = packets
        frame.interface = 0
        frame.bytes = UnsafeRawBufferPointer(start: bytes, count: length)
        return true
    }

    private static func open(
        _ source: ByteSource, buffer: UnsafeMutablePointer<CChar>, length: Int
    ) throws(CaptureError) -> OpaquePointer {
        // The file keeps a reference to the source until libpcap closes it.
        let cookie = Unmanaged.passRetained(source)
        let file = hangup_open_reader(
            cookie.toOpaque(),
            { cookie, buffer, size in
                guard let cookie, let buffer else { return 0 }
                let source = Unmanaged<ByteSource>.fromOpaque(cookie).takeUnretainedValue()
                return source.read(into: UnsafeMutableRawBufferPointer(start: buffer, count: size))
            },
            { cookie in
                if let cookie { Unmanaged<ByteSource>.fromOpaque(cookie).release() }
                return 0
            }, buffer, length)
        guard let file else {
            cookie.release()
            throw .unreadable(path: source.file.path, reason: "out of memory")
        }
        var message = [CChar](repeating: 0, count: Int(PCAP_ERRBUF_SIZE))
        let precision = UInt32(PCAP_TSTAMP_PRECISION_NANO)
        guard let handle = pcap_fopen_offline_with_tstamp_precision(file, precision, &message) else {
            fclose(file)
            throw .damaged(path: source.file.path, reason: text(message))
        }
        return handle
    }

    /// Tells a cut from damage.
    private func failure() -> SourceEnding {
        let message = String(cString: pcap_geterr(handle))
        // libpcap says "truncated dump file; tried to read N … bytes, only got M".
        let counts = message.split { !("0"..."9").contains($0) }.compactMap { Int($0) }
        guard message.hasPrefix("truncated dump file"), counts.count == 2 else {
            return .damaged("at byte \(offset), after packet \(packets): \(message)")
        }
        let part = message.contains("header bytes") ? "the header of packet" : "packet"
        return .cut(
            needed: counts[0], available: counts[1], part: "\(part) \(packets &+ 1) at byte \(offset)")
    }
}

/// The text of a C buffer up to its NUL.
func text(_ buffer: [CChar]) -> String {
    String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
