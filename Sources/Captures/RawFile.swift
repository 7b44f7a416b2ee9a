#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// An open file, or standard input, read from front to back.
final class RawFile {
    let path: String
    /// Octets of the whole file; `nil` where it has no end yet (a pipe).
    let size: UInt64?
    private(set) var bytesRead: UInt64 = 0
    /// The system's reason for not reading on.
    private(set) var failure: String?
    private let descriptor: Int32

    /// Opens `path`, or standard input for `-`.
    init(path: String) throws(CaptureError) {
        let opened = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard opened >= 0 else { throw RawFile.openError(path: path, code: errno) }
        var status = stat()
        let known = fstat(opened, &status) == 0
        if known, status.st_mode & S_IFMT == S_IFDIR {
            close(opened)
            throw .isDirectory(path: path)
        }
        self.path = path
        descriptor = opened
        size = known && status.st_mode & S_IFMT == S_IFREG ? UInt64(clamping: status.st_size) : nil
        // Asks the kernel to read ahead farther; a refusal costs nothing.
        posix_fadvise(opened, 0, 0, POSIX_FADV_SEQUENTIAL)
    }

    deinit { close(descriptor) }

    /// Reads up to `buffer.count` octets; 0 at the end and after a failure.
    func load(into buffer: UnsafeMutableRawBufferPointer) -> Int {
        while failure == nil {
            let count = read(descriptor, buffer.baseAddress, buffer.count)
            if count >= 0 {
                bytesRead &+= UInt64(count)
                return count
            }
            if errno != EINTR { failure = String(cString: strerror(errno)) }
        }
        return 0
    }

    private static func openError(path: String, code: Int32) -> CaptureError {
        switch code {
        case ENOENT, ENOTDIR: .noSuchFile(path: path)
        case EACCES, EPERM: .notPermitted(path: path)
        default: .unreadable(path: path, reason: String(cString: strerror(code)))
        }
    }
}
