import Correlation
public import Diagnosis
public import Records

/// Who talks HTTP to whom, and who of them passes requests on.
public struct TopologyText: Reporter {
    /// Lines that are printed.
    static let limit = 200

    public private(set) var sink: ByteSink
    private let options: ReportOptions

    public init(sink: ByteSink, options: ReportOptions = ReportOptions()) {
        self.sink = sink
        self.options = options
    }

    public mutating func record(_ emission: Emission) {}

    public mutating func finish(_ conclusions: Conclusions) {
        var page = TextPage(width: options.width, usesColor: options.usesColor)
        let edges = conclusions.topology.sorted {
            $0.server == $1.server ? $0.client < $1.client : $0.server < $1.server
        }
        let roles = Roles(edges)
        let names = edges.map { "\($0.client) (\(roles.client($0)))" }
        let widest = names.map { TerminalText.columns(of: $0) }.max() ?? 0
        if edges.isEmpty { page.line([.init("no HTTP seen")]) }
        for (edge, name) in zip(edges, names).prefix(TopologyText.limit) {
            let gap = String(repeating: " ", count: widest - TerminalText.columns(of: name))
            let counts =
                Quantity.count(UInt64(edge.flows), "connection") + ", "
                + Quantity.count(UInt64(edge.exchanges), "request")
            page.line([
                .init(name + gap), .init(" → ", .faint), .init("\(edge.server) (\(roles.server(edge)))", .strong),
                .init("  " + counts, .faint),
            ])
        }
        if edges.count > TopologyText.limit {
            page.line([.init("and \(edges.count - TopologyText.limit) more", .faint)])
        }
        sink.write(page.text)
        sink.flush()
    }

    /// What everybody is, by what he was seen to do.
    private struct Roles {
        private var proxies: Set<Address> = []

        init(_ edges: [TopologyLedger.Edge]) {
            for edge in edges {
                if edge.isPassing { proxies.insert(edge.server.address) }
                if edge.relayed > 0 { proxies.insert(edge.client) }
            }
        }

        func client(_ edge: TopologyLedger.Edge) -> String { proxies.contains(edge.client) ? "proxy" : "client" }
        func server(_ edge: TopologyLedger.Edge) -> String {
            edge.isPassing ? "proxy" : edge.exchanges == 0 ? "no request seen" : "application"
        }
    }
}
