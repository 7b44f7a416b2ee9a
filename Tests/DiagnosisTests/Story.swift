import Diagnosis
import Records

/// A capture told by hand: flows with what their sides do, in seconds from its beginning.
struct Story {
    private(set) var emissions: [Emission] = []
    private var flows: UInt64 = 0
    private var latest = 0.0
    var capture = CaptureSummary()
    /// When the capture ends, seconds; the last thing that happens where it is not set.
    var end: Double?

    static let base: Int64 = 1_700_000_000_000_000_000

    /// The packet of a moment; moments lie 0.1 ms apart at least.
    static func packet(_ seconds: Double) -> PacketReference {
        PacketReference(
            packet: UInt64((seconds * 10_000).rounded()) + 1,
            time: Timestamp(nanoseconds: base + Int64((seconds * 1e9).rounded())))
    }

    static func endpoint(_ text: String) -> Endpoint {
        let colon = text.lastIndex(of: ":") ?? text.endIndex
        let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
        return Endpoint(
            address: Address(host) ?? Address(ipv4: 0),
            port: colon < text.endIndex ? UInt16(text[text.index(after: colon)...]) ?? 0 : 0)
    }

    /// A connection from `client` to `server`; it is closed in the records when `tell` is done.
    @discardableResult
    mutating func flow(
        _ client: String = "10.0.0.1:40000", _ server: String = "10.0.0.2:80", at start: Double = 0,
        _ tell: (inout Talk) -> Void
    ) -> FlowID {
        let id = flows
        flows += 1
        var talk = Talk(
            FlowOpened(
                id: id, client: Self.endpoint(client), server: Self.endpoint(server), roles: .handshake,
                first: Self.packet(start)))
        tell(&talk)
        emissions += talk.finished()
        latest = max(latest, talk.latest)
        return id
    }

    /// What the diagnosis concludes.
    func told(_ options: DiagnosisOptions = DiagnosisOptions()) -> [Finding] {
        var diagnosis = Diagnosis(options: options)
        return run(&diagnosis).findings
    }

    func run(_ diagnosis: inout Diagnosis) -> Conclusions {
        let sorted = emissions.sorted { $0.precedes($1) }
        for emission in sorted { diagnosis.absorb(emission) }
        var summary = capture
        summary.first = Self.packet(0).time
        summary.last = Self.packet(end ?? latest).time
        return diagnosis.finish(summary)
    }
}

/// One flow of a story.
struct Talk {
    private var records: [(at: PacketReference, record: Record)] = []
    private var atEnd: [Record] = []
    var closed: FlowClosed
    private(set) var latest = 0.0
    private var lastPacketAt: Double?
    /// Set to keep the flow from ending by itself.
    var handshake: TLSHandshake?
    var webSocket: WebSocketSession?
    /// When the records say that it is over, where that is later than its last packet.
    var closedTold: Double?

    init(_ opened: FlowOpened) {
        closed = FlowClosed(opened: opened, last: opened.first, closed: Closing(how: .open))
        closed.tcp.timeToLive = PerSide(both: 64)
        closed.tcp.isOneSided = true
        records.append((opened.first, .flowOpened(opened)))
    }

    // MARK: TCP

    mutating func passes(_ side: Side, _ seconds: Double) {
        if let last = lastPacketAt, seconds - last >= 5 {
            closed.idleGaps.append(
                IdleGap(
                    start: Story.packet(last).time, end: Story.packet(seconds).time,
                    beforePacket: Story.packet(last).packet, afterPacket: Story.packet(seconds).packet, keepalives: 0))
        }
        lastPacketAt = max(seconds, lastPacketAt ?? 0)
        latest = max(latest, seconds)
        closed.last = Story.packet(latest)
        closed.packets[side] += 1
        closed.tcp.lastPacket[side] = Story.packet(seconds)
        closed.tcp.isOneSided = closed.packets.client == 0 || closed.packets.server == 0
    }

    mutating func syn(_ seconds: Double) {
        passes(.client, seconds)
        closed.tcp.firstSYN = closed.tcp.firstSYN ?? Story.packet(seconds)
        closed.tcp.lastSYN = Story.packet(seconds)
        closed.tcp.synCount.client += 1
        closed.tcp.handshake = .partial
    }

    mutating func connect(_ seconds: Double, trip: Double = 0.01) {
        syn(seconds)
        passes(.server, seconds + trip)
        closed.tcp.firstSYNACK = Story.packet(seconds + trip)
        closed.tcp.synCount.server = 1
        passes(.client, seconds + trip + 0.0001)
        closed.tcp.handshake = .complete
        closed.tcp.roundTrip = trip
    }

