internal import Records

/// Octets of pcapng blocks (draft-ietf-opsawg-pcapng): one section, an interface for each link type, nanoseconds.
struct PcapngEncoding {
    private enum Block {
        static let section: UInt32 = 0x0a0d_0d0a, interface: UInt32 = 1, statistics: UInt32 = 5, packet: UInt32 = 6
    }
    private enum Option {
        static let comment: UInt16 = 1, name: UInt16 = 2, resolution: UInt16 = 9, endTime: UInt16 = 3,
            dropped: UInt16 = 5, systemDropped: UInt16 = 7
    }

    /// Octets that a packet's block takes besides the packet.
    private static let packetOverhead = 32

    private var interfaces: [LinkType] = []
    /// Name of the interface, where it is known.
    private let name: String?

    init(interfaceName: String? = nil) { name = interfaceName }

    /// Begins a file.
    func appendHeader(to octets: inout [UInt8]) {
        octets.append(littleEndian: Block.section)
        octets.append(littleEndian: UInt32(28))
        octets.append(littleEndian: UInt32(0x1a2b_3c4d))
        octets.append(littleEndian: UInt16(1))
        octets.append(littleEndian: UInt16(0))
        octets.append(littleEndian: UInt64.max)
        octets.append(littleEndian: UInt32(28))
    }

    /// A packet, after the description of its interface where that is new.
    mutating func append(_ frame: Frame, comment: String? = nil, to octets: inout [UInt8]) {
        let interface = self.interface(of: frame.linkType, &octets)
        let comment = comment.map { Array($0.utf8) } ?? []
        let padded = (frame.bytes.count + 3) & ~3
        let options = comment.isEmpty ? 0 : 8 + (comment.count + 3) & ~3
        let length = UInt32(truncatingIfNeeded: padded + Self.packetOverhead + options)
        octets.append(littleEndian: Block.packet)
        octets.append(littleEndian: length)
        octets.append(littleEndian: UInt32(interface))
        let time = UInt64(bitPattern: frame.time.nanoseconds)
        octets.append(littleEndian: UInt32(truncatingIfNeeded: time >> 32))
        octets.append(littleEndian: UInt32(truncatingIfNeeded: time))
        octets.append(littleEndian: UInt32(truncatingIfNeeded: frame.bytes.count))
        octets.append(littleEndian: UInt32(truncatingIfNeeded: frame.originalLength))
        octets.append(contentsOf: frame.bytes)
        octets.appendZeros(padded - frame.bytes.count)
        if !comment.isEmpty {
            octets.appendOption(Option.comment, comment)
            octets.append(littleEndian: UInt32(0))
        }
        octets.append(littleEndian: length)
    }

    /// What was dropped, at the end of a file.
    func appendStatistics(at time: Timestamp, byInterface: UInt64?, bySystem: UInt64?, to octets: inout [UInt8]) {
        guard !interfaces.isEmpty else { return }
        var body: [UInt8] = []
        body.append(littleEndian: UInt32(0))
        let stamp = UInt64(bitPattern: time.nanoseconds)
        body.append(littleEndian: UInt32(truncatingIfNeeded: stamp >> 32))
        body.append(littleEndian: UInt32(truncatingIfNeeded: stamp))
        if let byInterface { body.appendOption(Option.dropped, Self.octets(byInterface)) }
        if let bySystem { body.appendOption(Option.systemDropped, Self.octets(bySystem)) }
        body.append(littleEndian: UInt32(0))
        Self.appendBlock(Block.statistics, body, to: &octets)
    }

    private mutating func interface(of linkType: LinkType, _ octets: inout [UInt8]) -> Int {
        if let known = interfaces.firstIndex(of: linkType) { return known }
        interfaces.append(linkType)
        var body: [UInt8] = []
        body.append(littleEndian: UInt16(truncatingIfNeeded: linkType.rawValue))
        body.append(littleEndian: UInt16(0))
        body.append(littleEndian: UInt32(0))
        if let name { body.appendOption(Option.name, Array(name.utf8)) }
        body.appendOption(Option.resolution, [9])
        body.append(littleEndian: UInt32(0))
        Self.appendBlock(Block.interface, body, to: &octets)
        return interfaces.count - 1
    }

    private static func octets(_ value: UInt64) -> [UInt8] { withUnsafeBytes(of: value.littleEndian) { Array($0) } }

    private static func appendBlock(_ type: UInt32, _ body: [UInt8], to octets: inout [UInt8]) {
        let length = UInt32(truncatingIfNeeded: body.count + 12)
        octets.append(littleEndian: type)
        octets.append(littleEndian: length)
        octets.append(contentsOf: body)
        octets.append(littleEndian: length)
    }
}

extension [UInt8] {
    mutating func append(littleEndian value: some FixedWidthInteger) {
        Swift.withUnsafeBytes(of: value.littleEndian) { append(contentsOf: $0) }
    }

    mutating func appendZeros(_ count: Int) {
        for _ in 0..<count { append(0) }
    }

    /// An option of a block, padded to four octets.
    fileprivate mutating func appendOption(_ code: UInt16, _ value: [UInt8]) {
        append(littleEndian: code)
        append(littleEndian: UInt16(truncatingIfNeeded: value.count))
        append(contentsOf: value)
        appendZeros((4 - value.count % 4) % 4)
    }
}
