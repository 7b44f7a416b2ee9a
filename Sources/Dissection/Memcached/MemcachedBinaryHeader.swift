import Bytes

/// The header of a binary packet, 24 octets.
///
///      0       magic        1       opcode       2-3     key length
///      4       extras       5       data type    6-7     vbucket of a request, status of a response
///      8-11    total body   12-15   opaque       16-23   cas
struct MemcachedBinaryHeader: Sendable {
    static let byteCount = 24
    static let request: UInt8 = 0x80
    static let response: UInt8 = 0x81
    /// Longest body, octets: twice the largest item that a server can be told to take.
    private static let longestBody: UInt32 = 2 << 30

    let magic: UInt8
    let opcode: UInt8
    let keyOctets: Int
    let extrasOctets: Int
    let status: UInt16
    let bodyOctets: Int
    let opaque: UInt32

    init(parsing bytes: inout RawSpan) throws(Malformed) {
        guard bytes.byteCount >= Self.byteCount else {
            throw .short(needed: Self.byteCount, available: bytes.byteCount)
        }
        magic = try bytes.readUInt8()
        guard magic == Self.request || magic == Self.response else {
            throw .broken(field: "memcached magic", value: UInt64(magic))
        }
        opcode = try bytes.readUInt8()
        keyOctets = Int(try bytes.readUInt16())
        extrasOctets = Int(try bytes.readUInt8())
        let dataType = try bytes.readUInt8()
        status = try bytes.readUInt16()
        let body = try bytes.readUInt32()
        opaque = try bytes.readUInt32()
        try bytes.skip(8)
        bodyOctets = Int(body)
        guard dataType <= 7 else { throw .broken(field: "memcached data type", value: UInt64(dataType)) }
        guard body <= Self.longestBody, keyOctets + extrasOctets <= bodyOctets else {
            throw .broken(field: "memcached body", value: UInt64(body))
        }
        guard keyOctets <= MemcachedRequestLine.longestKey else {
            throw .broken(field: "memcached key", value: UInt64(keyOctets))
        }
    }

    var valueOctets: Int { bodyOctets - keyOctets - extrasOctets }

    var verb: MemcachedVerb {
        switch opcode {
        case 0x00, 0x09, 0x0c, 0x0d: .get
        case 0x01, 0x11: .set
        case 0x02, 0x12: .add
        case 0x03, 0x13: .replace
        case 0x04, 0x14: .delete
        case 0x05, 0x15: .incr
        case 0x06, 0x16: .decr
        case 0x07, 0x17: .quit
        case 0x08, 0x18: .flushAll
        case 0x0a: .noop
        case 0x0b: .version
        case 0x0e, 0x19: .append
        case 0x0f, 0x1a: .prepend
        case 0x10: .stats
        case 0x1b: .verbosity
        case 0x1c: .touch
        case 0x1d, 0x1e, 0x23, 0x24: .gat
        case 0x20, 0x21, 0x22: .authenticate
        default: .other
        }
    }

    /// Whether the command is answered only where its answer is of interest.
    var isQuiet: Bool {
        switch opcode {
        case 0x09, 0x0d, 0x11...0x1a, 0x1e, 0x24: true
        default: false
        }
    }

    /// Octets of extras that a request of this kind has; `nil` where that is not known.
    var expectedExtras: ClosedRange<Int>? {
        switch verb {
        case .get, .delete, .quit, .noop, .version, .append, .prepend, .stats, .authenticate: 0...0
        case .set, .add, .replace: 8...8
        case .incr, .decr: 20...20
        case .flushAll: 0...4
        case .verbosity, .touch, .gat: 4...4
        default: nil
        }
    }

    /// Where the lifetime is within the extras of a request.
    var lifetimeOffset: Int? {
        switch verb {
        case .set, .add, .replace: extrasOctets >= 8 ? 4 : nil
        case .incr, .decr: extrasOctets >= 20 ? 16 : nil
        case .touch, .gat: extrasOctets >= 4 ? 0 : nil
        default: nil
        }
    }
}
