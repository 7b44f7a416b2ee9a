/// Which uses of the RSV bits the two sides agreed on (`Sec-WebSocket-Extensions` of the 101).
enum WebSocketExtensions: Sendable, Equatable {
    /// None: the bits are zero.
    case none
    /// RFC 7692: RSV1 on the first frame of a message says that the message is compressed.
    case deflate
    /// Others, or the agreement was not seen: any bit may mean something.
    case unknown

    /// - Parameter agreed: the header of the response, `nil` where it has none.
    init(agreed: String?) {
        guard let agreed, !agreed.isEmpty else {
            self = .none
            return
        }
        let names = agreed.split(separator: ",").map { item in
            item.prefix { $0 != ";" }.drop { $0 == " " || $0 == "\t" }.prefix { $0 != " " && $0 != "\t" }.lowercased()
        }
        self = names == ["permessage-deflate"] ? .deflate : .unknown
    }

    /// Whether the bits of `header` are among those agreed on.
    func allow(_ header: WebSocketFrameHeader) -> Bool {
        switch self {
        case .none: header.reservedBits == 0
        case .deflate:
            header.reservedBits == 0
                || (header.reservedBits == WebSocketFrameHeader.rsv1 && header.opcode.beginsMessage)
        case .unknown: true
        }
    }

    /// Whether the payload of `header` begins a compressed message.
    func compresses(_ header: WebSocketFrameHeader) -> Bool {
        self != .none && header.reservedBits & WebSocketFrameHeader.rsv1 != 0 && header.opcode.beginsMessage
    }
}
