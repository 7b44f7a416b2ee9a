import Records

/// What was seen of one handshake, and what follows from it. Messages are parsed elsewhere.
///
/// Only what an observer can know is concluded: messages lost to gaps leave questions open.
struct HandshakeState: Sendable {
    /// What one side has sent so far.
    struct Sent: Sendable {
        var changeCipherSpec = false
        /// Anything after the hello.
        var more = false
    }

    var told: TLSHandshake
    private(set) var version: ProtocolVersion?
    private var sent = PerSide<Sent>(both: Sent())
    private var pskIdentities: [ClientHello.PSKIdentity] = []
    /// The server has sent what it only sends in a full handshake.
    private var isFull = false
    private var isDecided = false

    init(at: PacketReference) { told = TLSHandshake(at: at) }

    /// Whether it has been done or has failed, so that nothing can change that.
    var isSettled: Bool { told.outcome != .unknown }
    /// A HelloRetryRequest waits for the second ClientHello.
    var awaitsSecondHello: Bool { told.helloRetry && !told.sawServerHello }
    /// ChangeCipherSpec is only for the looks (RFC 8446 § D.4).
    var ignoresChangeCipherSpec: Bool { told.helloRetry || version?.isTLS13 == true }

    // MARK: Hellos

    mutating func clientHello(_ hello: ClientHello, textBytes: Int) {
        told.sawClientHello = true
        told.serverName = hello.serverName.map { String($0.prefix(textBytes)) }
        told.alpnOffered = hello.applicationProtocols.map { String(decoding: $0, as: UTF8.self) }
        told.clientSessionID = hello.sessionID
        told.supportedVersions = hello.supportedVersions.filter { !isGREASE($0) }
        told.earlyData = hello.offersEarlyData
        told.clientSupportsTickets = hello.sessionTicket != nil || hello.hasPSKModes
        if !hello.cipherSuites.isEmpty {
            told.ja3 = JA3.fingerprint(hello)
            told.ja4 = JA4.fingerprint(hello)
        }
        readOffer(hello)
    }

    /// The way back that the client asks for: PSK, else a ticket, else a session id that is none for the looks.
    private mutating func readOffer(_ hello: ClientHello) {
        pskIdentities = hello.pskIdentities
        if let first = hello.pskIdentities.first {
            told.offered = .psk
            told.isExternalPSK = first.isExternal
            keepIdentity(first.identity)
        } else if hello.extensionTypes.contains(ExtensionType.preSharedKey) {
            told.offered = .psk
        } else if let ticket = hello.sessionTicket, !ticket.isEmpty {
            told.offered = .ticket
            keepIdentity(ticket)
        } else if !hello.sessionID.isEmpty, !(hello.offersTLS13 && hello.sessionID.count == 32) {
            told.offered = .sessionID
        } else {
            told.offered = TLSHandshake.Offer.none
        }
    }

    private mutating func keepIdentity(_ identity: [UInt8]) {
        told.offeredIdentity = Array(identity.prefix(64))
        told.offeredIdentityLength = identity.count
        told.offeredIdentityHash = shortHash(identity)
    }

    mutating func helloRetryRequest() { told.helloRetry = true }

    mutating func serverHello(_ hello: ServerHello, at: PacketReference) {
        told.sawServerHello = true
        told.serverHello = at
        version = hello.version
        told.version = hello.version.name
        told.cipher = hello.cipherSuite
        told.alpn = hello.applicationProtocol.map { String(decoding: $0, as: UTF8.self) }
        told.serverSessionID = hello.sessionID
        told.serverSupportsTickets = hello.hasSessionTicket
        guard hello.version.isTLS13 else {
            told.isExternalPSK = false
            return
        }
        isDecided = true
        if let index = hello.selectedIdentity {
            if Int(index) < pskIdentities.count { told.isExternalPSK = pskIdentities[Int(index)].isExternal }
            told.resumed = !told.isExternalPSK
        } else {
            told.isExternalPSK = false
            told.resumed = false
        }
    }

    mutating func ssl2ServerHello(_ hello: SSL2ServerHello, at: PacketReference) {
        told.sawServerHello = true
        told.serverHello = at
        version = .ssl2
        told.version = ProtocolVersion.ssl2.name
        told.resumed = hello.isSessionIDHit
        isDecided = true
    }

