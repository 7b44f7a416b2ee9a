import Bytes
import Records

extension FrameDecoder {
    /// Two addresses, then an EtherType, or a length and an LLC header (IEEE 802.3 § 3.2.6).
    mutating func readEthernet(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict? {
        if let verdict = require(14, of: "Ethernet header", &cursor) { return verdict }
        cursor.next = .etherType(frame.uint16(at: cursor.offset + 12))
        cursor.offset += 14
        return nil
    }

    /// What an EtherType says; up to 1500 it is a length (IEEE 802 Numbers at IANA).
    mutating func readEtherType(
        _ type: UInt16, _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        switch type {
        case 0x0800, 0x86dd: return enter(nil, next: .ip, &cursor, &segment)
        case 0x8100, 0x88a8, 0x9100, 0x9200: return readVLANTag(frame, &cursor, &segment)
        case 0x0806: return .skipped(.arp)
        case 0x8847, 0x8848: return enter(nil, next: .mpls, &cursor, &segment)
        case 0x8864: return readPPPoE(frame, &cursor, &segment)
        case 0x880b: return enter(nil, next: .ppp, &cursor, &segment)
        case 0x6558: return enter(nil, next: .ethernet, &cursor, &segment)
        case 0x88e7: return readServiceTag(frame, &cursor, &segment)
        case 1...1500:
            cursor.limit(from: cursor.offset, count: Int(type), by: .ieee8023)
            return enter(nil, next: .llc, &cursor, &segment)
        default: return .skipped(cursor.otherReason)
        }
    }

    /// A tag of IEEE 802.1Q: priority, identifier in the low 12 bits, and the next EtherType.
    private mutating func readVLANTag(
        _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let verdict = require(4, of: "VLAN tag", &cursor) { return verdict }
        segment.vlans.append(frame.uint16(at: cursor.offset) & 0xfff)
        cursor.next = .etherType(frame.uint16(at: cursor.offset + 2))
        cursor.offset += 4
        return nil
    }

    /// The I-tag of a provider backbone bridge: four octets, then the customer's Ethernet frame (IEEE 802.1Q § 9.7).
    private mutating func readServiceTag(
        _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let verdict = require(4, of: "backbone service tag", &cursor) { return verdict }
        return enter(nil, skipping: 4, next: .ethernet, &cursor, &segment)
    }

    /// IEEE 802.2 LLC: with SNAP an EtherType (RFC 1042; 802.1H for the second OUI), or IP by its own SAP.
    mutating func readLLC(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict? {
        if let verdict = require(3, of: "LLC header", &cursor) { return verdict }
        let start = cursor.offset
        switch frame.uint24(at: start) {
        case 0xaaaa03:
            if let verdict = require(8, of: "SNAP header", &cursor) { return verdict }
            let type = frame.uint16(at: start + 6)
            let organization = frame.uint24(at: start + 3)
            guard organization == 0 || organization == 0xf8, type > 1500 else { break }
            return enter(nil, skipping: 8, next: .etherType(type), &cursor, &segment)
        case 0x060603: return enter(nil, skipping: 3, next: .ip, &cursor, &segment)
        default: break
        }
        return .skipped(cursor.otherReason)
    }

    /// A stack of MPLS labels, then IP by its version, or Ethernet with or without a control word.
    /// RFC 3032 § 2.1, RFC 4928 § 3, RFC 4448 § 4.6
    mutating func readMPLS(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict? {
        segment.tunnels.append(.mpls)
        var isBottom = false
        while !isBottom {
            if let verdict = require(4, of: "MPLS label", &cursor) { return verdict }
            isBottom = frame.uint8(at: cursor.offset + 2) & 1 != 0
            cursor.offset += 4
        }
        if let verdict = require(1, of: "packet behind MPLS labels", &cursor) { return verdict }
        switch frame.uint8(at: cursor.offset) >> 4 {
        case 4, 6: return enter(nil, next: .ip, &cursor, &segment)
        case 0: return enter(nil, skipping: controlWordCount(frame, &cursor), next: .ethernet, &cursor, &segment)
        case 1: return .skipped(cursor.otherReason)
        default: return enter(nil, next: .ethernet, &cursor, &segment)
        }
    }

    /// Octets of control word before an Ethernet frame whose first four bits are 0: none where its own EtherType is known
    /// and the one four octets on is not.
    private func controlWordCount(_ frame: RawSpan, _ cursor: inout Cursor) -> Int {
        guard cursor.availableCount >= 18 else { return 4 }
        let isPlain = isKnown(etherType: frame.uint16(at: cursor.offset + 12))
        return isPlain && !isKnown(etherType: frame.uint16(at: cursor.offset + 16)) ? 0 : 4
    }

    private func isKnown(etherType: UInt16) -> Bool {
        switch etherType {
        case 0x0800, 0x0806, 0x86dd, 0x8100, 0x88a8, 0x9100, 0x8847, 0x8848, 0x8863, 0x8864: true
        default: false
        }
    }
}
