public import Records

/// What is remembered of one flow while it is open, and handed on when it is closed: no lists that grow with traffic.
public struct FlowFacts: Sendable {
    /// An exchange, without its headers.
    public struct ExchangeHead: Sendable {
        public var method: String
        /// As sent: the query is a secret.
        public var target: String
        public var status: UInt16?
        public var requested: PacketReference?
        public var answered: PacketReference?
        public var asksForWebSocket: Bool
        /// The response is a stream of events without an end.
        public var isEventStream: Bool
    }

    public var opened: FlowOpened
    public var exchangeCount = 0
    public var lastExchange: ExchangeHead? { heads.first }
    /// Empty or one element: kept apart, for it is large, and many flows have none.
    private var heads: [ExchangeHead] = []
    /// The end of the last complete response.
    public var lastResponseEnd: PacketReference?
    /// `Server` and `Via` of the last response that had them; `Via` of a request says that the client is a proxy.
    public var serverSoftware: String?
    public var serverVia: String?
    public var clientIsProxy = false
    /// Names of cookies that balancers set.
    public var balancerCookies: [String] = []
    /// Seconds of `Keep-Alive: timeout`, as the server said.
    public var announcedKeepAlive: UInt32?
    public var serverAnnouncedClose = false
    /// Whether a session cookie, session header or credentials were sent.
    public var carriesCredentials = false
    /// The handshakes told so far, the first four.
    public var handshakes: [TLSHandshake] = []
    public var webSocket: WebSocketSession? {
        get { webSockets.first }
        set { webSockets = newValue.map { [$0] } ?? [] }
    }
    /// Large, and few flows have one: a box that is a value.
    private var webSockets: [WebSocketSession] = []
    /// What protocols other than HTTP/1 tell of it: few flows have any.
    private var stories: [ProtocolStory] = []
    /// Application protocols recognised so far.
    public var protocols: [String] = []
    /// Whether anything but the opening was told of it: both sides have spoken.
    public var hasAnswer = false
    /// Bytes of each side that the capture does not hold, and the first place of them.
    public var gapBytes = PerSide<UInt64>(both: 0)
    public var firstGap: PacketReference?
    /// Set when the flow is over.
    public var closed: FlowClosed?
    /// Its number in the history of connections.
    var connectionNumber = -1

    init(opened: FlowOpened) { self.opened = opened }

    public var id: FlowID { opened.id }
    public var client: Endpoint { opened.client }
    public var server: Endpoint { opened.server }
    public var isHTTP: Bool { exchangeCount > 0 || protocols.contains("http1") || protocols.contains("http2") }
    public var isTLS: Bool { !handshakes.isEmpty || protocols.contains("tls") }
    /// A database or a store of keys speaks in it.
    public var isStore: Bool {
        protocols.contains { $0 == "redis" || $0 == "memcached" || $0 == "postgresql" || $0 == "mysql" }
    }
    /// Encrypted, and what is inside was not read.
    public var isUnreadTLS: Bool { isTLS && exchangeCount == 0 && webSockets.isEmpty && !isHTTP }
    public var isWebSocket: Bool { !webSockets.isEmpty || protocols.contains("websocket") }

    mutating func absorb(_ record: Record) {
        switch record {
        case .flowOpened(let opened): self.opened = opened
        case .exchange(let exchange): absorb(exchange)
        case .handshakeDone(let handshake):
            hasAnswer = hasAnswer || handshake.sawServerHello
            protocolSeen("tls")
        case .handshake(let handshake):
            // The last one is how the flow ended.
            if handshakes.count < 4 { handshakes.append(handshake) } else { handshakes[3] = handshake }
            hasAnswer = hasAnswer || handshake.sawServerHello
            protocolSeen("tls")
        case .webSocket(var session):
            session.frameList = []
            webSocket = session
            hasAnswer = true
        case .gap(let gap):
            if gap.cause != .undecryptable, gap.cause != .lost {
                gapBytes[gap.place.direction] &+= gap.byteCount
                firstGap = firstGap ?? gap.place.reference
            }
        case .event(let event):
            if event.kind == .identified { protocolSeen(event.detail) }
            if event.place.direction == .toClient { hasAnswer = true }
        case .http2(let connection):
            hasAnswer = true
            change { $0.http2 = connection }
        case .databaseEvent(let event): absorb(event)
        case .database(let session):
            hasAnswer = true
            change { $0.database = session }
        case .command: hasAnswer = true
        case .flowClosed(let closed): absorb(closed)
        case .attempt: break
        }
    }

