import Bytes
import Records

/// Handshake messages, from the octets of records to the state of the handshake.
extension TLSDissector {
    /// Reads what there is of a handshake record of which `remaining` octets are left.
    ///
    /// Messages count when their record is complete, as the peer sees it; or when it is clear that it never will be.
    mutating func readHandshake(
        _ window: inout RawSpan, _ remaining: Int, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        let count = min(remaining, window.byteCount)
        var fragment = window.extracting(first: count)
        window = window.extracting(droppingFirst: count)
        let left = remaining - count
        layers[direction].phase = left > 0 ? .handshake(remaining: left) : .header
        while !fragment.isEmpty, !layers[direction].isRestUnknown {
            guard let message = next(&fragment, direction) else { continue }
            if case .unknown = message { layers[direction].isRestUnknown = true }
            let place = provenance.place(at: max(0, count - fragment.byteCount - 1))
            layers[direction].complete.append(HandshakeMessage.Read(message: message, place: place))
        }
        if left == 0 {
            layers[direction].isRestUnknown = false
            takeComplete(direction, at: provenance.reference(at: max(0, count - 1)), &sink)
        }
        return .proceed
    }

    /// The message that is complete with octets from the front of `fragment`.
    mutating func next(_ fragment: inout RawSpan, _ direction: Direction) -> HandshakeMessage? {
        let before = fragment
        let message = read(&fragment, direction)
        if !decryption.isEmpty {
            let octets = before.extracting(first: before.byteCount - fragment.byteCount)
            decryption[0].note(octets, completed: message?.type)
        }
        return message
    }

    private mutating func read(_ fragment: inout RawSpan, _ direction: Direction) -> HandshakeMessage? {
        let isTLS13 = handshake?.version?.isTLS13 == true
        let step = layers[direction].messages.read(&fragment, headBytes: bounds.headBytes)
        switch step {
        case .more: return nil
        case .inPlace(let type, let length):
            let body = fragment.extracting(first: length)
            fragment = fragment.extracting(droppingFirst: length)
            return HandshakeMessage(type, body, isTLS13: isTLS13)
        case .collected(let type):
            let body = layers[direction].messages.takeBody()
            return HandshakeMessage(type, body.span.bytes, isTLS13: isTLS13)
        case .passed(let type, let length, let isTooLong):
            return isTooLong ? .tooLong(type, length: length) : .other(type)
        case .implausible(let type):
            layers[direction].messages.reset()
            return .unknown(type)
        }
    }

    /// Takes in the messages of a record; without `at`, which completed the record, each counts where it ended.
    mutating func takeComplete(_ direction: Direction, at: PacketReference?, _ sink: inout RecordSink) {
        guard !layers[direction].complete.isEmpty else { return }
        let messages = layers[direction].complete
        layers[direction].complete.removeAll()
        for read in messages {
            var place = read.place
            if let at { (place.packet, place.time) = (at.packet, at.time) }
            take(read.message, place, &sink)
        }
    }

    /// Takes in a message; `wasOpened` if it was encrypted.
    mutating func take(
        _ message: HandshakeMessage, _ place: Place, wasOpened: Bool = false, _ sink: inout RecordSink
    ) {
        let side = place.direction.sender
        switch message {
        case .clientHello(let hello): begin(hello, place, wasOpened: wasOpened, &sink)
        case .serverHello(let hello): answer(hello, place, &sink)
        case .newSessionTicket(let ticket):
            keep(ticket, place)
            handshake?.message(.newSessionTicket, from: side)
        case .certificate(let message):
            keep(message.leaf, place)
            handshake?.message(.certificate, from: side)
        case .encryptedExtensions(let extensions): keep(extensions, place, &sink)
        case .clientKeyExchange(let body):
            if !decryption.isEmpty { decryption[0].clientKeyExchange(body) }
            handshake?.message(.clientKeyExchange, from: side)
        case .other(let type) where wasOpened: takeOpened(type, place, &sink)
        case .other(.helloRetryRequest): handshake?.helloRetryRequest()
        case .other(let type): handshake?.message(type, from: side)
        case .tooLong(let type, let length):
            tell(.limit, "\(type.name) of \(length) bytes is not read: headBytes", place, &sink)
            handshake?.message(type, from: side)
        case .broken(let type, let error):
            tell(.malformed, "tls: \(type.name): \(error)", place, &sink)
            handshake?.message(type, from: side)
        case .unknown(let type): tell(.malformed, "tls: handshake type is \(type.rawValue)", place, &sink)
        }
    }

    /// A ClientHello begins a handshake, unless a HelloRetryRequest asked for it.
    mutating func begin(
        _ hello: ClientHello, _ place: Place, wasOpened: Bool = false, _ sink: inout RecordSink
    ) {
        if let broken = hello.broken { tell(.malformed, "tls: ClientHello: \(broken)", place, &sink) }
        if let handshake, handshake.awaitsSecondHello { return }
        finish(&sink)
        if !wasOpened {
            layers[.toServer].isEncrypted = false
            layers[.toClient].isEncrypted = false
        }
        if !decryption.isEmpty { decryption[0].clientHello(hello, wasOpened: wasOpened) }
        var state = HandshakeState(at: place.reference)
        state.clientHello(hello, textBytes: bounds.textBytes)
        state.told.decrypted = wasOpened
        handshake = state
    }

    private mutating func answer(_ hello: ServerHello, _ place: Place, _ sink: inout RecordSink) {
        if let broken = hello.broken { tell(.malformed, "tls: ServerHello: \(broken)", place, &sink) }
        if let told = handshake?.told, told.sawServerHello { finish(&sink) }
        var state = handshake ?? HandshakeState(at: place.reference)
        if hello.isHelloRetryRequest {
            state.helloRetryRequest()
        } else {
            state.serverHello(hello, at: place.reference)
        }
        handshake = state
        if !decryption.isEmpty { decryption[0].serverHello(hello) }
    }

    /// What the server says of the hello's extensions, once it can speak under encryption.
    private mutating func keep(_ extensions: EncryptedExtensions, _ place: Place, _ sink: inout RecordSink) {
        handshake?.told.alpn = extensions.applicationProtocol.map { String(decoding: $0, as: UTF8.self) }
        handshake?.message(.encryptedExtensions, from: place.direction.sender)
        settleEarlyData(isAccepted: extensions.acceptsEarlyData, &sink)
    }

    private mutating func keep(_ ticket: NewSessionTicket, _ place: Place) {
        guard !ticket.ticket.isEmpty else { return }
        var state = handshake ?? HandshakeState(at: place.reference)
        if state.told.ticketsIssued.count < bounds.alerts {
            state.told.ticketsIssued.append(
                TLSHandshake.Ticket(
                    at: place.reference, lifetime: ticket.lifetimeHint, hash: shortHash(ticket.ticket),
                    keyName: Array(ticket.ticket.prefix(16))))
        }
        handshake = state
    }

    /// Keeps the server's leaf certificate; clients' are theirs.
    mutating func keep(_ leaf: [UInt8], _ place: Place) {
        guard place.direction == .toClient, !leaf.isEmpty else { return }
        var state = handshake ?? HandshakeState(at: place.reference)
        if state.told.certificate == nil { state.told.certificate = TLSHandshake.Certificate(der: leaf) }
        handshake = state
    }
}
