import Bytes
import Crypto
import Records
import Testing

@testable import Dissection

@Suite("Key schedules") struct KeyScheduleTests {
    @Test("Keys of TLS 1.3 are those of RFC 8448 § 3")
    func trafficKeys() {
        let vectors = [
            (
                "b67b7d690cc16c4e75e54213cb2d37b4e9c912bcded9105d42befd59d391ad38",
                "3fce516009c21727d0f2e4e86ee403bc", "5d313eb2671276ee13000b30"
            ),
            (
                "b3eddb126e067f35a780b3abf45e2d8f3b1a950738f52e9600746a0e27a55a21",
                "dbfaa693d1762c5b666af5d950258d01", "5bd3c71b836e0b76bb73265f"
            ),
            (
                "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5",
                "17422dda596ed5d9acd890e3c63f5051", "5b78923dee08579033e523d9"
            ),
        ]
        for (secret, key, iv) in vectors {
            let traffic = TrafficSecret(octets: [UInt8](hexadecimal: secret), hash: .sha256)
            #expect(traffic.key(byteCount: 16).withUnsafeBytes { [UInt8]($0) } == [UInt8](hexadecimal: key))
            #expect(traffic.iv == [UInt8](hexadecimal: iv))
        }
    }

    @Test("The first application record of RFC 8448 § 3 holds the octets 0 to 49")
    func applicationRecord() throws {
        let secret = TrafficSecret(
            octets: [UInt8](hexadecimal: "9e40646ce79a7f9dc05af8889bce6552875afa0b06df0087f792ebb7c17504a5"),
            hash: .sha256)
        let record = [UInt8](
            hexadecimal: "17030300 43a23f7054b62c94d0affafe8228ba55cbefacea42f914aa66bcab3f2b9819a8a5b46b395bd54a9a"
                + "20441e2b62974e1f5a6292a2977014bd1e3deae63aeebb21694915e4")
        let cipher = try #require(BulkCipher(CipherSuite(rawValue: 0x1301)))
        let protection = RecordProtection(secret, cipher, epoch: .application)
        let read = RecordHeader(record.span.bytes)
        let header = try #require(read)
        let opened = protection.open(record.span.bytes, header, sequence: 0)
        let next = protection.open(record.span.bytes, header, sequence: 1)
        #expect(opened == OpenedRecord(type: .applicationData, content: Array(0..<50)))
        #expect(next == nil)
    }

    @Test("The pseudorandom function of TLS 1.2, as its first public test vector has it")
    func pseudorandomFunction() {
        let output = PseudorandomFunction(hash: .sha256).expand(
            [UInt8](hexadecimal: "9bbe436ba940f017b17652849a71db35"), label: "test label",
            seed: [UInt8](hexadecimal: "a0ba9f936cda311827a6f796ffd5198c"), byteCount: 100)
        #expect(
            output
                == [UInt8](
                    hexadecimal: "e3f229ba727be17b8d122620557cd453c2aab21d07c3d495329b52d4e61edb5a6b301791e90d35c9"
                        + "c9a46b4e14baf9af0fa022f7077def17abfd3797c0564bab4fbc91666e9def9b97fce34f796789baa48082d1"
                        + "22ee42c5a72e5a5110fff70187347b66"))
    }

    @Test("Suites are read by their names, and those without a reader are not")
    func suites() {
        func cipher(_ number: UInt16) -> BulkCipher? { BulkCipher(CipherSuite(rawValue: number)) }
        #expect(cipher(0x1301)?.mode == .aesGCM)
        #expect(cipher(0x1302)?.hash == .sha384)
        #expect(cipher(0x1303)?.mode == .chaCha20Poly1305)
        #expect(cipher(0x1305)?.mode == .aesCCM(tagBytes: 8))
        #expect(cipher(0x009c)?.isRSAKeyExchange == true)
        #expect(cipher(0xc02f)?.isRSAKeyExchange == false)
        #expect(cipher(0xc02f)?.keyBytes == 16)
        #expect(cipher(0x0035)?.mode == .aesCBC(.sha1))
        #expect(cipher(0x0035)?.macKeyBytes == 20)
        #expect(cipher(0xc028)?.mode == .aesCBC(.sha384))
        #expect(cipher(0xcca8)?.fixedIVBytes == 12)
        for unread: UInt16 in [0x0005, 0x000a, 0x0041, 0x0002, 0xc077, 0x00c7, 0xffff] {
            #expect(cipher(unread) == nil)
        }
    }
}
