import Bytes
import Records

extension FrameDecoder {
    /// Reads a UDP header, and the tunnel that its ports name. RFC 768
    mutating func readUDP(_ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment) -> Verdict? {
        if let verdict = require(8, of: "UDP header", &cursor) { return verdict }
        let start = cursor.offset
        let source = frame.uint16(at: start)
        let destination = frame.uint16(at: start + 2)
        let count = Int(frame.uint16(at: start + 4))
        if count != 0 {
            guard count >= 8 else { return broken("length", UInt64(count), in: "UDP header", &cursor) }
            cursor.limit(from: start, count: count, by: .udp)
        }
        cursor.offset += 8
        if readTunnel(port: destination, frame, &cursor, &segment) { return nil }
        // Answers come from the tunnel's port; a service with a well-known port is asked from any.
        if destination >= 1024, readTunnel(port: source, frame, &cursor, &segment) { return nil }
        return .skipped(isQUIC(frame, &cursor, source, destination) ? .quic : .udp)
    }

    /// Moves on to the packet in a tunnel; `false`, and nothing moved, if this is none.
    private mutating func readTunnel(
        port: UInt16, _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Bool {
        guard cursor.availableCount >= 8 else { return false }
        switch port {
        case 4789, 8472: return readVXLAN(frame, &cursor, &segment)
        case 4790: return readVXLANGPE(frame, &cursor, &segment)
        case 6081: return readGeneve(frame, &cursor, &segment)
        case 2152: return readGTP(frame, &cursor, &segment)
        case 4754:
            cursor.next = .transport(47)
            return true
        case 6635:
            cursor.next = .mpls
            return true
        case 3544: return readTeredo(frame, &cursor, &segment)
        case 1701: return readL2TP(frame, &cursor, &segment)
        default: return false
        }
    }

    /// Whether this looks like QUIC: a long header of a known version, or a short one with the usual port.
    /// RFC 9000 § 17, RFC 9369 § 3
    private func isQUIC(_ frame: RawSpan, _ cursor: inout Cursor, _ source: UInt16, _ destination: UInt16) -> Bool {
        guard cursor.availableCount >= 7 else { return false }
        let first = frame.uint8(at: cursor.offset)
        guard first & 0x80 != 0 else {
            return first & 0x40 != 0 && (source == 443 || destination == 443) && cursor.availableCount >= 21
        }
        switch min(source, destination) {
        case 80, 443, 784, 853, 4433, 8443, 8853: break
        default: return false
        }
        let isShortIdentifier = frame.uint8(at: cursor.offset + 5) <= 20
        switch frame.uint32(at: cursor.offset + 1) {
        case 0: return isShortIdentifier
        case 1, 0x6b33_43cf, 0xff00_0000...0xff00_00ff, 0x5130_3000...0x5130_39ff:
            return first & 0x40 != 0 && isShortIdentifier
        case let version where version & 0x0f0f_0f0f == 0x0a0a_0a0a: return isShortIdentifier
        default: return false
        }
    }
}
