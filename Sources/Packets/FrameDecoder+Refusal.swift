import Bytes
import Records

extension FrameDecoder {
    /// Whether the next `count` octets can be read; if not, why.
    ///
    /// A unit shorter than its own header is malformed; one whose announced octets were not captured is cut.
    @inline(__always)
    mutating func require(_ count: Int, of header: StaticString, _ cursor: inout Cursor) -> Verdict? {
        if cursor.availableCount >= count { return nil }
        return refuse(count, of: header, &cursor)
    }

    @inline(never)
    private mutating func refuse(_ count: Int, of header: StaticString, _ cursor: inout Cursor) -> Verdict {
        let isCut = cursor.announcedCount >= count
        let available = max(0, isCut ? cursor.availableCount : cursor.announcedCount)
        malformed = MalformedHeader(
            header: header, number: cursor.number, end: isCut ? .captured : cursor.endSource,
            malformed: .short(needed: count, available: available))
        return .skipped(isCut ? .snapped : .malformed)
    }

    /// The verdict on a header with a value that cannot be.
    @inline(never)
    mutating func broken(
        _ field: StaticString, _ value: UInt64, in header: StaticString, _ cursor: inout Cursor
    ) -> Verdict {
        malformed = MalformedHeader(
            header: header, number: cursor.number, end: cursor.endSource,
            malformed: .broken(field: field, value: value))
        return .skipped(.malformed)
    }
}
