import Bytes
import Records

/// Protected records after a loss: where the next one begins, and which number it has.
extension TLSDissector {
    /// Octets of the record under way that come after the gap; `nil` if the gap is not within one record.
    func remainder(after gap: StreamGap) -> Int? {
        let direction = gap.place.direction
        guard case .waiting(let begin) = layers[direction].phase, let header = layers[direction].header else {
            return nil
        }
        let end = begin &+ UInt64(RecordHeader.byteCount + header.length)
        let (gapEnd, overflow) = gap.place.offset.addingReportingOverflow(gap.byteCount)
        guard !overflow, gapEnd <= end, gap.place.offset >= begin else { return nil }
        return Int(end - gapEnd)
    }

    /// A gap within a record: that record is lost, and the next one begins where it ends.
    mutating func loseRest(_ remaining: Int, of gap: StreamGap, _ sink: inout RecordSink) {
        let direction = gap.place.direction
        guard let header = layers[direction].header else { return }
        let hasOpened = !decryption.isEmpty && decryption[0][direction].hasOpened
        if hasOpened {
            // It may have held anything.
            handshake?.gap(from: direction.sender, pending: layers[direction].messages.pending)
            layers[direction].messages.reset()
        }
        loseContent(lostContent(header, direction), gap.place, gap.cause, &sink)
        layers[direction].phase = remaining > 0 ? .resuming(remaining: remaining) : .header
        if remaining == 0 { recordPassed(header, direction, gap.place.reference, &sink) }
    }

    /// A gap between which and its end records may have begun and ended.
    mutating func loseRecords(_ gap: StreamGap, _ sink: inout RecordSink) {
        guard !decryption.isEmpty else { return }
        let direction = gap.place.direction
        decryption[0][direction].loseBytes(gap.byteCount)
        handshake?.told.hasRecordGaps = true
        loseContent(.max, gap.place, gap.cause, &sink)
    }

    /// Octets that the conversation inside misses with a record that is not opened; `.max` where that is not known.
    func lostContent(_ header: RecordHeader, _ direction: Direction) -> UInt64 {
        guard !decryption.isEmpty else { return .max }
        let reader = decryption[0][direction]
        guard let keys = reader.current, !reader.isInDoubt else { return .max }
        return keys.contentLength(header, padsNever: !reader.pads).map { UInt64($0) } ?? .max
    }

    /// Whether the next protected record may begin anywhere.
    func mustSearch(_ direction: Direction) -> Bool {
        guard !layers[direction].isSynchronized, let version = handshake?.version else { return false }
        return version.isTLS13 || layers[direction].isEncrypted
    }

    /// Looks for the next record: its header, and a number with which it opens.
    mutating func search(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        guard window.byteCount >= RecordHeader.byteCount else { return .more(atLeast: RecordHeader.byteCount) }
        guard let header = candidate(window, at: 0, direction) else {
            drop(&window, upToCandidate: direction)
            return .proceed
        }
        let byteCount = RecordHeader.byteCount + header.length
        guard window.byteCount >= byteCount else { return .more(atLeast: byteCount) }
        let reach = decryption[0].reach
        decryption[0][direction].loseBytes(0)
        let opened = decryption[0][direction].open(window.extracting(first: byteCount), header, reach: reach)
        guard opened != nil else {
            window = window.extracting(droppingFirst: 1)
            if decryption[0][direction].isGivenUp {
                tellUnreadable("bytes are missing, and no record after them opens", provenance.place(at: 0), &sink)
            }
            return .proceed
        }
        begin(header, provenance)
        let place = provenance.place(at: byteCount - 1)
        if let opened { take(opened, header, place, &sink) }
        window = window.extracting(droppingFirst: byteCount)
        return .proceed
    }

    /// Drops octets before the next header, or all but those that may begin one.
    private mutating func drop(_ window: inout RawSpan, upToCandidate direction: Direction) {
        var count = 1
        let last = window.byteCount - RecordHeader.byteCount
        while count <= last, candidate(window, at: count, direction) == nil { count += 1 }
        window = window.extracting(droppingFirst: count)
        decryption[0][direction].loseBytes(UInt64(count))
    }

    /// A header of a protected record of this connection.
    private func candidate(_ window: RawSpan, at offset: Int, _ direction: Direction) -> RecordHeader? {
        guard window.uint8(at: offset + 1) == 3, let header = RecordHeader(window, at: offset), header.length >= 17
        else {
            return nil
        }
        if handshake?.version?.isTLS13 == true {
            return header.type == .applicationData && header.version == 0x0303 ? header : nil
        }
        return header.type != .heartbeat && header.version == handshake?.version?.rawValue ? header : nil
    }
}
