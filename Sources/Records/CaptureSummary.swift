/// What was read, and what could not be: the measure of everything that is concluded.
public struct CaptureSummary: Sendable, Codable, Equatable {
    public var sources: [SourceSummary] = []
    public var first: Timestamp?
    public var last: Timestamp?
    public var packets = PacketAccount()
    /// Packets that the kernel or the interface dropped before the capture had them, where the capture says so.
    public var droppedByKernel: UInt64?
    public var droppedByInterface: UInt64?
    /// Octets acknowledged but never captured, in all flows.
    public var missingBytes: UInt64 = 0
    /// Octets cut off by the snap length, in all flows.
    public var cutBytes: UInt64 = 0
    /// Packets that were captured more than once.
    public var duplicatePackets: UInt64 = 0
    /// Flows that a limit put out of the table.
    public var evictedFlows: UInt64 = 0
    public var visibility = Visibility()
    /// Secrets given for decryption: in key logs, private keys, and in the captures themselves.
    public var secrets: UInt64 = 0
    /// Lines among them that are none.
    public var badSecretLines: UInt64 = 0

    public init() {}
}

/// Where each packet went: `read == analyzed + skipped.sum`, always.
public struct PacketAccount: Sendable, Codable, Equatable {
    public var read: UInt64 = 0
    /// Given to a flow.
    public var analyzed: UInt64 = 0
    /// In the order of `SkipReason.allCases`; reasons that did not occur are left out of outputs.
    public var skipped = [UInt64](repeating: 0, count: SkipReason.allCases.count)

    public init() {}

    public mutating func skip(_ reason: SkipReason, count: UInt64 = 1) { skipped[Int(reason.rawValue)] &+= count }

    public func count(_ reason: SkipReason) -> UInt64 { skipped[Int(reason.rawValue)] }
}

/// One file (or interface) that was read.
public struct SourceSummary: Sendable, Codable, Equatable {
    public var path: String
    /// `pcap`, `pcap-ns`, `pcapng`; with `+gzip` or `+zstd` where compressed.
    public var format: String
    /// Wireshark's word for the link type of its first interface.
    public var linkType: String
    public var bytes: UInt64
    public var packets: UInt64
    /// Whether it ends in the middle of a packet or block.
    public var truncated: Bool
    /// Why reading ended early; `nil` at a good end.
    public var error: String?

    public init(
        path: String, format: String, linkType: String, bytes: UInt64 = 0, packets: UInt64 = 0,
        truncated: Bool = false, error: String? = nil
    ) {
        self.path = path
        self.format = format
        self.linkType = linkType
        self.bytes = bytes
        self.packets = packets
        self.truncated = truncated
        self.error = error
    }
}

/// What the analysis could see.
public struct Visibility: Sendable, Codable, Equatable {
    public var flows: UInt64 = 0
    /// Flows whose application data is encrypted and was not read.
    public var encryptedUnread: UInt64 = 0
    /// Flows of which encrypted data was opened with keys.
    public var decrypted: UInt64 = 0
    /// Flows whose beginning was not captured.
    public var midConnection: UInt64 = 0
    /// Flows of which one side only was captured.
    public var oneSided: UInt64 = 0
    /// Flows with payload in no known protocol.
    public var unknownProtocol: UInt64 = 0
    /// HTTP exchanges, TLS handshakes and WebSockets seen.
    public var exchanges: UInt64 = 0
    public var handshakes: UInt64 = 0
    public var webSockets: UInt64 = 0
    /// Commands to stores, and sessions with databases.
    public var commands: UInt64 = 0
    public var databaseSessions: UInt64 = 0
    /// Application sessions that were followed, and those of them that were refused and not taken again.
    public var sessions: UInt64 = 0
    public var lostSessions: UInt64 = 0

    public init() {}
}
