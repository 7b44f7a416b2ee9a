import Crypto

/// A secret of TLS 1.3 that protects one direction until the next one takes over (RFC 8446 § 7).
struct TrafficSecret: Sendable, Equatable {
    let octets: [UInt8]
    let hash: HashFunction

    func key(byteCount: Int) -> SymmetricKey { SymmetricKey(data: expand("key", byteCount: byteCount)) }

    /// What the numbers of records are mixed with.
    var iv: [UInt8] { expand("iv", byteCount: 12) }

    /// The secret after a KeyUpdate (§ 7.2).
    var next: TrafficSecret { TrafficSecret(octets: expand("traffic upd", byteCount: hash.byteCount), hash: hash) }

    /// HKDF-Expand-Label without a context (§ 7.1).
    private func expand(_ label: StaticString, byteCount: Int) -> [UInt8] {
        let name = Array("tls13 \(label.description)".utf8)
        let length = UInt16(truncatingIfNeeded: byteCount)
        let info =
            [UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length)]
            + [UInt8(truncatingIfNeeded: name.count)] + name + [0]
        let key =
            switch hash {
            case .sha384: HKDF<SHA384>.expand(pseudoRandomKey: octets, info: info, outputByteCount: byteCount)
            default: HKDF<SHA256>.expand(pseudoRandomKey: octets, info: info, outputByteCount: byteCount)
            }
        return key.withUnsafeBytes { [UInt8]($0) }
    }
}
