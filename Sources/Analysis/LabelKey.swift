import Crypto

/// Derives the key of secrets' labels from the first packets of a capture, so that the same capture gives the same labels.
struct LabelKey {
    /// Packets that take part.
    static let packetCount: UInt64 = 1_000

    private var hash = SHA256()

    mutating func update(_ frame: UnsafeRawBufferPointer) { hash.update(bufferPointer: frame) }

    /// 32 octets.
    func finish() -> [UInt8] {
        var key = HMAC<SHA256>(key: SymmetricKey(data: Array("hangup label key 1".utf8)))
        key.update(data: Array(hash.finalize()))
        return Array(key.finalize())
    }
}
