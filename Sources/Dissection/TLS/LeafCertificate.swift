import Bytes
import Crypto
import Records

/// What is told of an X.509 certificate (RFC 5280 § 4.1). Nothing in it is verified.
extension TLSHandshake.Certificate {
    /// Summarises a certificate; one that cannot be parsed has its fingerprint only.
    ///
    /// Keys and signatures are not looked at, so that certificates of any age and algorithm can be read.
    init(der: [UInt8]) {
        self.init(
            subject: "", issuer: "", notBefore: 0, notAfter: 0,
            fingerprint: hexadecimal(SHA256.hash(data: der)))
        var fields = self
        var bytes = der.span.bytes
        do {
            try bytes.readDER(tag: DERTag.sequence) { certificate throws(Malformed) in
                try certificate.readDER(tag: DERTag.sequence) { body throws(Malformed) in try fields.read(&body) }
            }
            self = fields
        } catch {
            // The fingerprint stands alone.
        }
    }

    /// Reads the fields of a TBSCertificate up to its subject.
    private mutating func read(_ body: inout RawSpan) throws(Malformed) {
        if !body.isEmpty, body.uint8(at: 0) == DERTag.version { try body.skipDER() }
        try body.readDER(tag: DERTag.integer) { (_) throws(Malformed) in }
        try body.skipDER()
        issuer = try DistinguishedName.read(&body)
        try body.readDER(tag: DERTag.sequence) { validity throws(Malformed) in
            notBefore = try CertificateTime.read(&validity)
            notAfter = try CertificateTime.read(&validity)
        }
        subject = try DistinguishedName.read(&body)
    }
}
