import Bytes

/// The header of a frame, from 2 to 14 octets.
///
///      0                   1                   2                   3
///     +-+-+-+-+-------+-+-------------+-------------------------------+
///     |F|R|R|R| opcode|M| Payload len |    Extended payload length    |
///     |I|S|S|S|  (4)  |A|     (7)     |            (16/64)            |
///     |N|V|V|V|       |S|             |  (if payload len is 126/127)  |
///     | |1|2|3|       |K|             |                               |
///     +-+-+-+-+-------+-+-------------+ - - - - - - - - - - - - - - - +
///     |         …         | Masking-key, if MASK set to 1 (0 or 32)   |
///     +-------------------+-------------------------------------------+
///
/// RFC 6455 § 5.2
struct WebSocketFrameHeader: Sendable, Equatable {
    /// The longest payload that a control frame may have, octets (§ 5.5).
    static let longestControlPayload: UInt64 = 125

    var isFinal: Bool
    /// RSV1 to RSV3, RSV1 highest: 0 where no extension defines them.
    var reservedBits: UInt8
    var opcode: WebSocketOpcode
    /// `nil` where the payload is not masked.
    var maskingKey: UInt32?
    /// Octets of the payload. The highest bit is forbidden.
    var payloadByteCount: UInt64
    /// Octets of the header itself.
    var byteCount: Int

    static let rsv1: UInt8 = 0b100

    /// Reads the header at the front of `window`.
    ///
    /// - Throws: `short` where the header is not whole; `needed` counts from its first octet.
    init(parsing window: inout RawSpan) throws(Malformed) {
        guard window.byteCount >= 2 else { throw .short(needed: 2, available: window.byteCount) }
        let first = window.uint8(at: 0)
        let second = window.uint8(at: 1)
        let lengthByteCount = second & 0x7f == 126 ? 2 : second & 0x7f == 127 ? 8 : 0
        let isMasked = second & 0x80 != 0
        byteCount = 2 + lengthByteCount + (isMasked ? 4 : 0)
        guard window.byteCount >= byteCount else {
            throw .short(needed: byteCount, available: window.byteCount)
        }
        isFinal = first & 0x80 != 0
        reservedBits = first >> 4 & 0b111
        opcode = WebSocketOpcode(rawValue: first & 0x0f)
        payloadByteCount =
            switch lengthByteCount {
            case 2: UInt64(window.uint16(at: 2))
            case 8: window.uint64(at: 2)
            default: UInt64(second & 0x7f)
            }
        maskingKey = isMasked ? window.uint32(at: 2 + lengthByteCount) : nil
        try window.skip(byteCount)
    }

    /// Octets of payload that are read and not passed over: of control frames, at most what they may have.
    var examinedByteCount: Int {
        opcode.isControl ? Int(min(payloadByteCount, Self.longestControlPayload)) : 0
    }

    /// Reads the first octets of the payload and takes the mask off them (§ 5.3).
    func unmasked(_ count: Int, from window: inout RawSpan) throws(Malformed) -> [UInt8] {
        var payload = try window.readBytes(count)
        guard let maskingKey else { return payload }
        for index in payload.indices {
            payload[index] ^= UInt8(truncatingIfNeeded: maskingKey >> UInt32(24 - index % 4 * 8))
        }
        return payload
    }
}
