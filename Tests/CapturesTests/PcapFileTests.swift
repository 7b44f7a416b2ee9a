import Records
import Testing

@testable import Captures

struct PcapFileTests {
    /// A classic file: its magic, octets before a payload beyond the usual 16, and nanoseconds in a fraction.
    struct Variant: Sendable, CustomTestStringConvertible {
        var magic: UInt32
        var format: String
        var extra: Int
        var unit: Int64
        var isBigEndian: Bool

        var testDescription: String { "\(format) \(isBigEndian ? "big" : "little")-endian" }

        func file(_ build: (inout CaptureFileBuilder) -> Void) -> [UInt8] {
            CaptureFileBuilder.build(isBigEndian: isBigEndian) { file in
                file.fileHeader(magic: magic)
                build(&file)
            }
        }

        func record(_ file: inout CaptureFileBuilder, _ seconds: UInt32, _ fraction: UInt32, _ bytes: [UInt8]) {
            file.record(
                seconds: seconds, fraction: fraction, bytes, original: 90, extra: [UInt8](repeating: 0, count: extra))
        }
    }

    static let variants = [false, true].flatMap { isBigEndian in
        [
            Variant(magic: 0xa1b2_c3d4, format: "pcap", extra: 0, unit: 1_000, isBigEndian: isBigEndian),
            Variant(magic: 0xa1b2_3c4d, format: "pcap-ns", extra: 0, unit: 1, isBigEndian: isBigEndian),
            Variant(magic: 0xa1b2_cd34, format: "pcap-modified", extra: 8, unit: 1_000, isBigEndian: isBigEndian),
        ]
    }

    static func small(_ variant: Variant) -> [UInt8] {
        variant.file { file in
            for index in 0..<3 { variant.record(&file, 1, UInt32(index), payload(10 + index)) }
        }
    }

