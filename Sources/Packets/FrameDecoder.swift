import Bytes
public import Records

/// Turns frames into TCP segments: link header, tags, tunnels, IP, fragments, TCP.
///
/// A value that lives as long as its capture. Nothing in it depends on an earlier frame but the fragments that it holds.
/// Checksums are not verified: what a host captured from itself has none where the network card computes them.
public struct FrameDecoder: Sendable {
    /// The payload of the IP datagram that the last verdict completed, when `Segment.isReassembled`.
    public internal(set) var reassembled: [UInt8] = []
    /// How many earlier packets, `pending` until then, the last verdict completed; the same verdict counts for each.
    public internal(set) var completedFragments = 0
    /// The error of the last verdict, when that is `Verdict.icmpError`.
    public internal(set) var icmpError = ICMPError()
    /// What was wrong, when the last verdict is `malformed` or `snapped`.
    public internal(set) var malformed = MalformedHeader()

    let limits: DecoderLimits
    var defragmenter: Defragmenter

    public init(limits: DecoderLimits = DecoderLimits()) {
        self.limits = limits
        defragmenter = Defragmenter(limits: limits)
    }

    /// Decodes one frame.
    ///
    /// - Parameters:
    ///   - frame: The octets that were captured.
    ///   - originalLength: The octets that were on the wire; taken for `frame`'s own count where it claims fewer.
    ///   - linkType: What the frame begins with.
    ///   - number: The packet's number in the capture, from 1.
    ///   - time: The packet's time; it ages the fragments that are held.
    ///   - segment: Filled when the verdict is `segment`, else left in an undefined state.
    /// - Returns: What became of the frame.
    public mutating func decode(
        _ frame: RawSpan, originalLength: Int, linkType: LinkType, number: UInt64, time: Timestamp,
        into segment: inout Segment
    ) -> Verdict {
        completedFragments = 0
        segment.number = number
        segment.time = time
        if linkType.rawValue == 1, readPlain(frame, into: &segment) { return .segment }
        return decodeLayers(frame, originalLength: originalLength, linkType: linkType, into: &segment)
    }

    /// Gives up the fragments that are still held.
    ///
    /// - Returns: How many packets, `pending` until then, count as `fragmentIncomplete`: those given up now, and those
    ///   given up before because of their age or the limits.
    public mutating func finish() -> Int {
        defragmenter.giveUpAll()
    }

    /// Packets `pending` once and given up since, because of their age or the limits: `fragmentIncomplete`.
    public var abandonedFragments: Int { defragmenter.abandoned }

    @inline(never)
    private mutating func decodeLayers(
        _ frame: RawSpan, originalLength: Int, linkType: LinkType, into segment: inout Segment
    ) -> Verdict {
        segment.vlans = VLANStack()
        segment.tunnels = TunnelStack()
        segment.isReassembled = false
        var cursor = Cursor(
            number: segment.number, captured: frame.byteCount, end: max(originalLength, frame.byteCount))
        if let verdict = readLink(linkType, frame, &cursor, &segment) { return verdict }
        return readLayers(frame, &cursor, &segment)
    }

    /// Reads header after header until one has the last word.
    mutating func readLayers(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict {
        while cursor.headers < limits.nestedHeaders {
            cursor.headers += 1
            if let verdict = readLayer(frame, &cursor, &segment) { return verdict }
        }
        malformed = MalformedHeader(
            header: "packet", number: cursor.number, end: cursor.endSource,
            malformed: .broken(field: "number of nested headers", value: UInt64(cursor.headers) + 1))
        return .skipped(.malformed)
    }

    private mutating func readLayer(
        _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        switch cursor.next {
        case .ip: readIP(frame, &cursor, &segment)
        case .transport(let number): readTransport(number, frame, &cursor, &segment)
        case .etherType(let type): readEtherType(type, frame, &cursor, &segment)
        case .ethernet: readEthernet(frame, &cursor, &segment)
        case .llc: readLLC(frame, &cursor, &segment)
        case .ppp: readPPP(frame, &cursor, &segment)
        case .mpls: readMPLS(frame, &cursor, &segment)
        case .wlan: readWLAN(frame, &cursor, &segment)
        }
    }
}
