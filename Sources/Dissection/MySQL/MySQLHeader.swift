import Bytes

/// What is before every packet: three octets of payload length, the lowest first, and a number within the exchange.
struct MySQLHeader: Sendable, Equatable {
    static let byteCount = 4
    /// A payload of this length is continued by the next packet.
    static let fullPayload = 0xff_ffff

    let payloadByteCount: Int
    let sequence: UInt8

    /// Whether the next packet goes on with this one's payload.
    var isContinued: Bool { payloadByteCount == Self.fullPayload }

    /// Reads the header at `offset`; `nil` where fewer than four octets are there.
    init?(_ window: RawSpan, at offset: Int = 0) {
        guard offset >= 0, window.byteCount >= Self.byteCount, offset <= window.byteCount - Self.byteCount else {
            return nil
        }
        payloadByteCount = Int(window.littleEndian(at: offset, count: 3))
        sequence = window.uint8(at: offset + 3)
    }
}

extension RawSpan {
    /// The number of `count` octets, at most eight, at `offset`, the lowest first. Callers compare with `byteCount` first.
    func littleEndian(at offset: Int, count: Int) -> UInt64 {
        var value: UInt64 = 0
        for index in 0..<count { value |= UInt64(uint8(at: offset + index)) << UInt64(8 * index) }
        return value
    }

    /// Reads a number of `count` octets, at most eight, the lowest first.
    mutating func readLittleEndian(_ count: Int) throws(Malformed) -> UInt64 {
        guard byteCount >= count else { throw .short(needed: count, available: byteCount) }
        let value = littleEndian(at: 0, count: count)
        self = extracting(droppingFirst: count)
        return value
    }

    /// Reads a length-encoded integer: one octet, or a mark and two, three or eight.
    mutating func readLengthEncoded() throws(Malformed) -> UInt64 {
        guard byteCount >= 1 else { throw .short(needed: 1, available: byteCount) }
        let first = uint8(at: 0)
        let count: Int
        switch first {
        case 0xfc: count = 2
        case 0xfd: count = 3
        case 0xfe: count = 8
        case 0xfb, 0xff: throw .broken(field: "length-encoded integer", value: UInt64(first))
        default: count = 0
        }
        guard byteCount > count else { throw .short(needed: count + 1, available: byteCount) }
        let value = count == 0 ? UInt64(first) : littleEndian(at: 1, count: count)
        self = extracting(droppingFirst: count + 1)
        return value
    }

    /// Moves past a length-encoded text.
    mutating func skipLengthEncodedText() throws(Malformed) {
        let count = try readLengthEncoded()
        guard count <= UInt64(byteCount) else { throw .short(needed: Int(clamping: count), available: byteCount) }
        self = extracting(droppingFirst: Int(count))
    }

    /// Reads a length-encoded text.
    mutating func readLengthEncodedText() throws(Malformed) -> String {
        let count = try readLengthEncoded()
        guard count <= UInt64(byteCount) else { throw .short(needed: Int(clamping: count), available: byteCount) }
        return try readText(Int(count))
    }
}
