import Bytes
import Records

/// Reads TLS as an observer: records, handshake messages in clear, alerts; with keys, what is encrypted as well.
///
/// The record layer is here; what messages mean is in `HandshakeState`. Encrypted records that no key opens are passed
/// over unread.
struct TLSDissector: StreamDissector {
    let bounds: Bounds
    var layers: RecordLayers
    var handshake: HandshakeState?
    /// Application data since the handshake that is told of, or since the beginning.
    var traffic = Traffic()
    /// The client began in the record format of SSL 2.0: the server may go on in it.
    var mayBeSSL2 = false
    /// What it takes to open records: empty where there are no keys at all, else one element: an array, because that is
    /// a box that is a value.
    var decryption: [Decryption] = []
    /// What a direction that ended left unfinished.
    var cut: PerSide<Owed?> = PerSide(both: nil)

    /// Those of the limits that concern TLS: a flow holds no copy of all.
    struct Bounds: Sendable {
        var headBytes: Int
        var textBytes: Int
        var alerts: Int
    }

    init(_ environment: Environment) {
        let limits = environment.limits
        bounds = Bounds(
            headBytes: limits.headBytes, textBytes: limits.textBytes, alerts: limits.alertsPerHandshake)
        layers = RecordLayers(isSynchronized: !environment.hints.isMidstream)
        if let keys = environment.keys { decryption = [Decryption(keys, environment)] }
    }

    mutating func step(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, into sink: inout RecordSink
    ) throws(Malformed) -> Demand {
        let direction = provenance.direction
        let phase = layers[direction].phase
        switch phase {
        case .header, .waiting: return readHeader(&window, provenance, &sink)
        case .handshake(let remaining): return readHandshake(&window, remaining, provenance, &sink)
        case .resuming(let remaining):
            layers[direction].phase = .passing
            return .skip(UInt64(remaining))
        case .passing, .closed:
            // Only after bytes that a skip should have taken: begin anew.
            layers[direction].desynchronize()
            return .skip(.max)
        }
    }

    mutating func skipped(_ direction: Direction, at: PacketReference, into sink: inout RecordSink) {
        guard case .passing = layers[direction].phase, let header = layers[direction].header else { return }
        layers[direction].phase = .header
        recordPassed(header, direction, at, &sink)
    }

    mutating func gap(_ gap: StreamGap, into sink: inout RecordSink) -> Resync {
        let direction = gap.place.direction
        if let remaining = remainder(after: gap) {
            loseRest(remaining, of: gap, &sink)
            return .resume
        }
        takeComplete(direction, at: nil, &sink)
        handshake?.gap(from: direction.sender, pending: layers[direction].messages.pending)
        layers[direction].desynchronize()
        loseRecords(gap, &sink)
        return .resume
    }

    // MARK: Records

    private mutating func readHeader(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        if mayBeSSL2, handshake?.version == .ssl2 { return close(direction) }
        if layers[direction].isFresh, layers[direction].isSynchronized, window.uint8(at: 0) & 0x80 != 0 {
            return readSSL2(&window, provenance, &sink)
        }
        if mustSearch(direction), isReady(direction) { return search(&window, provenance, &sink) }
        guard window.byteCount >= RecordHeader.byteCount else { return .more(atLeast: RecordHeader.byteCount) }
        guard let header = RecordHeader(window) else { return notARecord(&window, provenance, &sink) }
        let isInClear: Bool
        switch header.type {
        case .handshake:
            let wanted = RecordHeader.byteCount + min(header.length, 6)
            guard window.byteCount >= wanted else { return .more(atLeast: wanted) }
            isInClear = isHandshakeInClear(window, header, direction)
        case .alert:
            guard header.length == AlertMessage.byteCount else { fallthrough }
            let wanted = RecordHeader.byteCount + header.length
            guard window.byteCount >= wanted else { return .more(atLeast: wanted) }
            isInClear = AlertMessage(window, at: RecordHeader.byteCount) != nil
        default: isInClear = false
        }
        begin(header, provenance)
        if isInClear { return enterClear(header, &window, provenance, &sink) }
        if isProtected(header, direction), isReady(direction) {
            return readProtected(header, &window, provenance, &sink)
        }
        return pass(header, &window, provenance, &sink)
    }

