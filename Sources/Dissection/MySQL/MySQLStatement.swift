import Bytes

/// Finds the statement in a COM_QUERY, behind query attributes where there are any.
enum MySQLStatement {
    /// The first word of the statement in `body`, which is what follows the command's octet, as far as it is looked at.
    ///
    /// Whether the two sides agreed on query attributes is `nil` where that was not seen.
    static func keyword(in body: RawSpan, hasAttributes: Bool?) -> StatementKeyword? {
        // A statement does not begin with a control character, a number of attributes as good as always is one.
        let looksSo = body.byteCount > 2 && body.uint8(at: 0) < 0x09 && body.uint8(at: 1) == 1
        guard hasAttributes ?? looksSo else { return StatementKeyword(startOf: body) }
        var rest = body
        do {
            try skipAttributes(&rest)
        } catch {
            return nil
        }
        return StatementKeyword(startOf: rest)
    }

    private static func skipAttributes(_ rest: inout RawSpan) throws(Malformed) {
        let count = Int(clamping: try rest.readLengthEncoded())
        _ = try rest.readLengthEncoded()
        guard count > 0, count <= DatabaseLimits.statementBytes else { return }
        var nulls = rest
        try rest.skip((count + 7) / 8)
        guard try rest.readUInt8() == 1 else { return }
        var values = rest
        for _ in 0..<count {
            try values.skip(2)
            try values.skipLengthEncodedText()
        }
        nulls = nulls.extracting(first: (count + 7) / 8)
        for index in 0..<count {
            let type = try rest.readLittleEndian(2)
            try rest.skipLengthEncodedText()
            let isNull = nulls.uint8(at: index / 8) & 1 << (index % 8) != 0
            if !isNull { try skipValue(type: UInt8(type & 0xff), &values) }
        }
        rest = values
    }

    /// Moves past a value of the binary protocol.
    private static func skipValue(type: UInt8, _ values: inout RawSpan) throws(Malformed) {
        switch type {
        case 0x06: break
        case 0x01: try values.skip(1)
        case 0x02, 0x0d: try values.skip(2)
        case 0x03, 0x04, 0x09: try values.skip(4)
        case 0x05, 0x08: try values.skip(8)
        // Dates and times have their length before them, as texts do.
        default: try values.skipLengthEncodedText()
        }
    }
}