    mutating func says(_ side: Side, _ seconds: Double, bytes: UInt64 = 100) {
        passes(side, seconds)
        closed.tcp.lastData[side] = Story.packet(seconds)
        closed.tcp.dataSegments[side] += 1
        closed.bytes[side] += bytes
    }

    mutating func fin(_ side: Side, _ seconds: Double) {
        passes(side, seconds)
        closed.tcp.fin[side] = closed.tcp.fin[side] ?? Story.packet(seconds)
        if closed.closed.how == .open {
            closed.closed = Closing(how: .fin, by: side, at: Story.packet(seconds))
        }
    }

    mutating func reset(_ side: Side, _ seconds: Double, ttl: UInt8 = 64, answers: Double? = nil) {
        let silence = seconds - (lastPacketAt ?? seconds)
        passes(side, seconds)
        closed.tcp.resets[side] += 1
        closed.tcp.reset[side] =
            closed.tcp.reset[side]
            ?? ResetStory(
                at: Story.packet(seconds), timeToLive: ttl, identification: 0, silence: silence, isInWindow: true,
                answers: answers.map { Story.packet($0) })
        if closed.closed.how == .open {
            closed.closed = Closing(how: .reset, by: side, at: Story.packet(seconds))
        }
    }

    /// Bytes that are sent and never acknowledged, with the moments at which they are sent again.
    mutating func sendsInVain(
        _ side: Side, _ seconds: Double, again: [Double] = [], bytes: UInt64 = 200, largest: UInt32 = 200,
        smallerPassed: Bool = false
    ) {
        let before = lastPacketAt ?? seconds
        says(side, seconds, bytes: bytes)
        for moment in again { passes(side, moment) }
        closed.tcp.retransmitted[side] += UInt32(again.count)
        closed.tcp.unacknowledged[side] = UnacknowledgedTail(
            first: Story.packet(seconds), last: Story.packet(again.last ?? seconds),
            retransmissions: UInt32(again.count), byteCount: bytes, largestSegment: largest,
            smallerPassed: smallerPassed, silenceBefore: seconds - before, packetBefore: Story.packet(before).packet)
    }

    mutating func owes(_ side: Side, _ what: Owed.What, since: Double, progress: Double? = nil, _ subject: String) {
        closed.owed = Owed(
            what: what, by: side, since: Story.packet(since), progress: Story.packet(progress ?? since),
            subject: subject)
    }

    // MARK: HTTP

    /// A request and its answer; without `answered` the answer never comes.
    mutating func exchange(
        _ target: String, _ asked: Double, answered: Double?, status: UInt16 = 200, method: String = "GET",
        _ change: (inout HTTPExchange) -> Void = { _ in }
    ) {
        identify("http1", asked)
        says(.client, asked)
        var request = HTTPRequest(
            begin: Story.packet(asked), at: Story.packet(asked), method: method, target: target)
        request.end = Story.packet(asked)
        var exchange = HTTPExchange(version: "1.1", request: request)
        if let answered {
            says(.server, answered, bytes: 500)
            var response = HTTPResponse(begin: Story.packet(answered), at: Story.packet(answered), status: status)
            response.end = Story.packet(answered)
            response.complete = true
            exchange.response = response
        }
        change(&exchange)
        guard let answered else { return }
        records.append((Story.packet(answered), .exchange(exchange)))
    }

    mutating func identify(_ name: String, _ seconds: Double) {
        guard !closed.protocols.contains(name) else { return }
        closed.protocols.append(name)
        let place = Place(
            packet: Story.packet(seconds).packet, time: Story.packet(seconds).time, offset: 0, direction: .toServer)
        records.append((place.reference, .event(FlowEvent(kind: .identified, place: place, detail: name))))
    }

    // MARK: TLS

    mutating func tls(_ seconds: Double, version: String = "TLS 1.2", _ change: (inout TLSHandshake) -> Void = { _ in })
    {
        identify("tls", seconds)
        says(.client, seconds)
        says(.server, seconds + 0.01)
        var handshake = TLSHandshake(at: Story.packet(seconds))
        handshake.sawClientHello = true
        handshake.sawServerHello = true
        handshake.serverHello = Story.packet(seconds + 0.01)
        handshake.version = version
        handshake.outcome = .completed
        handshake.done = Story.packet(seconds + 0.02)
        change(&handshake)
        self.handshake = handshake
        if let done = handshake.done { records.append((done, .handshakeDone(handshake))) }
    }

