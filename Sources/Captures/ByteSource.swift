/// The octets of a capture file, expanded where the file is compressed (which its content tells, not its name).
final class ByteSource {
    enum Compression {
        case none
        case gzip(GzipStream)
        case zstd(ZstdStream)
    }

    let file: RawFile
    /// The first octets, or all if there are fewer; they are still to be read.
    let opening: [UInt8]
    private let compression: Compression
    private var prefix: [UInt8]
    private var prefixPosition = 0

    /// Opens `path`, or standard input for `-`, and looks at its first octets.
    init(path: String) throws(CaptureError) {
        file = try RawFile(path: path)
        let first = ByteSource.first(CaptureLimits.signatureLength) { [file] in file.load(into: $0) }
        switch FileSignature.compression(of: first) {
        case .gzip?:
            let stream = GzipStream(file: file, prefix: first)
            compression = .gzip(stream)
            opening = ByteSource.first(CaptureLimits.signatureLength) { stream.read(into: $0) }
        case .zstd?:
            let stream = ZstdStream(file: file, prefix: first)
            compression = .zstd(stream)
            opening = ByteSource.first(CaptureLimits.signatureLength) { stream.read(into: $0) }
        case nil:
            compression = .none
            opening = first
        }
        prefix = opening
    }

    /// Why the octets end before their time.
    var fault: StreamFault? {
        if let reason = file.failure { return .unreadable(reason: reason) }
        return switch compression {
        case .none: nil
        case .gzip(let stream): stream.fault
        case .zstd(let stream): stream.fault
        }
    }

    /// What follows the format's name: `+gzip`, `+zstd` or nothing.
    var suffix: String {
        switch compression {
        case .none: ""
        case .gzip: "+gzip"
        case .zstd: "+zstd"
        }
    }

    /// Gives up to `buffer.count` octets; 0 at the end and after a fault.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        if prefixPosition < prefix.count { return readPrefix(into: buffer) }
        return switch compression {
        case .none: file.load(into: buffer)
        case .gzip(let stream): stream.read(into: buffer)
        case .zstd(let stream): stream.read(into: buffer)
        }
    }

    /// Replaces octets of the opening before they are read.
    func overwriteOpening(at offset: Int, with octets: [UInt8]) {
        guard offset >= prefixPosition, prefix.count - offset >= octets.count else { return }
        prefix.replaceSubrange(offset..<offset + octets.count, with: octets)
    }

    private func readPrefix(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        let count = min(buffer.count, prefix.count - prefixPosition)
        buffer.copyBytes(from: prefix[prefixPosition..<prefixPosition + count])
        prefixPosition += count
        return count
    }

    /// Reads `count` octets, or as many as there are: a pipe may give them one by one.
    private static func first(_ count: Int, _ read: (UnsafeMutableRawBufferPointer) -> Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            while initialized < count {
                let more = read(
                    UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[initialized...]))
                if more == 0 { break }
                initialized += more
            }
        }
    }
}
