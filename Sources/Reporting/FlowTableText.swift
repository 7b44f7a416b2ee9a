import Diagnosis
import Records

/// The table of the flows that matter: those of findings, then those with the longest silences, then the largest.
struct FlowTableText {
    /// Rows of the table.
    private static let limit = 15
    /// Rows for flows of findings, so that one finding with a hundred flows is not all that is seen.
    private static let perFinding = 5
    /// Columns that an endpoint may take before its middle is left out.
    private static let endpointLimit = 27

    private static let endpointLeast = 12
    /// Findings named in a row.
    private static let numberLimit = 3

    let flows: FlowRows
    let findings: [Finding]
    let capture: CaptureSummary
    let clock: TextClock

    private struct Column {
        var title: String
        var isRight: Bool
        /// Columns with higher numbers are left out first where the width is short; 0 never.
        var sacrifice: Int
        var cells: [String]

        var width: Int { cells.reduce(title.count) { max($0, TerminalText.columns(of: $1)) } }
    }

    func write(to page: inout TextPage) {
        let rows = chosen
        guard !rows.isEmpty else { return }
        page.blank()
        page.line([.init("Flows", .strong)])
        let columns = fitting(columns(of: rows), width: page.width - 2)
        page.line([.init(line(columns.map { ($0, $0.title) }), .faint)], indent: 2)
        for index in rows.indices { page.line([.init(line(columns.map { ($0, $0.cells[index]) }))], indent: 2) }
        let others = capture.visibility.flows > UInt64(rows.count) ? capture.visibility.flows - UInt64(rows.count) : 0
        if others > 0 {
            page.line([.init("and \(Quantity.count(others, "other flow")): --format json has all", .faint)], indent: 2)
        }
    }

    /// Flows of findings in their order, then notable ones.
    private var chosen: [FlowRow] {
        var places: [FlowID: Int] = [:]
        for (index, row) in flows.rows.enumerated() { places[row.id] = index }
        var taken: Set<FlowID> = []
        var rows: [FlowRow] = []
        let take = { (id: FlowID) in
            guard rows.count < FlowTableText.limit, let place = places[id], taken.insert(id).inserted else { return }
            rows.append(flows.rows[place])
        }
        for finding in findings {
            let named = finding.occurrences.compactMap(\.flow) + finding.evidence.compactMap(\.flow)
            var fresh = named.filter { !taken.contains($0) }
            fresh = Array(fresh.prefix(FlowTableText.perFinding))
            fresh.forEach(take)
        }
        let silent = flows.rows.filter { $0.longestIdle > 0 }
        silent.sorted { ($1.longestIdle, $0.id) < ($0.longestIdle, $1.id) }.prefix(FlowTableText.limit).forEach {
            take($0.id)
        }
        flows.rows.sorted { ($1.bytes, $0.id) < ($0.bytes, $1.id) }.prefix(FlowTableText.limit).forEach { take($0.id) }
        return rows
    }

    private func columns(of rows: [FlowRow]) -> [Column] {
        let numbers = findingNumbers
        let column = { (title: String, isRight: Bool, sacrifice: Int, cell: (FlowRow) -> String) in
            Column(title: title, isRight: isRight, sacrifice: sacrifice, cells: rows.map(cell))
        }
        return [
            column("flow", true, 0) { String($0.id) },
            column("client", false, 0) { endpoint($0.client) },
            column("server", false, 0) { endpoint($0.server) },
            column("protocols", false, 3) { flows.stacks[Int($0.protocols)] },
            column("start", false, 5) { clock.text($0.start) },
            column("lasted", true, 2) { Quantity.duration($0.end.seconds(since: $0.start)) },
            column("packets", true, 6) { Quantity.count($0.packets) },
            column("bytes", true, 4) { Quantity.bytes($0.bytes) },
            column("idle", true, 1) { $0.longestIdle > 0 ? Quantity.seconds($0.longestIdle) : "" },
            column("end", false, 0) { FlowTableText.ending($0) },
            column("finding", false, 0) { FlowTableText.list(numbers[$0.id] ?? []) },
        ]
    }

    private func endpoint(_ endpoint: Endpoint) -> String {
        TerminalText.shortened(endpoint.description, to: FlowTableText.endpointLimit)
    }

    private static func ending(_ row: FlowRow) -> String {
        let how = row.how.rawValue
        return row.by.map { "\(how) by \($0.rawValue)" } ?? how
    }

    private static func list(_ numbers: [Int]) -> String {
        let shown = numbers.prefix(numberLimit).map(String.init).joined(separator: ",")
        return numbers.count > numberLimit ? shown + "…" : shown
    }

    /// The numbers that findings have on this page, by flow.
    private var findingNumbers: [FlowID: [Int]] {
        var numbers: [FlowID: [Int]] = [:]
        for (index, finding) in findings.prefix(TextReporter.findingLimit).enumerated() {
            for flow in Set(finding.occurrences.compactMap(\.flow) + finding.evidence.compactMap(\.flow)) {
                numbers[flow, default: []].append(index + 1)
            }
        }
        return numbers
    }

    /// The columns that the width has room for; empty ones need none.
    private func fitting(_ all: [Column], width: Int) -> [Column] {
        var columns = all.filter { column in column.cells.contains { !$0.isEmpty } }
        let needed = { columns.reduce(-2) { $0 + $1.width + 2 } }
        while needed() > width, let victim = columns.indices.max(by: { columns[$0].sacrifice < columns[$1].sacrifice })
        {
            if columns[victim].sacrifice == 0 { break }
            columns.remove(at: victim)
        }
        let excess = needed() - width
        if excess > 0 {
            // What is left are long addresses.
            for index in columns.indices where columns[index].title == "client" || columns[index].title == "server" {
                let room = max(FlowTableText.endpointLeast, columns[index].width - (excess + 1) / 2)
                columns[index].cells = columns[index].cells.map { TerminalText.shortened($0, to: room) }
            }
        }
        return columns
    }

    private func line(_ cells: [(Column, String)]) -> String {
        let texts = cells.map { column, text in
            let gap = String(repeating: " ", count: max(0, column.width - TerminalText.columns(of: text)))
            return column.isRight ? gap + text : text + gap
        }
        return texts.joined(separator: "  ")
    }
}
