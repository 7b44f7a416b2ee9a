import Bytes

/// A ServerHello (RFC 8446 § 4.1.3), or the HelloRetryRequest that has its form.
struct ServerHello: Sendable, Equatable {
    var legacyVersion: UInt16
    var random: TLSRandom?
    var sessionID: [UInt8] = []
    var cipherSuite: UInt16
    var isHelloRetryRequest = false
    var selectedVersion: UInt16?
    var applicationProtocol: [UInt8]?
    /// The server will send a new ticket (RFC 5077 § 3.2).
    var hasSessionTicket = false
    /// The index of the identity that the server took.
    var selectedIdentity: UInt16?
    var encryptsThenMACs = false
    var hasExtendedMasterSecret = false
    var truncatesMACs = false
    var isCompressed = false
    /// The field that lied about its length, if one did; what stands before it is read.
    var broken: Malformed?

    /// SHA-256 of "HelloRetryRequest", its first and last eight octets.
    private static let retryRandom: (first: UInt64, last: UInt64) = (0xcf21_ad74_e59a_6111, 0x079e_09e2_c8a8_339c)

    init(_ body: RawSpan) throws(Malformed) {
        var rest = body
        legacyVersion = try rest.readUInt16()
        guard rest.byteCount >= 32 else { throw .short(needed: 32, available: rest.byteCount) }
        let first = rest.uint64(at: 0)
        let last = rest.uint64(at: 24)
        isHelloRetryRequest = (first, last) == ServerHello.retryRandom
        random = TLSRandom(rest)
        try rest.skip(TLSRandom.byteCount)
        let isShort = ProtocolVersion(rawValue: legacyVersion).hasShortServerHello
        if !isShort { sessionID = try rest.readBytes(Int(try rest.readUInt8())) }
        cipherSuite = try rest.readUInt16()
        if !isShort { isCompressed = try rest.readUInt8() != 0 }
        guard !rest.isEmpty else { return }
        do {
            let count = Int(try rest.readUInt16())
            try rest.readUnit("extensions", byteCount: count) { block throws(Malformed) in
                while !block.isEmpty { try readExtension(&block) }
            }
        } catch {
            broken = error
        }
    }

    /// The version really negotiated.
    var version: ProtocolVersion { ProtocolVersion(rawValue: selectedVersion ?? legacyVersion) }

    private mutating func readExtension(_ block: inout RawSpan) throws(Malformed) {
        let type = try block.readUInt16()
        let length = Int(try block.readUInt16())
        try block.readUnit("extension", byteCount: length) { data throws(Malformed) in
            switch type {
            case ExtensionType.supportedVersions: selectedVersion = try data.readUInt16()
            case ExtensionType.applicationProtocols: applicationProtocol = try data.readProtocolNames().first
            case ExtensionType.sessionTicket: hasSessionTicket = true
            case ExtensionType.encryptThenMAC: encryptsThenMACs = true
            case ExtensionType.extendedMasterSecret: hasExtendedMasterSecret = true
            case ExtensionType.truncatedHMAC: truncatesMACs = true
            case ExtensionType.preSharedKey: selectedIdentity = try data.readUInt16()
            default: break
            }
        }
    }
}
