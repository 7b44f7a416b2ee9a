import Records
import Testing

@testable import Dissection

@Suite("Names of TLS numbers") struct TLSNamesTests {
    @Test func `Cipher suites have their IANA names`() {
        #expect(CipherSuite.name(of: 0x1301) == "TLS_AES_128_GCM_SHA256")
        #expect(CipherSuite.name(of: 0x0000) == "TLS_NULL_WITH_NULL_NULL")
        #expect(CipherSuite.name(of: 0xcca8) == "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256")
        #expect(CipherSuite.name(of: 0x00ff) == "TLS_EMPTY_RENEGOTIATION_INFO_SCSV")
        #expect(CipherSuite.name(of: 0x0a0a) == nil)
        #expect(CipherSuite.name(of: 0xffff) == nil)
    }

    @Test func `Alerts are named in lower snake case`() {
        #expect(TLSAlert(rawValue: 0).name == "close_notify")
        #expect(TLSAlert(rawValue: 120).name == "no_application_protocol")
        #expect(TLSAlert(rawValue: 200).name == nil)
        #expect(TLSAlert.levelName(2) == "fatal")
        #expect(TLSAlert.levelName(9) == nil)
    }

    @Test(arguments: [
        (0x0002, "SSLv2"), (0x0300, "SSLv3"), (0x0301, "TLS 1.0"), (0x0304, "TLS 1.3"), (0x7f1c, "TLS 1.3-draft28"),
        (0xfb1a, "TLS 1.3-fb-draft26"), (0x0305, "0x0305"),
    ])
    func `Versions are named as people write them`(number: UInt16, name: String) {
        #expect(ProtocolVersion(rawValue: number).name == name)
    }
}
