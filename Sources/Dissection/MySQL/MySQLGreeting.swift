import Bytes

/// The server's first packet, Protocol::HandshakeV10. The challenge in it is not kept.
struct MySQLGreeting: Sendable, Equatable {
    static let protocolVersion: UInt8 = 10

    let serverVersion: String
    let connectionID: UInt32
    let capabilities: MySQLCapabilities

    init(parsing payload: inout RawSpan) throws(Malformed) {
        let version = try payload.readUInt8()
        guard version == Self.protocolVersion else {
            throw .broken(field: "MySQL protocol version", value: UInt64(version))
        }
        serverVersion = try payload.readCString().bounded
        connectionID = UInt32(truncatingIfNeeded: try payload.readLittleEndian(4))
        // The first part of the challenge, and a zero.
        try payload.skip(9)
        var flags = try payload.readLittleEndian(2)
        if payload.byteCount >= 5 {
            // Character set and status are between the halves.
            try payload.skip(3)
            flags |= try payload.readLittleEndian(2) << 16
        }
        capabilities = MySQLCapabilities(rawValue: flags)
        payload = payload.extracting(droppingFirst: payload.byteCount)
    }

    /// Whether a whole packet at the front looks like a greeting; `nil` where too little of it is there.
    static func isLikely(_ window: RawSpan) -> Bool? {
        guard let header = MySQLHeader(window), window.byteCount > MySQLHeader.byteCount else {
            return window.byteCount >= 2 && window.uint8(at: 1) > 1 ? false : nil
        }
        guard header.sequence == 0, (30...1_024).contains(header.payloadByteCount),
            window.uint8(at: MySQLHeader.byteCount) == protocolVersion
        else { return false }
        let begin = MySQLHeader.byteCount + 1
        guard let end = window.firstIndex(of: 0, from: begin) else {
            return window.byteCount < begin + 64 && isPrintable(window, begin..<window.byteCount) ? nil : false
        }
        guard end > begin, end - begin <= 64, isPrintable(window, begin..<end) else { return false }
        // Behind four octets of connection id and eight of the challenge there is a zero.
        let zero = end + 13
        return zero < window.byteCount ? window.uint8(at: zero) == 0 : nil
    }

    private static func isPrintable(_ window: RawSpan, _ range: Range<Int>) -> Bool {
        for index in range where window.uint8(at: index) &- 0x20 >= 0x5f { return false }
        return true
    }
}
