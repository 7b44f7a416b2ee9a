import Bytes
import Records

/// A handshake message in clear, as far as it is read.
enum HandshakeMessage: Sendable, Equatable {
    case clientHello(ClientHello)
    case serverHello(ServerHello)
    case newSessionTicket(NewSessionTicket)
    case certificate(CertificateMessage)
    /// A message whose kind says it all.
    case other(HandshakeType)
    /// A message longer than what is held to look into.
    case tooLong(HandshakeType, length: Int)
    /// A message whose fields contradict its length.
    case broken(HandshakeType, Malformed)
    /// Octets that no message begins with; the rest of the record cannot be read.
    case unknown(HandshakeType)

    /// Reads a message whose body is there as a whole.
    init(_ type: HandshakeType, _ body: RawSpan) {
        do {
            switch type {
            case .clientHello: self = .clientHello(try ClientHello(body))
            case .serverHello: self = .serverHello(try ServerHello(body))
            case .newSessionTicket: self = .newSessionTicket(try NewSessionTicket(body))
            case .certificate: self = .certificate(try CertificateMessage(body))
            default: self = .other(type)
            }
        } catch {
            // The body is complete: what is too short for its own fields is broken.
            guard case .short(let needed, _) = error else {
                self = .broken(type, error)
                return
            }
            self = .broken(type, .broken(field: "length", value: UInt64(clamping: needed)))
        }
    }

    /// A message, and where its last octet is.
    struct Read: Sendable {
        var message: HandshakeMessage
        var place: Place
    }
}
