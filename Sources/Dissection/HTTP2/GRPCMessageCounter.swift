import Bytes

/// Counts length-prefixed messages in the content of DATA frames, and holds none.
///
/// Each message is one octet of flags, four octets of length, and the message (gRPC over HTTP/2, "Length-Prefixed-Message").
struct GRPCMessageCounter: Sendable, Equatable {
    /// The flag of gRPC-Web's trailers, which are sent like a message.
    private static let trailers: UInt8 = 0x80

    private var flags: UInt8 = 0
    private var prefixCount = 0
    private var length: UInt32 = 0
    /// Octets of the current message still to come.
    private(set) var remaining: UInt64 = 0
    /// Bytes are missing: where messages begin is not known.
    private(set) var isLost = false

    mutating func lose() { isLost = true }

    /// Passes over octets of the current message.
    mutating func pass(_ count: UInt64) { remaining -= min(count, remaining) }

    /// Reads to the end of the next prefix, or of `content`; returns whether a message has begun.
    mutating func readPrefix(_ content: inout RawSpan) -> Bool {
        let passed = min(remaining, UInt64(content.byteCount))
        remaining -= passed
        content = content.extracting(droppingFirst: Int(passed))
        while !content.isEmpty {
            let octet = content.uint8(at: 0)
            content = content.extracting(droppingFirst: 1)
            if prefixCount == 0 {
                flags = octet
                length = 0
            } else {
                length = length << 8 | UInt32(octet)
            }
            prefixCount += 1
            guard prefixCount == 5 else { continue }
            prefixCount = 0
            remaining = UInt64(length)
            return flags & Self.trailers == 0
        }
        return false
    }
}
