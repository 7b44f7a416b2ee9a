import Bytes

/// Where the fields of a ClientHello in SSL 2.0's record format are (RFC 5246 § E.2).
struct SSL2ClientHello: Sendable, Equatable {
    /// Octets up to the cipher specs: record header, type, version, three lengths.
    static let headByteCount = 11

    /// Octets of the record, its two-octet header included.
    var byteCount: Int
    var version: UInt16
    private var cipherBytes: Int
    private var sessionIDBytes: Int

    /// Reads the head; `nil` if its fields contradict each other.
    init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= SSL2ClientHello.headByteCount else { return nil }
        guard bytes.uint8(at: 0) & 0x80 != 0, bytes.uint8(at: 2) == 1 else { return nil }
        let length = Int(bytes.uint16(at: 0) & 0x7fff)
        version = bytes.uint16(at: 3)
        cipherBytes = Int(bytes.uint16(at: 5))
        sessionIDBytes = Int(bytes.uint16(at: 7))
        let challengeBytes = Int(bytes.uint16(at: 9))
        byteCount = length + 2
        guard version == 0x0002 || (0x0300...0x0303).contains(version) else { return nil }
        guard cipherBytes > 0, cipherBytes % 3 == 0, sessionIDBytes == 0 || sessionIDBytes == 16 else { return nil }
        guard (16...32).contains(challengeBytes) else { return nil }
        guard length == 9 + cipherBytes + sessionIDBytes + challengeBytes else { return nil }
    }

    /// The hello in a record that is there as a whole.
    func hello(in record: RawSpan) -> ClientHello {
        var rest = record
        var sessionID: [UInt8] = []
        if (try? rest.skip(SSL2ClientHello.headByteCount + cipherBytes)) != nil {
            sessionID = (try? rest.readBytes(sessionIDBytes)) ?? []
        }
        return ClientHello(legacyVersion: version, sessionID: sessionID)
    }
}

/// A ServerHello of SSL 2.0.
struct SSL2ServerHello: Sendable, Equatable {
    /// Octets up to the certificate: record header, type, hit, certificate type, version, three lengths.
    static let headByteCount = 13

    /// Octets of the record, its two-octet header included.
    var byteCount: Int
    var isSessionIDHit: Bool
    private var certificateBytes: Int

    /// Reads the head; `nil` if its fields contradict each other.
    init?(_ bytes: RawSpan) {
        guard bytes.byteCount >= SSL2ServerHello.headByteCount else { return nil }
        guard bytes.uint8(at: 0) & 0x80 != 0, bytes.uint8(at: 2) == 4 else { return nil }
        let length = Int(bytes.uint16(at: 0) & 0x7fff)
        isSessionIDHit = bytes.uint8(at: 3) != 0
        certificateBytes = Int(bytes.uint16(at: 7))
        let cipherBytes = Int(bytes.uint16(at: 9))
        let connectionIDBytes = Int(bytes.uint16(at: 11))
        byteCount = length + 2
        guard bytes.uint16(at: 5) == 0x0002, cipherBytes % 3 == 0 else { return nil }
        guard length == 11 + certificateBytes + cipherBytes + connectionIDBytes else { return nil }
    }

    /// The certificate in a record that is there as a whole; empty if it has none.
    func certificate(in record: RawSpan) -> [UInt8] {
        var rest = record
        guard (try? rest.skip(SSL2ServerHello.headByteCount)) != nil else { return [] }
        return (try? rest.readBytes(certificateBytes)) ?? []
    }
}
