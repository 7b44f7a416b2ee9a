import Crypto

/// What TLS 1.2 and before derive secrets with (RFC 5246 § 5, RFC 2246 § 5).
struct PseudorandomFunction: Sendable {
    /// The hash of TLS 1.2; `nil` for MD5 and SHA-1 together, as in TLS 1.0 and 1.1.
    let hash: HashFunction?

    func expand(_ secret: [UInt8], label: StaticString, seed: [UInt8], byteCount: Int) -> [UInt8] {
        let seed = Array(label.description.utf8) + seed
        if let hash { return PseudorandomFunction.expand(secret, seed, byteCount, hash) }
        let half = (secret.count + 1) / 2
        let first = PseudorandomFunction.expand(Array(secret.prefix(half)), seed, byteCount, .md5)
        let second = PseudorandomFunction.expand(Array(secret.suffix(half)), seed, byteCount, .sha1)
        return zip(first, second).map { $0 ^ $1 }
    }

    /// The hash of handshake messages that an extended master secret is bound to (RFC 7627 § 3).
    func sessionHash(_ messages: [UInt8]) -> [UInt8] {
        hash?.hash(messages) ?? HashFunction.md5.hash(messages) + HashFunction.sha1.hash(messages)
    }

    /// P_hash.
    private static func expand(
        _ secret: [UInt8], _ seed: [UInt8], _ byteCount: Int, _ hash: HashFunction
    ) -> [UInt8] {
        let key = SymmetricKey(data: secret)
        var output: [UInt8] = []
        var link = seed
        while output.count < byteCount {
            link = hash.authenticate(link, with: key)
            output += hash.authenticate(link + seed, with: key)
        }
        return Array(output.prefix(byteCount))
    }
}
