internal import Records

/// What a pcapng file says beside its packets.
struct PcapngDescription {
    /// The interfaces of all sections.
    private(set) var interfaces: [CaptureInterface] = []
    /// Each link type once, in the order of the file.
    private(set) var linkTypes: [LinkType] = []
    private(set) var secrets: [DecryptionSecrets] = []
    private var secretsLength = 0

    /// An interface description block of at least 20 octets (draft-ietf-opsawg-pcapng § 4.2).
    mutating func addInterface(_ block: PcapngBlock, linkType: LinkType, snapLength: UInt32) {
        guard interfaces.count < CaptureLimits.interfacesDescribed else { return }
        if linkTypes.count < CaptureLimits.linkTypes, !linkTypes.contains(linkType) { linkTypes.append(linkType) }
        var interface = CaptureInterface(linkType: linkType, snapLength: snapLength)
        block.forEachOption(from: 16) { code, offset, length in
            guard code == 2 else { return }
            let name = block.bytes[offset..<offset + min(length, CaptureLimits.nameLength)].prefix { $0 != 0 }
            interface.name = String(decoding: name, as: UTF8.self)
        }
        interfaces.append(interface)
    }

    /// An interface statistics block (§ 4.6): counters since the start of the capture, so the last ones count.
    mutating func addStatistics(_ block: PcapngBlock, earlierInterfaces: Int) {
        guard block.length >= 24 else { return }
        let (index, overflow) = Int(block.uint32(at: 8)).addingReportingOverflow(earlierInterfaces)
        guard !overflow, interfaces.indices.contains(index) else { return }
        block.forEachOption(from: 20) { code, offset, length in
            guard length >= 8 else { return }
            if code == 5 { interfaces[index].droppedByInterface = block.uint64(at: offset) }
            if code == 7 { interfaces[index].droppedBySystem = block.uint64(at: offset) }
        }
    }

    /// A decryption secrets block (§ 4.7); what goes over the limit is left out.
    mutating func addSecrets(_ block: PcapngBlock, afterPacket packet: UInt64) {
        guard block.length >= 20 else { return }
        let length = min(Int(block.uint32(at: 12)), block.length - 20)
        guard secrets.count < CaptureLimits.secretsCount,
            CaptureLimits.secretsLength - secretsLength >= block.length
        else { return }
        secretsLength += block.length
        secrets.append(
            DecryptionSecrets(
                kind: .init(rawValue: block.uint32(at: 8)), bytes: [UInt8](block.bytes[16..<16 + length]),
                afterPacket: packet))
    }
}
