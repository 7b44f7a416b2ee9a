import Records
import Testing

@testable import Captures

struct PcapngReaderTests {
    static func small(isBigEndian: Bool) -> [UInt8] {
        CaptureFileBuilder.build(isBigEndian: isBigEndian) { file in
            file.section()
            file.interface(name: "eth0")
            file.enhancedPacket(ticks: 1, payload(5), comment: "hello")
            file.statistics(interface: 0, droppedByInterface: 1, droppedBySystem: 2)
            file.simplePacket(payload(6))
            file.secrets(kind: 0x544c_534b, "CLIENT_RANDOM 00 11")
            file.obsoletePacket(interface: 0, ticks: 2, payload(7))
        }
    }

    /// The offsets at which each block of a well-formed file ends, and whether it is one with a packet.
    static func blockEnds(_ bytes: [UInt8], isBigEndian: Bool) -> [(end: Int, isPacket: Bool)] {
        var ends: [(end: Int, isPacket: Bool)] = []
        var offset = 0
        while offset < bytes.count {
            let word = { (at: Int) in
                let octets = bytes[at..<at + 4]
                return (isBigEndian ? Array(octets) : octets.reversed()).reduce(0) { $0 << 8 | Int($1) }
            }
            let isPacket = [2, 3, 6].contains(word(offset))
            offset += word(offset + 4)
            ends.append((offset, isPacket))
        }
        return ends
    }

    @Test(arguments: [false, true])
    func `all kinds of packet block are packets, and all other blocks are passed over`(isBigEndian: Bool) throws {
        let seen = try SeenCapture(
            CaptureFileBuilder.build(isBigEndian: isBigEndian) { file in
                file.section()
                file.interface(snapLength: 40)
                file.block(4) { $0.append(UInt32(0)) }
                file.enhancedPacket(ticks: 1_700_000_000_000_001, payload(61), original: 1_500, comment: "first")
                file.block(0x7fff_1234) { $0.bytes = payload(33) }
                file.obsoletePacket(interface: 0, ticks: 1_700_000_000_000_002, payload(7))
                file.simplePacket(payload(12))
                file.simplePacket(payload(40), original: 1_000)
                file.enhancedPacket(ticks: 1_700_000_000_000_003, [])
            })
        #expect(seen.summary.format == "pcapng")
        #expect(seen.summary.error == nil)
        #expect(seen.packets.map(\.number) == [1, 2, 3, 4, 5])
        #expect(seen.packets.map(\.bytes) == [payload(61), payload(7), payload(12), payload(40), []])
        #expect(seen.packets.map(\.original) == [1_500, 7, 12, 1_000, 0])
        #expect(seen.packets.map { $0.nanoseconds - 1_700_000_000_000_000_000 } == [1_000, 2_000, 2_000, 2_000, 3_000])
    }

    @Test(arguments: [false, true])
    func `each interface has its own link type and clock, and sections number theirs anew`(isBigEndian: Bool) throws {
        var bytes = CaptureFileBuilder.build(isBigEndian: isBigEndian) { file in
            file.section()
            file.interface(linkType: 1, name: "eth0")
            file.interface(linkType: 113, name: "any", resolution: 9)
            file.enhancedPacket(interface: 1, ticks: 5_000_000_007, payload(20))
            file.enhancedPacket(interface: 0, ticks: 5_000_007, payload(21))
        }
        bytes += CaptureFileBuilder.build(isBigEndian: !isBigEndian) { file in
            file.section()
            file.interface(linkType: 12, name: "tun0", resolution: 0x8a, offset: 100)
            file.enhancedPacket(interface: 0, ticks: 512, payload(22))
        }
        let seen = try SeenCapture(bytes)
        #expect(seen.packets.map(\.linkType) == [.linuxSLL, .ethernet, .raw])
        #expect(seen.packets.map(\.interface) == [1, 0, 2])
        #expect(seen.packets.map(\.nanoseconds) == [5_000_000_007, 5_000_007_000, 100_500_000_000])
        #expect(seen.interfaces.map(\.name) == ["eth0", "any", "tun0"])
        #expect(seen.summary.linkType == "ethernet")
    }

