import Correlation
import Records

/// Silent ends of one service that its client answered by coming back, one after the other.
struct IdleCycles {
    private struct Cycle {
        var flow: FlowID
        var ended: PacketReference
        var seconds: Double
        /// The last packet before the silence, where it is known.
        var before: UInt64?
        var delay: Double
    }

    private var cycles: [Cycle] = []

    /// `idle` is the end that wants judging; others count if their silence was as long.
    init(_ facts: FlowFacts, _ idle: IdleEnd, _ scene: Scene) {
        guard idle.by == .server else { return }
        let all = scene.connections.between(facts.client.address, facts.server.address).filter {
            $0.server == facts.server
        }
        let tolerance = max(0.5, idle.seconds * 0.02)
        let ends = all.filter {
            $0.ended != nil && $0.hungUp == .server && ($0.idle.map { abs($0 - idle.seconds) <= tolerance } ?? false)
        }.sorted { ($0.ended?.packet ?? 0) < ($1.ended?.packet ?? 0) }
        var used: Set<FlowID> = []
        for end in ends {
            guard let at = end.ended else { continue }
            // Connections that end side by side are one cycle: the next must begin after the previous end.
            if let previous = cycles.last, end.opened.time < previous.ended.time { continue }
            let back = all.first {
                $0.opened.time >= at.time && !used.contains($0.flow)
                    && $0.opened.time.seconds(since: at.time) <= scene.options.reconnectWindow
            }
            guard let back else { continue }
            used.insert(back.flow)
            cycles.append(
                Cycle(
                    flow: end.flow, ended: at, seconds: end.idle ?? idle.seconds, before: end.idleBefore,
                    delay: back.opened.time.seconds(since: at.time)))
        }
    }

    var count: Int { cycles.count }

    func delay(of flow: FlowID) -> Double? { cycles.first { $0.flow == flow }?.delay }

    /// Whether the client pays for it again and again: people who click now and then do not count.
    func isCostly(_ facts: FlowFacts) -> Bool {
        guard count >= 2, delay(of: facts.id) != nil else { return false }
        // A person may open a page at any moment; a program comes back at once, or after the same time.
        guard facts.isHTTP || facts.isTLS else { return true }
        let delays = cycles.map(\.delay)
        let spread = (delays.max() ?? 0) - (delays.min() ?? 0)
        return delays.allSatisfy { $0 <= 2 } || spread <= 0.5
    }

    func earlier(than flow: FlowID) -> [Finding.Occurrence] {
        cycles.prefix { $0.flow != flow }.map {
            Finding.Occurrence(
                at: $0.ended, flow: $0.flow, note: Self.note(by: .server, $0.seconds, delay: $0.delay))
        }
    }

    /// Seconds of silence before the first of them.
    var firstSeconds: Double? { cycles.first?.seconds }

    /// The packets of the ends before that of `flow`.
    func evidence(before flow: FlowID) -> [Finding.Evidence] {
        cycles.prefix { $0.flow != flow }.flatMap { cycle in
            let end = Finding.Evidence(
                packet: cycle.ended.packet, flow: cycle.flow, text: IdleTimeout.endWords(cycle.seconds))
            guard let before = cycle.before else { return [end] }
            return [Finding.Evidence(packet: before, flow: cycle.flow, text: IdleTimeout.lastWords), end]
        }
    }

    static func note(by side: Side, _ seconds: Double, delay: Double?) -> String {
        "closed by the \(side.rawValue) after \(Figure.seconds(seconds)) of silence"
            + (delay.map { ", client back after \(Figure.seconds($0))" } ?? "")
    }
}
