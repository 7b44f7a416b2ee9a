import Bytes
import Records

extension FrameDecoder {
    /// A PPPoE session packet: version and type 1, code 0, session, length of what follows. RFC 2516 § 4
    mutating func readPPPoE(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict? {
        if let verdict = require(6, of: "PPPoE header", &cursor) { return verdict }
        guard frame.uint16(at: cursor.offset) == 0x1100 else {
            return .skipped(cursor.otherReason)
        }
        let count = Int(frame.uint16(at: cursor.offset + 4))
        cursor.limit(from: cursor.offset + 6, count: count, by: .pppoe)
        return enter(.pppoe, skipping: 6, next: .ppp, &cursor, &segment)
    }

    /// PPP: address and control perhaps, then a protocol number of one octet (odd) or two. RFC 1661 § 2, RFC 1662 § 3.1
    mutating func readPPP(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict? {
        if let verdict = require(2, of: "PPP header", &cursor) { return verdict }
        if frame.uint16(at: cursor.offset) == 0xff03 { cursor.offset += 2 }
        if let verdict = require(2, of: "PPP header", &cursor) { return verdict }
        // Cisco's HDLC framing, which captures of PPP links may hold as well.
        let first = frame.uint16(at: cursor.offset)
        if first == 0x0f00 || first == 0x8f00 {
            if let verdict = require(4, of: "Cisco HDLC header", &cursor) { return verdict }
            let type = frame.uint16(at: cursor.offset + 2)
            return enter(nil, skipping: 4, next: .protocolType(type), &cursor, &segment)
        }
        let isShort = first & 0x0100 != 0
        let number = isShort ? first >> 8 : first
        let count = isShort ? 1 : 2
        switch number {
        case 0x0021, 0x0057: return enter(nil, skipping: count, next: .ip, &cursor, &segment)
        case 0x0281, 0x0283: return enter(nil, skipping: count, next: .mpls, &cursor, &segment)
        default: return .skipped(cursor.otherReason)
        }
    }
}
