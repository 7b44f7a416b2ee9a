#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// A file that another program is still writing, as `tail -F` follows it: gives what was added since it was last asked.
///
/// It need not be there yet, and may be cut or replaced by another one of its name. For one thread.
public final class FollowedFile {
    /// What has become of the file.
    public enum Change: Sendable, Equatable {
        /// It begins anew: what comes next is no continuation.
        case begins
        /// It cannot be read, for the reason in the text; it is tried again.
        case missing(String)
    }

    /// Octets that are read at once.
    private static let readLength = 64 << 10

    public let path: String
    /// Why it cannot be read; `nil` where it is open.
    public private(set) var reason: String?
    private var descriptor: Int32 = -1
    private var offset: off_t = 0

    /// Begins to follow `path`; whoever opens it must have the right to, which may be gone later.
    public init(path: String) {
        self.path = path
        _ = openAnew()
    }

    deinit { if descriptor >= 0 { close(descriptor) } }

    /// What was added, at most `limit` octets of it. To ask in vain costs one call of the system.
    public func read(limit: Int) -> [UInt8] {
        var status = stat()
        guard descriptor >= 0, fstat(descriptor, &status) == 0, status.st_size > offset else { return [] }
        var added: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Self.readLength)
        while added.count < limit {
            let count = pread(descriptor, &buffer, min(buffer.count, limit - added.count), offset)
            guard count > 0 else { break }
            offset += off_t(count)
            added += buffer[..<count]
        }
        return added
    }

    /// Looks whether the file is another one, shorter, or there at last. To be called when `read` has nothing more.
    public func look() -> Change? {
        var own = stat()
        var named = stat()
        if descriptor >= 0, fstat(descriptor, &own) == 0 {
            if own.st_size < offset {
                offset = 0
                return .begins
            }
            // One that was taken away is read on until there is another one of its name.
            guard stat(path, &named) == 0, named.st_dev != own.st_dev || named.st_ino != own.st_ino else { return nil }
        }
        let before = reason
        if openAnew() { return .begins }
        return reason == before ? nil : .missing(reason ?? "")
    }

    /// Opens what has the name now, and is at its beginning; what was open before stays where that fails.
    private func openAnew() -> Bool {
        // A pipe is not waited for.
        let opened = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        var status = stat()
        guard opened >= 0, fstat(opened, &status) == 0 else {
            reason = systemWords(errno)
            return false
        }
        guard status.st_mode & S_IFMT == S_IFREG else {
            reason = "not a file that can be read again and again"
            close(opened)
            return false
        }
        if descriptor >= 0 { close(descriptor) }
        descriptor = opened
        offset = 0
        reason = nil
        return true
    }
}
