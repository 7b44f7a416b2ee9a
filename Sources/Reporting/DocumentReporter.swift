import Correlation
public import Diagnosis
public import Records

/// The format `json`: one `hangup.report/1` document, flows in the order of their ids, each with its lists.
///
/// Records come in the order of packets and are wanted in the order of flows, so each is kept as its finished JSON text
/// until the end: in memory up to a limit, beyond it in a temporary file.
public struct DocumentReporter: Reporter {
    /// Octets of finished text held in memory.
    public static let spoolLimit = 64 << 20

    public private(set) var sink: ByteSink
    private let options: ReportOptions
    private var writer: FieldWriter
    private var spool: Spool
    private var index: [Piece] = []
    /// The half of the records before those, where their number is limited.
    private var earlier: (spool: Spool, index: [Piece])?
    private let spoolLimit: Int

    /// One record's text in the spool: 16 octets each, for there is one for every record.
    private struct Piece {
        /// Flow number and kind, so that sorting brings a flow's pieces together.
        var flowAndKind: UInt64
        var place: UInt64

        init(flow: FlowID, kind: Kind, place: UInt64) {
            flowAndKind = flow << 8 | UInt64(kind.rawValue)
            self.place = place
        }

        /// Set in the places of pieces in the earlier spool.
        static let earlierMark = UInt64(1) << 63

        var flow: FlowID { flowAndKind >> 8 }
        var kind: Kind? { Kind(rawValue: UInt8(truncatingIfNeeded: flowAndKind)) }
    }

    /// What a piece is, in the order in which a flow shows them.
    private enum Kind: UInt8 {
        case flow, http, tls, webSocket, http2, redis, memcached, postgreSQL, postgreSQLEvent, mySQL, mySQLEvent
    }

    public init(
        sink: ByteSink, redactor: Redactor, options: ReportOptions = ReportOptions(),
        spoolLimit: Int = DocumentReporter.spoolLimit
    ) {
        self.sink = sink
        self.options = options
        writer = FieldWriter(redactor: redactor)
        self.spoolLimit = spoolLimit
        spool = Spool(limit: spoolLimit)
    }

    public mutating func record(_ emission: Emission) {
        writer.json.bytes.makeUnique()
        switch emission.record {
        case .exchange(let exchange): keep(.http, of: emission.flow) { $0.fields(of: exchange) }
        case .handshake(let handshake): keep(.tls, of: emission.flow) { $0.fields(of: handshake) }
        case .webSocket(let socket): keep(.webSocket, of: emission.flow) { $0.fields(of: socket) }
        case .http2(let connection): keep(.http2, of: emission.flow) { $0.fields(of: connection) }
        case .command(let command):
            keep(command.store == .redis ? .redis : .memcached, of: emission.flow) { $0.fields(of: command) }
        case .databaseEvent(let event):
            let kind = event.database == .postgreSQL ? Kind.postgreSQLEvent : .mySQLEvent
            keep(kind, of: emission.flow) { $0.fields(of: event) }
        case .database(let session):
            let kind = session.kind == .postgreSQL ? Kind.postgreSQL : .mySQL
            keep(kind, of: emission.flow) { $0.fields(of: session) }
        case .flowClosed(let flow): keep(flow, of: emission.flow)
        case .attempt(let attempt): keep(attempt.closed, of: emission.flow)
        case .flowOpened, .handshakeDone, .gap, .event: break
        }
    }

    private mutating func keep(_ flow: FlowClosed, of id: FlowID) {
        keep(.flow, of: id) { writer in
            writer.fields(of: flow)
            writer.idleGaps(flow.idleGaps)
        }
    }

    /// Keeps the members that `write` makes, without braces around them.
    private mutating func keep(_ kind: Kind, of flow: FlowID, _ write: (inout FieldWriter) -> Void) {
        writer.json.restart()
        write(&writer)
        if index.count >= options.recordLimit / 2 {
            earlier = (spool, index)
            spool = Spool(limit: spoolLimit)
            index = []
        }
        let place = spool.append(writer.json.bytes.contents)
        writer.json.bytes.removeAll()
        index.append(Piece(flow: flow, kind: kind, place: place))
    }

    public mutating func finish(_ conclusions: Conclusions) {
        writer.json.bytes.makeUnique()
        let findings = conclusions.printed(options)
        writer.json.restart()
        writer.json.beginObject()
        header(conclusions.capture)
        flows(findings)
        sessions(conclusions.sessions, findings)
        writer.json.key("findings")
        list(findings) { writer, finding in writer.fields(of: finding) }
        writer.json.lineBreak()
        writer.json.key("topology")
        list(conclusions.topology) { writer, edge in writer.fields(of: edge) }
        writer.json.endObject()
        writer.json.bytes.append(UInt8(ascii: "\n"))
        sink.drain(&writer.json.bytes)
        sink.flush()
    }

    private mutating func header(_ capture: CaptureSummary) {
        writer.tool(options)
        writer.json.lineBreak()
        writer.json.key("capture")
        writer.json.beginObject()
        writer.fields(of: capture)
        writer.json.endObject()
        writer.json.lineBreak()
    }

