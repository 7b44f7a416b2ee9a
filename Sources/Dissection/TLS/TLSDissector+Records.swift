import Bytes
import Records

/// Protected records: opened with keys, or left.
extension TLSDissector {
    /// Whether a record that is not in clear is one that keys would open.
    func isProtected(_ header: RecordHeader, _ direction: Direction) -> Bool {
        if handshake?.ignoresChangeCipherSpec ?? false { return header.type == .applicationData }
        if layers[direction].isEncrypted { return true }
        // Early data of TLS 1.3 comes before it is known which version it will be.
        guard handshake?.version != nil else { return header.type == .applicationData }
        return !decryption.isEmpty && decryption[0][direction].isInDoubt && header.type != .changeCipherSpec
    }

    /// Whether there are keys to try on a direction's records.
    mutating func isReady(_ direction: Direction) -> Bool {
        guard !decryption.isEmpty else { return false }
        return decryption[0].isReady(direction, isEncrypted: layers[direction].isEncrypted)
    }

    /// Opens a protected record once all of it is there.
    mutating func readProtected(
        _ header: RecordHeader, _ window: inout RawSpan, _ provenance: borrowing Provenance,
        _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        let byteCount = RecordHeader.byteCount + header.length
        guard window.byteCount >= byteCount else {
            layers[direction].phase = .waiting(from: provenance.offset)
            return .more(atLeast: byteCount)
        }
        layers[direction].phase = .header
        let place = provenance.place(at: byteCount - 1)
        let record = window.extracting(first: byteCount)
        if let opened = open(record, header, direction) {
            take(opened, header, place, &sink)
        } else {
            leave(header, place, &sink)
        }
        window = window.extracting(droppingFirst: byteCount)
        return .proceed
    }

    private mutating func open(_ record: RawSpan, _ header: RecordHeader, _ direction: Direction) -> OpenedRecord? {
        let reach = decryption[0].reach
        return decryption[0][direction].open(record, header, reach: reach)
    }

    /// No key opens the record: it passes as it would without keys.
    private mutating func leave(_ header: RecordHeader, _ place: Place, _ sink: inout RecordSink) {
        let direction = place.direction
        let content = lostContent(header, direction)
        recordPassed(header, direction, place.reference, &sink)
        loseContent(content, place, .undecryptable, &sink)
        if decryption[0][direction].isGivenUp {
            tellUnreadable("no key opens the records of this connection", place, &sink)
        }
    }

    /// An encrypted record has passed unread.
    mutating func countUnread(_ direction: Direction) {
        handshake?.told.unreadRecords &+= 1
        if !decryption.isEmpty { decryption[0][direction].loseRecord() }
    }

    // MARK: What was inside

    mutating func take(
        _ opened: OpenedRecord, _ header: RecordHeader, _ place: Place, _ sink: inout RecordSink
    ) {
        let direction = place.direction
        handshake?.told.decrypted = true
        // After a loss that may have swallowed ChangeCipherSpec, this is the proof of it.
        if handshake?.ignoresChangeCipherSpec != true { layers[direction].isEncrypted = true }
        switch opened.type {
        case .handshake: readMessages(opened.content, place, &sink)
        case .alert:
            if let alert = AlertMessage(opened.content.span.bytes, at: 0),
                opened.content.count == AlertMessage.byteCount
            {
                tell(alert, direction.sender, place.reference, &sink)
            }
        case .applicationData:
            traffic.count(header.length, direction.sender, place.reference)
            if decryption[0][direction].current?.epoch == .early {
                takeEarlyData(opened.content, place, &sink)
                return
            }
            let isDone = handshake?.openedData(from: direction.sender, length: header.length, at: place.reference)
            if isDone == true { tellDone(&sink) }
            deliver(opened.content, direction, place, &sink)
        case .changeCipherSpec: changeCipherSpec(direction)
        default: break
        }
    }

    private mutating func readMessages(_ content: [UInt8], _ place: Place, _ sink: inout RecordSink) {
        let direction = place.direction
        var fragment = content.span.bytes
        while !fragment.isEmpty, !layers[direction].isRestUnknown {
            guard let message = next(&fragment, direction) else { continue }
            if case .unknown = message { layers[direction].isRestUnknown = true }
            take(message, place, wasOpened: true, &sink)
        }
        layers[direction].isRestUnknown = false
    }

    /// A message that was encrypted and whose kind says it all.
    mutating func takeOpened(_ type: HandshakeType, _ place: Place, _ sink: inout RecordSink) {
        let direction = place.direction
        let side = direction.sender
        switch type {
        case .finished:
            let isDone = handshake?.finished(from: side, at: place.reference)
            if isDone == true { tellDone(&sink) }
            if handshake?.version?.isTLS13 == true { decryption[0][direction].leave(.handshake) }
        case .endOfEarlyData:
            settleEarlyData(isAccepted: true, &sink)
            decryption[0][direction].leave(.early)
        case .keyUpdate: decryption[0][direction].updateKeys()
        default: handshake?.message(type, from: side)
        }
    }

    /// Says why nothing was opened although a secret of the connection is known.
    mutating func tellUnopened(_ at: PacketReference, _ sink: inout RecordSink) {
        guard !decryption.isEmpty, decryption[0].knowsSecret, let told = handshake?.told, !told.decrypted else {
            return
        }
        guard told.unreadRecords > 0 else { return }
        let place = Place(packet: at.packet, time: at.time, offset: 0, direction: .toClient)
        if told.sawServerHello, decryption[0].negotiation.cipher == nil {
            let suite = told.cipher.map { CipherSuite(rawValue: $0).name ?? "suite \($0)" } ?? "no suite"
            tellUnreadable("records of \(suite) in \(told.version ?? "?") are not opened", place, &sink)
        } else {
            tellUnreadable("the secrets given open none of \(told.unreadRecords) records", place, &sink)
        }
    }

    /// The flow says once what keeps its records from being read.
    mutating func tellUnreadable(_ reason: String, _ place: Place, _ sink: inout RecordSink) {
        guard !decryption.isEmpty, !decryption[0].isUnreadableTold else { return }
        decryption[0].isUnreadableTold = true
        tell(.opaque, "tls: " + reason, place, &sink)
    }
}
