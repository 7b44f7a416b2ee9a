/// A TLS handshake, and what belongs to it until the flow's end.
public struct TLSHandshake: Sendable, Codable, Equatable {
    /// How the client asked to resume.
    public enum Offer: String, Sendable, Codable {
        case none, ticket, psk
        case sessionID = "session_id"
    }

    /// How far it came, as far as can be seen.
    public enum Outcome: String, Sendable, Codable {
        /// Both sides finished, or application data flowed.
        case completed
        /// A fatal alert, or the end of the flow, came before.
        case failed
        /// The capture ended, or began, in the middle.
        case unknown
    }

    /// The packet that completed the ClientHello (the first message seen, where there is none).
    public var at: PacketReference
    /// The packet that completed the ServerHello.
    public var serverHello: PacketReference?
    /// The packet with which the handshake was done (the last Finished, or the first application data after it).
    public var done: PacketReference?
    public var outcome = Outcome.unknown
    /// `TLS 1.2`, `TLS 1.3`, `SSLv3`, `SSLv2`, `TLS 1.3-draft19`, or the number: the version really negotiated.
    public var version: String?
    /// Cipher suite number, IANA TLS Cipher Suites.
    public var cipher: UInt16?
    public var serverName: String?
    public var alpnOffered: [String] = []
    public var alpn: String?
    public var clientSessionID: [UInt8] = []
    public var serverSessionID: [UInt8] = []
    public var ticketsIssued: [Ticket] = []
    public var offered: Offer?
    /// The ticket or PSK identity that was offered first, at most 64 octets of it, and its whole length.
    public var offeredIdentity: [UInt8] = []
    public var offeredIdentityLength = 0
    /// SHA-256, first 16 octets, of the identity offered: to find it among tickets issued.
    public var offeredIdentityHash: [UInt8] = []
    public var resumed: Bool?
    public var isExternalPSK = false
    public var earlyData = false
    public var helloRetry = false
    /// The client offers tickets, PSK modes: it is able to resume.
    public var clientSupportsTickets = false
    public var supportedVersions: [UInt16] = []
    public var ja3: String?
    public var ja4: String?
    public var certificate: Certificate?
    public var clientCertificateRequested = false
    public var alerts: [Alert] = []
    public var closeNotify = PerSide<Bool>(both: false)
    /// Records were opened with keys.
    public var decrypted = false
    /// Encrypted records that passed unread, as far as they were seen.
    public var unreadRecords: UInt32 = 0
    /// Bytes were missing where records were encrypted.
    public var hasRecordGaps = false
    /// Whether messages were seen of both sides, and whether the flow began with this handshake.
    public var sawClientHello = false
    public var sawServerHello = false
    /// The server said that it will issue a ticket (the empty extension of RFC 5077 in its hello).
    public var serverSupportsTickets = false
    /// Whose Finished was seen, as far as an observer can know.
    public var finished = PerSide<Bool>(both: false)
    /// Whether bytes of the handshake were missing: what was not seen may still have been sent.
    public var hasGaps = false
    /// Records of application data of each side until the end, and their octets (encrypted).
    public var applicationRecords = PerSide<UInt64>(both: 0)
    public var applicationBytes = PerSide<UInt64>(both: 0)
    /// The packets that completed each side's first and last record of application data.
    public var firstApplicationData: PerSide<PacketReference?> = PerSide(both: nil)
    public var lastApplicationData: PerSide<PacketReference?> = PerSide(both: nil)
    /// Encrypted handshake records after the handshake was done: renegotiations, in TLS 1.2 and before.
    public var encryptedHandshakeRecords: UInt32 = 0
    /// Whose record was cut by the end of the flow.
    public var endedInRecord: Side?

    public init(at: PacketReference) { self.at = at }

    /// Everything that was said under encryption was read.
    public var isReadWhole: Bool { decrypted && unreadRecords == 0 && !hasRecordGaps }

    /// Seconds from the ClientHello to `done`.
    public var duration: Double? { done.map { $0.time.seconds(since: at.time) } }

    /// A NewSessionTicket message.
    public struct Ticket: Sendable, Codable, Equatable {
        public var at: PacketReference
        /// Seconds; in TLS 1.2 a hint.
        public var lifetime: UInt32
        /// SHA-256, first 16 octets, of the ticket.
        public var hash: [UInt8]
        /// Its first 16 octets: the key name of RFC 5077's recommended construction.
        public var keyName: [UInt8]

        public init(at: PacketReference, lifetime: UInt32, hash: [UInt8], keyName: [UInt8]) {
            self.at = at
            self.lifetime = lifetime
            self.hash = hash
            self.keyName = keyName
        }
    }

    /// An alert. One that is encrypted has neither level nor description.
    public struct Alert: Sendable, Codable, Equatable {
        public var at: PacketReference
        public var by: Side
        public var level: UInt8?
        /// IANA TLS Alerts number.
        public var description: UInt8?
        public var encrypted: Bool

        public init(at: PacketReference, by: Side, level: UInt8?, description: UInt8?, encrypted: Bool) {
            self.at = at
            self.by = by
            self.level = level
            self.description = description
            self.encrypted = encrypted
        }
    }

    /// The leaf certificate of the server. One that could not be parsed has its fingerprint only.
    public struct Certificate: Sendable, Codable, Equatable {
        public var subject: String
        public var issuer: String
        /// Seconds since 1970.
        public var notBefore: Int64
        public var notAfter: Int64
        /// SHA-256 of the certificate, hexadecimal.
        public var fingerprint: String

        public init(subject: String, issuer: String, notBefore: Int64, notAfter: Int64, fingerprint: String) {
            self.subject = subject
            self.issuer = issuer
            self.notBefore = notBefore
            self.notAfter = notAfter
            self.fingerprint = fingerprint
        }
    }
}
