import Reporting
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

@Suite("ByteSink")
struct ByteSinkTests {
    @Test("the first error is remembered, and what comes after it is dropped")
    func firstError() {
        let descriptor = open("/dev/full", O_WRONLY)
        defer { close(descriptor) }
        var sink = ByteSink(descriptor: descriptor)
        sink.write("text")
        #expect(sink.error == nil)
        sink.flush()
        #expect(sink.error == SystemError(number: ENOSPC))
        #expect(sink.isClosed)
        sink.write("more")
        sink.flush()
        #expect(sink.bytes.isEmpty)
        #expect(sink.error?.description == "No space left on device")
    }

    @Test("all octets arrive in order, those of small pieces and of large ones")
    func octets() {
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        var sink = ByteSink(descriptor: ends[1])
        var expected: [UInt8] = []
        // Less than a pipe holds, so that nobody has to read meanwhile.
        for (count, octet) in [(10, 1), (20_000, 2), (30_000, 3)] as [(Int, UInt8)] {
            let piece = [UInt8](repeating: octet, count: count)
            sink.write(piece)
            expected += piece
        }
        sink.flush()
        close(ends[1])
        var found: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 4096)
        while true {
            let count = read(ends[0], &chunk, chunk.count)
            guard count > 0 else { break }
            found += chunk[..<count]
        }
        close(ends[0])
        #expect(found == expected)
    }

    @Test("a reader who has gone away is no error")
    func brokenPipe() {
        signal(SIGPIPE, SIG_IGN)
        var ends: [Int32] = [0, 0]
        #expect(pipe(&ends) == 0)
        close(ends[0])
        var sink = ByteSink(descriptor: ends[1])
        sink.write("text")
        sink.flush()
        #expect(sink.isClosed)
        #expect(sink.error == nil)
        close(ends[1])
    }
}
