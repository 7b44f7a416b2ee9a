import Records
import Testing

@testable import Dissection

@Suite("Leaf certificate") struct LeafCertificateTests {
    @Test func `A certificate is summarised as openssl shows it`() {
        let certificate = TLSHandshake.Certificate(der: Certificates.modern)
        let name = #"2.5.4.5=42,E=ops@example.org,CN=www.example.org,OU=Ops\+Dev,O=Example\, Inc. West,C=DE"#
        #expect(certificate.subject == name)
        #expect(certificate.issuer == name)
        #expect(certificate.notBefore == 1_795_489_944)
        #expect(certificate.notAfter == 2_573_089_944)
        #expect(certificate.fingerprint == "9e9f97bf20e2591a4787ccd5db00d03df9c2f5325d1e0706d8d0cc92286581dd")
    }

    @Test func `Weak keys and signatures do not hide the names`() {
        let certificate = TLSHandshake.Certificate(der: Certificates.old)
        #expect(certificate.subject == "CN=old+UID=x,DC=example,DC=org")
        #expect(certificate.notAfter == 3_523_489_944)
    }

    @Test func `What is no certificate has its fingerprint only`() {
        let certificate = TLSHandshake.Certificate(der: Array("abc".utf8))
        #expect(certificate.subject.isEmpty)
        #expect(certificate.notAfter == 0)
        #expect(certificate.fingerprint == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    }

    @Test func `A certificate cut anywhere before its subject leaves no half of a summary`() {
        for count in 0..<300 {
            let certificate = TLSHandshake.Certificate(der: Array(Certificates.modern.prefix(count)))
            #expect(certificate.issuer.isEmpty)
            #expect(certificate.notBefore == 0)
        }
    }

    @Test func `Any octet of a certificate may be wrong`() {
        for index in Certificates.modern.indices.prefix(320) {
            var der = Certificates.modern
            der[index] ^= 0xff
            #expect(TLSHandshake.Certificate(der: der).fingerprint.count == 64)
        }
    }

    @Test(arguments: [
        ("17", "500101000000Z", -631_152_000), ("17", "491231235959Z", 2_524_607_999),
        ("18", "20000229120000Z", 951_825_600), ("17", "7001010000Z", 0),
    ])
    func `Times are seconds since 1970`(tag: String, text: String, seconds: Int64) throws {
        let der = Certificates.octets(tag) + [UInt8(text.utf8.count)] + Array(text.utf8)
        var bytes = der.span.bytes
        #expect(try CertificateTime.read(&bytes) == seconds)
    }

    @Test func `Special characters of names are escaped`() {
        #expect(DistinguishedName.escaped(#" a,b=c "#) == #"\ a\,b=c\ "#)
        #expect(DistinguishedName.escaped(##"#1"<>;\"##) == ##"\#1\"\<\>\;\\"##)
    }

    @Test func `Object identifiers are dotted`() {
        #expect(DistinguishedName.dotted([0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d]) == "1.2.840.113549")
        #expect(DistinguishedName.dotted([0x88, 0x37, 0x03]) == "2.999.3")
        #expect(DistinguishedName.dotted([]).isEmpty)
    }
}