    // MARK: WebSocket

    mutating func openWebSocket(_ target: String, _ seconds: Double) {
        exchange(target, seconds, answered: seconds + 0.005, status: 101) { exchange in
            exchange.request?.upgrade = "websocket"
            exchange.request?.connectionUpgrade = true
        }
        closed.protocols.append("websocket")
        var session = WebSocketSession(opened: Story.packet(seconds + 0.005))
        session.target = target
        webSocket = session
    }

    mutating func frame(_ side: Side, _ seconds: Double) {
        says(side, seconds, bytes: 20)
        webSocket?.lastFrame[side] = Story.packet(seconds)
        webSocket?.frames[side].text += 1
    }

    mutating func ping(_ side: Side, _ seconds: Double, answered: Bool) {
        says(side, seconds, bytes: 6)
        webSocket?.lastFrame[side] = Story.packet(seconds)
        webSocket?.frames[side].ping += 1
        if answered {
            says(side.other, seconds + 0.01, bytes: 6)
            webSocket?.frames[side.other].pong += 1
            webSocket?.lastFrame[side.other] = Story.packet(seconds + 0.01)
        } else {
            webSocket?.unansweredPings[side] += 1
            if webSocket?.firstUnansweredPing[side] == nil {
                webSocket?.firstUnansweredPing[side] = Story.packet(seconds)
            }
        }
    }

    mutating func close(_ side: Side, _ seconds: Double, _ code: UInt16, reason: String? = nil) {
        says(side, seconds, bytes: 4)
        webSocket?.lastFrame[side] = Story.packet(seconds)
        if webSocket?.close == nil {
            webSocket?.close = WebSocketSession.Close(at: Story.packet(seconds), by: side, code: code, reason: reason)
        }
    }

    // MARK: Databases, stores, HTTP/2

    /// A database session, told when the flow closes.
    mutating func database(
        _ kind: DatabaseSession.Database = .postgreSQL, _ seconds: Double,
        _ change: (inout DatabaseSession) -> Void = { _ in }
    ) {
        identify(kind.rawValue, seconds)
        var session = DatabaseSession(kind: kind)
        session.authenticated = true
        change(&session)
        atEnd.append(.database(session))
    }

    mutating func tells(_ seconds: Double, _ event: DatabaseEvent) {
        records.append((Story.packet(seconds), .databaseEvent(event)))
    }

    /// A command of a store and its answer, 1 ms later.
    mutating func command(
        _ words: String, _ seconds: Double, _ store: StoreCommand.Store = .redis,
        _ change: (inout StoreCommand) -> Void
    ) {
        identify(store.rawValue, seconds)
        says(.client, seconds)
        says(.server, seconds + 0.001)
        let parts = words.split(separator: " ")
        var command = StoreCommand(store: store, at: Story.packet(seconds), command: parts.first.map(String.init) ?? "")
        command.key = parts.dropFirst().first.map(String.init)
        command.answered = Story.packet(seconds + 0.001)
        change(&command)
        records.append((Story.packet(seconds + 0.001), .command(command)))
    }

    /// An HTTP/2 connection, told when the flow closes.
    mutating func http2(_ seconds: Double, _ change: (inout HTTP2Connection) -> Void) {
        identify("http2", seconds)
        var connection = HTTP2Connection()
        change(&connection)
        atEnd.append(.http2(connection))
    }

    // MARK: Records

    mutating func finished() -> [Emission] {
        let end = Story.packet(max(closedTold ?? latest, latest))
        if let handshake { records.append((end, .handshake(handshake))) }
        if var session = webSocket {
            if let at = closed.closed.at {
                session.end = WebSocketSession.End(how: closed.closed.how, by: closed.closed.by, at: at)
            }
            records.append((end, .webSocket(session)))
        }
        for record in atEnd { records.append((end, record)) }
        records.append((end, .flowClosed(closed)))
        return records.enumerated().map { index, entry in
            Emission(
                packet: entry.at.packet, time: entry.at.time, flow: closed.opened.id, ordinal: UInt32(index),
                record: entry.record)
        }
    }
}

extension [Finding] {
    var codes: [String] { map(\.code) }
    func first(_ code: String) -> Finding? { first { $0.code == code } }
    /// Whether nothing in it says that something is wrong.
    var isHealthy: Bool { allSatisfy { $0.severity < .warning } }
}
