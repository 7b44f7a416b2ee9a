internal import Records

/// Reads the blocks of a pcapng file (draft-ietf-opsawg-pcapng). Packets are given where they lie in the buffer.
struct PcapngReader: ~Copyable {
    /// What a packet needs to know of its interface.
    struct SectionInterface {
        var linkType: LinkType
        var snapLength: UInt32
        var resolution: TimestampResolution
    }

    private(set) var packets: UInt64 = 0
    private(set) var ending: SourceEnding?
    private(set) var description = PcapngDescription()
    /// The interfaces of this section.
    private var interfaces: ContiguousArray<SectionInterface> = []
    /// Interfaces of the sections before this one.
    private var earlierInterfaces = 0
    private var buffer: BlockBuffer
    private var swapped = false
    private var lastTime = Timestamp(nanoseconds: 0)

    /// Reads the first section header; `source` is at its first octet.
    init(source: ByteSource, bufferLength: Int) throws(CaptureError) {
        buffer = BlockBuffer(source: source, capacity: bufferLength)
        if let block = nextBlock() { beginSection(block) }
        switch ending {
        case .cut(let needed, let available, _)?:
            throw .cut(path: source.file.path, needed: needed, available: available)
        case .damaged(let reason)?: throw .damaged(path: source.file.path, reason: reason)
        case .complete?: throw .empty(path: source.file.path)
        case nil: break
        }
    }

    /// Gives the next packet; `false` at the end, which `ending` then describes.
    mutating func next(_ frame: inout Frame) -> Bool {
        while ending == nil, let block = nextBlock() {
            switch block.kind {
            case .enhancedPacket:
                if timedPacket(block, interface: block.length < 16 ? 0 : block.uint32(at: 8), &frame) { return true }
            case .obsoletePacket:
                let interface = block.length < 16 ? 0 : UInt32(block.uint16(at: 8))
                if timedPacket(block, interface: interface, &frame) { return true }
            case .simplePacket:
                if simplePacket(block, &frame) { return true }
            case .sectionHeader: beginSection(block)
            case .interfaceDescription: addInterface(block)
            case .interfaceStatistics: description.addStatistics(block, earlierInterfaces: earlierInterfaces)
            case .decryptionSecrets: description.addSecrets(block, afterPacket: packets)
            default:
                if block.kind.isNumberedRecord {
                    deliver(block, at: PcapngBlock.headLength, length: block.length - PcapngBlock.overhead, &frame)
                    return true
                }
            }
        }
        return false
    }
}

/// Blocks that hold a packet.
extension PcapngReader {
    /// Enhanced and obsolete packet blocks (§ 4.3, appendix A), which differ in the eight octets after the head only:
    ///
    ///      8  interface id (enhanced: 32 bits; obsolete: 16 bits, then 16 bits of drops)
    ///     12  time, upper half     16  time, lower half
    ///     20  captured length      24  original length     28  octets
    @inline(__always)
    private mutating func timedPacket(_ block: PcapngBlock, interface: UInt32, _ frame: inout Frame) -> Bool {
        guard block.length >= 32 else { return fail(block, "its packet block has \(block.length) bytes, and needs 32") }
        guard interface < interfaces.count else {
            return fail(block, "names interface \(interface) of \(interfaces.count)")
        }
        let captured = block.uint32(at: 20)
        guard captured <= block.length - 32 else {
            return fail(block, "claims \(captured) captured bytes in a block with room for \(block.length - 32)")
        }
        let described = interfaces[Int(interface)]
        lastTime = described.resolution.timestamp(UInt64(block.uint32(at: 12)) << 32 | UInt64(block.uint32(at: 16)))
        deliver(block, at: 28, length: Int(captured), &frame)
        frame.isTimed = true
        frame.originalLength = Int(block.uint32(at: 24))
        frame.linkType = described.linkType
        frame.interface = earlierInterfaces &+ Int(interface)
        return true
    }

    /// A simple packet block (§ 4.4): no time, and always of the section's first interface.
    private mutating func simplePacket(_ block: PcapngBlock, _ frame: inout Frame) -> Bool {
        guard block.length >= 16 else { return fail(block, "its packet block has \(block.length) bytes, and needs 16") }
        guard let first = interfaces.first else { return fail(block, "comes before any interface") }
        let original = Int(block.uint32(at: 8))
        let limit = first.snapLength == 0 ? Int.max : Int(first.snapLength)
        deliver(block, at: 12, length: min(original, limit, block.length - 16), &frame)
        frame.originalLength = original
        frame.linkType = first.linkType
        frame.interface = earlierInterfaces
        return true
    }

    /// Numbers a packet and gives its octets. One without time has that of the packet before it.
    @inline(__always)
    private mutating func deliver(_ block: PcapngBlock, at offset: Int, length: Int, _ frame: inout Frame) {
        packets &+= 1
        frame.time = lastTime
        frame.isTimed = false
        frame.capturedLength = length
        frame.originalLength = length
        frame.linkType = .none
        frame.interface = 0
        frame.sourcePacket = packets
        frame.bytes = UnsafeRawBufferPointer(rebasing: block.bytes[offset..<offset + length])
    }