    /// The flows, one a line.
    private mutating func flows(_ findings: [Finding]) {
        let findingsByFlow = FlowFindings(findings)
        index += (earlier?.index ?? []).map { piece in
            var piece = piece
            piece.place |= Piece.earlierMark
            return piece
        }
        // Those of the earlier spool come first.
        index.sort {
            ($0.flowAndKind, $0.place ^ Piece.earlierMark) < ($1.flowAndKind, $1.place ^ Piece.earlierMark)
        }
        writer.json.key("flows")
        writer.json.beginArray()
        var start = 0
        while start < index.count {
            let flow = index[start].flow
            var end = start + 1
            while end < index.count, index[end].flow == flow { end += 1 }
            lineBreakAndDrain()
            entry(start..<end, flow: flow, findings: findingsByFlow[flow])
            start = end
        }
        writer.json.endArray()
        writer.json.lineBreak()
        index = []
    }

    private mutating func entry(_ pieces: Range<Int>, flow: FlowID, findings: [String]) {
        writer.json.beginObject()
        var next = pieces.lowerBound
        if index[next].kind == .flow {
            append(next)
            next += 1
        } else {
            writer.json.field("id", flow)
        }
        writer.json.field("findings", strings: findings)
        list("http", .http, of: pieces, from: &next)
        list("tls", .tls, of: pieces, from: &next)
        object("websocket", .webSocket, of: pieces, from: &next)
        object("http2", .http2, of: pieces, from: &next)
        list("redis", .redis, of: pieces, from: &next)
        list("memcached", .memcached, of: pieces, from: &next)
        database("postgresql", .postgreSQL, events: .postgreSQLEvent, of: pieces, from: &next)
        database("mysql", .mySQL, events: .mySQLEvent, of: pieces, from: &next)
        writer.json.endObject()
    }

    /// The piece at `next`, if it is of a kind of which a flow shows one; `next` moves behind all of them.
    private mutating func object(_ name: StaticString, _ kind: Kind, of pieces: Range<Int>, from next: inout Int) {
        guard next < pieces.upperBound, index[next].kind == kind else { return }
        writer.json.key(name)
        writer.json.beginObject()
        append(next)
        writer.json.endObject()
        while next < pieces.upperBound, index[next].kind == kind { next += 1 }
    }

    /// A database session with the list of its events; a connection may have only these.
    private mutating func database(
        _ name: StaticString, _ kind: Kind, events: Kind, of pieces: Range<Int>, from next: inout Int
    ) {
        guard next < pieces.upperBound, let first = index[next].kind, first == kind || first == events else { return }
        writer.json.key(name)
        writer.json.beginObject()
        if first == kind { append(next) }
        while next < pieces.upperBound, index[next].kind == kind { next += 1 }
        list("events", events, of: pieces, from: &next)
        writer.json.endObject()
    }

    /// The list of those pieces from `next` on that are of a kind; `next` moves behind them.
    private mutating func list(_ name: StaticString, _ kind: Kind, of pieces: Range<Int>, from next: inout Int) {
        let start = next
        while next < pieces.upperBound, index[next].kind == kind { next += 1 }
        if next > start { list(name, start..<next) }
    }

    private mutating func list(_ name: StaticString, _ pieces: Range<Int>) {
        writer.json.key(name)
        writer.json.beginArray()
        for piece in pieces {
            writer.json.beginObject()
            append(piece)
            writer.json.endObject()
            drain()
        }
        writer.json.endArray()
    }

    private mutating func append(_ piece: Int) {
        let place = index[piece].place
        if place & Piece.earlierMark != 0, let earlier {
            earlier.spool.read(at: place & ~Piece.earlierMark, into: &writer.json.bytes)
        } else {
            spool.read(at: place, into: &writer.json.bytes)
        }
        writer.json.afterValue()
    }

    private mutating func sessions(_ sessions: [SessionSummary], _ findings: [Finding]) {
        let findingsBySession = SessionFindings(findings)
        writer.json.key("sessions")
        list(sessions) { writer, session in
            writer.fields(of: session, findings: findingsBySession[session.key])
        }
        writer.json.lineBreak()
    }

    /// A list of objects, one a line.
    private mutating func list<Item>(_ items: [Item], _ write: (inout FieldWriter, Item) -> Void) {
        writer.json.beginArray()
        for item in items {
            lineBreakAndDrain()
            writer.json.beginObject()
            write(&writer, item)
            writer.json.endObject()
        }
        writer.json.endArray()
    }

    private mutating func lineBreakAndDrain() {
        writer.json.lineBreak()
        drain()
    }

    private mutating func drain() {
        guard writer.json.bytes.count >= ByteSink.bufferSize else { return }
        sink.drain(&writer.json.bytes)
    }
}

/// Which findings name which flows.
struct FlowFindings: Sendable {
    private var ids: [FlowID: [String]] = [:]

    init(_ findings: [Finding]) {
        for finding in findings {
            for flow in Set(finding.occurrences.compactMap(\.flow) + finding.evidence.compactMap(\.flow)) {
                ids[flow, default: []].append(finding.id)
            }
        }
    }

    /// The ids of findings about a flow, in the order of the findings.
    subscript(flow: FlowID) -> [String] { ids[flow] ?? [] }
}
