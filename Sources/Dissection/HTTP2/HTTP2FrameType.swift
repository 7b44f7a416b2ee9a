/// A frame type (RFC 9113 § 6).
struct HTTP2FrameType: RawRepresentable, Sendable, Equatable {
    let rawValue: UInt8

    static let data = HTTP2FrameType(rawValue: 0)
    static let headers = HTTP2FrameType(rawValue: 1)
    static let priority = HTTP2FrameType(rawValue: 2)
    static let resetStream = HTTP2FrameType(rawValue: 3)
    static let settings = HTTP2FrameType(rawValue: 4)
    static let pushPromise = HTTP2FrameType(rawValue: 5)
    static let ping = HTTP2FrameType(rawValue: 6)
    static let goAway = HTTP2FrameType(rawValue: 7)
    static let windowUpdate = HTTP2FrameType(rawValue: 8)
    static let continuation = HTTP2FrameType(rawValue: 9)
    /// RFC 7838.
    static let alternativeService = HTTP2FrameType(rawValue: 10)
    /// RFC 8336.
    static let origin = HTTP2FrameType(rawValue: 12)
    /// RFC 9218.
    static let priorityUpdate = HTTP2FrameType(rawValue: 16)

    var name: String {
        switch self {
        case .data: "DATA"
        case .headers: "HEADERS"
        case .priority: "PRIORITY"
        case .resetStream: "RST_STREAM"
        case .settings: "SETTINGS"
        case .pushPromise: "PUSH_PROMISE"
        case .ping: "PING"
        case .goAway: "GOAWAY"
        case .windowUpdate: "WINDOW_UPDATE"
        case .continuation: "CONTINUATION"
        default: "frame type \(rawValue)"
        }
    }

    /// The flags that are defined for the type; `nil` for types that nobody has registered.
    var definedFlags: UInt8? {
        switch self {
        case .data: 0x09
        case .headers: 0x2d
        case .settings, .ping: 0x01
        case .pushPromise: 0x0c
        case .continuation: 0x04
        case .priority, .resetStream, .goAway, .windowUpdate, .alternativeService, .origin, .priorityUpdate: 0
        default: nil
        }
    }
}
