import Records

/// The format `csv`: a row a flow, in the order of their ids, all of them.
struct CSVReport {
    /// Octets of finished rows held in memory.
    private static let spoolLimit = 64 << 20

    private struct Column {
        var name: String
        var text: (ReportFlow) -> String
    }

    private let lines: RunLines
    private let order: ReportOrder
    private(set) var fault: RunLines.Fault?

    init(_ lines: RunLines, _ order: ReportOrder) {
        self.lines = lines
        self.order = order
    }

    /// Writes the table; rows wait, finished, until all of them can be put in order.
    ///
    /// - Returns: what the run concluded.
    mutating func write(to sink: inout ByteSink) -> RunSurvey {
        let survey = RunSurvey(lines, order)
        let findings = survey.findingsByFlow()
        let codes = Dictionary(survey.findings.map { ($0.id, $0.code) }, uniquingKeysWith: { first, _ in first })
        var spool = Spool(limit: CSVReport.spoolLimit)
        var places: [(flow: FlowID, place: UInt64)] = []
        var pending = PendingFlows()
        do {
            try lines.forEach(of: [.exchange, .handshake, .websocket, .command, .gap, .flow]) { kind, node in
                guard let flow = node["flow"]?.count else { return }
                guard kind == .flow, var row = ReportFlow(node) else {
                    pending.absorb(kind, node, of: flow)
                    return
                }
                row.story = pending.take(row.id).story
                row.findings = findings[row.id] ?? []
                let text = CSVReport.line(row, codes)
                places.append((row.id, Array(text.utf8).withUnsafeBytes { spool.append($0) }))
            }
        } catch {
            fault = error
        }
        sink.write(CSVReport.columns([:]).map(\.name).joined(separator: ",") + "\r\n")
        places.sort { ($0.flow, $0.place) < ($1.flow, $1.place) }
        var buffer = OutputBuffer()
        for (_, place) in places {
            spool.read(at: place, into: &buffer)
            if buffer.count >= ByteSink.bufferSize { sink.drain(&buffer) }
        }
        sink.drain(&buffer)
        sink.flush()
        fault = survey.fault ?? fault
        return survey
    }

    private static func line(_ flow: ReportFlow, _ codes: [String: String]) -> String {
        columns(codes).map { $0.text(flow) }.joined(separator: ",") + "\r\n"
    }

    private static func columns(_ codes: [String: String]) -> [Column] {
        identity + transport + closing + application + [
            Column(name: "findings") { flow in
                var seen: Set<String> = []
                let names = flow.findings.compactMap { codes[$0] }.filter { seen.insert($0).inserted }
                return CSVText.quoted(names.joined(separator: " "))
            },
            Column(name: "finding_ids") { CSVText.quoted($0.findings.joined(separator: " ")) },
        ]
    }

    private static var identity: [Column] {
        [
            Column(name: "flow") { String($0.id) },
            Column(name: "community_id") { CSVText.quoted($0.communityID) },
            Column(name: "client_address") { CSVText.quoted($0.client.address) },
            Column(name: "client_port") { String($0.client.port) },
            Column(name: "server_address") { CSVText.quoted($0.server.address) },
            Column(name: "server_port") { String($0.server.port) },
            Column(name: "vlans") { CSVText.quoted($0.vlans.map(String.init).joined(separator: " ")) },
            Column(name: "tunnels") { CSVText.quoted($0.tunnels.joined(separator: " ")) },
            Column(name: "first_packet") { String($0.firstPacket) },
            Column(name: "last_packet") { String($0.lastPacket) },
            Column(name: "start_time") { CSVText.time($0.start) },
            Column(name: "end_time") { CSVText.time($0.end) },
            Column(name: "duration") { CSVText.seconds($0.duration) },
            Column(name: "protocols") { CSVText.quoted($0.protocols.joined(separator: " ")) },
        ]
    }

    private static var transport: [Column] {
        let sides: [(String, @Sendable (ReportFlow) -> PerSide<UInt64>)] = [
            ("packets", { $0.packets }), ("bytes", { $0.bytes }), ("retransmitted", { $0.retransmitted }),
            ("missing_bytes", { $0.missingBytes }), ("keepalives", { $0.keepalives }),
            ("zero_windows", { $0.zeroWindows }), ("resets", { $0.resets }),
        ]
        let counters = sides.flatMap { name, value in
            [
                Column(name: "client_\(name)") { String(value($0).client) },
                Column(name: "server_\(name)") { String(value($0).server) },
            ]
        }
        return counters + [
            Column(name: "handshake") { CSVText.quoted($0.handshake) },
            Column(name: "rtt") { CSVText.seconds($0.roundTrip) },
        ]
    }

    private static var closing: [Column] {
        [
            Column(name: "closed") { CSVText.quoted($0.how) },
            Column(name: "closed_by") { CSVText.quoted($0.by) },
            Column(name: "closed_packet") { $0.closedPacket.map(String.init) ?? "" },
            Column(name: "silences") { String($0.story.silences) },
            Column(name: "longest_silence") { CSVText.seconds($0.story.longest?.seconds) },
            Column(name: "silence_before_packet") { $0.story.longest.map { String($0.before) } ?? "" },
            Column(name: "silence_after_packet") { $0.story.longest.map { String($0.after) } ?? "" },
        ]
    }

    private static var application: [Column] {
        [
            Column(name: "http_exchanges") { String($0.story.exchanges) },
            Column(name: "http_4xx") { String($0.story.clientErrors) },
            Column(name: "http_5xx") { String($0.story.serverErrors) },
            Column(name: "http_last_status") { $0.story.lastStatus.map(String.init) ?? "" },
            Column(name: "http_host") { CSVText.quoted($0.story.host) },
            Column(name: "http_server") { CSVText.quoted($0.story.software) },
            Column(name: "tls_version") { CSVText.quoted($0.story.tlsVersion) },
            Column(name: "tls_server_name") { CSVText.quoted($0.story.serverName) },
            Column(name: "tls_resumed") { $0.story.resumed.map { $0 ? "true" : "false" } ?? "" },
            Column(name: "websockets") { String($0.story.webSockets) },
            Column(name: "store_commands") { String($0.story.commands) },
        ]
    }
}
