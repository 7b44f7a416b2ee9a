import Bytes

/// The kind of a handshake message (IANA TLS HandshakeType).
struct HandshakeType: RawRepresentable, Sendable, Equatable {
    let rawValue: UInt8

    static let helloRequest = HandshakeType(rawValue: 0)
    static let clientHello = HandshakeType(rawValue: 1)
    static let serverHello = HandshakeType(rawValue: 2)
    static let newSessionTicket = HandshakeType(rawValue: 4)
    /// Of the drafts of TLS 1.3 before the 22nd.
    static let helloRetryRequest = HandshakeType(rawValue: 6)
    static let endOfEarlyData = HandshakeType(rawValue: 5)
    static let encryptedExtensions = HandshakeType(rawValue: 8)
    static let certificate = HandshakeType(rawValue: 11)
    static let serverKeyExchange = HandshakeType(rawValue: 12)
    static let certificateRequest = HandshakeType(rawValue: 13)
    static let serverHelloDone = HandshakeType(rawValue: 14)
    static let certificateVerify = HandshakeType(rawValue: 15)
    static let clientKeyExchange = HandshakeType(rawValue: 16)
    static let finished = HandshakeType(rawValue: 20)
    static let keyUpdate = HandshakeType(rawValue: 24)

    /// Whether a message of this kind may stand in clear.
    var isKnown: Bool {
        switch rawValue {
        case 0...6, 8, 11...16, 20...25, 67, 203: true
        default: false
        }
    }

    /// As in the specifications; those whose bodies are not read by number.
    var name: String {
        switch self {
        case .clientHello: "ClientHello"
        case .serverHello: "ServerHello"
        case .newSessionTicket: "NewSessionTicket"
        case .certificate: "Certificate"
        case .encryptedExtensions: "EncryptedExtensions"
        case .clientKeyExchange: "ClientKeyExchange"
        default: "handshake message \(rawValue)"
        }
    }

    /// How many octets of a body are worth holding; `nil` if the kind says it all.
    func heldBytes(headBytes: Int) -> Int? {
        switch self {
        case .clientHello, .serverHello, .newSessionTicket, .helloRetryRequest, .encryptedExtensions,
            .clientKeyExchange:
            headBytes
        case .certificate: min(headBytes, CertificateMessage.longest)
        default: nil
        }
    }
}

/// The four octets before every handshake message.
struct HandshakeHeader: Sendable, Equatable {
    static let byteCount = 4
    /// Octets of a message that is believed; certificate chains are the longest in practice.
    static let longest = 1 << 18

    var type: HandshakeType
    var length: Int

    init(_ word: UInt32) {
        type = HandshakeType(rawValue: UInt8(truncatingIfNeeded: word >> 24))
        length = Int(word & 0xff_ffff)
    }

    /// Whether such a message may begin a record of `recordLength` octets, given what is seen of its body.
    ///
    /// Encrypted messages have no header: theirs is a nonce or noise. (A nonce of zeros looks like HelloRequests.)
    func isPlausible(recordLength: Int, bodyVersion: UInt16?) -> Bool {
        guard type.isKnown, length <= HandshakeHeader.longest else { return false }
        switch type {
        case .helloRequest: return length == 0 && recordLength == HandshakeHeader.byteCount
        case .serverHelloDone: return length == 0
        case .clientHello, .serverHello, .helloRetryRequest:
            guard length >= 4, let bodyVersion else { return length >= 4 }
            return bodyVersion >> 8 == 3 || bodyVersion >> 8 == 0x7f || bodyVersion == 0x0002
        default: return length > 0
        }
    }
}
