import Records

/// Who talks to whom: boxes in columns from the clients at the left to the stores at the right.
struct TopologyDrawing {
    private static let boxWidth = 196.0
    private static let boxHeight = 52.0
    private static let columnStep = 300.0
    private static let rowStep = 76.0
    private static let margin = 12.0
    /// Characters of a name that a box has room for.
    private static let nameLength = 24

    private let topology: ReportTopology
    private var places: [(x: Double, y: Double)] = []
    private var size = (width: 0.0, height: 0.0)

    init(_ report: Report) {
        topology = report.topology
        arrange()
    }

    /// Columns that nobody is in are left out; a column is centred on the tallest.
    private mutating func arrange() {
        let columns = Set(topology.nodes.map(\.column)).sorted()
        var counts = [Int](repeating: 0, count: columns.count)
        var spots: [(column: Int, row: Int)] = []
        for node in topology.nodes {
            let column = columns.firstIndex(of: node.column) ?? 0
            spots.append((column, counts[column]))
            counts[column] += 1
        }
        let tallest = Double(counts.max() ?? 0)
        places = spots.map { column, row in
            let offset = (tallest - Double(counts[column])) / 2
            return (
                x: Self.margin + Double(column) * Self.columnStep,
                y: Self.margin + (Double(row) + offset) * Self.rowStep
            )
        }
        size.width = 2 * Self.margin + Double(max(0, columns.count - 1)) * Self.columnStep + Self.boxWidth
        size.height = 2 * Self.margin + max(0, tallest - 1) * Self.rowStep + Self.boxHeight
    }

    var section: Markup {
        guard !topology.nodes.isEmpty else { return "" }
        let more: Markup =
            topology.omitted > 0
            ? "<p class=\"note\">\(Quantity.count(topology.omitted, "more pair")) of boxes left out.</p>\n" : ""
        return """
            <section id="topology" aria-labelledby="topology-title">
            <h2 id="topology-title">Who talks to whom</h2>
            <div class="scroll picture" role="region" aria-label="Picture of who talks to whom" tabindex="0">
            <svg class="topology" viewBox="0 0 \(size.width) \(size.height)" width="\(size.width)" height="\(size.height)" \
            role="img" aria-label="\(words)">
            \(topology.links.map { line($0) })\(topology.nodes.indices.map { box($0) })\(topology.links.map { label($0) })</svg>
            </div>
            \(more)\(table)</section>

            """
    }

    /// The picture in a sentence, for who does not see it.
    private var words: String {
        let pairs = topology.links.prefix(12).map { link in
            "\(name(link.from)) to \(name(link.to)), " + Quantity.count(link.flows, "connection")
        }
        let more = topology.links.count > 12 ? "; and \(topology.links.count - 12) more" : ""
        return pairs.joined(separator: "; ") + more
    }

    private func name(_ index: Int) -> String {
        let box = topology.nodes[index].box
        return topology.nodes[index].members > 1 ? box.name : "\(box.role.rawValue) \(box.name)"
    }

    private func box(_ index: Int) -> Markup {
        let node = topology.nodes[index]
        let (x, y) = places[index]
        let role = node.members > 1 ? "clients" : node.box.role.rawValue
        let software = node.software.map { " · \(TerminalText.shortened($0, to: 18))" } ?? ""
        let title = "\(name(index))" + (node.software.map { ", \($0)" } ?? "")
        let back: Markup =
            node.members > 1
            ? "<rect class=\"behind\" x=\"\(x + 5)\" y=\"\(y - 5)\" width=\"\(Self.boxWidth)\" height=\"\(Self.boxHeight)\" rx=\"6\"/>"
            : ""
        return """
            <g class="box \(node.box.role.rawValue)"><title>\(title)</title>\(back)\
            <rect x="\(x)" y="\(y)" width="\(Self.boxWidth)" height="\(Self.boxHeight)" rx="6"/>\
            <text class="role" x="\(x + 14)" y="\(y + 21)">\(role)\(software)</text>\
            <text class="name" x="\(x + 14)" y="\(y + 39)">\(TerminalText.shortened(node.box.name, to: Self.nameLength))</text></g>

            """
    }

    /// The two ends of a line, and whether it goes from left to right.
    private func ends(_ link: ReportTopology.Link) -> (from: (x: Double, y: Double), to: (x: Double, y: Double)) {
        let (from, to) = (places[link.from], places[link.to])
        let middle = Self.boxHeight / 2
        if from.x < to.x { return ((from.x + Self.boxWidth, from.y + middle), (to.x, to.y + middle)) }
        if from.x > to.x { return ((from.x, from.y + middle), (to.x + Self.boxWidth, to.y + middle)) }
        return ((from.x + Self.boxWidth, from.y + middle), (to.x + Self.boxWidth, to.y + middle))
    }

    private func line(_ link: ReportTopology.Link) -> Markup {
        let (from, to) = ends(link)
        let bend = from.x == to.x ? 60.0 : (to.x - from.x) / 2
        var width = 1.25
        var count = link.flows
        while count > 1, width < 4.5 {
            width += 0.3
            count /= 2
        }
        let state = link.broken > 0 ? " broken" : ""
        let end = from.x == to.x ? to.x + bend : to.x - bend
        return """
            <path class="link\(state)" stroke-width="\(width)" d="M\(from.x) \(from.y)C\(from.x + bend) \(from.y) \
            \(end) \(to.y) \(to.x) \(to.y)"/>

            """
    }

    private func label(_ link: ReportTopology.Link) -> Markup {
        let (from, to) = ends(link)
        // Nearer to whom it is asked: there the lines have parted.
        let x = from.x == to.x ? from.x + 52 : from.x + (to.x - from.x) * 0.5
        let y = from.y + (to.y - from.y) * 0.5
        let protocols = link.protocols.isEmpty ? "" : " " + link.protocols.prefix(3).joined(separator: " ")
        let broken: Markup =
            link.broken > 0
            ? "<tspan class=\"broken\" x=\"\(x)\" dy=\"13\">\(Quantity.count(link.broken)) broke</tspan>" : ""
        return """
            <text class="label" x="\(x)" y="\(y - 5)" text-anchor="middle">\(Quantity.count(link.flows)) ×\(protocols)\(broken)</text>

            """
    }

    /// The same as a table.
    private var table: Markup {
        let rows = topology.links.map { link -> Markup in
            """
            <tr><td>\(name(link.from))</td><td>\(name(link.to))</td><td>\(topology.nodes[link.to].software)</td>\
            <td>\(link.protocols.joined(separator: " "))</td><td class="n">\(Quantity.count(link.flows))</td>\
            <td class="n">\(Quantity.count(link.broken))</td></tr>

            """
        }
        return """
            <details><summary>The same as a table</summary>
            <div class="scroll" role="region" aria-label="Table of who talks to whom" tabindex="0"><table>
            <thead><tr><th scope="col">who asks</th><th scope="col">who is asked</th><th scope="col">software</th>\
            <th scope="col">protocols</th><th scope="col" class="n">connections</th><th scope="col" class="n">broke</th></tr></thead>
            <tbody>\(rows)</tbody></table></div></details>

            """
    }
}
