/// A pcapng Decryption Secrets Block: keys that somebody stored beside the packets.
public struct DecryptionSecrets: Sendable, Equatable {
    /// What `bytes` are (draft-ietf-opsawg-pcapng § 4.7); values without a name here are kept.
    public struct Kind: RawRepresentable, Sendable, Hashable {
        public var rawValue: UInt32

        public init(rawValue: UInt32) { self.rawValue = rawValue }

        /// The lines of an SSLKEYLOGFILE.
        public static let tlsKeyLog = Kind(rawValue: 0x544c_534b)
        /// The lines of an SSH key log.
        public static let sshKeyLog = Kind(rawValue: 0x5353_484b)
        /// The lines of a WireGuard key log.
        public static let wireGuardKeyLog = Kind(rawValue: 0x5747_4b4c)
    }

    public var kind: Kind
    public var bytes: [UInt8]
    /// Packets of its file before it.
    public var afterPacket: UInt64
}
