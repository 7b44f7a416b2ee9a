import Bytes
import Records

/// Tunnels in UDP. Each reader is called with at least 8 octets, and answers `false` when they are not its own.
extension FrameDecoder {
    /// VXLAN: flags, of which one must be set, and a network identifier; then Ethernet. RFC 7348 § 5
    func readVXLAN(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Bool {
        guard frame.uint8(at: cursor.offset) & 0x08 != 0 else { return false }
        return go(.vxlan, skipping: 8, next: .ethernet, &cursor, &segment)
    }

    /// VXLAN-GPE: as VXLAN, with the number of the next protocol (draft-ietf-nvo3-vxlan-gpe).
    func readVXLANGPE(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Bool {
        switch frame.uint8(at: cursor.offset + 3) {
        case 1, 2: go(.vxlanGPE, skipping: 8, next: .ip, &cursor, &segment)
        case 3: go(.vxlanGPE, skipping: 8, next: .ethernet, &cursor, &segment)
        case 5: go(.vxlanGPE, skipping: 8, next: .mpls, &cursor, &segment)
        default: false
        }
    }

    /// Geneve: version 0, length of the options in units of 4 octets, an EtherType. RFC 8926 § 3.4
    func readGeneve(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Bool {
        let first = frame.uint8(at: cursor.offset)
        let count = 8 + Int(first & 0x3f) * 4
        guard first >> 6 == 0, cursor.availableCount >= count else { return false }
        let type = frame.uint16(at: cursor.offset + 2)
        return go(.geneve, skipping: count, next: .protocolType(type), &cursor, &segment)
    }

    /// GTP-U, a G-PDU: optional fields if any of three flags is set, and a chain of extension headers, each with its
    /// length in units of 4 octets first and the next one's type last. 3GPP TS 29.281 § 5.1, § 5.2
    func readGTP(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Bool {
        let flags = frame.uint8(at: cursor.offset)
        guard flags >> 4 == 3, frame.uint8(at: cursor.offset + 1) == 255 else { return false }
        var count = 8
        if flags & 7 != 0 {
            count = 12
            guard cursor.availableCount >= count else { return false }
            var extensionType = flags & 4 != 0 ? frame.uint8(at: cursor.offset + 11) : 0
            while extensionType != 0 {
                guard cursor.availableCount > count else { return false }
                let extensionCount = Int(frame.uint8(at: cursor.offset + count)) * 4
                guard extensionCount > 0, cursor.availableCount >= count + extensionCount else { return false }
                count += extensionCount
                extensionType = frame.uint8(at: cursor.offset + count - 1)
            }
        }
        guard cursor.availableCount > count else { return false }
        let version = frame.uint8(at: cursor.offset + count) >> 4
        guard version == 4 || version == 6 else { return false }
        return go(.gtpU, skipping: count, next: .ip, &cursor, &segment)
    }

    /// Teredo: IPv6, after an authentication and an origin indication perhaps. RFC 4380 § 5.1.1
    func readTeredo(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Bool {
        var count = 0
        if frame.uint16(at: cursor.offset) == 1 {
            let identifier = Int(frame.uint8(at: cursor.offset + 2))
            count = 13 + identifier + Int(frame.uint8(at: cursor.offset + 3))
        }
        guard cursor.availableCount >= count + 8 else { return false }
        if frame.uint16(at: cursor.offset + count) == 0 { count += 8 }
        guard cursor.availableCount >= count + 40, frame.uint8(at: cursor.offset + count) >> 4 == 6 else {
            return false
        }
        return go(.teredo, skipping: count, next: .ip, &cursor, &segment)
    }

    /// An L2TP data message: length, sequence and offset fields as the flags say, then PPP. RFC 2661 § 3.1
    func readL2TP(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Bool {
        let flags = frame.uint16(at: cursor.offset)
        guard flags & 0x800f == 2 else { return false }
        var count = 6
        if flags & 0x4000 != 0 { count += 2 }
        if flags & 0x0800 != 0 { count += 4 }
        if flags & 0x0200 != 0 {
            guard cursor.availableCount >= count + 2 else { return false }
            count += 2 + Int(frame.uint16(at: cursor.offset + count))
        }
        guard cursor.availableCount >= count + 2 else { return false }
        return go(.l2tp, skipping: count, next: .ppp, &cursor, &segment)
    }

    private func go(
        _ tunnel: Tunnel, skipping count: Int, next: Layer, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Bool {
        _ = enter(tunnel, skipping: count, next: next, &cursor, &segment)
        return true
    }
}
