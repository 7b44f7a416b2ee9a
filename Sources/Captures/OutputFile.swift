#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A file of packets that is being written, through a buffer: mode 0600, since packets hold secrets.
///
/// What cannot be written whole is taken back, so that the file ends with a whole record.
final class OutputFile {
    /// Octets gathered before they are written.
    private static let bufferLength = 256 << 10

    let path: String
    private let descriptor: Int32
    private var buffer: [UInt8] = []
    private var written: UInt64 = 0
    /// Records in the buffer, and those that were lost.
    private var gathered: UInt64 = 0
    private(set) var lost: UInt64 = 0
    /// The errno of the first write that failed, until one succeeds.
    private(set) var failure: Int32?

    /// Creates `path`; `nil` where the system refuses, and `errno` says why.
    init?(creating path: String) {
        self.path = path
        descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return nil }
        _ = fchmod(descriptor, 0o600)
    }

    deinit {
        guard descriptor >= 0 else { return }
        flush()
        close(descriptor)
    }

    /// Octets of the file with what is gathered.
    var size: UInt64 { written + UInt64(buffer.count) }

    /// Whether nothing is gathered.
    var isEmpty: Bool { buffer.isEmpty }

    /// Whether the file is still found under its name.
    var isInPlace: Bool {
        var own = stat()
        var named = stat()
        guard fstat(descriptor, &own) == 0, stat(path, &named) == 0 else { return false }
        return own.st_dev == named.st_dev && own.st_ino == named.st_ino
    }

    /// Adds whole records.
    func append(_ fill: (inout [UInt8]) -> Void) {
        fill(&buffer)
        gathered += 1
        if buffer.count >= Self.bufferLength { flush() }
    }

    /// Hands what is gathered to the system; what it does not take is lost.
    func flush() {
        guard !buffer.isEmpty else { return }
        var done = 0
        buffer.withUnsafeBytes { bytes in
            while done < bytes.count {
                let count = write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
                if count > 0 {
                    done += count
                } else if errno != EINTR {
                    failure = errno
                    break
                }
            }
        }
        if done == buffer.count {
            written += UInt64(done)
            failure = nil
        } else {
            lost += gathered
            if done > 0, ftruncate(descriptor, off_t(written)) == 0 { lseek(descriptor, off_t(written), SEEK_SET) }
        }
        gathered = 0
        buffer.removeAll(keepingCapacity: buffer.capacity <= 4 * Self.bufferLength)
    }
}
