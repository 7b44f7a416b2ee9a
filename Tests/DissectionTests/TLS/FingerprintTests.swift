import Records
import Testing

@testable import Dissection

@Suite("JA3 and JA4") struct FingerprintTests {
    /// The hello of the example that the technical details of JA4 take apart.
    static var example: ClientHello {
        var hello = ClientHello(legacyVersion: 0x0303, sessionID: [])
        hello.cipherSuites = [
            0x2a2a, 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02f, 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc013, 0xc014, 0x009c,
            0x009d, 0x002f, 0x0035,
        ]
        hello.extensionTypes = [
            0xaaaa, 0x001b, 0x0000, 0x0033, 0x0010, 0x4469, 0x0017, 0x002d, 0x000d, 0x0005, 0x0023, 0x0012, 0x002b,
            0xff01, 0x000b, 0x000a, 0x0015, 0x1a1a,
        ]
        hello.signatureAlgorithms = [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601]
        hello.supportedVersions = [0x7a7a, 0x0304, 0x0303]
        hello.applicationProtocols = [Array("h2".utf8), Array("http/1.1".utf8)]
        return hello
    }

    @Test func `JA4 is that of the published example`() {
        #expect(JA4.fingerprint(Self.example) == "t13d1516h2_8daaf6152771_e5627efa2ab1")
    }

    @Test func `Without signature algorithms JA4 hashes the extensions alone`() {
        var hello = Self.example
        hello.signatureAlgorithms = []
        #expect(JA4.fingerprint(hello) == "t13d1516h2_8daaf6152771_6d807ffa2a79")
    }

    @Test func `JA4 of a hello without anything is zeros`() {
        let hello = ClientHello(legacyVersion: 0x0302, sessionID: [])
        #expect(JA4.fingerprint(hello) == "t11i000000_000000000000_000000000000")
    }

    @Test func `JA4 shows the hexadecimal form of protocol names that are not letters`() {
        var hello = Self.example
        hello.applicationProtocols = [[0xab, 0x43, 0xcd]]
        #expect(JA4.fingerprint(hello).hasPrefix("t13d1516ad_"))
    }

    @Test func `JA4 counts no further than 99`() {
        var hello = Self.example
        hello.cipherSuites = (1...200).map { UInt16($0) }
        #expect(JA4.fingerprint(hello).hasPrefix("t13d9916h2_"))
    }

    @Test func `JA3 is that of the published example`() {
        var hello = ClientHello(legacyVersion: 769, sessionID: [])
        hello.cipherSuites = [47, 53, 5, 10, 49161, 49162, 49171, 49172, 50, 56, 19, 4]
        hello.extensionTypes = [0, 10, 11]
        hello.supportedGroups = [23, 24, 25]
        hello.pointFormats = [0]
        #expect(
            String(decoding: JA3.text(hello), as: UTF8.self)
                == "769,47-53-5-10-49161-49162-49171-49172-50-56-19-4,0-10-11,23-24-25,0")
        #expect(JA3.fingerprint(hello) == "ada70206e40642a3e4461f35503241d5")
    }

    @Test func `JA3 without extensions keeps its commas`() {
        var hello = ClientHello(legacyVersion: 769, sessionID: [])
        hello.cipherSuites = [4, 5, 10, 9, 100, 98, 3, 6, 19, 18, 99]
        #expect(String(decoding: JA3.text(hello), as: UTF8.self) == "769,4-5-10-9-100-98-3-6-19-18-99,,,")
        #expect(JA3.fingerprint(hello) == "de350869b8c85de67a350c8d186f11e6")
    }

    @Test func `Numbers are written as they are`() {
        for value: UInt16 in [0, 9, 10, 99, 100, 1000, 9999, 10_000, 65_535] {
            var text: [UInt8] = []
            text.appendDecimal(value)
            #expect(String(decoding: text, as: UTF8.self) == "\(value)")
        }
        #expect(hexadecimal([0x00, 0x9f, 0xa0]) == "009fa0")
    }

    @Test func `GREASE is two equal octets that end in a`() {
        #expect([0x0a0a, 0x1a1a, 0xfafa].allSatisfy { isGREASE($0) })
        #expect(![0x0a1a, 0x1b1b, 0x1301, 0x0a0b].contains { isGREASE($0) })
    }
}
