#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A file that is open for as long as somebody holds it.
final class OpenFile: Sendable {
    let descriptor: Int32

    /// Takes over an open descriptor.
    init(descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// A file of mode 0600 without a name, gone when it is closed: in the folder TMPDIR, else /tmp; `nil` where none
    /// can be made.
    static func temporary() -> OpenFile? {
        let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
        var name = Array("\(folder)/hangup-XXXXXX".utf8CString)
        let descriptor = mkstemp(&name)
        if descriptor < 0 { return nil }
        unlink(name)
        return OpenFile(descriptor: descriptor)
    }

    /// Whether it can be read at any place, again and again.
    var isSeekable: Bool {
        var status = stat()
        return fstat(descriptor, &status) == 0 && status.st_mode & S_IFMT == S_IFREG
    }

    /// Writes all octets at a place, and says whether that worked.
    func write(_ octets: [UInt8], at place: UInt64) -> Bool {
        octets.withUnsafeBytes { buffer in
            var done = 0
            while done < buffer.count {
                let start = buffer.baseAddress?.advanced(by: done)
                let count = pwrite(descriptor, start, buffer.count - done, Int(place) + done)
                if count > 0 {
                    done += count
                } else if count == 0 || errno != EINTR {
                    return false
                }
            }
            return true
        }
    }

    /// At most `count` octets at a place; fewer at the end of the file.
    func octets(at place: UInt64, count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while done < count {
                let start = buffer.baseAddress?.advanced(by: done)
                let got = pread(descriptor, start, count - done, Int(place) + done)
                if got > 0 {
                    done += got
                } else if got == 0 || errno != EINTR {
                    return
                }
            }
        }
    }

    /// What comes next, at most `count` octets; empty at the end.
    func next(count: Int) -> [UInt8] {
        [UInt8](unsafeUninitializedCapacity: count) { buffer, done in
            while true {
                let got = read(descriptor, buffer.baseAddress, count)
                if got < 0, errno == EINTR { continue }
                done = max(0, got)
                return
            }
        }
    }
}
