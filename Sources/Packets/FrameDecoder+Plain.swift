import Bytes
import Records

/// The fast path: IPv4 without options or fragments, or IPv6 without extension headers, with TCP right behind it.
/// It takes what is whole and plain; everything else is for the layers, one by one.
extension FrameDecoder {
    /// Reads a frame with an Ethernet header, VLAN tags or none, and a plain packet.
    @inline(__always)
    func readPlain(_ frame: RawSpan, into segment: inout Segment) -> Bool {
        guard frame.byteCount >= 54 else { return false }
        segment.vlans = VLANStack()
        var type = frame.uint16(at: 12)
        var start = 14
        while type == 0x8100 || type == 0x88a8, start <= 22 {
            segment.vlans.append(frame.uint16(at: start) & 0xfff)
            type = frame.uint16(at: start + 2)
            start += 4
        }
        switch type {
        case 0x0800: return readPlainIPv4(frame.extracting(droppingFirst: start), at: start, into: &segment)
        case 0x86dd: return readPlainIPv6(frame.extracting(droppingFirst: start), at: start, into: &segment)
        default: return false
        }
    }

    // `packet` is the frame from its IP header on, `start` the octets before it.
    @inline(__always)
    private func readPlainIPv4(_ packet: RawSpan, at start: Int, into segment: inout Segment) -> Bool {
        guard packet.byteCount >= 40, packet.uint8(at: 0) == 0x45, packet.uint16(at: 6) & 0x3fff == 0,
            packet.uint8(at: 9) == 6
        else { return false }
        let total = Int(packet.uint16(at: 2))
        let headerCount = Int(packet.uint8(at: 32) >> 4) * 4
        guard headerCount >= 20, total >= 20 + headerCount, packet.byteCount >= 20 + headerCount else { return false }

        segment.source.address = Address(ipv4: packet.uint32(at: 12))
        segment.destination.address = Address(ipv4: packet.uint32(at: 16))
        segment.ttl = packet.uint8(at: 8)
        segment.identification = UInt32(packet.uint16(at: 4))
        segment.readTCPHeader(packet, at: 20)
        segment.readTCPOptions(packet, from: 40, to: 20 + headerCount)
        segment.finishPlain(total: total, headers: 20 + headerCount, captured: packet.byteCount, at: start)
        return true
    }

    @inline(__always)
    private func readPlainIPv6(_ packet: RawSpan, at start: Int, into segment: inout Segment) -> Bool {
        guard packet.byteCount >= 60, packet.uint8(at: 0) >> 4 == 6, packet.uint8(at: 6) == 6 else { return false }
        let total = 40 + Int(packet.uint16(at: 4))
        let headerCount = Int(packet.uint8(at: 52) >> 4) * 4
        guard headerCount >= 20, total >= 40 + headerCount, packet.byteCount >= 40 + headerCount else { return false }

        segment.source.address = Address(ipv6High: packet.uint64(at: 8), low: packet.uint64(at: 16))
        segment.destination.address = Address(ipv6High: packet.uint64(at: 24), low: packet.uint64(at: 32))
        segment.ttl = packet.uint8(at: 7)
        segment.identification = 0
        segment.readTCPHeader(packet, at: 40)
        segment.readTCPOptions(packet, from: 60, to: 40 + headerCount)
        segment.finishPlain(total: total, headers: 40 + headerCount, captured: packet.byteCount, at: start)
        return true
    }
}

extension Segment {
    /// Sets what a packet without tunnels says about its payload; all counts are octets from its IP header on.
    @inline(__always)
    fileprivate mutating func finishPlain(total: Int, headers: Int, captured: Int, at start: Int) {
        ipHeaderTotal = total
        payloadOffset = start + headers
        payloadLength = total - headers
        payloadCount = min(total, captured) - headers
        isReassembled = false
        tunnels = TunnelStack()
    }

    /// Reads the 20 fixed octets of a TCP header.
    ///
    ///      0                   1                   2                   3
    ///      0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
    ///     +-------------------------------+-------------------------------+
    ///   0 |          source port          |       destination port        |
    ///   4 |                        sequence number                        |
    ///   8 |                     acknowledgment number                     |
    ///     +-------+-----+-----------------+-------------------------------+
    ///  12 |offset | rsv |  control bits   |            window             |
    ///  16 |           checksum            |        urgent pointer         |
    ///     +-------+-----+-----------------+-------------------------------+
    ///
    /// RFC 9293 § 3.1
    @inline(__always)
    mutating func readTCPHeader(_ packet: RawSpan, at offset: Int) {
        source.port = packet.uint16(at: offset)
        destination.port = packet.uint16(at: offset + 2)
        sequence = packet.uint32(at: offset + 4)
        acknowledgment = packet.uint32(at: offset + 8)
        flags = TCPFlags(rawValue: packet.uint16(at: offset + 12) & 0x1ff)
        window = packet.uint16(at: offset + 14)
    }

    /// Reads the options between the offsets; `end` is not beyond the packet.
    @inline(__always)
    mutating func readTCPOptions(_ packet: RawSpan, from start: Int, to end: Int) {
        options = TCPOptions()
        if end <= start { return }
        // What nearly every segment of a connection with timestamps has: NOP, NOP, timestamps.
        if end - start == 12, packet.uint32(at: start) == 0x0101_080a {
            options.timestampValue = packet.uint32(at: start + 4)
            options.timestampEchoReply = packet.uint32(at: start + 8)
            return
        }
        options.read(packet, from: start, to: end)
    }
}