    /// The story of its protocol so far.
    var story: ProtocolStory? { stories.first }

    /// Changes the story of its protocol, which begins with that.
    mutating func change(_ change: (inout ProtocolStory) -> Void) {
        if stories.isEmpty { stories.append(ProtocolStory()) }
        change(&stories[0])
    }

    private mutating func protocolSeen(_ name: String) {
        if protocols.count < 8, !protocols.contains(name) { protocols.append(name) }
    }

    mutating func absorb(_ closed: FlowClosed) {
        opened = closed.opened
        if protocols.isEmpty {
            protocols = closed.protocols
        } else {
            for name in closed.protocols { protocolSeen(name) }
        }
        self.closed = closed
    }

    mutating func absorb(_ exchange: HTTPExchange) {
        exchangeCount &+= 1
        if let response = exchange.response { absorb(response) }
        guard let request = exchange.request else { return }
        if !clientIsProxy {
            clientIsProxy = request.via != nil || request.forwarded != nil || request.forwardedFor != nil
        }
        if !carriesCredentials { carriesCredentials = request.authorization != nil || !request.sessionHeaders.isEmpty }
        // A balancer's cookie comes with every request: the first ones tell. By index: no value is copied.
        if exchangeCount <= Self.requestsLookedAt {
            for index in request.cookies.indices { balancerCookie(request.cookies[index].name) }
        }
        let head = ExchangeHead(
            method: request.method, target: request.target, status: exchange.response?.status, requested: request.at,
            answered: exchange.response?.at, asksForWebSocket: request.asksForWebSocket,
            isEventStream: exchange.response?.isEventStream ?? false)
        if heads.isEmpty { heads.append(head) } else { heads[0] = head }
    }

    private mutating func absorb(_ response: HTTPResponse) {
        hasAnswer = true
        // Most repeat what the one before said.
        if let server = response.server, server != serverSoftware { serverSoftware = server }
        if let via = response.via, via != serverVia { serverVia = via }
        if let timeout = response.keepAliveTimeout { announcedKeepAlive = timeout }
        serverAnnouncedClose = response.connectionClose
        if response.complete { lastResponseEnd = response.end ?? response.at }
        for index in response.setCookies.indices { balancerCookie(response.setCookies[index].name) }
    }

    /// Requests of a flow that are looked at for cookies of balancers.
    private static let requestsLookedAt = 4
    private static let balancers = [
        "AWSALB", "AWSELB", "INGRESSCOOKIE", "__cf_bm", "ARRAffinity", "BIGipServer", "GCLB",
        "ApplicationGatewayAffinity",
    ]
    /// The first octets of those names, one bit each by the lowest six: cookies are many, and balancers' few.
    private static let balancerInitials = balancers.compactMap(\.utf8.first).reduce(UInt64(0)) {
        $0 | 1 << UInt64($1 & 63)
    }

    private mutating func balancerCookie(_ name: String) {
        guard let first = name.utf8.first, Self.balancerInitials >> UInt64(first & 63) & 1 != 0,
            balancerCookies.count < 4,
            !balancerCookies.contains(name)
        else { return }
        for balancer in Self.balancers where balancer.utf8.first == first && name.hasPrefix(balancer) {
            return balancerCookies.append(name)
        }
    }
}

extension HTTPRequest {
    /// Whether it asks for a WebSocket (RFC 6455 § 4.1), by either of its headers.
    public var asksForWebSocket: Bool {
        self.webSocketProtocol != nil || self.upgrade?.lowercased().contains("websocket") == true
    }
}

extension HTTPResponse {
    /// Whether it goes on for as long as the client likes: server-sent events, camera pictures.
    var isEventStream: Bool {
        guard let type = self.contentType else { return false }
        return type.begins("text/event-stream") || type.begins("multipart/x-mixed-replace")
    }
}

extension HTTPExchange {
    /// Whether a WebSocket was asked for and the answer opens none: 101 does, in HTTP/2 any 2xx (RFC 8441 § 5).
    public var refusesWebSocket: Bool {
        guard let response = self.response, self.request?.asksForWebSocket == true else { return false }
        return response.status != 101 && !(self.version == "2" && response.status / 100 == 2)
    }
}
