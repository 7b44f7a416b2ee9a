import Bytes
import Records
import Testing

@testable import Dissection

@Suite("TLS records and messages") struct TLSRecordTests {
    @Test func `A header needs a known type, version and length`() {
        func header(_ octets: [UInt8]) -> RecordHeader? { RecordHeader(octets.span.bytes) }
        #expect(header([22, 3, 1, 2, 0])?.length == 512)
        #expect(header([23, 3, 4, 0x48, 0])?.type == .applicationData)
        #expect(header([19, 3, 1, 0, 1]) == nil)
        #expect(header([22, 2, 0, 0, 1]) == nil)
        #expect(header([22, 3, 5, 0, 1]) == nil)
        #expect(header([23, 3, 3, 0x48, 1]) == nil)
        #expect(header([22, 3, 1, 2]) == nil)
    }

    @Test func `What is no header is told without its octets`() {
        func fault(_ octets: [UInt8]) -> String { RecordHeader.fault(octets.span.bytes) }
        #expect(fault([72, 84, 84, 80, 47]) == "content type is 72")
        #expect(fault([22, 2, 0, 0, 1]) == "record version is 512")
        #expect(fault([23, 3, 3, 0x48, 1]) == "record length is 18433, 18432 allowed")
    }

    @Test(arguments: [1, 2, 3, 5, 9, 40])
    func `A hello torn into records of any size is put together`(size: Int) throws {
        let hello = ClientHelloBytes(sessionID: TLSBytes.noise(32))
        let message = hello.message
        var bytes: [UInt8] = []
        for start in stride(from: 0, to: message.count, by: size) {
            bytes += TLSBytes.record(22, Array(message[start..<min(start + size, message.count)]), version: 0x0301)
        }
        let outcome = Playbook(.tls).client(bytes).server(ServerHelloBytes().record).sameHoweverCut()
        #expect(outcome.handshakes.first?.serverName == "shop.example")
        #expect(outcome.handshakes.first?.sawServerHello == true)
        #expect(Playbook(.tls).client(bytes).outcome(probes: true).handshakes.count == 1)
    }

    @Test func `Hellos in one record are handshakes of their own`() {
        let message = ClientHelloBytes().message
        let outcome = Playbook(.tls).client(TLSBytes.handshake(message, message, message)).sameHoweverCut()
        #expect(outcome.handshakes.count == 3)
    }

    @Test func `A message counts with the packet that completes its record`() throws {
        let record = TLSBytes.handshake(ServerHelloBytes().message, TLSBytes.certificate(Certificates.modern))
        let outcome = Playbook(.tls).client(ClientHelloBytes().record).server(Array(record.prefix(200)))
            .server(Array(record.dropFirst(200))).outcome()
        #expect(outcome.handshakes.first?.serverHello?.packet == 3)
        let gap = Playbook(.tls).client(ClientHelloBytes().record).server(Array(record.prefix(200))).serverGap(900)
            .outcome()
        #expect(gap.handshakes.first?.serverHello?.packet == 2)
        #expect(gap.handshakes.first?.resumed == false)
    }

    @Test func `An alert may come between the records of a message`() {
        let message = ServerHelloBytes().message
        let bytes =
            TLSBytes.record(22, Array(message.prefix(10))) + TLSBytes.alert(1, 112)
            + TLSBytes.record(22, Array(message.dropFirst(10)))
        let outcome = Playbook(.tls).client(ClientHelloBytes().record).server(bytes).sameHoweverCut()
        #expect(outcome.handshakes.first?.sawServerHello == true)
        #expect(outcome.handshakes.first?.alerts.count == 1)
    }

    @Test func `A certificate message that is too long is passed over and reported`() throws {
        let certificate = TLSBytes.message(11, TLSBytes.noise(70_000))
        var bytes = ServerHelloBytes().record
        for start in stride(from: 0, to: certificate.count, by: 16_000) {
            bytes += TLSBytes.record(22, Array(certificate[start..<min(start + 16_000, certificate.count)]))
        }
        bytes += TLSBytes.handshake(TLSBytes.serverHelloDone)
        let outcome = Playbook(.tls).client(ClientHelloBytes().record).server(bytes).sameHoweverCut()
        #expect(outcome.events.map(\.kind) == [.limit])
        #expect(outcome.handshakes.first?.resumed == false)
        #expect(outcome.handshakes.first?.certificate == nil)
    }

    @Test func `A hello whose extension lies is kept up to it, and reported`() throws {
        var hello = ClientHelloBytes()
        hello.extensions.append(TLSBytes.uint16(16) + TLSBytes.uint16(500) + [1, 2])
        let outcome = Playbook(.tls).client(hello.record).sameHoweverCut()
        #expect(outcome.handshakes.first?.serverName == "shop.example")
        #expect(outcome.events.map(\.kind) == [.malformed])
        #expect(outcome.events.first?.detail == "tls: ClientHello: extensions is 500")
    }

    @Test func `A hello too short for its fields is reported and no handshake`() {
        let outcome = Playbook(.tls).client(TLSBytes.handshake(TLSBytes.message(1, [3, 3] + TLSBytes.noise(20))))
            .sameHoweverCut()
        #expect(outcome.handshakes.isEmpty)
        #expect(outcome.events.map(\.kind) == [.malformed])
    }

    @Test func `An unknown message ends the reading of its record only`() {
        let bytes = TLSBytes.handshake(ServerHelloBytes().message, [99, 0, 0, 4] + TLSBytes.noise(300))
        let outcome = Playbook(.tls).client(ClientHelloBytes().record)
            .server(bytes + TLSBytes.handshake(TLSBytes.serverHelloDone)).sameHoweverCut()
        #expect(outcome.events.map(\.detail) == ["tls: handshake type is 99"])
        #expect(outcome.handshakes.first?.resumed == false)
    }

    @Test func `Empty records are nothing`() {
        let empty = TLSBytes.record(23, []) + TLSBytes.record(22, [])
        let outcome = Playbook(.tls).client(ClientHelloBytes().record + empty).server(empty + ServerHelloBytes().record)
            .sameHoweverCut()
        #expect(outcome.handshakes.first?.sawServerHello == true)
        #expect(outcome.events.isEmpty)
    }

    @Test func `Every prefix of a conversation is read without a trap, and with one handshake at most`() {
        let whole = TLSPlaybooks.full12()
        for line in whole.lines.indices {
            guard case .says(let direction, let bytes) = whole.lines[line] else { continue }
            for count in 0..<min(bytes.count, 1200) {
                var cut = whole
                cut.lines.removeSubrange((line + 1)...)
                cut.lines[line] = .says(direction, Array(bytes.prefix(count)))
                #expect(cut.clientRST().outcome().handshakes.count <= 1)
            }
        }
    }

    @Test(arguments: [UInt8(0x01), 0x80, 0xff])
    func `Any octet of a conversation may be wrong`(mask: UInt8) {
        let whole = TLSPlaybooks.full12()
        for line in whole.lines.indices {
            guard case .says(let direction, let bytes) = whole.lines[line] else { continue }
            for index in bytes.indices.prefix(700) {
                var wrong = bytes
                wrong[index] ^= mask
                var changed = whole
                changed.lines[line] = .says(direction, wrong)
                #expect(changed.clientFIN().serverFIN().outcome(pieceSize: 100).handshakes.count <= 4)
            }
        }
    }
}
