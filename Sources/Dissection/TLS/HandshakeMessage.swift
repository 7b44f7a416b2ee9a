import Bytes
import Records

/// A handshake message, in clear or opened, as far as it is read.
enum HandshakeMessage: Sendable, Equatable {
    case clientHello(ClientHello)
    case serverHello(ServerHello)
    case newSessionTicket(NewSessionTicket)
    case certificate(CertificateMessage)
    case encryptedExtensions(EncryptedExtensions)
    case clientKeyExchange([UInt8])
    /// A message whose kind says it all.
    case other(HandshakeType)
    /// A message longer than what is held to look into.
    case tooLong(HandshakeType, length: Int)
    /// A message whose fields contradict its length.
    case broken(HandshakeType, Malformed)
    /// Octets that no message begins with; the rest of the record cannot be read.
    case unknown(HandshakeType)

    /// Reads a message whose body is there as a whole.
    ///
    /// What TLS 1.3 changed is read as such if `isTLS13`.
    init(_ type: HandshakeType, _ body: RawSpan, isTLS13: Bool = false) {
        do {
            switch type {
            case .clientHello: self = .clientHello(try ClientHello(body))
            case .serverHello: self = .serverHello(try ServerHello(body))
            case .newSessionTicket: self = .newSessionTicket(try NewSessionTicket(body, isTLS13: isTLS13))
            case .certificate: self = .certificate(try CertificateMessage(body, isTLS13: isTLS13))
            case .encryptedExtensions: self = .encryptedExtensions(try EncryptedExtensions(body))
            case .clientKeyExchange: self = .clientKeyExchange(body.withUnsafeBytes { [UInt8]($0) })
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

    /// Its kind.
    var type: HandshakeType {
        switch self {
        case .clientHello: .clientHello
        case .serverHello: .serverHello
        case .newSessionTicket: .newSessionTicket
        case .certificate: .certificate
        case .encryptedExtensions: .encryptedExtensions
        case .clientKeyExchange: .clientKeyExchange
        case .other(let type), .tooLong(let type, _), .broken(let type, _), .unknown(let type): type
        }
    }

    /// A message, and where its last octet is.
    struct Read: Sendable {
        var message: HandshakeMessage
        var place: Place
    }
}
