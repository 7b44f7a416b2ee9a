/// One pcapng block, whole in memory (draft-ietf-opsawg-pcapng § 3.1). Offsets count from its type field.
struct PcapngBlock {
    struct Kind: RawRepresentable, Equatable {
        var rawValue: UInt32

        static let sectionHeader = Kind(rawValue: 0x0a0d_0d0a)
        static let interfaceDescription = Kind(rawValue: 1)
        static let obsoletePacket = Kind(rawValue: 2)
        static let simplePacket = Kind(rawValue: 3)
        static let interfaceStatistics = Kind(rawValue: 5)
        static let enhancedPacket = Kind(rawValue: 6)
        static let decryptionSecrets = Kind(rawValue: 10)

        var isPacket: Bool { self == .enhancedPacket || self == .simplePacket || self == .obsoletePacket }

        /// Whether Wireshark numbers the block among the packets though it holds none: journal entries, system calls
        /// (of sysdig and falco) and custom blocks.
        var isNumberedRecord: Bool {
            switch rawValue {
            case 9, 0x204, 0x208, 0x216, 0x217, 0x221, 0x222, 0x0bad, 0x4000_0bad: true
            default: false
            }
        }
    }

    /// Octets of type and length before the body, and of the length after it.
    static let headLength = 8
    static let tailLength = 4
    static let overhead = 12

    let kind: Kind
    /// The octets of the whole block.
    let bytes: UnsafeRawBufferPointer
    let swapped: Bool

    /// Octets of the whole block.
    @inline(__always) var length: Int { bytes.count }

    /// The offset at which the body ends.
    @inline(__always) var bodyEnd: Int { bytes.count - PcapngBlock.tailLength }

    @inline(__always)
    func uint16(at offset: Int) -> UInt16 {
        precondition(offset >= 0 && offset <= bytes.count - 2)
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: UInt16.self)
        return swapped ? value.byteSwapped : value
    }

    @inline(__always)
    func uint32(at offset: Int) -> UInt32 {
        precondition(offset >= 0 && offset <= bytes.count - 4)
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return swapped ? value.byteSwapped : value
    }

    func uint64(at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= bytes.count - 8)
        let value = bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
        return swapped ? value.byteSwapped : value
    }

    /// Calls `body` with code, offset and length of each option from `offset` on that lies in the block (§ 3.5).
    func forEachOption(from start: Int, _ body: (_ code: UInt16, _ offset: Int, _ length: Int) -> Void) {
        var offset = start
        while bodyEnd - offset >= 4 {
            let code = uint16(at: offset)
            let length = Int(uint16(at: offset + 2))
            offset += 4
            guard code != 0, bodyEnd - offset >= length else { return }
            body(code, offset, length)
            offset += (length + 3) & ~3
        }
    }
}