    @inline(never)
    private mutating func fail(_ block: PcapngBlock, _ reason: String) -> Bool {
        ending = .damaged("packet \(packets &+ 1) at byte \(buffer.offset &- UInt64(block.length)) \(reason)")
        return false
    }
}

/// Sections and interfaces.
extension PcapngReader {
    /// A section header block (§ 4.1): interfaces are numbered anew.
    private mutating func beginSection(_ block: PcapngBlock) {
        guard block.kind == .sectionHeader, block.length >= 28 else {
            ending = .damaged("its section header has \(block.length) bytes, and needs 28")
            return
        }
        let major = block.uint16(at: 12)
        guard major == 1 else {
            ending = .damaged(
                "after packet \(packets): a section is of version \(major).\(block.uint16(at: 14)), not 1")
            return
        }
        earlierInterfaces &+= interfaces.count
        interfaces.removeAll(keepingCapacity: true)
    }

    /// An interface description block (§ 4.2).
    private mutating func addInterface(_ block: PcapngBlock) {
        guard block.length >= 20, interfaces.count < CaptureLimits.interfacesInSection else {
            ending = .damaged(
                block.length < 20
                    ? "after packet \(packets): an interface block has \(block.length) bytes, and needs 20"
                    : "after packet \(packets): more than \(CaptureLimits.interfacesInSection) interfaces")
            return
        }
        var interface = SectionInterface(
            linkType: LinkType(dlt: UInt32(block.uint16(at: 8))), snapLength: block.uint32(at: 12),
            resolution: TimestampResolution())
        block.forEachOption(from: 16) { code, offset, length in
            if code == 9, length >= 1 {
                let seconds = interface.resolution.offset
                interface.resolution = TimestampResolution(option: block.bytes[offset])
                interface.resolution.offset = seconds
            } else if code == 14, length >= 8 {
                interface.resolution.offset = Int64(bitPattern: block.uint64(at: offset))
            }
        }
        interfaces.append(interface)
        description.addInterface(block, linkType: interface.linkType, snapLength: interface.snapLength)
    }
}

/// Finding blocks.
extension PcapngReader {
    /// Takes the next block off the buffer; it stays where it is until the one after it is asked for.
    @inline(__always)
    private mutating func nextBlock() -> PcapngBlock? {
        guard buffer.count >= PcapngBlock.overhead || buffer.fill(PcapngBlock.overhead) else {
            endAtHead()
            return nil
        }
        let kind = PcapngBlock.Kind(rawValue: load(at: 0))
        // A section header's type reads the same in both byte orders; its magic tells which one is used from here on.
        if kind == .sectionHeader, !readByteOrder() { return nil }
        let claimed = Int(load(at: 4))
        let length = (claimed &+ 3) & ~3
        guard claimed >= PcapngBlock.overhead, length <= CaptureLimits.blockLength,
            buffer.count >= length || buffer.fill(length), load(at: length &- PcapngBlock.tailLength) == claimed
        else {
            endInBlock(kind, claimed: claimed)
            return nil
        }
        let bytes = UnsafeRawBufferPointer(start: buffer.start, count: length)
        buffer.take(length)
        return PcapngBlock(kind: kind, bytes: bytes, swapped: swapped)
    }

    @inline(__always)
    private func load(at offset: Int) -> UInt32 {
        precondition(offset >= 0 && offset <= buffer.count - 4)
        let value = buffer.start.loadUnaligned(fromByteOffset: offset, as: UInt32.self)
        return swapped ? value.byteSwapped : value
    }

    @inline(never)
    private mutating func readByteOrder() -> Bool {
        let magic = buffer.start.loadUnaligned(fromByteOffset: 8, as: UInt32.self)
        switch magic {
        case 0x1a2b_3c4d: swapped = false
        case 0x4d3c_2b1a: swapped = true
        default:
            ending = .damaged("\(place): the byte-order magic is 0x\(String(UInt32(bigEndian: magic), radix: 16))")
            return false
        }
        return true
    }

    private var place: String { "at byte \(buffer.offset), after packet \(packets)" }

    @inline(never)
    private mutating func endAtHead() {
        guard buffer.count > 0 else {
            ending = .complete
            return
        }
        ending = .cut(
            needed: PcapngBlock.overhead, available: buffer.count, part: "the head of a block at byte \(buffer.offset)")
    }

    @inline(never)
    private mutating func endInBlock(_ kind: PcapngBlock.Kind, claimed: Int) {
        let length = (claimed &+ 3) & ~3
        if claimed % 4 != 0 {
            // Some programs leave the padding out of the length, which is read; here the block's end does not agree.
            ending = .damaged("\(place): block length \(claimed) is not a multiple of 4")
        } else if claimed < PcapngBlock.overhead {
            ending = .damaged("\(place): block length \(claimed) is less than \(PcapngBlock.overhead)")
        } else if length > CaptureLimits.blockLength {
            ending = .damaged("\(place): block length \(claimed) is over the limit of \(CaptureLimits.blockLength)")
        } else if buffer.count < length {
            let part = kind.isPacket ? "the block of packet \(packets &+ 1)" : "a block"
            ending = .cut(needed: length, available: buffer.count, part: "\(part) at byte \(buffer.offset)")
        } else {
            let end = load(at: length - PcapngBlock.tailLength)
            ending = .damaged("\(place): block length \(claimed) is \(end) at the block's end")
        }
    }
}
