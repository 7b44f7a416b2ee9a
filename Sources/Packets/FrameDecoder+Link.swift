import Bytes
public import Records

/// Link headers by the capture's link type (tcpdump.org, LINKTYPE_ registry).
extension FrameDecoder {
    /// Whether frames of this link type can be read.
    public static func reads(_ linkType: LinkType) -> Bool {
        var cursor = Cursor(number: 0, captured: 0, end: 0)
        var segment = Segment()
        var decoder = FrameDecoder()
        return decoder.readLink(linkType, RawSpan(), &cursor, &segment) != .skipped(.unsupportedLink)
    }

    /// Reads what comes before the first layer, or says that it cannot.
    mutating func readLink(
        _ linkType: LinkType, _ frame: RawSpan, _ cursor: inout Cursor, _ segment: inout Segment
    ) -> Verdict? {
        switch linkType.rawValue {
        case 1: cursor.next = .ethernet
        case 12, 14, 101, 228, 229: cursor.next = .ip
        case 9, 50: cursor.next = .ppp
        case 51: cursor.next = .etherType(0x8864)
        case 105: cursor.next = .wlan
        case 100: cursor.next = .llc
        case 0: return readNull(frame, &cursor)
        case 10: return readFDDI(frame, &cursor)
        case 104: return readEtherTypeAfter(2, header: "Cisco HDLC header", frame, &cursor)
        case 108: return readNull(frame, &cursor)
        case 113: return readLinuxCooked(frame, &cursor)
        case 117: return readPacketFilterLog(frame, &cursor)
        case 127: return readRadiotap(frame, &cursor)
        case 239: return readNetfilterLog(frame, &cursor)
        case 166: return readAfterDirection(2, frame, &cursor)
        case 204: return readAfterDirection(1, frame, &cursor)
        case 276: return readLinuxCooked2(frame, &cursor)
        default: return .skipped(.unsupportedLink)
        }
        return nil
    }

    /// BSD loopback: four octets of address family, in the byte order of whoever captured.
    private mutating func readNull(_ frame: RawSpan, _ cursor: inout Cursor) -> Verdict? {
        if let verdict = require(4, of: "loopback header", &cursor) { return verdict }
        let value = frame.uint32(at: 0)
        let family = value <= 0xffff ? value : value.byteSwapped
        cursor.offset = 4
        switch family {
        // AF_INET; AF_INET6 of Linux, Windows, NetBSD and OpenBSD, FreeBSD, macOS.
        case 2, 10, 23, 24, 28, 30: cursor.next = .ip
        default: return .skipped(.nonIP)
        }
        return nil
    }

    /// A header that ends in an EtherType, `count` octets in.
    private mutating func readEtherTypeAfter(
        _ count: Int, header: StaticString, _ frame: RawSpan, _ cursor: inout Cursor
    ) -> Verdict? {
        if let verdict = require(count + 2, of: header, &cursor) { return verdict }
        cursor.next = .protocolType(frame.uint16(at: cursor.offset + count))
        cursor.offset += count + 2
        return nil
    }

    /// FDDI: frame control, two addresses; asynchronous LLC frames have an LLC header next.
    private mutating func readFDDI(_ frame: RawSpan, _ cursor: inout Cursor) -> Verdict? {
        if let verdict = require(13, of: "FDDI header", &cursor) { return verdict }
        guard frame.uint8(at: 0) & 0xf0 == 0x50 else { return .skipped(.nonIP) }
        cursor.offset = 13
        cursor.next = .llc
        return nil
    }

    /// Linux cooked capture: packet type, ARPHRD type, address, protocol (LINKTYPE_LINUX_SLL).
    private mutating func readLinuxCooked(
        _ frame: RawSpan, _ cursor: inout Cursor
    ) -> Verdict? {
        if let verdict = require(16, of: "Linux cooked header", &cursor) { return verdict }
        cursor.offset = 16
        cursor.next = cookedLayer(protocol: frame.uint16(at: 14), hardware: frame.uint16(at: 2))
        return nil
    }

    /// Linux cooked capture, second version: protocol first (LINKTYPE_LINUX_SLL2).
    private mutating func readLinuxCooked2(
        _ frame: RawSpan, _ cursor: inout Cursor
    ) -> Verdict? {
        if let verdict = require(20, of: "Linux cooked header", &cursor) { return verdict }
        cursor.offset = 20
        cursor.next = cookedLayer(protocol: frame.uint16(at: 0), hardware: frame.uint16(at: 8))
        return nil
    }

    /// For ARPHRD_NETLINK (824) the protocol is no EtherType; 4 is an 802.2 LLC frame.
    private func cookedLayer(protocol type: UInt16, hardware: UInt16) -> Layer {
        switch (hardware, type) {
        case (824, _): .protocolType(0)
        case (_, 4): .llc
        default: .protocolType(type)
        }
    }

    /// PPP after an octet that says who sent it, which takes the place of HDLC's address for one of the two link types.
    private mutating func readAfterDirection(_ count: Int, _ frame: RawSpan, _ cursor: inout Cursor) -> Verdict? {
        if let verdict = require(count, of: "PPP direction", &cursor) { return verdict }
        cursor.offset = count
        cursor.next = .ppp
        return nil
    }

    /// OpenBSD's packet filter log: the header's length first, padded to a multiple of 4, then IP (LINKTYPE_PFLOG).
    private mutating func readPacketFilterLog(_ frame: RawSpan, _ cursor: inout Cursor) -> Verdict? {
        if let verdict = require(4, of: "packet filter log header", &cursor) { return verdict }
        let count = (Int(frame.uint8(at: 0)) + 3) & ~3
        if let verdict = require(count, of: "packet filter log header", &cursor) { return verdict }
        cursor.offset = count
        cursor.next = .ip
        return nil
    }

    /// Netfilter log: family, version, resource, then attributes with length and type in the byte order of the host
    /// that logged; one of them (NFULA_PAYLOAD, 9) is an IP packet (LINKTYPE_NFLOG).
    private mutating func readNetfilterLog(
        _ frame: RawSpan, _ cursor: inout Cursor
    ) -> Verdict? {
        if let verdict = require(4, of: "NFLOG header", &cursor) { return verdict }
        cursor.offset = 4
        while cursor.announcedCount > 0 {
            if let verdict = require(4, of: "NFLOG attribute", &cursor) { return verdict }
            var count = Int(frame.uint16(at: cursor.offset).byteSwapped)
            var type = frame.uint16(at: cursor.offset + 2).byteSwapped
            // Types are small and lengths rarely reach 4096: a type in the high octet is the other byte order.
            if type & 0xff == 0, type != 0 {
                count = Int(frame.uint16(at: cursor.offset))
                type = type.byteSwapped
            }
            guard count >= 4 else {
                return broken("length", UInt64(count), in: "NFLOG attribute", &cursor)
            }
            if type & 0x7fff == 9 {
                cursor.limit(from: cursor.offset, count: count, by: .netfilterLog)
                cursor.offset += 4
                cursor.next = .ip
                return nil
            }
            if let verdict = require(count, of: "NFLOG attribute", &cursor) { return verdict }
            cursor.offset += (count + 3) & ~3
        }
        return .skipped(.nonIP)
    }
}
