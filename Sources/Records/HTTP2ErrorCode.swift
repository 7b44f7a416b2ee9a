/// HTTP/2 error codes (RFC 9113 § 7).
public enum HTTP2ErrorCode {
    public static let noError: UInt32 = 0
    public static let protocolError: UInt32 = 1
    public static let internalError: UInt32 = 2
    public static let flowControlError: UInt32 = 3
    public static let frameSizeError: UInt32 = 6
    public static let refusedStream: UInt32 = 7
    public static let cancel: UInt32 = 8
    public static let compressionError: UInt32 = 9
    public static let enhanceYourCalm: UInt32 = 11
    public static let inadequateSecurity: UInt32 = 12
    /// The largest one that is registered.
    public static let largest: UInt32 = 13

    private static let names = [
        "NO_ERROR", "PROTOCOL_ERROR", "INTERNAL_ERROR", "FLOW_CONTROL_ERROR", "SETTINGS_TIMEOUT", "STREAM_CLOSED",
        "FRAME_SIZE_ERROR", "REFUSED_STREAM", "CANCEL", "COMPRESSION_ERROR", "CONNECT_ERROR", "ENHANCE_YOUR_CALM",
        "INADEQUATE_SECURITY", "HTTP_1_1_REQUIRED",
    ]

    /// The registered name, else the number.
    public static func name(_ code: UInt32) -> String {
        code < UInt32(names.count) ? names[Int(code)] : "code \(code)"
    }
}
