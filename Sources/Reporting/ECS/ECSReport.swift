import Diagnosis
import Records

/// The format `ecs`: an Elastic Common Schema document a line, for flows, exchanges, handshakes, WebSockets, store
/// commands, sessions and findings, in the order of the run. Own fields are under `hangup`.
struct ECSReport {
    /// The published version whose fields are used.
    static let version: StaticString = "8.11.0"
    /// Flows whose ends are remembered; those of others are looked up.
    private static let cacheLimit = 50_000

    private let lines: RunLines
    private let order: ReportOrder
    private var writer = ECSWriter()
    /// Where each flow's line is: records come before it, and belong between its ends.
    private var places: [FlowID: UInt64] = [:]
    private var cache: [FlowID: ReportFlow] = [:]
    private var findings: [FlowID: [String]] = [:]
    private var errors: Set<String> = []
    private(set) var fault: RunLines.Fault?

    init(_ lines: RunLines, _ order: ReportOrder) {
        self.lines = lines
        self.order = order
    }

    /// - Returns: what the run concluded.
    mutating func write(to sink: inout ByteSink) -> RunSurvey {
        let survey = RunSurvey(lines, order)
        findings = survey.findingsByFlow()
        errors = survey.errors
        writer.capture = survey.capture
        do {
            try lines.forEachPlaced(of: [.flow]) { _, node, place in
                if let flow = node["flow"]?.count { places[flow] = place }
            }
            try lines.forEach(of: [.exchange, .handshake, .websocket, .command, .flow, .session]) { kind, node in
                absorb(kind, node)
                drain(to: &sink, above: ByteSink.bufferSize)
            }
        } catch {
            fault = error
        }
        for finding in survey.findings {
            writer.write(finding)
            drain(to: &sink, above: ByteSink.bufferSize)
        }
        drain(to: &sink, above: 0)
        sink.flush()
        fault = survey.fault ?? fault
        return survey
    }

    private mutating func drain(to sink: inout ByteSink, above limit: Int) {
        if writer.json.bytes.count > limit { sink.drain(&writer.json.bytes) }
    }

    private mutating func absorb(_ kind: RunRecord, _ node: JSONNode) {
        if kind == .session {
            guard var session = ReportSession(node) else { return }
            session.judge(isInError: session.findings.contains { errors.contains($0) })
            return writer.write(session)
        }
        guard let id = node["flow"]?.count else { return }
        if kind == .flow {
            guard var flow = ReportFlow(node) else { return }
            flow.findings = findings[id] ?? []
            return writer.write(flow, isBroken: flow.findings.contains { errors.contains($0) })
        }
        let flow = flow(id)
        switch kind {
        case .exchange: writer.write(exchange: node, of: flow, id)
        case .handshake: writer.write(handshake: node, of: flow, id)
        case .websocket: writer.write(webSocket: ReportSocket(node, of: id), of: flow)
        case .command: writer.write(command: node, of: flow, id)
        default: break
        }
    }

    /// The flow with this id; `nil` where the run ends before its line.
    private mutating func flow(_ id: FlowID) -> ReportFlow? {
        if let known = cache[id] { return known }
        guard let place = places[id] else { return nil }
        var reader = lines.reader(from: place)
        let line = JSONLine()
        let found = try? reader.next { text, _ -> ReportFlow? in
            (try? line.parse(text)).flatMap { ReportFlow(line.root) }
        }
        guard let flow = found ?? nil else { return nil }
        if cache.count >= Self.cacheLimit { cache.removeAll(keepingCapacity: true) }
        cache[id] = flow
        return flow
    }
}