    @Test(arguments: variants)
    func `every variant gives its packets with their times and lengths`(_ variant: Variant) throws {
        let seen = try SeenCapture(
            variant.file { file in
                variant.record(&file, 1_700_000_000, 123_456, payload(60))
                variant.record(&file, 4_000_000_000, 999_999, payload(0))
                variant.record(&file, 3, 0, payload(61, from: 9))
            })
        #expect(seen.summary.format == variant.format)
        #expect(seen.summary.linkType == "ethernet")
        #expect(seen.summary.error == nil)
        #expect(seen.summary.packets == 3)
        #expect(seen.packets.map(\.number) == [1, 2, 3])
        #expect(seen.packets.map(\.original) == [90, 90, 90])
        #expect(seen.packets.map(\.bytes) == [payload(60), payload(0), payload(61, from: 9)])
        #expect(
            seen.packets.map(\.nanoseconds) == [
                1_700_000_000_000_000_000 + 123_456 * variant.unit,
                4_000_000_000_000_000_000 + 999_999 * variant.unit, 3_000_000_000,
            ])
    }

    @Test(arguments: variants)
    func `a file cut anywhere gives exactly the packets that are whole`(_ variant: Variant) throws {
        let whole = PcapFileTests.small(variant)
        let ends = [34, 45, 57].enumerated().map { $1 + (16 + variant.extra) * ($0 + 1) }
        #expect(ends.last == whole.count)
        let file = TemporaryFile()
        for count in 24..<whole.count {
            file.write(Array(whole[..<count]))
            let seen = try SeenCapture(path: file.path)
            #expect(seen.packets.count == ends.count { $0 <= count }, "cut at \(count)")
            #expect(seen.summary.truncated == (count != 24 && !ends.contains(count)), "cut at \(count)")
            #expect((seen.summary.error != nil) == seen.summary.truncated)
        }
        for count in 1..<24 {
            file.write(Array(whole[..<count]))
            #expect(throws: CaptureError.cut(path: file.path, needed: 24, available: count)) {
                try SeenCapture(path: file.path)
            }
        }
    }

    @Test(arguments: variants)
    func `a file with any octet changed gives packets that are what they claim, or an error`(_ variant: Variant) {
        let whole = PcapFileTests.small(variant)
        let file = TemporaryFile()
        for index in whole.indices {
            for change: UInt8 in [0x01, 0x10, 0x80, 0xff] {
                var bytes = whole
                bytes[index] ^= change
                file.write(bytes)
                guard let seen = try? SeenCapture(path: file.path) else { continue }
                #expect(seen.summary.packets == UInt64(seen.packets.count))
                #expect(seen.packets.map(\.number) == seen.packets.indices.map { UInt64($0 + 1) })
            }
        }
    }

    @Test func `a cut says in numbers what is missing`() throws {
        let variant = PcapFileTests.variants[0]
        let bytes = variant.file { file in
            variant.record(&file, 1, 0, payload(100))
            variant.record(&file, 2, 0, payload(1_514))
        }
        let inPacket = try SeenCapture(Array(bytes.dropLast(1_514 - 312)))
        #expect(inPacket.summary.error == "needed 1514 bytes for packet 2 at byte 140, 312 available")
        let inHeader = try SeenCapture(Array(bytes[..<145]))
        #expect(inHeader.summary.error == "needed 16 bytes for the header of packet 2 at byte 140, 5 available")
        #expect(inHeader.summary.truncated)
        #expect(inHeader.packets.count == 1)
    }

    @Test func `an absurd length is damage, and the packets before it are given`() throws {
        let variant = PcapFileTests.variants[0]
        var bytes = variant.file { file in
            for second in 1...3 { variant.record(&file, UInt32(second), 0, payload(8)) }
        }
        bytes.replaceSubrange(24 + 24 + 8..<24 + 24 + 12, with: [0, 0, 0, 0x40])
        let seen = try SeenCapture(bytes)
        #expect(seen.packets.count == 1)
        #expect(!seen.summary.truncated)
        #expect(seen.summary.error?.hasPrefix("at byte 48, after packet 1: invalid packet capture length") == true)
    }

    @Test func `packets longer than the header's snap length are given whole`() throws {
        let seen = try SeenCapture(
            CaptureFileBuilder.build { file in
                file.fileHeader(magic: 0xa1b2_c3d4, snapLength: 64)
                file.record(seconds: 1, fraction: 0, payload(200))
                file.record(seconds: 2, fraction: 0, payload(64))
            })
        #expect(seen.packets.map(\.bytes.count) == [200, 64])
        #expect(seen.interfaces.map(\.snapLength) == [64])
    }

    @Test(
        arguments: [(12, 101), (14, 101), (101, 101), (0x1400_0001, 1), (276, 276), (147, 147)] as [(UInt32, UInt32)])
    func `link types are those of capture files, without the bits beside them`(_ link: (UInt32, UInt32)) throws {
        for isBigEndian in [false, true] {
            let seen = try SeenCapture(
                CaptureFileBuilder.build(isBigEndian: isBigEndian) { file in
                    file.fileHeader(magic: 0xa1b2_c3d4, linkType: link.0)
                    file.record(seconds: 1, fraction: 0, payload(20))
                })
            #expect(seen.packets.map(\.linkType.rawValue) == [link.1])
            #expect(seen.summary.linkType == LinkType(rawValue: link.1).name)
        }
    }

    @Test(arguments: [false, true])
    func `a version in the other byte order is read`(isBigEndian: Bool) throws {
        let variant = PcapFileTests.variants[isBigEndian ? 3 : 0]
        var bytes = PcapFileTests.small(variant)
        bytes.replaceSubrange(4..<8, with: isBigEndian ? [2, 0, 4, 0] : [0, 2, 0, 4])
        #expect(try SeenCapture(bytes).packets.count == 3)
    }

    @Test func `a version that nobody knows is refused`() {
        var bytes = PcapFileTests.small(PcapFileTests.variants[0])
        bytes[4] = 9
        let error = #expect(throws: CaptureError.self) { try SeenCapture(bytes) }
        #expect(error?.description.contains("version 9.4") == true)
    }
}