    mutating func begin(_ header: RecordHeader, _ provenance: borrowing Provenance) {
        let direction = provenance.direction
        layers[direction].header = header
        layers[direction].begin = provenance.reference(at: 0)
        layers[direction].isSynchronized = true
        layers[direction].isFresh = false
    }

    private mutating func enterClear(
        _ header: RecordHeader, _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        if header.type == .alert {
            let last = RecordHeader.byteCount + AlertMessage.byteCount
            if let alert = AlertMessage(window, at: RecordHeader.byteCount) {
                tell(alert, direction.sender, provenance.reference(at: last - 1), &sink)
            }
            window = window.extracting(droppingFirst: last)
            return .proceed
        }
        window = window.extracting(droppingFirst: RecordHeader.byteCount)
        if header.length > 0 { layers[direction].phase = .handshake(remaining: header.length) }
        return .proceed
    }

    private mutating func pass(
        _ header: RecordHeader, _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        window = window.extracting(droppingFirst: RecordHeader.byteCount)
        guard header.length > 0 else { return .proceed }
        layers[provenance.direction].phase = .passing
        return .skip(UInt64(header.length))
    }

    /// What stands here is no record: after a gap go on with the next segment, else give the direction up.
    private mutating func notARecord(
        _ window: inout RawSpan, _ provenance: borrowing Provenance, _ sink: inout RecordSink
    ) -> Demand {
        let direction = provenance.direction
        if !layers[direction].isSynchronized {
            window = window.extracting(droppingFirst: window.byteCount)
            return .proceed
        }
        tell(.malformed, "tls: " + RecordHeader.fault(window), provenance.place(at: 0), &sink)
        return close(direction)
    }

    /// Passes over the rest of a direction.
    mutating func close(_ direction: Direction) -> Demand {
        layers[direction].phase = .closed
        return .skip(.max)
    }

    /// Whether a handshake record of which the first octets are there can be read.
    private func isHandshakeInClear(_ window: RawSpan, _ header: RecordHeader, _ direction: Direction) -> Bool {
        let layer = layers[direction]
        guard header.length > 0 else { return true }
        if !layer.isEncrypted, layer.messages.isInMessage { return true }
        guard header.length >= 6 else {
            guard header.length >= HandshakeHeader.byteCount else { return !layer.isEncrypted }
            let message = HandshakeHeader(window.uint32(at: RecordHeader.byteCount))
            return !layer.isEncrypted && message.isPlausible(recordLength: header.length, bodyVersion: nil)
        }
        let message = HandshakeHeader(window.uint32(at: RecordHeader.byteCount))
        let version = window.uint16(at: RecordHeader.byteCount + 4)
        guard message.isPlausible(recordLength: header.length, bodyVersion: version) else { return false }
        guard layer.isEncrypted else { return true }
        // A hello in clear after ChangeCipherSpec: the second one after a HelloRetryRequest, or a new beginning.
        return message.type == .clientHello && message.length + HandshakeHeader.byteCount == header.length
    }

    /// A record that was passed over is complete.
    mutating func recordPassed(
        _ header: RecordHeader, _ direction: Direction, _ at: PacketReference, _ sink: inout RecordSink
    ) {
        let side = direction.sender
        if isProtected(header, direction) { countUnread(direction) }
        switch header.type {
        case .applicationData:
            traffic.count(header.length, side, at)
            let isDone = handshake?.applicationData(from: side, length: header.length, at: at) ?? false
            if isDone { tellDone(&sink) }
        case .changeCipherSpec:
            changeCipherSpec(direction)
        case .handshake:
            layers[direction].isEncrypted = handshake?.ignoresChangeCipherSpec != true
            let isDone = handshake?.encryptedHandshake(from: side, at: at) ?? false
            if isDone { tellDone(&sink) }
        case .alert:
            add(TLSHandshake.Alert(at: at, by: side, level: nil, description: nil, encrypted: true))
        default: break
        }
    }

    /// What a direction sends from now on is encrypted anew.
    mutating func changeCipherSpec(_ direction: Direction) {
        layers[direction].messages.reset()
        if handshake?.ignoresChangeCipherSpec != true {
            layers[direction].isEncrypted = true
            if !decryption.isEmpty { decryption[0].changeCipherSpec(direction) }
        }
        handshake?.changeCipherSpec(from: direction.sender)
    }
}
