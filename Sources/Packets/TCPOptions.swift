import Bytes

/// The TCP options that tell something about a session (RFC 9293, 7323, 2018, 7413).
struct TCPOptions: Sendable {
    var mss: UInt16?
    var windowScale: UInt8?
    var sackPermitted = false
    var fastOpen = false
    var timestampValue: UInt32?
    var timestampEchoReply: UInt32?
    var sack = SelectiveAcknowledgment()

    /// Reads the options between the offsets, as far as they were captured and are well-formed.
    mutating func read(_ frame: RawSpan, from start: Int, to end: Int) {
        var offset = start
        while offset < end {
            let kind = frame.uint8(at: offset)
            if kind == 1 {
                offset += 1
                continue
            }
            guard kind != 0, end - offset >= 2 else { return }
            let length = Int(frame.uint8(at: offset + 1))
            guard length >= 2, length <= end - offset else { return }
            readOption(frame, kind: kind, at: offset, length: length)
            offset += length
        }
    }

    private mutating func readOption(_ frame: RawSpan, kind: UInt8, at offset: Int, length: Int) {
        switch (kind, length) {
        case (2, 4): mss = frame.uint16(at: offset + 2)
        case (3, 3): windowScale = frame.uint8(at: offset + 2)
        case (4, 2): sackPermitted = true
        case (5, 10...):
            for block in 0..<min(4, (length - 2) / 8) {
                let left = frame.uint32(at: offset + 2 + 8 * block)
                sack.append(left: left, right: frame.uint32(at: offset + 6 + 8 * block))
            }
        case (8, 10):
            timestampValue = frame.uint32(at: offset + 2)
            timestampEchoReply = frame.uint32(at: offset + 6)
        case (34, _): fastOpen = true
        case (254, 4...) where frame.uint16(at: offset + 2) == 0xf989: fastOpen = true
        default: break
        }
    }
}