    // MARK: What follows the hellos, TLS 1.2 and before

    /// A message after the hellos has come, or has begun to.
    mutating func message(_ type: HandshakeType, from side: Side) {
        sent[side].more = true
        switch type {
        case .certificate, .serverKeyExchange, .serverHelloDone:
            guard side == .server, told.sawServerHello, !isDecided else { return }
            told.resumed = false
            isDecided = true
        case .certificateRequest: told.clientCertificateRequested = true
        default: break
        }
    }

    mutating func changeCipherSpec(from side: Side) {
        sent[side].more = true
        sent[side].changeCipherSpec = true
        guard side == .server, told.sawServerHello, !isDecided, !told.hasGaps else { return }
        // Straight from its hello (or the new ticket) to ChangeCipherSpec: the abbreviated handshake.
        told.resumed = true
        isDecided = true
    }

    /// An encrypted handshake record; returns whether the handshake is done with it.
    mutating func encryptedHandshake(from side: Side, at: PacketReference) -> Bool {
        sent[side].more = true
        if isSettled || version?.isTLS13 == true {
            told.encryptedHandshakeRecords &+= isSettled ? 1 : 0
            return false
        }
        guard sent[side].changeCipherSpec else { return false }
        told.finished[side] = true
        return told.finished[side.other] ? complete(at) : false
    }

    /// A record of application data; returns whether it shows that the handshake is done.
    mutating func applicationData(from side: Side, length: Int, at: PacketReference) -> Bool {
        defer { sent[side].more = true }
        guard !isSettled else { return false }
        let shows: Bool
        if let version, version.isTLS13 {
            shows = side == .client && mayBeFinished(length)
            if shows { told.finished.client = true }
        } else if version != nil {
            // A client may send before the server's Finished (RFC 7918), a server never before the client's.
            shows = sent.server.changeCipherSpec && (side == .server || told.finished.server)
        } else {
            let isServerUnseen = told.sawClientHello && !sent.server.more && !told.earlyData
            shows = side == .client && isServerUnseen && (told.finished.client || mayBeFinished(length))
        }
        return shows ? complete(at) : false
    }

    /// A Finished message that was read; returns whether the handshake is done with it.
    ///
    /// In TLS 1.3 the client has the last word, else whoever spoke second.
    mutating func finished(from side: Side, at: PacketReference) -> Bool {
        sent[side].more = true
        guard !isSettled else { return false }
        told.finished[side] = true
        let isLast = version?.isTLS13 == true ? side == .client : told.finished[side.other]
        return isLast ? complete(at) : false
    }

    /// Application data under the keys of a finished handshake; returns whether it shows that the handshake is done.
    mutating func openedData(from side: Side, length: Int, at: PacketReference) -> Bool {
        guard version?.isTLS13 == true else { return applicationData(from: side, length: length, at: at) }
        sent[side].more = true
        // A server may send before the client has finished.
        guard !isSettled, side == .client else { return false }
        told.finished.client = true
        return complete(at)
    }

    /// Whether a record may hold the client's Finished of TLS 1.3: header, hash, content type, tag.
    ///
    /// A shorter one is an alert, or the end of early data.
    private func mayBeFinished(_ length: Int) -> Bool {
        let hash = told.cipher.map { CipherSuite(rawValue: $0).finishedBytes } ?? 32
        let expected = 4 + hash + 1 + 16
        return told.earlyData ? length == expected : length >= expected
    }

    private mutating func complete(_ at: PacketReference) -> Bool {
        told.done = at
        told.outcome = .completed
        return true
    }

    // MARK: Ends

    /// A fatal alert in clear; returns whether the handshake failed with it.
    mutating func fatalAlert() -> Bool {
        guard !isSettled, told.sawClientHello || told.sawServerHello else { return false }
        told.outcome = .failed
        return true
    }

    /// Bytes of one side are missing; `pending` is the message that was under way.
    mutating func gap(from side: Side, pending: HandshakeType?) {
        if let pending { message(pending, from: side) }
        if !isSettled { told.hasGaps = true }
    }

    /// The flow ended, and not only the capture; returns whether the handshake failed with it.
    mutating func flowEnded() -> Bool {
        guard !isSettled, !told.hasGaps, told.sawClientHello else { return false }
        guard told.sawServerHello || !sent.client.more else { return false }
        told.outcome = .failed
        return true
    }
}
