public import Records

/// One TLS handshake of a client with a server, as far as it takes to follow resumption. Identifiers are kept as
/// hashes.
public struct TLSVisit: Sendable {
    /// Something to come back with: a ticket, as its hash.
    public struct Ticket: Sendable {
        public var at: PacketReference
        /// Seconds; 0 where the server leaves it open.
        public var lifetime: UInt32
        var hash: UInt64
        var keyName: UInt64?
    }

    /// The connection behind a TCP balancer that carries the same bytes.
    public struct Backend: Sendable {
        public var flow: FlowID
        public var server: Endpoint
    }

    public var flow: FlowID
    public var client: Endpoint
    public var server: Endpoint
    public var hello: PacketReference
    public var serverHello: PacketReference?
    /// The packet with which the handshake was done.
    public var done: PacketReference
    public var isTLS13: Bool
    public var offered: TLSHandshake.Offer
    public var resumed: Bool
    public var tickets: [Ticket] = []
    /// TLS 1.2: the server gave an identifier of its own to come back with.
    public var givesSessionID: Bool
    public var takesTickets: Bool
    public var isDecrypted: Bool
    /// All that belongs to it was told: its flow is over.
    public var isFinal = false
    public var backend: Backend?
    /// It is the copy of another visit, behind a TCP balancer.
    public internal(set) var isUpstreamLeg = false
    var offeredHash: UInt64?
    var offeredKeyName: UInt64?
    var clientSessionID: UInt64?
    var serverSessionID: UInt64?

    /// Tickets kept of one handshake.
    private static let ticketLimit = 4

    /// `nil` for what says nothing about resumption: not completed, seen in part, or with a key agreed otherwise.
    init?(_ handshake: TLSHandshake, of opened: FlowOpened) {
        guard handshake.outcome != .failed, handshake.sawClientHello, handshake.sawServerHello, !handshake.hasGaps,
            !handshake.isExternalPSK, let resumed = handshake.resumed, let done = handshake.done
        else { return nil }
        flow = opened.id
        client = opened.client
        server = opened.server
        hello = handshake.at
        serverHello = handshake.serverHello
        self.done = done
        isTLS13 = handshake.version?.hasPrefix("TLS 1.3") ?? false
        offered = handshake.offered ?? .none
        self.resumed = resumed
        isDecrypted = handshake.isReadWhole
        takesTickets = handshake.clientSupportsTickets
        offeredHash = OctetHash.of(handshake.offeredIdentityHash)
        offeredKeyName =
            handshake.offeredIdentity.count >= 16 ? OctetHash.of(handshake.offeredIdentity.prefix(16)) : nil
        clientSessionID = OctetHash.of(handshake.clientSessionID)
        serverSessionID = OctetHash.of(handshake.serverSessionID)
        // In TLS 1.3 the server repeats the client's; in TLS 1.2 a repeated one is a session taken up again.
        givesSessionID = !isTLS13 && serverSessionID != nil && serverSessionID != clientSessionID
        takeTickets(of: handshake)
    }

    mutating func takeTickets(of handshake: TLSHandshake) {
        tickets = handshake.ticketsIssued.prefix(Self.ticketLimit).compactMap { ticket in
            OctetHash.of(ticket.hash).map {
                Ticket(
                    at: ticket.at, lifetime: ticket.lifetime, hash: $0,
                    keyName: ticket.keyName.count >= 16 ? OctetHash.of(ticket.keyName) : nil)
            }
        }
    }

    /// Who really answered: the server behind a TCP balancer, where that leg was captured.
    public var answerer: Endpoint { backend?.server ?? server }

    /// Whether the server gave the client something to come back with; `nil` where that is encrypted and unread.
    public var offersWayBack: Bool? {
        if resumed || !tickets.isEmpty || givesSessionID { return true }
        return isTLS13 && !(isDecrypted && isFinal) ? nil : false
    }

    /// From when on a client can have what this visit gave it.
    public var ready: Timestamp {
        if let last = tickets.last { return last.at.time }
        // TLS 1.3 sends its tickets after the client's Finished: a round trip later, about what the handshake took.
        return isTLS13 ? done.time.advanced(bySeconds: max(0.001, duration)) : done.time
    }

    /// Seconds from the ClientHello to the end of the handshake.
    public var duration: Double { max(0, done.time.seconds(since: hello.time)) }
    public var isRefused: Bool { offered != .none && !resumed }
    /// The packet with the server's decision.
    public var decision: PacketReference { serverHello ?? done }
}
