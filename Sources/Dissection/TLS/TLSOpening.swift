import Bytes

/// What the first bytes of one direction look like.
enum TLSOpening: Sendable, Equatable {
    case nothing
    /// The beginning of something, too short to tell.
    case short
    case clientHello
    case serverHello
    /// So many records in a row, the last one perhaps incomplete; no hello.
    case records(Int)
    case foreign

    /// Ports on which TLS is usual.
    static let ports: [UInt16] = [443, 8443, 853, 993, 995, 465, 636, 5061, 8883]
    /// Octets of a record of application data, the allowance of TLS 1.2 for bad encoders included.
    private static let longestApplicationData = 16_640

    init(_ bytes: RawSpan) {
        guard !bytes.isEmpty else {
            self = .nothing
            return
        }
        switch bytes.uint8(at: 0) {
        case 20...23: self = TLSOpening.ofRecords(bytes)
        case 0x80...0xff: self = TLSOpening.ofSSL2(bytes)
        default: self = .foreign
        }
    }

    private static func ofRecords(_ bytes: RawSpan) -> TLSOpening {
        if bytes.byteCount >= 2, bytes.uint8(at: 1) != 3 { return .foreign }
        guard bytes.byteCount >= RecordHeader.byteCount else { return .short }
        guard let header = RecordHeader(bytes), header.length > 0 else { return .foreign }
        if header.type == .handshake, let hello = ofHandshake(bytes, header) { return hello }
        return chain(bytes)
    }

    /// What a handshake record opens with; `nil` where it is no hello.
    private static func ofHandshake(_ bytes: RawSpan, _ header: RecordHeader) -> TLSOpening? {
        guard bytes.byteCount > RecordHeader.byteCount else { return .short }
        let type = HandshakeType(rawValue: bytes.uint8(at: RecordHeader.byteCount))
        guard type == .clientHello || type == .serverHello || type == .helloRetryRequest else { return nil }
        // A hello may be torn into records of a few octets: what is there must fit.
        let hello: TLSOpening = type == .clientHello ? .clientHello : .serverHello
        guard header.length >= 6 else {
            let next = RecordHeader.byteCount + header.length
            guard bytes.byteCount >= next + RecordHeader.byteCount else { return .short }
            return RecordHeader(bytes, at: next)?.type == .handshake ? hello : .foreign
        }
        guard bytes.byteCount >= RecordHeader.byteCount + 6 else { return .short }
        let message = HandshakeHeader(bytes.uint32(at: RecordHeader.byteCount))
        let version = bytes.uint16(at: RecordHeader.byteCount + 4)
        return message.isPlausible(recordLength: header.length, bodyVersion: version) ? hello : .foreign
    }

    private static func chain(_ bytes: RawSpan) -> TLSOpening {
        var count = 0
        var offset = 0
        while bytes.byteCount - offset >= RecordHeader.byteCount, count < 8 {
            guard let header = RecordHeader(bytes, at: offset), isPlausible(header) else { return .foreign }
            count += 1
            offset += RecordHeader.byteCount + header.length
        }
        return .records(count)
    }

    private static func isPlausible(_ header: RecordHeader) -> Bool {
        switch header.type {
        case .applicationData: header.length > 0 && header.length <= longestApplicationData
        case .alert: header.length >= AlertMessage.byteCount && header.length <= 1024
        case .heartbeat: false
        case .changeCipherSpec: header.length == 1
        default: header.length > 0
        }
    }

    private static func ofSSL2(_ bytes: RawSpan) -> TLSOpening {
        if bytes.byteCount >= 3, bytes.uint8(at: 2) != 1, bytes.uint8(at: 2) != 4 { return .foreign }
        guard bytes.byteCount >= SSL2ServerHello.headByteCount else { return .short }
        if let hello = SSL2ClientHello(bytes) {
            return bytes.byteCount >= hello.byteCount ? .clientHello : .short
        }
        return SSL2ServerHello(bytes) != nil ? .serverHello : .foreign
    }
}
