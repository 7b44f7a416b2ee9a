import Bytes
import Records

extension FrameDecoder {
    /// Reads a GRE header: flags and version, protocol, then the fields that the flags announce.
    ///
    ///     +-+-+-+-+-+-----+-+---------+---+-------------------------------+
    ///   0 |C|R|K|S|s|recur|A|  flags  |ver|         protocol type         |
    ///     +-+-+-+-+-+-----+-+---------+---+-------------------------------+
    ///   4 |      checksum (C or R)        |        offset (C or R)        |
    ///     |                            key (K)                            |
    ///     |                      sequence number (S)                      |
    ///     |              acknowledgment number (A, version 1)             |
    ///     +---------------------------------------------------------------+
    ///
    /// RFC 2784 § 2, RFC 2890 § 2, RFC 1701, RFC 2637 § 4.1 (version 1)
    mutating func readGRE(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict? {
        if let verdict = require(4, of: "GRE header", &cursor) { return verdict }
        let flags = frame.uint16(at: cursor.offset)
        let type = frame.uint16(at: cursor.offset + 2)
        guard flags & 7 <= 1 else { return .skipped(.otherIP) }
        var count = 4
        if flags & 0xc000 != 0 { count += 4 }
        if flags & 0x2000 != 0 { count += 4 }
        if flags & 0x1000 != 0 { count += 4 }
        if flags & 0x0087 == 0x0081 { count += 4 }
        if let verdict = require(count, of: "GRE header", &cursor) { return verdict }
        cursor.offset += count
        if flags & 0x4007 == 0x4000 {
            if let verdict = skipSourceRoutes(frame, &cursor) { return verdict }
        }
        if flags & 7 == 1 {
            guard type == 0x880b, cursor.announcedCount > 0 else { return .skipped(.otherIP) }
            return enter(.pptp, next: .ppp, &cursor, &segment)
        }
        return readGREPayload(type, hasSequence: flags & 0x1000 != 0, frame, &cursor, &segment)
    }

    /// Source route entries: address family, offset, length; an empty one is the last. RFC 1701 § 2
    private mutating func skipSourceRoutes(
        _ frame: RawSpan, _ cursor: inout Cursor
    ) -> Verdict? {
        while true {
            if let verdict = require(4, of: "GRE source route", &cursor) { return verdict }
            let count = Int(frame.uint8(at: cursor.offset + 3))
            let isLast = frame.uint16(at: cursor.offset) == 0 && count == 0
            cursor.offset += 4 + count
            if isLast { return nil }
        }
    }

    private mutating func readGREPayload(
        _ type: UInt16, hasSequence: Bool, _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        switch type {
        case 0x88be:
            // ERSPAN type I has no header of its own and no sequence number; type II has both.
            return readERSPAN(count: hasSequence ? 8 : 0, frame, &cursor, &segment)
        case 0x22eb:
            if let verdict = require(12, of: "ERSPAN header", &cursor) { return verdict }
            let hasSubheader = frame.uint8(at: cursor.offset + 11) & 1 != 0
            return readERSPAN(count: hasSubheader ? 20 : 12, frame, &cursor, &segment)
        case 0x883e:
            return readWCCP(frame, &cursor, &segment)
        case 0x8200...0x83ff:
            // Aruba access points send what they hear as it was on the air.
            return enter(.gre, next: .wlan, &cursor, &segment)
        default:
            return enter(.gre, next: .protocolType(type), &cursor, &segment)
        }
    }

    /// Mirrored Ethernet frames (draft-foschiano-erspan).
    private mutating func readERSPAN(
        count: Int, _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let verdict = require(count, of: "ERSPAN header", &cursor) { return verdict }
        return enter(.erspan, skipping: count, next: .ethernet, &cursor, &segment)
    }

    /// Redirected packets of Cisco's WCCP: version 2 has four octets before the IP header (draft-wilson-wrec-wccp-v2).
    private mutating func readWCCP(
        _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        if let verdict = require(4, of: "WCCP redirect header", &cursor) { return verdict }
        let isIP = frame.uint8(at: cursor.offset) >> 4 == 4
        return enter(.gre, skipping: isIP ? 0 : 4, next: .ip, &cursor, &segment)
    }
}