    @Test(arguments: [false, true])
    func `drop counters and secrets are kept`(isBigEndian: Bool) throws {
        let seen = try SeenCapture(PcapngReaderTests.small(isBigEndian: isBigEndian))
        #expect(seen.interfaces.map(\.droppedByInterface) == [1])
        #expect(seen.interfaces.map(\.droppedBySystem) == [2])
        #expect(seen.secrets.map(\.kind) == [.tlsKeyLog])
        #expect(seen.secrets.map(\.bytes) == [Array("CLIENT_RANDOM 00 11".utf8)])
        #expect(seen.secrets.map(\.afterPacket) == [2])
    }

    @Test func `records that are no packets but numbered by Wireshark are numbered`() throws {
        let seen = try SeenCapture(
            CaptureFileBuilder.build { file in
                file.section()
                file.interface()
                file.enhancedPacket(ticks: 1, payload(20))
                file.block(9) { $0.bytes = Array("MESSAGE=hi\n".utf8) }
                file.block(0x0bad) { $0.append(UInt32(32_473)) }
                file.enhancedPacket(ticks: 2, payload(20))
            })
        #expect(seen.packets.map(\.number) == [1, 2, 3, 4])
        #expect(seen.packets.map(\.linkType) == [.ethernet, .none, .none, .ethernet])
        #expect(seen.packets.map(\.nanoseconds) == [1_000, 1_000, 1_000, 2_000])
    }

    @Test func `blocks larger than the buffer are read, among small ones`() throws {
        let sizes = [100, 300_000, 3, 1_000_000, 5]
        let seen = try SeenCapture(
            CaptureFileBuilder.build { file in
                file.section()
                file.interface()
                for size in sizes { file.enhancedPacket(ticks: 1, payload(size)) }
            })
        #expect(seen.packets.map(\.bytes) == sizes.map { payload($0) })
    }

