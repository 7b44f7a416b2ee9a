import Bytes
import Records

extension FrameDecoder {
    /// Reads an IP header of either version.
    mutating func readIP(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict? {
        if let verdict = require(1, of: "IP header", &cursor) { return verdict }
        let version = frame.uint8(at: cursor.offset) >> 4
        return switch version {
        case 4: readIPv4(frame, &cursor, &segment)
        case 6: readIPv6(frame, &cursor, &segment)
        default: broken("version", UInt64(version), in: "IP header", &cursor)
        }
    }

    /// Reads an IPv4 header, options skipped.
    ///
    ///     +-------+-------+---------------+-------------------------------+
    ///   0 |version|  IHL  |      TOS      |         total length          |
    ///   4 |        identification         |flags|     fragment offset     |
    ///   8 | time to live  |   protocol    |           checksum            |
    ///  12 |                        source address                         |
    ///  16 |                      destination address                      |
    ///     +---------------------------------------------------------------+
    ///
    /// A total length of 0 is a segment that the network card was to cut (TSO): the frame says how long it is.
    /// RFC 791 § 3.1
    private mutating func readIPv4(
        _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let verdict = require(20, of: "IPv4 header", &cursor) { return verdict }
        let start = cursor.offset
        let headerCount = Int(frame.uint8(at: start) & 0xf) * 4
        let total = Int(frame.uint16(at: start + 2))
        guard headerCount >= 20 else {
            return broken("header length", UInt64(headerCount), in: "IPv4 header", &cursor)
        }
        if total != 0 {
            guard total >= headerCount else {
                return broken("total length", UInt64(total), in: "IPv4 header", &cursor)
            }
            cursor.limit(from: start, count: total, by: .ipv4)
        }
        if let verdict = require(headerCount, of: "IPv4 header", &cursor) { return verdict }

        segment.source.address = Address(ipv4: frame.uint32(at: start + 12))
        segment.destination.address = Address(ipv4: frame.uint32(at: start + 16))
        segment.ipHeaderTotal = cursor.end - start
        segment.ttl = frame.uint8(at: start + 8)
        segment.identification = UInt32(frame.uint16(at: start + 4))
        cursor.isInsideIP = true
        cursor.isIPv6 = false
        cursor.offset = start + headerCount

        let number = frame.uint8(at: start + 9)
        let fragment = frame.uint16(at: start + 6)
        cursor.next = .transport(number)
        guard fragment & 0x3fff != 0 else { return nil }
        let key = DatagramKey(
            source: segment.source.address, destination: segment.destination.address,
            identification: segment.identification, transport: number)
        let piece = Fragment(
            offset: Int(fragment & 0x1fff) * 8, hasMore: fragment & 0x2000 != 0, transport: number)
        return readFragment(piece, of: key, frame, &cursor, &segment)
    }

    /// Reads an IPv6 header without its extension headers.
    ///
    ///     +-------+---------------+---------------------------------------+
    ///   0 |version| traffic class |              flow label               |
    ///   4 |        payload length         |  next header  |   hop limit   |
    ///   8 |                     source address (16)                       |
    ///  24 |                   destination address (16)                    |
    ///     +---------------------------------------------------------------+
    ///
    /// A payload length of 0 is a jumbogram (RFC 2675) or was to be cut by the network card: the frame says how long.
    /// RFC 8200 § 3
    private mutating func readIPv6(
        _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let verdict = require(40, of: "IPv6 header", &cursor) { return verdict }
        let start = cursor.offset
        let payloadCount = Int(frame.uint16(at: start + 4))
        if payloadCount != 0 { cursor.limit(from: start, count: 40 + payloadCount, by: .ipv6) }

        segment.source.address = readAddress(frame, at: start + 8)
        segment.destination.address = readAddress(frame, at: start + 24)
        segment.ipHeaderTotal = cursor.end - start
        segment.ttl = frame.uint8(at: start + 7)
        segment.identification = 0
        cursor.isInsideIP = true
        cursor.isIPv6 = true
        cursor.offset = start + 40
        cursor.next = .transport(frame.uint8(at: start + 6))
        return nil
    }

    func readAddress(_ frame: RawSpan, at offset: Int) -> Address {
        Address(ipv6High: frame.uint64(at: offset), low: frame.uint64(at: offset + 8))
    }
}
