import Records

/// Finds the other leg of a connection that a proxy joined: the flow that begins at the proxy while this one lasts,
/// and ends with it.
///
/// Findings name both legs of their first occurrence; this finds those of the others.
struct LegFinder: Sendable {
    /// How far apart the ends of the two legs may be, seconds.
    private static let sameEnd = 1.0
    /// How early the inner leg may begin, seconds: clocks of two interfaces differ a little.
    private static let early = 0.001

    private struct Leg: Sendable {
        var flow: FlowID
        var server: ReportEndpoint
        var start: Timestamp
        var end: Timestamp
    }

    private var byClient: [String: [Leg]] = [:]
    private var wanted: [FlowID: Leg] = [:]

    /// Reads all flows of a run; `flows` are those whose other leg is wanted.
    init(_ lines: RunLines, for flows: Set<FlowID>, limit: Int) {
        guard !flows.isEmpty else { return }
        var count = 0
        // What is wrong with the lines is told by the other readings.
        try? lines.forEach(of: [.flow]) { _, node in
            guard let id = node["id"]?.count, let client = ReportEndpoint(node["client"]),
                let server = ReportEndpoint(node["server"]), let start = node["start_time"]?.time,
                let end = node["end_time"]?.time, count < limit
            else { return }
            count += 1
            let leg = Leg(flow: id, server: server, start: start, end: end)
            byClient[client.address, default: []].append(leg)
            if flows.contains(id) { wanted[id] = leg }
        }
    }

    func upstream(of flow: FlowID, among participants: Participants) -> FlowID? {
        guard let front = wanted[flow] else { return nil }
        var best: Leg?
        for address in participants.upstreamAddresses(of: front.server.address).sorted() {
            for leg in byClient[address] ?? [] where isInside(leg, front) {
                if let held = best, held.start <= leg.start { continue }
                best = leg
            }
        }
        return best?.flow
    }

    private func isInside(_ leg: Leg, _ front: Leg) -> Bool {
        leg.flow != front.flow && leg.server != front.server
            && leg.start.seconds(since: front.start) >= -LegFinder.early && leg.start <= front.end
            && abs(leg.end.seconds(since: front.end)) <= LegFinder.sameEnd
    }
}
