import Bytes
import Packets
import Records
import Testing

/// Builds frames from the inside out: each function gives the octets of one header and what it carries.
enum Frame {
    static let payload: [UInt8] = Array("GET / HTTP/1.1\r\n\r\n".utf8)

    static func tcp(
        _ payload: [UInt8] = payload, from source: UInt16 = 40_000, to destination: UInt16 = 80, sequence: UInt32 = 1,
        acknowledgment: UInt32 = 2, flags: TCPFlags = [.psh, .ack], options: [UInt8] = [], dataOffset: Int? = nil
    ) -> [UInt8] {
        let headerCount = dataOffset ?? 20 + options.count
        let control = UInt16(truncatingIfNeeded: headerCount / 4) << 12 | flags.rawValue
        return source.octets + destination.octets + sequence.octets + acknowledgment.octets + control.octets
            + UInt16(512).octets + [0, 0, 0, 0] + options + payload
    }

    static func udp(_ payload: [UInt8], from source: UInt16 = 50_000, to destination: UInt16, count: UInt16? = nil)
        -> [UInt8]
    {
        source.octets + destination.octets + (count ?? UInt16(payload.count + 8)).octets + [0, 0] + payload
    }

    static func ipv4(
        _ payload: [UInt8], protocol number: UInt8 = 6, from source: UInt32 = 0x0a00_0001,
        to destination: UInt32 = 0x0a00_0002, identification: UInt16 = 7, fragment: UInt16 = 0x4000,
        options: [UInt8] = [], totalLength: Int? = nil, ttl: UInt8 = 63
    ) -> [UInt8] {
        let headerCount = 20 + options.count
        let total = UInt16(truncatingIfNeeded: totalLength ?? headerCount + payload.count)
        return [0x40 | UInt8(headerCount / 4), 0] + total.octets + identification.octets + fragment.octets
            + [ttl, number, 0, 0] + source.octets + destination.octets + options + payload
    }

    static func ipv6(_ payload: [UInt8], next: UInt8 = 6, payloadLength: Int? = nil) -> [UInt8] {
        let count = UInt16(truncatingIfNeeded: payloadLength ?? payload.count)
        return [0x60, 0, 0, 0] + count.octets + [next, 62] + address(1) + address(2) + payload
    }

    /// The 16 octets of 2001:db8::`last`.
    static func address(_ last: UInt8) -> [UInt8] {
        [0x20, 0x01, 0x0d, 0xb8] + [UInt8](repeating: 0, count: 11) + [last]
    }

    static func ethernet(_ payload: [UInt8], type: UInt16 = 0x0800) -> [UInt8] {
        [2, 0, 0, 0, 0, 1, 2, 0, 0, 0, 0, 2] + type.octets + payload
    }

    static func vlan(_ payload: [UInt8], identifier: UInt16, type: UInt16 = 0x0800) -> [UInt8] {
        (identifier | 0x6000).octets + type.octets + payload
    }

    static func gre(_ payload: [UInt8], flags: UInt16 = 0, type: UInt16, fields: [UInt8] = []) -> [UInt8] {
        flags.octets + type.octets + fields + payload
    }

    /// Logical link control with SNAP.
    static func snap(_ payload: [UInt8], type: UInt16 = 0x0800) -> [UInt8] {
        [0xaa, 0xaa, 3, 0, 0, 0] + type.octets + payload
    }

    /// The fragments of an IPv4 datagram's payload, cut at the offsets (multiples of 8).
    static func fragments(
        of payload: [UInt8], at cuts: [Int], protocol number: UInt8 = 6, identification: UInt16 = 7
    ) -> [[UInt8]] {
        let bounds = [0] + cuts + [payload.count]
        return (0..<bounds.count - 1).map { index in
            let more: UInt16 = index + 2 < bounds.count ? 0x2000 : 0
            return ethernet(
                ipv4(
                    Array(payload[bounds[index]..<bounds[index + 1]]), protocol: number, identification: identification,
                    fragment: more | UInt16(bounds[index] / 8)))
        }
    }
}

extension FixedWidthInteger {
    /// The octets in network byte order.
    var octets: [UInt8] {
        stride(from: Self.bitWidth - 8, through: 0, by: -8).map { UInt8(truncatingIfNeeded: self >> Self($0)) }
    }
}

/// A decoder, what it is given, and what it answered last.
struct Decoding {
    var decoder: FrameDecoder
    var segment = Segment()
    var number: UInt64 = 0

    init(limits: DecoderLimits = DecoderLimits()) { decoder = FrameDecoder(limits: limits) }

    mutating func decode(
        _ frame: [UInt8], originalLength: Int? = nil, linkType: LinkType = .ethernet, seconds: Double = 0
    ) -> Verdict {
        number += 1
        return decoder.decode(
            frame.span.bytes, originalLength: originalLength ?? frame.count, linkType: linkType, number: number,
            time: Timestamp(nanoseconds: Int64(seconds * 1e9)), into: &segment)
    }

    /// The payload of the last segment.
    func payload(of frame: [UInt8]) -> [UInt8] {
        let whole = segment.isReassembled ? decoder.reassembled : frame
        return Array(whole[segment.payloadOffset..<segment.payloadOffset + segment.payloadCount])
    }
}

/// Numbers that look random and are the same in each run (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var value = state
        value = (value ^ value >> 30) &* 0xbf58_476d_1ce4_e5b9
        value = (value ^ value >> 27) &* 0x94d0_49bb_1331_11eb
        return value ^ value >> 31
    }
}

/// One good frame for each way to a TCP segment.
struct GoodFrame: Sendable, CustomTestStringConvertible {
    var name: String
    var linkType = LinkType.ethernet
    var octets: [UInt8]
    var tunnels: [Tunnel] = []
    var vlans: [UInt16] = []

    var testDescription: String { name }
}
