import Bytes
import Records

/// An alert in clear (RFC 8446 § 6).
struct AlertMessage: Sendable, Equatable {
    static let byteCount = 2
    static let warning: UInt8 = 1
    static let fatal: UInt8 = 2

    var level: UInt8
    var description: TLSAlert

    /// Reads the alert at `offset`; `nil` if the octets there are none.
    init?(_ bytes: RawSpan, at offset: Int) {
        guard offset >= 0, bytes.byteCount - offset >= AlertMessage.byteCount else { return nil }
        level = bytes.uint8(at: offset)
        description = TLSAlert(rawValue: bytes.uint8(at: offset + 1))
        guard level == AlertMessage.warning || level == AlertMessage.fatal else { return nil }
    }
}
