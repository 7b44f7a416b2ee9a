import Bytes

/// What the server of TLS 1.3 says under encryption of the hello's extensions (RFC 8446 § 4.3.1).
struct EncryptedExtensions: Sendable, Equatable {
    var applicationProtocol: [UInt8]?
    /// The server takes the early data.
    var acceptsEarlyData = false

    init(_ body: RawSpan) throws(Malformed) {
        var rest = body
        let count = Int(try rest.readUInt16())
        try rest.readUnit("extensions", byteCount: count) { block throws(Malformed) in
            while !block.isEmpty { try readExtension(&block) }
        }
    }

    private mutating func readExtension(_ block: inout RawSpan) throws(Malformed) {
        let type = try block.readUInt16()
        let length = Int(try block.readUInt16())
        try block.readUnit("extension", byteCount: length) { data throws(Malformed) in
            switch type {
            case ExtensionType.applicationProtocols: applicationProtocol = try data.readProtocolNames().first
            case ExtensionType.earlyData: acceptsEarlyData = true
            default: break
            }
        }
    }
}
