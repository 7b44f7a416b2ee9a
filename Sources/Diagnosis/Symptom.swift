import Correlation
import Records

/// Something a person would notice, with all that its own flow tells of it.
struct Symptom: Sendable {
    /// Indirect: symptoms wait in a list, and are moved about in it; most have no more to tell than their flow has.
    indirect enum Kind: Sendable {
        /// A connection could not be opened.
        case connectFailed
        /// A flow ended in a way that wants an explanation.
        case ended
        /// Not broken, and slow.
        case slow
        /// A gateway says that it got no answer.
        case gatewayError(HTTPExchange)
        /// A WebSocket was asked for and refused.
        case upgradeRefused(HTTPExchange)
        /// Not broken yet.
        case fragile
        /// A session that others can take over.
        case exposed(Exposure)
        /// A session is lost, or in a way to be.
        case session(SessionTrouble)
        /// A client that came back to a TLS server did the handshake in full again.
        case fullHandshake(ResumptionQuestion)
        /// A download that broke off was asked for again.
        case askedAgain(DownloadReturn)
        /// A client lost its WebSocket, and may be back soon.
        case webSocketLost(WebSocketLoss)
        /// A call or stream of HTTP/2 came to nothing.
        case callFailed(FailedCall)
        /// A store answered with an error that matters to sessions.
        case storeFault(StoreFault)
        /// A session was stored for ever.
        case endlessKey(EndlessKey)
        /// A change of a session was written over.
        case lostUpdate(LostUpdate)
    }

    var kind: Kind
    var facts: FlowFacts {
        _read { yield heldFacts[0] }
        _modify { yield &heldFacts[0] }
    }
    /// One element, always: kept apart, for the same reason.
    private var heldFacts: [FlowFacts]
    /// The packet with which it is there.
    var at: PacketReference
    /// When its verdict falls.
    var deadline: Timestamp
    /// Whether the capture itself lost packets around its time.
    var isNearLoss = false
    /// Verdicts put off so far.
    var postponed = 0

    init(_ kind: Kind, _ facts: FlowFacts, at: PacketReference, patience: Double) {
        self.kind = kind
        heldFacts = [facts]
        self.at = at
        deadline = at.time.advanced(bySeconds: patience)
    }

    var isEnd: Bool { if case .ended = kind { true } else { false } }
    var isConnectFailure: Bool { if case .connectFailed = kind { true } else { false } }
    var isGatewayError: Bool { if case .gatewayError = kind { true } else { false } }
    var isSlow: Bool { if case .slow = kind { true } else { false } }
    var isFragile: Bool { if case .fragile = kind { true } else { false } }

    /// The closing of its flow, if that is what it is about.
    var ending: FlowClosed? { isEnd ? facts.closed : nil }

    /// Whether bytes of the flow are missing in the capture: conclusions lose confidence.
    var hasLoss: Bool {
        guard let closed = facts.closed else { return facts.firstGap != nil }
        let tcp = closed.tcp
        return facts.firstGap != nil || tcp.missingBytes.client > 0 || tcp.missingBytes.server > 0
            || tcp.cutBytes.client > 0 || tcp.cutBytes.server > 0 || tcp.isOneSided
    }

    /// What was owed at the end; `nil` where what seems to be owed may have come in packets that the capture does not
    /// have.
    var owed: Owed? {
        guard let closed = ending, let owed = closed.owed, closed.evicted == nil else { return nil }
        let tcp = closed.tcp
        if tcp.isOneSided || facts.gapBytes[owed.by] > 0 || tcp.missingBytes[owed.by] > 0 { return nil }
        // Where the capture itself lost packets, and with them the beginning, nothing shows that the answer was among them.
        if isNearLoss, tcp.handshake != .complete { return nil }
        return tcp.cutBytes[owed.by] > 0 ? nil : owed
    }

    func evidence(_ packet: UInt64, _ text: String) -> Finding.Evidence {
        Finding.Evidence(packet: packet, flow: facts.id, text: text)
    }

    var serverSubject: Finding.Subject { Finding.Subject(kind: .server, id: "\(facts.server)") }
}
