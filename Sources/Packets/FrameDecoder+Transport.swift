import Bytes
import Records

extension FrameDecoder {
    /// Reads what an IP header's protocol number says (IANA "Assigned Internet Protocol Numbers").
    mutating func readTransport(
        _ number: UInt8, _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        switch number {
        case 6: return readTCP(frame, &cursor, &segment)
        case 17: return readUDP(frame, &cursor, &segment)
        case 1, 58: return readICMP(number, from: segment.source.address, frame, &cursor)
        case 0, 43, 60, 135, 139, 140:
            guard cursor.isIPv6 else { return .skipped(.otherIP) }
            return readExtension(number, frame, &cursor, &segment)
        case 44:
            guard cursor.isIPv6 else { return .skipped(.otherIP) }
            return readFragmentHeader(frame, &cursor, &segment)
        case 51: return readAuthenticationHeader(frame, &cursor)
        case 4, 94: return enter(.ipip, next: .ip, &cursor, &segment)
        case 41: return enter(.sixInFour, next: .ip, &cursor, &segment)
        case 47: return readGRE(frame, &cursor, &segment)
        case 97: return readEtherIP(frame, &cursor, &segment)
        case 137: return enter(nil, next: .mpls, &cursor, &segment)
        case 143: return enter(nil, next: .ethernet, &cursor, &segment)
        default: return .skipped(.otherIP)
        }
    }

    /// Moves on to a packet inside this one.
    func enter(
        _ tunnel: Tunnel?, skipping count: Int = 0, next: Layer, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let tunnel { segment.tunnels.append(tunnel) }
        cursor.offset += count
        cursor.next = next
        return nil
    }

    /// Reads a TCP header; it has the last word.
    ///
    /// The fixed 20 octets must have been captured; options are read as far as they were.
    private mutating func readTCP(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict {
        if let verdict = require(20, of: "TCP header", &cursor) { return verdict }
        let start = cursor.offset
        let headerCount = Int(frame.uint8(at: start + 12) >> 4) * 4
        guard headerCount >= 20, headerCount <= cursor.announcedCount else {
            return broken("data offset", UInt64(headerCount), in: "TCP header", &cursor)
        }
        segment.readTCPHeader(frame, at: start)
        segment.payloadOffset = start + min(headerCount, cursor.availableCount)
        segment.payloadLength = cursor.end - start - headerCount
        segment.payloadCount = max(0, cursor.availableCount - headerCount)
        segment.readTCPOptions(frame, from: start + 20, to: segment.payloadOffset)
        return .segment
    }

    /// EtherIP: version 3 in the first four bits, then an Ethernet frame. RFC 3378 § 3
    private mutating func readEtherIP(
        _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let verdict = require(2, of: "EtherIP header", &cursor) { return verdict }
        guard frame.uint8(at: cursor.offset) >> 4 == 3 else { return .skipped(.otherIP) }
        return enter(.etherIP, skipping: 2, next: .ethernet, &cursor, &segment)
    }
}

/// IPv6 extension headers, and the one of them that IPv4 has too.
extension FrameDecoder {
    /// Hop-by-hop options, routing, destination options, mobility, HIP, Shim6: the next header's number, the length in
    /// units of 8 octets beyond the first 8. RFC 8200 § 4, RFC 6564
    private mutating func readExtension(
        _ number: UInt8, _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let verdict = require(8, of: "IPv6 extension header", &cursor) { return verdict }
        let count = 8 + Int(frame.uint8(at: cursor.offset + 1)) * 8
        if let verdict = require(count, of: "IPv6 extension header", &cursor) { return verdict }
        if number == 43 { readRouting(frame, cursor.offset, count, &segment) }
        cursor.next = .transport(frame.uint8(at: cursor.offset))
        cursor.offset += count
        return nil
    }

    /// Takes the final destination from a routing header with segments left: the flow's end, whoever is next on the way.
    /// RFC 8200 § 4.4, RFC 8754 § 2 (type 4 lists the last one first), RFC 6275 § 6.4
    private func readRouting(_ frame: RawSpan, _ start: Int, _ count: Int, _ segment: inout Segment) {
        guard frame.uint8(at: start + 3) > 0, count >= 24 else { return }
        switch frame.uint8(at: start + 2) {
        case 0: segment.destination.address = readAddress(frame, at: start + 8 + ((count - 8) / 16 - 1) * 16)
        case 2, 4: segment.destination.address = readAddress(frame, at: start + 8)
        default: break
        }
    }

    /// The authentication header: the length in units of 4 octets, less 2. RFC 4302 § 2
    private mutating func readAuthenticationHeader(
        _ frame: RawSpan, _ cursor: inout Cursor
    ) -> Verdict? {
        if let verdict = require(12, of: "authentication header", &cursor) { return verdict }
        let count = (Int(frame.uint8(at: cursor.offset + 1)) + 2) * 4
        if let verdict = require(count, of: "authentication header", &cursor) { return verdict }
        cursor.next = .transport(frame.uint8(at: cursor.offset))
        cursor.offset += count
        return nil
    }

    /// The fragment header; alone in its datagram ("atomic"), it changes nothing. RFC 8200 § 4.5, RFC 6946
    private mutating func readFragmentHeader(
        _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let verdict = require(8, of: "IPv6 fragment header", &cursor) { return verdict }
        let number = frame.uint8(at: cursor.offset)
        let field = frame.uint16(at: cursor.offset + 2)
        let key = DatagramKey(
            source: segment.source.address, destination: segment.destination.address,
            identification: frame.uint32(at: cursor.offset + 4), transport: 44)
        cursor.offset += 8
        cursor.next = .transport(number)
        guard field & 0xfff9 != 0 else { return nil }
        let piece = Fragment(offset: Int(field & 0xfff8), hasMore: field & 1 != 0, transport: number)
        return readFragment(piece, of: key, frame, &cursor, &segment)
    }
}
