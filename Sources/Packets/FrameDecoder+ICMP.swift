import Bytes
import Records

extension FrameDecoder {
    /// Reads an ICMP message; an error that quotes a TCP segment goes to `icmpError`. It has the last word.
    ///
    ///     +---------------+---------------+-------------------------------+
    ///   0 |     type      |     code      |           checksum            |
    ///   4 |              MTU, pointer or unused, by the type              |
    ///   8 |       the IP header in question and what follows it …         |
    ///     +---------------------------------------------------------------+
    ///
    /// RFC 792, RFC 1191 § 4, RFC 4443 § 3
    mutating func readICMP(
        _ number: UInt8, from sender: Address, _ frame: RawSpan, _ cursor: inout Cursor
    ) -> Verdict {
        guard cursor.availableCount >= 8 else { return .skipped(.icmp) }
        let type = frame.uint8(at: cursor.offset)
        let code = frame.uint8(at: cursor.offset + 1)
        let field = frame.uint32(at: cursor.offset + 4)
        guard ICMPError.Kind.isError(type, isIPv6: number == 58) else { return .skipped(.icmp) }

        var error = ICMPError()
        error.type = type
        error.code = code
        error.kind =
            number == 1
            ? ICMPError.Kind(ipv4Type: type, code: code, field: field)
            : ICMPError.Kind(ipv6Type: type, code: code, field: field)
        error.sender = sender
        let end = min(cursor.bound, cursor.captured)
        guard readQuote(frame, from: cursor.offset + 8, to: end, into: &error) else { return .skipped(.icmp) }
        icmpError = error
        return .icmpError
    }

    /// Reads the addresses, ports and sequence number of a quoted TCP segment, of which 8 octets may be all there is.
    private func readQuote(_ frame: RawSpan, from start: Int, to end: Int, into error: inout ICMPError) -> Bool {
        guard end - start >= 28 else { return false }
        var offset: Int
        switch frame.uint8(at: start) >> 4 {
        case 4:
            let isFirst = frame.uint16(at: start + 6) & 0x1fff == 0
            guard frame.uint8(at: start + 9) == 6, isFirst else { return false }
            error.quotedSource.address = Address(ipv4: frame.uint32(at: start + 12))
            error.quotedDestination.address = Address(ipv4: frame.uint32(at: start + 16))
            offset = start + max(20, Int(frame.uint8(at: start) & 0xf) * 4)
        case 6:
            guard end - start >= 48 else { return false }
            error.quotedSource.address = readAddress(frame, at: start + 8)
            error.quotedDestination.address = readAddress(frame, at: start + 24)
            offset = quotedTransport(frame, from: start, to: end)
        default: return false
        }
        guard end - offset >= 8 else { return false }
        error.quotedSource.port = frame.uint16(at: offset)
        error.quotedDestination.port = frame.uint16(at: offset + 2)
        error.quotedSequence = frame.uint32(at: offset + 4)
        return true
    }

    /// Where TCP begins in a quoted IPv6 packet; `end` if it does not.
    private func quotedTransport(_ frame: RawSpan, from start: Int, to end: Int) -> Int {
        var number = frame.uint8(at: start + 6)
        var offset = start + 40
        while end - offset >= 8 {
            switch number {
            case 6: return offset
            case 0, 43, 60, 135: break
            case 44:
                guard frame.uint16(at: offset + 2) & 0xfff8 == 0 else { return end }
            default: return end
            }
            let count = number == 44 ? 8 : 8 + Int(frame.uint8(at: offset + 1)) * 8
            number = frame.uint8(at: offset)
            offset += count
        }
        return end
    }
}
