import Records
import Testing

@testable import Dissection

@Suite("Key logs") struct KeyLogTests {
    private static let random = String(repeating: "0a1B", count: 16)
    private static let master = String(repeating: "c0", count: 48)
    private static let traffic = String(repeating: "d1", count: 32)

    private func log(_ text: String) -> KeyLog {
        var log = KeyLog()
        log.absorb(Array(text.utf8))
        log.finishLine()
        return log
    }

    private func secrets(_ log: KeyLog) throws -> KeyLog.Secrets {
        let name = [UInt8](hexadecimal: Self.random)
        let random = TLSRandom(name.span.bytes)
        return try #require(random.flatMap { log.connections[$0] })
    }

    @Test(
        "Labels of TLS 1.3 take secrets of 32 and 48 octets",
        arguments: [
            "CLIENT_EARLY_TRAFFIC_SECRET", "CLIENT_HANDSHAKE_TRAFFIC_SECRET", "SERVER_HANDSHAKE_TRAFFIC_SECRET",
            "CLIENT_TRAFFIC_SECRET_0", "SERVER_TRAFFIC_SECRET_0",
        ])
    func trafficSecrets(label: String) throws {
        for octets in [32, 48] {
            let secret = String(repeating: "Ee", count: octets)
            let known = try secrets(log("\(label) \(Self.random) \(secret)"))
            let found = [
                known.clientEarlyTraffic, known.clientHandshakeTraffic, known.serverHandshakeTraffic,
                known.clientTraffic, known.serverTraffic,
            ]
            #expect(found.compactMap { $0 } == [[UInt8](repeating: 0xee, count: octets)])
            #expect(known.master == nil)
        }
    }

    @Test("A master secret, a premaster secret, by either case of digits, before either line end")
    func masters() throws {
        let known = try secrets(
            log(
                "# a comment\n\nCLIENT_RANDOM \(Self.random.lowercased()) \(Self.master.uppercased())\r\n"
                    + "PMS_CLIENT_RANDOM \(Self.random.uppercased()) \(Self.traffic)\n"))
        #expect(known.master == [UInt8](repeating: 0xc0, count: 48))
        #expect(known.premaster == [UInt8](repeating: 0xd1, count: 32))
    }

    @Test("RSA lines of both forms")
    func rsa() {
        let log = log(
            "RSA 0123456789abcdef \(Self.master)\nRSA Session-ID:\(Self.traffic) Master-Key:\(Self.master)\n")
        #expect(log.premasters[0x0123_4567_89ab_cdef]?.count == 48)
        #expect(log.masters[[UInt8](repeating: 0xd1, count: 32)]?.count == 48)
        #expect(log.secretCount == 2)
        #expect(log.hasPremasters)
    }

    @Test("Secrets of other things are neither used nor wrong")
    func unused() {
        let log = log("EXPORTER_SECRET \(Self.random) \(Self.traffic)\nECH_CONFIG \(Self.random) 00\n")
        #expect(log.isEmpty)
        #expect(log.badLineCount == 0)
    }

    @Test(
        "What is no line of a key log is counted, the first by its number",
        arguments: [
            "CLIENT_RANDOM 00 11", "CLIENT_RANDOM \(random)", "CLIENT_RANDOM \(random) \(master) more",
            "CLIENT_RANDOM \(random) \(traffic)", "CLIENT_RANDOM \(random)00 \(master)", "RSA 00 \(master)",
            "RSA Session-ID: Master-Key:\(master)", "RSA 0123456789abcdef \(traffic)",
            "client_random \(random) \(master)",
            "CLIENT_TRAFFIC_SECRET_0 \(random) xy\(traffic)", "CLIENT_TRAFFIC_SECRET_0 \(random) 1\(traffic)",
            "\u{0}\u{1}\u{2}", String(repeating: "a", count: 100_000),
        ])
    func badLines(line: String) {
        let log = log("# head\n\(line)\nCLIENT_RANDOM \(Self.random) \(Self.master)\n\(line)")
        #expect(log.badLineCount == 2)
        #expect(log.firstBadLine == 2)
        #expect(log.secretCount == 1)
    }

    @Test("A merged log knows what both knew, and the later word counts")
    func merging() throws {
        var log = log("CLIENT_RANDOM \(Self.random) \(Self.master)\nnonsense")
        log.merge(self.log("CLIENT_TRAFFIC_SECRET_0 \(Self.random) \(Self.traffic)\n"))
        let known = try secrets(log)
        #expect(known.master != nil && known.clientTraffic != nil)
        #expect(log.secretCount == 2)
        #expect(log.badLineCount == 1)
    }

    @Test("Keys that are none of RSA, or cannot be read, say why")
    func privateKeys() {
        var keys = PrivateKeys()
        #expect(throws: PrivateKeys.Fault.notPEM) { try keys.add(pem: "certificate") }
        #expect(throws: PrivateKeys.Fault.encrypted) {
            try keys.add(pem: "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n")
        }
        #expect(throws: PrivateKeys.Fault.notRSA) {
            try keys.add(pem: "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
        }
        #expect(keys.isEmpty)
    }
}
