import CPcap

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// A look at how a file begins, before it is known who reads it.
public enum FirstOctet {
    /// The first octet of a file; `-` is standard input. It stays to be read, even in a pipe. `nil` where there is none, or
    /// where it cannot be had without taking it.
    public static func of(_ path: String) -> UInt8? {
        let descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var octet: UInt8 = 0
        let place = path == "-" ? lseek(descriptor, 0, SEEK_CUR) : 0
        if place >= 0, pread(descriptor, &octet, 1, place) == 1 { return octet }
        return inPipe(descriptor)
    }

    private static func inPipe(_ descriptor: Int32) -> UInt8? {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { return nil }
        defer { for end in ends { close(end) } }
        var octet: UInt8 = 0
        guard hangup_tee(descriptor, ends[1], 1, 0) == 1, read(ends[0], &octet, 1) == 1 else { return nil }
        return octet
    }
}
