import Records

/// TLS handshakes and resumption, a row a server and name.
struct ServersSection {
    private static let limit = 200

    private let report: Report

    init(_ report: Report) { self.report = report }

    var markup: Markup {
        guard !report.servers.isEmpty else { return "" }
        let shown = report.servers.prefix(Self.limit)
        let left = report.servers.count - shown.count
        let rest: Markup = left > 0 ? "<p class=\"note\">and \(left) more servers</p>\n" : ""
        let unnamed: Markup =
            report.moreServers > 0
            ? "<p class=\"note\">\(Quantity.count(report.moreServers, "handshake")) of further servers not counted.</p>\n"
            : ""
        return """
            <section id="tls" aria-labelledby="tls-title">
            <h2 id="tls-title">TLS handshakes and resumption</h2>
            <p class="note">A resumed handshake saves a round trip or the certificate; asked and not resumed is paid for every time.</p>
            <div class="scroll" role="region" aria-label="Table of TLS servers" tabindex="0"><table class="servers">
            <thead><tr><th scope="col">server</th><th scope="col">name</th><th scope="col">version</th>\
            <th scope="col" class="n">handshakes</th><th scope="col">resumed</th><th scope="col" class="n">asked</th>\
            <th scope="col">tickets</th><th scope="col" class="n">middle duration</th><th scope="col">failures</th></tr></thead>
            <tbody>\(shown.map { row($0) })</tbody></table></div>
            \(rest)\(unnamed)</section>

            """
    }

    private func row(_ server: ReportServer) -> Markup {
        let known = server.resumed + server.full
        let share = known == 0 ? 0 : 100 * Double(server.resumed) / Double(known)
        let bar: Markup =
            known == 0
            ? "<span class=\"note\">unknown</span>"
            : """
            <svg class="bar" width="64" height="8" aria-hidden="true"><rect class="rest" width="64" height="8"/>\
            <rect class="lived" width="\(0.64 * share)" height="8"/></svg> \(Quantity.count(server.resumed)) of \(Quantity.count(known))
            """
        let tickets =
            server.tickets == 0
            ? "none" : Quantity.count(server.tickets) + (server.lifetimes.map { ", " + life($0) } ?? "")
        let failures =
            server.failures == 0
            ? "" : Quantity.count(server.failures) + (server.alert.map { " (\($0))" } ?? "")
        return """
            <tr><th scope="row"><code>\(server.key.server.text)</code></th><td>\(server.key.name)</td>\
            <td>\(server.versionText)</td><td class="n">\(Quantity.count(server.handshakes))</td><td class="share">\(bar)</td>\
            <td class="n">\(Quantity.count(server.offered))</td><td>\(tickets)</td>\
            <td class="n">\(server.medianDuration.map { Quantity.seconds($0) })</td>\
            <td class="\(server.failures > 0 ? "bad" : "")">\(failures)</td></tr>

            """
    }

    private func life(_ range: ClosedRange<Double>) -> String {
        range.lowerBound == range.upperBound
            ? "good for \(Quantity.duration(range.lowerBound))"
            : "good for \(Quantity.duration(range.lowerBound)) to \(Quantity.duration(range.upperBound))"
    }
}
