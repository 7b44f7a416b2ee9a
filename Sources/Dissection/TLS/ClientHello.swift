import Bytes

/// A ClientHello (RFC 8446 § 4.1.2): what is worth knowing of it.
struct ClientHello: Sendable, Equatable {
    var legacyVersion: UInt16 = 0
    /// `nil` in the record format of SSL 2.0.
    var random: TLSRandom?
    var sessionID: [UInt8] = []
    var cipherSuites: [UInt16] = []
    /// In the order sent, GREASE included.
    var extensionTypes: [UInt16] = []
    var serverName: String?
    /// Protocol names as octets.
    var applicationProtocols: [[UInt8]] = []
    var supportedVersions: [UInt16] = []
    var supportedGroups: [UInt16] = []
    var pointFormats: [UInt8] = []
    var signatureAlgorithms: [UInt16] = []
    /// The ticket in the extension of RFC 5077; empty where only support is told, `nil` without the extension.
    var sessionTicket: [UInt8]?
    var hasPSKModes = false
    /// In the order offered.
    var pskIdentities: [PSKIdentity] = []
    var offersEarlyData = false
    /// The field that lied about its length, if one did; what stands before it is read.
    var broken: Malformed?

    /// A way back into an earlier session, or a key agreed beforehand (RFC 8446 § 4.2.11).
    struct PSKIdentity: Sendable, Equatable {
        var identity: [UInt8]
        var obfuscatedAge: UInt32

        /// Whether it names a key agreed beforehand: such have age 0, and names that people chose.
        var isExternal: Bool {
            obfuscatedAge == 0 && (identity.count < 32 || identity.allSatisfy { (0x20..<0x7f).contains($0) })
        }
    }

    /// Identities of one hello that are kept.
    static let identitiesKept = 16

    init(_ body: RawSpan) throws(Malformed) {
        var rest = body
        legacyVersion = try rest.readUInt16()
        random = TLSRandom(rest)
        try rest.skip(TLSRandom.byteCount)
        sessionID = try rest.readBytes(Int(try rest.readUInt8()))
        cipherSuites = try rest.readNumbers(octets: Int(try rest.readUInt16()))
        try rest.skip(Int(try rest.readUInt8()))
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

    /// A hello in the record format of SSL 2.0, whatever versions it offers.
    init(legacyVersion: UInt16, sessionID: [UInt8]) {
        self.legacyVersion = legacyVersion
        self.sessionID = sessionID
    }

    /// Whether TLS 1.3 or a draft of it is offered: a session id is then only for the looks (RFC 8446 § D.4).
    var offersTLS13: Bool { supportedVersions.contains { ProtocolVersion(rawValue: $0).isTLS13 } }
}
