import Bytes
import Packets
import Records

/// As much of a segment as tells whether another one is the same packet, captured again.
struct SegmentPrint: Sendable {
    var sequence: UInt32 = 0
    var acknowledgment: UInt32 = 0
    /// A few octets of the payload, mixed.
    var content: UInt32 = 0
    var identification: UInt32 = 0
    var timestampValue: UInt32 = 0
    var length: UInt32 = 0
    var time = Timestamp(nanoseconds: .min)
    var window: UInt16 = 0
    var flags: UInt16 = 0
    var timeToLive: UInt8 = 0

    /// Two captures of one packet are not farther apart, nanoseconds.
    static let longestDelay: Int64 = 5_000_000

    init() {}

    init(_ segment: Segment, payload: RawSpan) {
        sequence = segment.sequence
        acknowledgment = segment.acknowledgment
        content = Self.mix(payload)
        identification = segment.identification
        timestampValue = segment.timestampValue ?? 0
        length = UInt32(truncatingIfNeeded: segment.payloadLength)
        time = segment.time
        window = segment.window
        flags = segment.flags.rawValue
        timeToLive = segment.ttl
    }

    /// Whether both carry the same range of the stream: all others need no second look.
    @inline(__always)
    func resembles(_ earlier: SegmentPrint) -> Bool {
        sequence == earlier.sequence && length == earlier.length
    }

    /// Whether this is `earlier`, captured again on its way.
    ///
    /// A packet that was really sent again has another IP identification; where there is none (IPv6, and some stacks
    /// with "don't fragment"), only segments that take sequence space are taken for the same.
    func repeats(_ earlier: SegmentPrint) -> Bool {
        guard sequence == earlier.sequence, acknowledgment == earlier.acknowledgment, flags == earlier.flags,
            length == earlier.length, content == earlier.content, identification == earlier.identification,
            window == earlier.window, timestampValue == earlier.timestampValue, timeToLive <= earlier.timeToLive
        else { return false }
        guard identification != 0 || length > 0 || flags & 0x3 != 0 else { return false }
        let delay = time.nanosecondsSince(earlier.time)
        return delay >= 0 && delay <= Self.longestDelay
    }

    /// Whether both carry the same range of the stream with different content.
    func contradicts(_ earlier: SegmentPrint) -> Bool {
        length > 1 && length == earlier.length && sequence == earlier.sequence && content != earlier.content
    }

    /// The first and the last octets tell segments apart; to read all of them would cost as much as everything else.
    private static func mix(_ payload: RawSpan) -> UInt32 {
        let count = payload.byteCount
        guard count >= 8 else {
            var value: UInt32 = 0
            for index in 0..<count { value = value &* 31 &+ UInt32(payload.uint8(at: index)) }
            return value
        }
        let ends = payload.uint64(at: 0) ^ (payload.uint64(at: count - 8) &* 0x9e37_79b9_7f4a_7c15)
        let middle = payload.uint64(at: (count - 8) / 2) &* 0xc2b2_ae3d_27d4_eb4f
        let mixed = (ends ^ middle) &* 0xff51_afd7_ed55_8ccd
        return UInt32(truncatingIfNeeded: mixed >> 32)
    }
}
