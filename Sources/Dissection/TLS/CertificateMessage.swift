import Bytes

/// A Certificate message (RFC 5246 § 7.4.2; of TLS 1.3 RFC 8446 § 4.4.2): its first certificate, the leaf.
struct CertificateMessage: Sendable, Equatable {
    /// Octets of a message that is held to look into.
    static let longest = 64 << 10

    /// DER; empty where the sender has none.
    var leaf: [UInt8] = []

    init(_ body: RawSpan, isTLS13: Bool = false) throws(Malformed) {
        var rest = body
        if isTLS13 { try rest.skip(Int(try rest.readUInt8())) }
        let count = Int(try rest.readUInt24())
        guard count > 0 else { return }
        leaf = try rest.readUnit("certificate_list", byteCount: count) { list throws(Malformed) in
            try list.readBytes(Int(try list.readUInt24()))
        }
    }
}
