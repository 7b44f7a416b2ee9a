import Bytes

/// The client's answer to the greeting: HandshakeResponse41, the older 320, or an SSLRequest. The proof of the password
/// is passed over.
struct MySQLLogin: Sendable, Equatable {
    let capabilities: MySQLCapabilities
    /// The client goes on with TLS; the login itself comes inside.
    let isSSLRequest: Bool
    private(set) var user: String?
    private(set) var database: String?
    private(set) var program: String?

    /// Octets before the user's name, which are all of an SSLRequest.
    private static let fixedByteCount = 32

    /// Reads as much of the packet as is looked at; `byteCount` is the length of all of it.
    init(_ payload: RawSpan, byteCount: Int) throws(Malformed) {
        var rest = payload
        let lower = try rest.readLittleEndian(2)
        guard lower & MySQLCapabilities.protocol41.rawValue != 0 else {
            capabilities = MySQLCapabilities(rawValue: lower)
            isSSLRequest = capabilities.contains(.ssl) && byteCount <= 5
            if !isSSLRequest { try readOld(&rest) }
            return
        }
        var flags = lower | (try rest.readLittleEndian(2)) << 16
        // The largest packet, the character set and nineteen zeros; then what only MariaDB fills.
        try rest.skip(24)
        flags |= (try rest.readLittleEndian(4)) << 32
        capabilities = MySQLCapabilities(rawValue: flags)
        isSSLRequest = capabilities.contains(.ssl) && byteCount == Self.fixedByteCount
        if !isSSLRequest { readNames(&rest) }
    }

    private mutating func readOld(_ rest: inout RawSpan) throws(Malformed) {
        try rest.skip(3)
        user = try rest.readCString().bounded
        guard capabilities.contains(.connectWithDatabase) else { return }
        _ = try rest.readCString()
        database = try rest.readCString().bounded
    }

    /// What is cut off is left out: a login is long only for its attributes, which come last.
    private mutating func readNames(_ rest: inout RawSpan) {
        do {
            user = try rest.readCString().bounded
            if capabilities.contains(.lengthEncodedAuthentication) {
                try rest.skipLengthEncodedText()
            } else if capabilities.contains(.secureConnection) {
                try rest.skip(Int(try rest.readUInt8()))
            } else {
                _ = try rest.readCString()
            }
            if capabilities.contains(.connectWithDatabase) { database = try rest.readCString().bounded }
            if capabilities.contains(.pluginAuthentication) { _ = try rest.readCString() }
            if capabilities.contains(.connectAttributes) { try readAttributes(&rest) }
        } catch {}
    }

    private mutating func readAttributes(_ rest: inout RawSpan) throws(Malformed) {
        let count = try rest.readLengthEncoded()
        var attributes = rest.extracting(first: min(rest.byteCount, Int(clamping: count)))
        while !attributes.isEmpty {
            let name = try attributes.readLengthEncodedText()
            let value = try attributes.readLengthEncodedText()
            if name == "program_name" { program = value.bounded }
        }
    }

    /// Whether a packet at the front looks like a login: its flags fit, and so do the zeros behind them.
    static func isLikely(_ window: RawSpan) -> Bool {
        guard let header = MySQLHeader(window), header.sequence == 1, header.payloadByteCount >= fixedByteCount,
            header.payloadByteCount < 1 << 16, window.byteCount >= MySQLHeader.byteCount + fixedByteCount
        else { return false }
        let flags = MySQLCapabilities(rawValue: window.littleEndian(at: MySQLHeader.byteCount, count: 4))
        guard flags.contains(.protocol41) else { return false }
        for index in 13..<32 where window.uint8(at: index) != 0 { return false }
        return true
    }
}
