import Bytes
import Records

extension FrameDecoder {
    /// Holds the rest of the current unit as a fragment, or goes on with the datagram that it completes.
    mutating func readFragment(
        _ fragment: Fragment, of key: DatagramKey, _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict {
        let count = cursor.end - cursor.offset
        if let verdict = require(max(0, count), of: "IP fragment", &cursor) { return verdict }
        guard count >= 0, fragment.offset + count <= 65_535 else {
            return broken("fragment end", UInt64(clamping: fragment.offset + count), in: "IP fragment", &cursor)
        }
        let octets = frame.extracting(cursor.offset..<cursor.offset + count)
        // A fragment inside a datagram that was in fragments itself stands for all packets of that one.
        let packets = 1 + completedFragments
        guard let datagram = defragmenter.add(fragment, octets, of: key, packets: packets, at: segment.time) else {
            completedFragments = 0
            return .pending
        }
        completedFragments = datagram.packets - 1
        let headerCount = segment.ipHeaderTotal - count
        segment.ipHeaderTotal = headerCount + datagram.octets.count
        segment.isReassembled = true
        reassembled = datagram.octets

        var inner = Cursor(number: cursor.number, captured: datagram.octets.count, end: datagram.octets.count)
        inner.endSource = .fragments
        inner.next = .transport(datagram.transport)
        inner.headers = cursor.headers
        inner.isInsideIP = true
        inner.isIPv6 = cursor.isIPv6
        return readLayers(datagram.octets.span.bytes, &inner, &segment)
    }
}