    @Test(arguments: [false, true])
    func `a file cut anywhere gives exactly the packets that are whole`(isBigEndian: Bool) throws {
        let whole = PcapngReaderTests.small(isBigEndian: isBigEndian)
        let ends = PcapngReaderTests.blockEnds(whole, isBigEndian: isBigEndian)
        #expect(ends.count { $0.isPacket } == 3)
        let file = TemporaryFile()
        for count in 28..<whole.count {
            file.write(Array(whole[..<count]))
            let seen = try SeenCapture(path: file.path)
            #expect(seen.packets.count == ends.count { $0.isPacket && $0.end <= count }, "cut at \(count)")
            #expect(seen.summary.truncated == !ends.contains { $0.end == count }, "cut at \(count)")
        }
        for count in 4..<28 {
            file.write(Array(whole[..<count]))
            let needed = count < 12 ? 12 : 28
            #expect(throws: CaptureError.cut(path: file.path, needed: needed, available: count)) {
                try SeenCapture(path: file.path)
            }
        }
    }

    @Test(arguments: [false, true])
    func `a file with any octet changed gives packets that are what they claim, or an error`(isBigEndian: Bool) {
        let whole = PcapngReaderTests.small(isBigEndian: isBigEndian)
        let file = TemporaryFile()
        for index in whole.indices {
            for change: UInt8 in [0x01, 0x04, 0x10, 0x80, 0xff] {
                var bytes = whole
                bytes[index] ^= change
                file.write(bytes)
                guard let seen = try? SeenCapture(path: file.path) else { continue }
                #expect(seen.packets.count <= 4)
                #expect(seen.summary.packets == UInt64(seen.packets.count))
                #expect(seen.packets.map(\.number) == seen.packets.indices.map { UInt64($0 + 1) })
            }
        }
    }

    @Test func `a cut says in numbers what is missing`() throws {
        let bytes = CaptureFileBuilder.build { file in
            file.section()
            file.interface()
            file.enhancedPacket(ticks: 1, payload(100))
            file.enhancedPacket(ticks: 2, payload(1_514))
        }
        let last = bytes.count - 1_548
        let inPacket = try SeenCapture(Array(bytes[..<(last + 312)]))
        #expect(
            inPacket.summary.error == "needed 1548 bytes for the block of packet 2 at byte \(last), 312 available")
        let inHead = try SeenCapture(Array(bytes[..<(last + 7)]))
        #expect(inHead.summary.error == "needed 12 bytes for the head of a block at byte \(last), 7 available")
        #expect(inHead.summary.truncated)
        #expect(inHead.packets.count == 1)
    }

    /// A packet of 8 octets, its block changed by `change`, and another one.
    private func damaged(_ change: (inout [UInt8]) -> Void) throws -> SeenCapture {
        let beginning = CaptureFileBuilder.build { file in
            file.section()
            file.interface()
            file.enhancedPacket(ticks: 1, payload(8))
        }
        var block = CaptureFileBuilder.build { $0.enhancedPacket(ticks: 2, payload(8)) }
        change(&block)
        #expect(beginning.count == 108)
        return try SeenCapture(beginning + block + CaptureFileBuilder.build { $0.enhancedPacket(ticks: 3, payload(8)) })
    }

    @Test func `each kind of damage is named, with its place`() throws {
        let cases: [(at: Int, value: [UInt8], message: String)] = [
            (4, [7, 0, 0, 0], "at byte 108, after packet 1: block length 7 is not a multiple of 4"),
            (4, [8, 0, 0, 0], "at byte 108, after packet 1: block length 8 is less than 12"),
            (4, [0, 0, 0, 0x70], "at byte 108, after packet 1: block length 1879048192 is over the limit of 67108864"),
            (4, [44, 0, 0, 0], "at byte 108, after packet 1: block length 44 is 6 at the block's end"),
            (8, [2, 0, 0, 0], "packet 2 at byte 108 names interface 2 of 1"),
            (20, [9, 0, 0, 0], "packet 2 at byte 108 claims 9 captured bytes in a block with room for 8"),
        ]
        for (offset, value, message) in cases {
            let seen = try damaged { $0.replaceSubrange(offset..<offset + 4, with: value) }
            #expect(seen.summary.error == message)
            #expect(!seen.summary.truncated)
            #expect(seen.packets.count == 1)
        }
    }

    @Test func `a packet block too short for its fields is damage`() throws {
        for kind: UInt32 in [2, 3, 6] {
            let seen = try SeenCapture(
                CaptureFileBuilder.build { file in
                    file.section()
                    file.interface()
                    file.block(kind) { _ in }
                })
            #expect(seen.packets.isEmpty)
            #expect(seen.summary.error?.contains("its packet block has 12 bytes") == true)
        }
    }

    @Test func `a length without the padding is read as it was meant`() throws {
        let seen = try damaged { block in
            block.replaceSubrange(4..<8, with: [39, 0, 0, 0])
            block.replaceSubrange(20..<24, with: [7, 0, 0, 0])
            block.replaceSubrange(36..<40, with: [39, 0, 0, 0])
        }
        #expect(seen.summary.error == nil)
        #expect(seen.packets.map(\.bytes.count) == [8, 7, 8])
    }

    @Test func `a packet before any interface is damage`() throws {
        let seen = try SeenCapture(
            CaptureFileBuilder.build { file in
                file.section()
                file.simplePacket(payload(8))
            })
        #expect(seen.summary.error == "packet 1 at byte 28 comes before any interface")
    }

    @Test func `a section of another version, or without byte order, is refused`() throws {
        let file = TemporaryFile(CaptureFileBuilder.build { $0.section(major: 2) })
        #expect(
            throws: CaptureError.damaged(path: file.path, reason: "after packet 0: a section is of version 2.0, not 1")
        ) { try SeenCapture(path: file.path) }
        var bytes = PcapngReaderTests.small(isBigEndian: false)
        bytes[8] = 0xee
        file.write(bytes)
        let error = #expect(throws: CaptureError.self) { try SeenCapture(path: file.path) }
        #expect(error?.description.hasSuffix("the byte-order magic is 0xee3c2b1a") == true)
    }
}
