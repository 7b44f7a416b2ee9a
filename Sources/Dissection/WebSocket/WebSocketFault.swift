import Records

/// What a frame's header does that RFC 6455 forbids, though its length can still be believed.
enum WebSocketFault: UInt8, Sendable, CaseIterable {
    case serverMasks
    case clientDoesNotMask
    case reservedBits
    case longControl
    case fragmentedControl
    case longLengthForm
    case strayContinuation
    case messageInsideMessage
    case shortClose

    /// The first thing that is wrong with `header`; `nil` where nothing is.
    static func first(
        of header: WebSocketFrameHeader, from side: Side, extensions: WebSocketExtensions
    ) -> WebSocketFault? {
        if side == .server, header.maskingKey != nil { return .serverMasks }
        if side == .client, header.maskingKey == nil { return .clientDoesNotMask }
        if !extensions.allow(header) { return .reservedBits }
        if header.opcode.isControl {
            if header.payloadByteCount > WebSocketFrameHeader.longestControlPayload { return .longControl }
            if !header.isFinal { return .fragmentedControl }
            if header.opcode == .close, header.payloadByteCount == 1 { return .shortClose }
        }
        return header.hasLongLengthForm ? .longLengthForm : nil
    }

    /// The fault in words, for a report.
    func detail(of header: WebSocketFrameHeader) -> String {
        let opcode = header.opcode.rawValue
        return switch self {
        case .serverMasks: "WebSocket frame of the server is masked (RFC 6455 § 5.1)"
        case .clientDoesNotMask: "WebSocket frame of the client is not masked (RFC 6455 § 5.1)"
        case .reservedBits: "WebSocket RSV bits are \(header.reservedBits), and no agreed extension uses them"
        case .longControl:
            "WebSocket control frame (opcode \(opcode)) of \(header.payloadByteCount) bytes, of at most 125"
        case .fragmentedControl: "WebSocket control frame (opcode \(opcode)) is fragmented"
        case .longLengthForm: "WebSocket payload length \(header.payloadByteCount) is not in its shortest form"
        case .strayContinuation: "WebSocket continuation frame without a message to continue"
        case .messageInsideMessage: "WebSocket message begins before the one before it is complete"
        case .shortClose: "WebSocket Close frame of 1 byte: its code takes 2"
        }
    }

    /// The fault's place in a set of those told already.
    var bit: UInt16 { 1 << UInt16(rawValue) }
}

extension WebSocketFrameHeader {
    /// Whether a shorter form could have held the length (RFC 6455 § 5.2: it must be taken).
    var hasLongLengthForm: Bool {
        let lengthByteCount = byteCount - 2 - (maskingKey == nil ? 0 : 4)
        return switch lengthByteCount {
        case 2: payloadByteCount < 126
        case 8: payloadByteCount <= UInt64(UInt16.max)
        default: false
        }
    }
}
