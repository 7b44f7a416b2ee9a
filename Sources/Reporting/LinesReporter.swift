public import Correlation
public import Diagnosis
public import Records

/// The format `jsonl`: one object a line, as soon as it is final; findings come after the records, the capture last.
public struct LinesReporter: Reporter {
    public private(set) var sink: ByteSink
    private let options: ReportOptions
    private var writer: FieldWriter
    /// What was announced of each finding, to tell whether it has grown.
    private var announced: [String: Announcement] = [:]
    /// Revisions of findings of which nothing else is known any more…
    private var earlierRevisions: [String: UInt64] = [:]
    /// …and the highest one of those of which not even that is.
    private var lowestRevision: UInt64 = 0
    /// Findings of which it is known what was announced.
    private let announcedLimit: Int
    private static let revisionsPerAnnounced = 16
    private var names = FindingNames()

    private struct Announcement {
        var finding: Finding
        var revision: UInt64
    }

    public init(
        sink: ByteSink, redactor: Redactor, options: ReportOptions = ReportOptions(), announcedLimit: Int = 8_192
    ) {
        self.announcedLimit = announcedLimit
        self.sink = sink
        self.options = options
        writer = FieldWriter(redactor: redactor)
    }

    public mutating func record(_ emission: Emission) {
        writer.json.bytes.makeUnique()
        switch emission.record {
        case .exchange(let exchange): line("exchange", of: emission.flow) { $0.fields(of: exchange) }
        case .handshake(let handshake): line("handshake", of: emission.flow) { $0.fields(of: handshake) }
        case .webSocket(let socket): line("websocket", of: emission.flow) { $0.fields(of: socket) }
        case .command(let command):
            line("command", of: emission.flow) { writer in
                writer.json.field("store", command.store.rawValue)
                writer.fields(of: command)
            }
        case .gap(let gap): line("gap", of: emission.flow) { $0.fields(of: gap) }
        case .event(let event): line("event", of: emission.flow) { $0.fields(of: event) }
        case .databaseEvent(let event):
            line("event", of: emission.flow) { writer in
                writer.json.field("protocol", event.database.rawValue)
                writer.fields(of: event)
            }
        case .database(let session):
            line("event", of: emission.flow) { writer in
                writer.json.field("protocol", session.kind.rawValue)
                writer.json.field("kind", "session")
                writer.fields(of: session)
            }
        case .flowClosed(let flow):
            for gap in flow.idleGaps {
                line("gap", of: emission.flow) { writer in
                    writer.json.field("kind", "idle")
                    writer.fields(of: gap)
                }
            }
            line("flow", of: emission.flow) { $0.fields(of: flow) }
        case .attempt(let attempt): line("flow", of: emission.flow) { $0.fields(of: attempt.closed) }
        case .http2(let connection):
            line("event", of: emission.flow) { writer in
                writer.json.field("protocol", "http2")
                writer.json.field("kind", "connection")
                writer.fields(of: connection)
            }
        case .flowOpened, .handshakeDone: break
        }
    }

    /// Prints findings that are new or have grown since the last time, with their revision.
    public mutating func announce(_ findings: [Finding]) {
        writer.json.bytes.makeUnique()
        for finding in names.named(findings) where finding.severity >= options.minimumSeverity {
            let known = announced[finding.id]
            if known?.finding == finding { continue }
            let earlier = known?.revision ?? earlierRevisions.removeValue(forKey: finding.id) ?? lowestRevision
            let revision = earlier + 1
            announced[finding.id] = Announcement(finding: finding, revision: revision)
            line(finding, revision: revision)
        }
        if announced.count > announcedLimit { forgetAnnounced() }
    }

    /// Forgets the half of what was announced that happened last longest ago. Should it happen again, its revision is
    /// higher all the same.
    private mutating func forgetAnnounced() {
        let order = announced.sorted { $0.value.finding.last.packet < $1.value.finding.last.packet }
        for (id, announcement) in order.prefix(announced.count - announcedLimit / 2) {
            earlierRevisions[id] = announcement.revision
            announced[id] = nil
        }
        guard earlierRevisions.count > Self.revisionsPerAnnounced * announcedLimit else { return }
        lowestRevision = max(lowestRevision, earlierRevisions.values.max() ?? 0)
        earlierRevisions = [:]
    }

    /// The same: the one with the highest revision counts.
    public mutating func revise(_ findings: [Finding]) { announce(findings) }

    public mutating func forgotten(_ sessions: [SessionSummary]) {
        writer.json.bytes.makeUnique()
        let findingsBySession = SessionFindings(announced.values.map(\.finding))
        for session in sessions {
            line("session") { $0.fields(of: session, findings: findingsBySession[session.key]) }
        }
    }

    public mutating func flush() {
        sink.drain(&writer.json.bytes)
        sink.flush()
    }

    public mutating func finish(_ conclusions: Conclusions) {
        writer.json.bytes.makeUnique()
        // Findings keep the names under which they were announced.
        var conclusions = conclusions
        conclusions.findings = names.recognised(conclusions.findings)
        let printed = conclusions.printed(options)
        let findingsBySession = SessionFindings(printed)
        for session in conclusions.sessions {
            line("session") { $0.fields(of: session, findings: findingsBySession[session.key]) }
        }
        for finding in printed {
            let known = announced[finding.id]
            if known?.finding == finding { continue }
            line(finding, revision: known.map { $0.revision + 1 })
        }
        for edge in conclusions.topology { line("edge") { $0.fields(of: edge) } }
        let options = options
        line("capture") { writer in
            writer.tool(options)
            writer.json.field("secrets", writer.redactor.showsSecrets ? "shown" : "labels")
            writer.fields(of: conclusions.capture)
        }
        sink.drain(&writer.json.bytes)
        sink.flush()
    }

    /// A finding's line; `revision` only where findings are told as they grow.
    private mutating func line(_ finding: Finding, revision: UInt64?) {
        line("finding") { writer in
            writer.json.field("revision", revision)
            writer.fields(of: finding)
        }
    }

    private mutating func line(_ kind: StaticString, of flow: FlowID? = nil, _ write: (inout FieldWriter) -> Void) {
        writer.json.restart()
        writer.json.beginObject()
        writer.json.field("record", kind)
        writer.json.field("flow", flow)
        write(&writer)
        writer.json.endObject()
        writer.json.bytes.append(UInt8(ascii: "\n"))
        if writer.json.bytes.count >= ByteSink.bufferSize {
            sink.drain(&writer.json.bytes)
        }
    }
}
