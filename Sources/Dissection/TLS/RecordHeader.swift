import Bytes

/// What a record carries (RFC 8446 § 5.1, RFC 6520 for heartbeat).
struct ContentType: RawRepresentable, Sendable, Equatable {
    let rawValue: UInt8

    static let changeCipherSpec = ContentType(rawValue: 20)
    static let alert = ContentType(rawValue: 21)
    static let handshake = ContentType(rawValue: 22)
    static let applicationData = ContentType(rawValue: 23)
    static let heartbeat = ContentType(rawValue: 24)
}

/// The five octets before every record of SSL 3.0 and TLS.
struct RecordHeader: Sendable, Equatable {
    static let byteCount = 5
    /// A record's octets, expansion by compression and encryption included (RFC 5246 § 6.2.3).
    static let longest = (1 << 14) + 2048

    var type: ContentType
    var version: UInt16
    /// Octets after the header.
    var length: Int

    /// Reads the header at `offset`; `nil` if the octets there are none.
    ///
    /// - Returns: a header whose type is known, whose version is of SSL 3.0 to TLS 1.3, and whose length is allowed.
    init?(_ bytes: RawSpan, at offset: Int = 0) {
        guard offset >= 0, bytes.byteCount - offset >= RecordHeader.byteCount else { return nil }
        type = ContentType(rawValue: bytes.uint8(at: offset))
        version = bytes.uint16(at: offset + 1)
        length = Int(bytes.uint16(at: offset + 3))
        guard (20...24).contains(type.rawValue), (0x0300...0x0304).contains(version) else { return nil }
        guard length <= RecordHeader.longest else { return nil }
    }

    /// Why the five octets at the front of `bytes` are no header.
    static func fault(_ bytes: RawSpan) -> String {
        guard bytes.byteCount >= byteCount else { return "record header of \(bytes.byteCount) bytes" }
        let type = bytes.uint8(at: 0)
        guard (20...24).contains(type) else { return "content type is \(type)" }
        let version = bytes.uint16(at: 1)
        guard (0x0300...0x0304).contains(version) else { return "record version is \(version)" }
        return "record length is \(bytes.uint16(at: 3)), \(longest) allowed"
    }
}
