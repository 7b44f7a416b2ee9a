import Bytes

/// What a client sends first, without a type octet: a length that counts itself, then a code.
struct PostgreSQLStartup: Sendable, Equatable {
    enum Code: Sendable, Equatable {
        /// StartupMessage: the protocol's version.
        case version(major: UInt16, minor: UInt16)
        case cancelRequest, sslRequest, gssEncryptionRequest
    }

    static let headerByteCount = 8
    private static let cancelCode: UInt32 = 80_877_102
    private static let sslCode: UInt32 = 80_877_103
    private static let gssCode: UInt32 = 80_877_104

    let byteCount: Int
    let code: Code

    /// Reads the length and the code; `nil` where fewer than eight octets are there, or no client begins so.
    init?(_ window: RawSpan) {
        guard window.byteCount >= Self.headerByteCount else { return nil }
        let length = Int(window.uint32(at: 0))
        let number = window.uint32(at: 4)
        switch number {
        case Self.sslCode where length == 8: code = .sslRequest
        case Self.gssCode where length == 8: code = .gssEncryptionRequest
        case Self.cancelCode where (16...512).contains(length): code = .cancelRequest
        case _ where (2...3).contains(number >> 16) && number & 0xffff < 10_000:
            guard (9...DatabaseLimits.startupBytes).contains(length) else { return nil }
            code = .version(major: UInt16(number >> 16), minor: UInt16(number & 0xffff))
        default: return nil
        }
        byteCount = length
    }

    /// Whether the octets may be the beginning of such a packet.
    static func mayBegin(_ window: RawSpan) -> Bool {
        guard window.byteCount < headerByteCount else { return PostgreSQLStartup(window) != nil }
        let count = window.byteCount
        if count >= 2, window.uint16(at: 0) != 0 { return false }
        if count >= 4, window.uint32(at: 0) < 8 || window.uint32(at: 0) > DatabaseLimits.startupBytes { return false }
        if count >= 6, ![2, 3, 1234].contains(window.uint16(at: 4)) { return false }
        return count >= 1 && window.uint8(at: 0) == 0
    }
}

/// The settings that a StartupMessage carries, as far as they are told.
struct PostgreSQLSettings: Sendable, Equatable {
    var user: String?
    var database: String?
    var application: String?
    /// The connection will speak the replication protocol.
    var isReplication = false

    /// Reads names and values up to an empty name.
    init(parsing unit: inout RawSpan) throws(Malformed) {
        while unit.byteCount > 0, unit.uint8(at: 0) != 0 {
            let name = try unit.readCString()
            let value = try unit.readCString()
            switch name {
            case "user": user = value
            case "database": database = value
            case "application_name": application = value
            case "replication": isReplication = !["", "0", "f", "false", "off", "no"].contains(value)
            default: break
            }
        }
        unit = unit.extracting(droppingFirst: unit.byteCount)
    }
}
