/// What a frame is for (RFC 6455 § 5.2, § 11.8). Values without a name are reserved.
struct WebSocketOpcode: RawRepresentable, Sendable, Hashable {
    let rawValue: UInt8

    static let continuation = WebSocketOpcode(rawValue: 0)
    static let text = WebSocketOpcode(rawValue: 1)
    static let binary = WebSocketOpcode(rawValue: 2)
    static let close = WebSocketOpcode(rawValue: 8)
    static let ping = WebSocketOpcode(rawValue: 9)
    static let pong = WebSocketOpcode(rawValue: 10)

    /// Control frames have the highest bit set (RFC 6455 § 5.5).
    var isControl: Bool { rawValue & 0x8 != 0 }

    /// Whether a frame of this kind begins a message.
    var beginsMessage: Bool { self == .text || self == .binary }

    var isReserved: Bool {
        switch self {
        case .continuation, .text, .binary, .close, .ping, .pong: false
        default: true
        }
    }
}
