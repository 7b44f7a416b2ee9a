import Bytes
import Records

extension FrameDecoder {
    /// An IEEE 802.11 data frame that is not encrypted; its payload begins with LLC (IEEE 802.11 § 9.3.2).
    mutating func readWLAN(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict? {
        if let verdict = require(2, of: "802.11 header", &cursor) { return verdict }
        let control = frame.uint8(at: cursor.offset)
        let flags = frame.uint8(at: cursor.offset + 1)
        let isReadable = control & 0x4f == 0x08 && flags & 0x40 == 0
        guard isReadable else { return .skipped(cursor.otherReason) }
        var count = flags & 3 == 3 ? 30 : 24
        if control & 0x80 != 0 {
            // Quality of service: two octets, and four of HT control where the order bit says so.
            if let verdict = require(count + 2, of: "802.11 header", &cursor) { return verdict }
            let isAggregate = frame.uint8(at: cursor.offset + count) & 0x80 != 0
            guard !isAggregate else { return .skipped(cursor.otherReason) }
            count += flags & 0x80 != 0 ? 6 : 2
        }
        count = cursor.isRadioPadded ? (count + 3) & ~3 : count
        if let verdict = require(count, of: "802.11 header", &cursor) { return verdict }
        return enter(cursor.isInsideIP ? .wlan : nil, skipping: count, next: .llc, &cursor, &segment)
    }

    /// Radiotap: a length (little-endian) that covers all its fields; two flags matter, and what comes before them is at
    /// most one field of 8 octets (radiotap.org).
    mutating func readRadiotap(_ frame: RawSpan, _ cursor: inout Cursor) -> Verdict? {
        if let verdict = require(8, of: "radiotap header", &cursor) { return verdict }
        let count = Int(frame.uint16(at: 2).byteSwapped)
        guard count >= 8 else { return broken("length", UInt64(count), in: "radiotap header", &cursor) }
        if let verdict = require(count, of: "radiotap header", &cursor) { return verdict }
        cursor.isRadioPadded = radiotapFlags(frame, count) & 0x20 != 0
        cursor.offset = count
        cursor.next = .wlan
        return nil
    }

    private func radiotapFlags(_ frame: RawSpan, _ count: Int) -> UInt8 {
        let present = frame.uint32(at: 4).byteSwapped
        guard present & 2 != 0 else { return 0 }
        var offset = 8
        var word = present
        while word >> 31 != 0, offset + 4 <= count {
            word = frame.uint32(at: offset).byteSwapped
            offset += 4
        }
        if present & 1 != 0 { offset = (offset + 7) & ~7 + 8 }
        return offset < count ? frame.uint8(at: offset) : 0
    }
}
