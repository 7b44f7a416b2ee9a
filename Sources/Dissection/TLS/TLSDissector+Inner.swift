import Bytes
import Records

/// The conversation inside: what was opened goes on to it as what a segment brings goes on to this one.
extension TLSDissector {
    /// Delivers application data; its place is that of its record's last octet.
    mutating func deliver(
        _ content: [UInt8], _ direction: Direction, _ place: Place, _ sink: inout RecordSink
    ) {
        guard !content.isEmpty else { return }
        guard decryption[0].beginInner(applicationProtocol: handshake?.told.alpn) else {
            tellUnreadable("protocols inside protocols: dissectionDepth", place, &sink)
            return
        }
        decryption[0].inner[0].deliver(content.span.bytes, direction, of: place.reference, into: &sink)
    }

    /// Content of the conversation inside will never come; `.max` octets where it is not known how many.
    mutating func loseContent(_ byteCount: UInt64, _ place: Place, _ cause: StreamGap.Cause, _ sink: inout RecordSink) {
        guard !decryption.isEmpty, !decryption[0].inner.isEmpty, byteCount > 0 else { return }
        decryption[0].inner[0].gap(StreamGap(place: place, byteCount: byteCount, cause: cause), into: &sink)
    }

    /// A side said close_notify: nothing more comes from it (RFC 8446 § 6.1).
    mutating func closeInner(_ side: Side, _ at: PacketReference, _ sink: inout RecordSink) {
        guard !decryption.isEmpty, decryption[0].closed.insert(side.sending).inserted else { return }
        guard !decryption[0].inner.isEmpty else { return }
        decryption[0].inner[0].end(side.sending, by: side, at: at, into: &sink)
    }

    /// The transport's end is the end of what is inside.
    mutating func endInner(_ end: StreamEnd, _ sink: inout RecordSink) {
        guard !decryption.isEmpty else { return }
        if let direction = end.direction {
            closeInner(direction.sender, end.at, &sink)
        } else if !decryption[0].inner.isEmpty {
            decryption[0].inner[0].end(how: end.how, by: end.by, at: end.at, into: &sink)
        }
    }

    // MARK: Early data

    /// Early data waits for the server's word: what it does not take, the client sends again.
    mutating func takeEarlyData(_ content: [UInt8], _ place: Place, _ sink: inout RecordSink) {
        if decryption[0].takesEarlyData {
            deliver(content, .toServer, place, &sink)
        } else if !decryption[0].keepEarlyData(content, at: place.reference) {
            tellUnreadable("more early data than is kept", place, &sink)
        }
    }

    mutating func settleEarlyData(isAccepted: Bool, _ sink: inout RecordSink) {
        guard !decryption.isEmpty else { return }
        for data in decryption[0].settleEarlyData(isAccepted: isAccepted) {
            let place = Place(packet: data.at.packet, time: data.at.time, offset: 0, direction: .toServer)
            deliver(data.content, .toServer, place, &sink)
        }
    }
}
