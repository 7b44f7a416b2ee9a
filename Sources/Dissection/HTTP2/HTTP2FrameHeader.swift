import Bytes

/// The header of a frame (RFC 9113 § 4.1).
///
///      0                   1                   2                   3
///     +-----------------------------------------------+---------------+
///  0  |                  Length (24)                  |   Type (8)    |
///     +---------------+-+-------------------------------------------------------------+
///  4  |   Flags (8)   |R|                     Stream Identifier (31)                  |
///     +---------------+-+-------------------------------------------------------------+
struct HTTP2FrameHeader: Sendable, Equatable {
    /// Octets of a frame header.
    static let byteCount = 9
    /// Octets of payload that every endpoint takes (SETTINGS_MAX_FRAME_SIZE, § 6.5.2).
    static let usualPayload = 1 << 14

    /// Octets of payload.
    let length: Int
    let type: HTTP2FrameType
    let flags: UInt8
    let streamID: UInt32
    let isReservedBitSet: Bool

    /// Reads the header at `offset`; there are at least nine octets from there on.
    init(_ window: RawSpan, at offset: Int = 0) {
        length = Int(window.uint24(at: offset))
        type = HTTP2FrameType(rawValue: window.uint8(at: offset + 3))
        flags = window.uint8(at: offset + 4)
        let last = window.uint32(at: offset + 5)
        streamID = last & 0x7fff_ffff
        isReservedBitSet = last >> 31 != 0
    }

    /// ACK of SETTINGS and PING; END_STREAM of DATA and HEADERS.
    var isAcknowledgment: Bool { flags & 0x01 != 0 }
    var endsStream: Bool { flags & 0x01 != 0 }
    var endsHeaders: Bool { flags & 0x04 != 0 }
    var isPadded: Bool { flags & 0x08 != 0 }
    var hasPriority: Bool { flags & 0x20 != 0 }

    /// Octets of header and payload.
    var total: Int { Self.byteCount + length }

    /// What the header breaks; `nil` if nothing.
    var fault: StaticString? {
        switch type {
        case .data, .headers, .priority, .resetStream, .pushPromise, .continuation:
            if streamID == 0 { return "stream 0" }
        case .settings, .ping, .goAway:
            if streamID != 0 { return "a stream other than 0" }
        default: break
        }
        return isLengthRight ? nil : "a length that its type forbids"
    }

    private var isLengthRight: Bool {
        switch type {
        case .data: !isPadded || length >= 1
        case .headers: length >= (isPadded ? 1 : 0) + (hasPriority ? 5 : 0)
        case .priority: length == 5
        case .resetStream, .windowUpdate: length == 4
        case .settings: isAcknowledgment ? length == 0 : length % 6 == 0
        case .pushPromise: length >= (isPadded ? 5 : 4)
        case .ping: length == 8
        case .goAway: length >= 8
        default: true
        }
    }

    /// Whether the octets are likely to be a frame header where nothing else says so.
    var isPlausible: Bool {
        guard let defined = type.definedFlags, flags & ~defined == 0, !isReservedBitSet, fault == nil else {
            return false
        }
        return length <= Self.usualPayload * 4
    }
}
