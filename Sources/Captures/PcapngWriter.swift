import Records

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Writes packets to a pcapng file (draft-ietf-opsawg-pcapng): one section, an interface for each link type, nanoseconds.
///
/// The file is made with mode 0600: packets hold secrets.
public final class PcapngWriter {
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var interfaces: [LinkType] = []
    /// The errno of the first write that failed.
    public private(set) var failure: Int32?

    /// Octets gathered before they are written.
    private static let bufferLength = 64 << 10

    /// Creates `path`; `nil` where the system refuses, and `errno` says why.
    public init?(path: String) {
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        _ = fchmod(descriptor, 0o600)
        writeBlock(type: 0x0a0d_0d0a) { body in
            body.append(littleEndian: UInt32(0x1a2b_3c4d))
            body.append(littleEndian: UInt16(1))
            body.append(littleEndian: UInt16(0))
            body.append(littleEndian: UInt64.max)
        }
    }

    deinit {
        flush()
        if descriptor >= 0 { close(descriptor) }
    }

    /// Writes a packet, with a comment if there is one.
    public func write(_ frame: Frame, comment: String? = nil) {
        let interface = interface(for: frame.linkType)
        writeBlock(type: 6) { body in
            body.append(littleEndian: UInt32(interface))
            let time = UInt64(bitPattern: frame.time.nanoseconds)
            body.append(littleEndian: UInt32(truncatingIfNeeded: time >> 32))
            body.append(littleEndian: UInt32(truncatingIfNeeded: time))
            body.append(littleEndian: UInt32(truncatingIfNeeded: frame.bytes.count))
            body.append(littleEndian: UInt32(truncatingIfNeeded: frame.originalLength))
            body.append(contentsOf: frame.bytes)
            body.padToFour()
            if let comment { body.appendOption(1, Array(comment.utf8)) }
            if comment != nil { body.append(littleEndian: UInt32(0)) }
        }
        if buffer.count >= Self.bufferLength { flush() }
    }

    private func interface(for linkType: LinkType) -> Int {
        if let known = interfaces.firstIndex(of: linkType) { return known }
        interfaces.append(linkType)
        writeBlock(type: 1) { body in
            body.append(littleEndian: UInt16(truncatingIfNeeded: linkType.rawValue))
            body.append(littleEndian: UInt16(0))
            body.append(littleEndian: UInt32(0))
            body.appendOption(9, [9])
            body.append(littleEndian: UInt32(0))
        }
        return interfaces.count - 1
    }

    private func writeBlock(type: UInt32, _ fill: (inout [UInt8]) -> Void) {
        var body: [UInt8] = []
        fill(&body)
        let length = UInt32(truncatingIfNeeded: body.count + 12)
        buffer.append(littleEndian: type)
        buffer.append(littleEndian: length)
        buffer.append(contentsOf: body)
        buffer.append(littleEndian: length)
    }

    /// Hands what is gathered to the system.
    public func flush() {
        guard descriptor >= 0, failure == nil else { return }
        var done = 0
        buffer.withUnsafeBytes { bytes in
            while done < bytes.count {
                let count = Glibc.write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count > 0 {
                    done += count
                } else if errno != EINTR {
                    failure = errno
                    break
                }
            }
        }
        buffer.removeAll(keepingCapacity: true)
    }
}

extension [UInt8] {
    fileprivate mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    fileprivate mutating func padToFour() {
        while count % 4 != 0 { append(0) }
    }

    fileprivate mutating func appendOption(_ code: UInt16, _ value: [UInt8]) {
        append(littleEndian: code)
        append(littleEndian: UInt16(truncatingIfNeeded: value.count))
        append(contentsOf: value)
        padToFour()
    }
}
