import Bytes
import Records

/// Hellos in the record format of SSL 2.0: clients of TLS 1.0 and 1.1 began with it, SSL 2.0 goes on in it.
extension TLSDissector {
    mutating func readSSL2(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        guard window.byteCount >= SSL2ServerHello.headByteCount else {
            return .more(atLeast: SSL2ServerHello.headByteCount)
        }
        if direction == .toServer, let head = SSL2ClientHello(window) {
            guard window.byteCount >= head.byteCount else { return .more(atLeast: head.byteCount) }
            mayBeSSL2 = true
            layers[direction].isFresh = false
            let hello = head.hello(in: window.extracting(first: head.byteCount))
            begin(hello, provenance.place(at: head.byteCount - 1), &sink)
            window = window.extracting(droppingFirst: head.byteCount)
            return .proceed
        }
        if direction == .toClient, mayBeSSL2, let head = SSL2ServerHello(window) {
            guard window.byteCount >= head.byteCount else { return .more(atLeast: head.byteCount) }
            let place = provenance.place(at: head.byteCount - 1)
            var state = handshake ?? HandshakeState(at: place.reference)
            state.ssl2ServerHello(head, at: place.reference)
            handshake = state
            keep(head.certificate(in: window.extracting(first: head.byteCount)), place)
            return close(direction)
        }
        tell(.malformed, "tls: SSL 2.0 record of type \(window.uint8(at: 2))", provenance.place(at: 0), &sink)
        return close(direction)
    }
}
