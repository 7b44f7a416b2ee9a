import Bytes
import Records

/// What reading a head has in common on both sides.
extension HTTP1Dissector {
    /// Line breaks before a start line are passed over (RFC 9112 § 2.2).
    func skipLineBreaks(_ window: inout RawSpan) -> Demand? {
        var count = 0
        while count < window.byteCount,
            window.uint8(at: count) == ASCII.carriageReturn || window.uint8(at: count) == ASCII.lineFeed
        {
            count += 1
        }
        guard count > 0 else { return nil }
        window = window.extracting(droppingFirst: count)
        return .proceed
    }

    /// Whether a head that was not complete is to be read now: its end, or the end of its first line, has come.
    static func isWorthReading(_ reader: inout MessageReader, _ window: RawSpan, _ limits: HTTPLimits) -> Bool {
        let hadLine = reader.search.hasLine
        if reader.search.end(in: window) != nil || window.byteCount >= limits.headBytes { return true }
        return !hadLine && reader.search.hasLine
    }

    /// Remembers how far an incomplete head was looked through.
    static func awaitHead(
        _ reader: inout MessageReader, _ window: RawSpan, _ provenance: borrowing Provenance
    ) -> Demand {
        if !reader.search.isUnderWay { _ = reader.search.end(in: window) }
        reader.begin = provenance.reference(at: 0)
        return .more(atLeast: window.byteCount + 1)
    }

    /// Whether the head that ends at `end` ends with an empty line.
    func hasHeadEnd(_ window: RawSpan, _ end: Int) -> Bool {
        var search = HeadSearch()
        return search.end(in: window) == end
    }

    /// Tells what was wrong with a head. Mutating, for to be asked otherwise means to copy the dissector.
    mutating func report(
        _ fault: StaticString?, _ isCut: Bool, _ isWhole: Bool, _ place: Place, _ sink: inout RecordSink
    ) {
        if let fault { tell(.malformed, fault.description, at: place, &sink) }
        if isCut { tell(.limit, "more than \(limits.headers) fields: headers", at: place, &sink) }
        if !isWhole { tell(.limit, "head longer than \(limits.headBytes) bytes: headBytes", at: place, &sink) }
    }
}
