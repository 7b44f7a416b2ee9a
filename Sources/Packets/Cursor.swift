import Records

/// Where the decoder stands in a frame, and how far the headers so far let it go. Offsets are octets of the frame.
struct Cursor {
    var offset = 0
    /// The packet's number in the capture.
    let number: UInt64
    /// Octets of the frame that were captured.
    let captured: Int
    /// The end of the current unit by its own length, which may claim more than the units around it have.
    var end: Int
    /// The first of the ends of all units around, `end` included.
    var bound: Int
    /// Which length set `end`.
    var endSource = LengthSource.frame
    var next = Layer.ip
    /// Headers read so far.
    var headers = 0
    /// Inside an IP datagram.
    var isInsideIP = false
    /// The radio header says that the 802.11 header is padded to a multiple of 4 octets.
    var isRadioPadded = false
    /// The innermost IP header is IPv6.
    var isIPv6 = false

    init(number: UInt64, captured: Int, end: Int) {
        self.number = number
        self.captured = captured
        self.end = end
        bound = end
    }

    /// Octets of the current unit by all announced lengths.
    var announcedCount: Int { bound - offset }

    /// Octets of the current unit that can be read.
    var availableCount: Int { min(bound, captured) - offset }

    /// Why what cannot be read further is skipped.
    var otherReason: SkipReason { isInsideIP ? .otherIP : .nonIP }

    /// Takes the end from a length field of a unit that begins at `start`; the units around it cannot be left.
    mutating func limit(from start: Int, count: Int, by source: LengthSource) {
        end = start + count
        if end <= bound {
            bound = end
            endSource = source
        } else if endSource == .pppoe || endSource == .ieee8023 {
            // The link knows better than a datagram that claims more: the rest of it is padding from an earlier link.
            end = bound
        }
    }
}
