import Records
import Testing

@testable import Dissection

/// Conversations that several tests need, and ways to look at what they told.
enum TLSPlaybooks {
    static let ticket: [UInt8] = Array("a-key-name-of-16-and-the-rest-of-the-ticket".utf8)

    /// A full handshake of TLS 1.2 with a ticket at its end, then a request and its answer.
    static func full12(_ hello: ClientHelloBytes = ClientHelloBytes()) -> Playbook {
        var answer = ServerHelloBytes()
        answer.extensions = [TLSBytes.sessionTicket([]), TLSBytes.applicationProtocols("http/1.1")]
        return Playbook(.tls)
            .client(hello.record)
            .server(
                answer.record + TLSBytes.handshake(TLSBytes.certificate(Certificates.modern))
                    + TLSBytes.handshake(TLSBytes.serverKeyExchange, TLSBytes.serverHelloDone)
            )
            .client(
                TLSBytes.handshake(TLSBytes.clientKeyExchange) + TLSBytes.changeCipherSpec + TLSBytes.encryptedFinished
            )
            .server(
                TLSBytes.handshake(TLSBytes.newSessionTicket(lifetime: 300, ticket)) + TLSBytes.changeCipherSpec
                    + TLSBytes.encryptedFinished
            )
            .client(TLSBytes.applicationData(400))
            .server(TLSBytes.applicationData(9000) + TLSBytes.applicationData(120))
    }

    /// An abbreviated handshake of TLS 1.2.
    static func abbreviated12(_ hello: ClientHelloBytes, _ answer: ServerHelloBytes) -> Playbook {
        Playbook(.tls)
            .client(hello.record)
            .server(answer.record + TLSBytes.changeCipherSpec + TLSBytes.encryptedFinished)
            .client(TLSBytes.changeCipherSpec + TLSBytes.encryptedFinished + TLSBytes.applicationData(100))
            .server(TLSBytes.applicationData(200))
    }

    /// A ClientHello that offers TLS 1.3.
    static func hello13(_ extensions: [[UInt8]] = []) -> ClientHelloBytes {
        var hello = ClientHelloBytes(sessionID: TLSBytes.noise(32), ciphers: [0x1301, 0xc02f])
        hello.extensions = [TLSBytes.serverName("shop.example"), TLSBytes.supportedVersions(0x0304, 0x0303)]
        hello.extensions += extensions
        return hello
    }

    /// A handshake of TLS 1.3, then a request and its answer.
    static func full13(_ hello: ClientHelloBytes, _ answer: ServerHelloBytes) -> Playbook {
        Playbook(.tls)
            .client(hello.record)
            .server(answer.record + TLSBytes.changeCipherSpec + TLSBytes.applicationData(1200))
            .client(TLSBytes.changeCipherSpec + TLSBytes.applicationData(53))
            .client(TLSBytes.applicationData(300))
            .server(TLSBytes.applicationData(5000))
    }
}

extension Playbook.Outcome {
    var handshakes: [TLSHandshake] {
        records.compactMap { if case .handshake(let handshake) = $0 { handshake } else { nil } }
    }

    var done: [TLSHandshake] {
        records.compactMap { if case .handshakeDone(let handshake) = $0 { handshake } else { nil } }
    }
}

extension Playbook {
    /// Runs the conversation whole, and holds it against the same cut into pieces.
    func sameHoweverCut(_ location: SourceLocation = #_sourceLocation) -> Outcome {
        let whole = outcome()
        for size in [1, 2, 3, 4, 5, 6, 7, 11, 64, 1000] {
            #expect(outcome(pieceSize: size) == whole, "pieces of \(size)", sourceLocation: location)
        }
        return whole
    }
}
