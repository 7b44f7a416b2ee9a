import CPcap
import Glibc
import Records
import Testing

@testable import Captures

/// gzip data as zlib writes it.
func gzip(_ bytes: [UInt8]) -> [UInt8] {
    let file = TemporaryFile()
    let handle = gzopen(file.path, "wb")
    gzwrite(handle, bytes, UInt32(bytes.count))
    gzclose(handle)
    return contents(file.path)
}

/// Zstandard data as libzstd writes it.
func zstd(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: ZSTD_compressBound(bytes.count)) { buffer, count in
        count = ZSTD_compress(buffer.baseAddress, buffer.count, bytes, bytes.count, 3)
    }
}

private func contents(_ path: String) -> [UInt8] {
    guard let file = Glibc.fopen(path, "r") else { return [] }
    defer { fclose(file) }
    return [UInt8](unsafeUninitializedCapacity: 1 << 22) { buffer, count in
        count = fread(buffer.baseAddress, 1, buffer.count, file)
    }
}

struct ByteSourceTests {
    enum Compression: String, CaseIterable {
        case gzip, zstd

        func callAsFunction(_ bytes: [UInt8]) -> [UInt8] {
            switch self {
            case .gzip: CapturesTests.gzip(bytes)
            case .zstd: CapturesTests.zstd(bytes)
            }
        }
    }

    enum Format: String, CaseIterable {
        case pcap, pcapng
    }

    /// Packets whose octets hardly compress.
    static func file(_ format: Format, packets: Int) -> [UInt8] {
        var state: UInt64 = 88_172_645_463_325_252
        let random = { () -> UInt8 in
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return UInt8(truncatingIfNeeded: state >> 32)
        }
        return CaptureFileBuilder.build { file in
            switch format {
            case .pcap: file.fileHeader(magic: 0xa1b2_c3d4)
            case .pcapng:
                file.section()
                file.interface()
            }
            for number in 0..<packets {
                let bytes = (0..<200).map { _ in random() }
                switch format {
                case .pcap: file.record(seconds: UInt32(number), fraction: 0, bytes)
                case .pcapng: file.enhancedPacket(ticks: UInt64(number) * 1_000_000, bytes)
                }
            }
        }
    }

    @Test(arguments: Compression.allCases, Format.allCases)
    func `compressed files are read like plain ones, whatever their name`(
        _ compress: Compression, _ format: Format
    ) throws {
        let plain = ByteSourceTests.file(format, packets: 2_000)
        let expected = try SeenCapture(plain)
        let packed = compress(plain)
        let seen = try SeenCapture(packed)
        #expect(expected.packets.count == 2_000)
        #expect(seen.packets == expected.packets)
        #expect(seen.summary.format == "\(format.rawValue)+\(compress.rawValue)")
        #expect(seen.summary.bytes == UInt64(packed.count))
        #expect(seen.summary.error == nil)
    }

    @Test(arguments: Compression.allCases, Format.allCases)
    func `members one after another are one file`(_ compress: Compression, _ format: Format) throws {
        let plain = ByteSourceTests.file(format, packets: 900)
        let expected = try SeenCapture(plain)
        for cut in [1, 23, 1_000, 100_001] {
            let seen = try SeenCapture(compress(Array(plain[..<cut])) + compress([]) + compress(Array(plain[cut...])))
            #expect(seen.packets == expected.packets, "cut at \(cut)")
            #expect(seen.summary.error == nil)
        }
    }

    @Test(arguments: Compression.allCases, Format.allCases)
    func `a compressed file that is cut gives what could be expanded`(
        _ compress: Compression, _ format: Format
    ) throws {
        let plain = ByteSourceTests.file(format, packets: 2_000)
        let expected = try SeenCapture(plain).packets
        let packed = compress(plain)
        var counts: [Int] = []
        for keep in stride(from: 1_000, to: packed.count - 1, by: 49_999) + [packed.count - 1] {
            let seen = try? SeenCapture(Array(packed[..<keep]))
            guard let seen else { continue }
            #expect(seen.packets == Array(expected.prefix(seen.packets.count)))
            #expect(seen.summary.truncated)
            let end = "the \(compress.rawValue) data ends early, after packet \(seen.packets.count)"
            #expect(seen.summary.error?.hasSuffix(end) == true)
            counts.append(seen.packets.count)
        }
        #expect(counts == counts.sorted())
        #expect(counts.last ?? 0 > 1_000)
    }

    @Test(arguments: Compression.allCases)
    func `damaged compressed data ends the file with an error`(_ compress: Compression) throws {
        let plain = ByteSourceTests.file(.pcapng, packets: 2_000)
        let half = plain.count / 2
        var second = compress(Array(plain[half...]))
        second.replaceSubrange(2..<8, with: [0xff, 0xff, 0xff, 0xff, 0xff, 0xff])
        let seen = try SeenCapture(compress(Array(plain[..<half])) + second)
        #expect(!seen.summary.truncated)
        #expect(seen.summary.error?.hasPrefix("the \(compress.rawValue) data is damaged: ") == true)
        #expect(seen.summary.error?.hasSuffix(", after packet \(seen.packets.count)") == true)
        #expect(seen.packets.count == (half - 28 - 32) / 232)
    }

    @Test func `what follows the last gzip member is passed over`() throws {
        let seen = try SeenCapture(gzip(ByteSourceTests.file(.pcap, packets: 3)) + [0, 0, 0, 0])
        #expect(seen.packets.count == 3)
        #expect(seen.summary.error == nil)
    }

    @Test func `a zstd file may begin with a frame that is skipped`() throws {
        let skipped: [UInt8] = [0x50, 0x2a, 0x4d, 0x18, 4, 0, 0, 0, 1, 2, 3, 4]
        let seen = try SeenCapture(skipped + zstd(ByteSourceTests.file(.pcap, packets: 3)))
        #expect(seen.packets.count == 3)
        #expect(seen.summary.format == "pcap+zstd")
    }

    @Test(arguments: Format.allCases)
    func `a pipe is read to its end, though its size is not known`(_ format: Format) throws {
        let plain = ByteSourceTests.file(format, packets: 20)
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        // The file fits into the pipe, and not into the buffer.
        try #require(write(writing, plain, plain.count) == plain.count)
        close(writing)
        defer { close(reading) }
        let reader = try CaptureReader(path: "/dev/fd/\(reading)", bufferLength: 4_096)
        var frame = Frame()
        var count = 0
        while reader.next(&frame) { count += 1 }
        #expect(count == 20)
        #expect(reader.progress.read == UInt64(plain.count))
        #expect(reader.progress.total == nil)
    }
}
