import Bytes

/// The tags of DER (X.690) that certificates are made of.
enum DERTag {
    static let integer: UInt8 = 0x02
    static let objectIdentifier: UInt8 = 0x06
    static let teletexString: UInt8 = 0x14
    static let utcTime: UInt8 = 0x17
    static let generalizedTime: UInt8 = 0x18
    static let universalString: UInt8 = 0x1c
    static let bmpString: UInt8 = 0x1e
    static let sequence: UInt8 = 0x30
    static let set: UInt8 = 0x31
    /// The explicit tag around a certificate's version.
    static let version: UInt8 = 0xa0
}

extension RawSpan {
    /// Reads one element of any kind.
    mutating func readDER<Value>(
        _ body: (_ tag: UInt8, _ contents: inout RawSpan) throws(Malformed) -> Value
    ) throws(Malformed) -> Value {
        let tag = try readUInt8()
        let length = try readDERLength()
        return try readUnit("DER element", byteCount: length) { contents throws(Malformed) in
            try body(tag, &contents)
        }
    }

    /// Reads one element that has to be of one kind.
    mutating func readDER<Value>(
        tag wanted: UInt8, _ body: (_ contents: inout RawSpan) throws(Malformed) -> Value
    ) throws(Malformed) -> Value {
        try readDER { tag, contents throws(Malformed) in
            guard tag == wanted else { throw .broken(field: "DER tag", value: UInt64(tag)) }
            return try body(&contents)
        }
    }

    /// Moves past one element.
    mutating func skipDER() throws(Malformed) {
        try readDER { (_, _) throws(Malformed) in }
    }

    /// Octets of contents, in the short or the long form.
    private mutating func readDERLength() throws(Malformed) -> Int {
        let first = try readUInt8()
        switch first {
        case 0..<0x80: return Int(first)
        case 0x81: return Int(try readUInt8())
        case 0x82: return Int(try readUInt16())
        case 0x83: return Int(try readUInt24())
        default: throw .broken(field: "DER length", value: UInt64(first))
        }
    }
}
