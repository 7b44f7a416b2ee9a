import Bytes
import Crypto
import Records

/// The keys of one direction, and how to open its records with them (RFC 8446 § 5.2, RFC 5246 § 6.2.3).
struct RecordProtection: Sendable {
    /// Which secrets of a connection protect a direction: each takes over from the one before.
    enum Epoch: Int, Sendable, Comparable {
        case early, handshake, application

        static func < (left: Epoch, right: Epoch) -> Bool { left.rawValue < right.rawValue }
    }

    let cipher: BulkCipher
    let version: ProtocolVersion
    let key: SymmetricKey
    let macKey: SymmetricKey
    /// What nonces are made of; in TLS 1.0 the last block of the record before.
    var iv: [UInt8]
    let encryptsThenMACs: Bool
    let epoch: Epoch
    /// What the keys of TLS 1.3 were made of.
    let secret: TrafficSecret?
    /// The number of the next record.
    var sequence: UInt64 = 0

    /// Keys of TLS 1.3.
    init(_ secret: TrafficSecret, _ cipher: BulkCipher, epoch: Epoch) {
        self.cipher = cipher
        self.epoch = epoch
        self.secret = secret
        version = .tls13
        key = secret.key(byteCount: cipher.keyBytes)
        macKey = SymmetricKey(data: [UInt8]())
        iv = secret.iv
        encryptsThenMACs = false
    }

    /// Keys of TLS 1.2 and before.
    init(
        _ cipher: BulkCipher, _ version: ProtocolVersion, key: [UInt8], macKey: [UInt8], iv: [UInt8],
        encryptsThenMACs: Bool
    ) {
        self.cipher = cipher
        self.version = version
        self.key = SymmetricKey(data: key)
        self.macKey = SymmetricKey(data: macKey)
        self.iv = iv
        self.encryptsThenMACs = encryptsThenMACs
        epoch = .application
        secret = nil
    }

    /// The keys after a KeyUpdate.
    var updated: RecordProtection? {
        guard let secret, epoch == .application else { return nil }
        return RecordProtection(secret.next, cipher, epoch: .application)
    }

    /// Opens a record, header included, if its authentication says that it has this number and is whole.
    func open(_ record: RawSpan, _ header: RecordHeader, sequence: UInt64) -> OpenedRecord? {
        guard record.byteCount == RecordHeader.byteCount + header.length else { return nil }
        if case .aesCBC(let hash) = cipher.mode { return openCBC(record, header, sequence, hash) }
        guard version.isTLS13 else {
            return openAEAD(record, header, sequence).map { OpenedRecord(type: header.type, content: $0) }
        }
        guard var content = openAEAD(record, header, sequence) else { return nil }
        let length = content.count
        while content.last == 0 { content.removeLast() }
        // A record of zeros alone has no type (§ 5.4).
        guard let type = content.popLast() else { return nil }
        return OpenedRecord(
            type: ContentType(rawValue: type), content: content, paddingCount: length - content.count - 1)
    }

    /// A record has passed, opened or not: the next one of TLS 1.0 is chained to its last block.
    mutating func pass(_ record: RawSpan, _ header: RecordHeader) {
        guard case .aesCBC(let hash) = cipher.mode, version.rawValue == 0x0301 else { return }
        let end = record.byteCount - (encryptsThenMACs ? hash.byteCount : 0)
        guard end >= RecordHeader.byteCount + 16 else { return }
        iv = record.extracting(end - 16..<end).withUnsafeBytes { [UInt8]($0) }
    }

    /// Whether a record that was not opened has held just so many octets; `nil` if that cannot be known.
    func contentLength(_ header: RecordHeader, padsNever: Bool) -> Int? {
        let tag: Int
        switch cipher.mode {
        case .aesCBC: return nil
        case .aesGCM, .chaCha20Poly1305: tag = 16
        case .aesCCM(let tagBytes): tag = tagBytes
        }
        if version.isTLS13 {
            // Only a full record of a sender that does not pad is certainly full of data.
            let full = (1 << 14) + 1 + tag
            return epoch == .application && padsNever && header.length == full ? 1 << 14 : nil
        }
        guard header.type == .applicationData else { return nil }
        let nonce = cipher.mode == .chaCha20Poly1305 ? 0 : 8
        return header.length >= nonce + tag ? header.length - nonce - tag : nil
    }
}
