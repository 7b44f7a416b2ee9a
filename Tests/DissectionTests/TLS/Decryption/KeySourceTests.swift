import Testing

@testable import Dissection

@Suite("Key sources that grow")
struct KeySourceTests {
    private func hex(_ number: Int, _ octets: Int) -> String {
        let digits = String(number, radix: 16)
        return String(repeating: "0", count: octets * 2 - digits.count) + digits
    }

    private func random(_ number: Int) throws -> TLSRandom {
        let octets = try #require(KeyLogLine.octets(Array(hex(number, 32).utf8)[...]))
        let name = TLSRandom(octets.span.bytes)
        return try #require(name)
    }

    private func line(_ number: Int, label: String = "CLIENT_RANDOM", octets: Int = 48) -> [UInt8] {
        Array("\(label) \(hex(number, 32)) \(hex(number + 7, octets))\n".utf8)
    }

    @Test("A log that grows gives away what came to light, and keeps the beginning of a line")
    func growing() throws {
        var log = KeyLog()
        let text = line(1) + line(2)
        log.absorb(Array(text[..<200]))
        let first = log.takeSecrets()
        #expect(first.secretCount == 1)
        #expect(log.isEmpty)
        log.absorb(Array(text[200...]))
        let second = log.takeSecrets()
        #expect(second.secretCount == 1)
        #expect(second.badLineCount == 0)
        #expect(second.connections[try random(2)]?.master?.count == 48)
        log.absorb(Array("nonsense\n".utf8))
        #expect(log.takeSecrets().firstBadLine == 3)
        #expect(log.takeSecrets().firstBadLine == nil)
    }

    @Test("The secrets of long ago make room, those of now are kept, and so are private keys")
    func bounded() throws {
        var keys = PrivateKeys()
        try keys.add(pem: RecordedConversation("tls12-rsa").privateKey)
        var beginning = KeyLog()
        beginning.add(keys)
        let source = KeySource(beginning, limit: 100)
        for number in 1...1_000 {
            var log = KeyLog()
            log.absorb(line(number))
            source.add(log)
            #expect(source.secrets(of: try random(max(1, number - 49))) != nil)
        }
        #expect(source.secrets(of: try random(850)) == nil)
        #expect(source.hasPremasters)
        #expect((1...1_000).count { number in (try? source.secrets(of: random(number))) != nil } <= 100)
    }

    @Test("What is known of a connection is put together, whenever it came")
    func together() throws {
        let source = KeySource(limit: 4)
        for (number, label) in [
            (1, "CLIENT_TRAFFIC_SECRET_0"), (2, "CLIENT_TRAFFIC_SECRET_0"), (1, "SERVER_TRAFFIC_SECRET_0"),
        ] {
            var log = KeyLog()
            log.absorb(line(number, label: label, octets: 32))
            source.add(log)
        }
        let secrets = try #require(source.secrets(of: random(1)))
        #expect(secrets.clientTraffic != nil)
        #expect(secrets.serverTraffic != nil)
    }
}
