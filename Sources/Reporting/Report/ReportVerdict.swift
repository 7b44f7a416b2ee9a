import Diagnosis

/// One sentence: how it stands; and what speaks against trusting it too much.
struct ReportVerdict: Sendable {
    /// `2 of 14 sessions broke: WebSocket cut after silence, by the proxy 10.0.0.1:80.`
    let sentence: String
    /// The words of the first finding, or what nobody could look at.
    let lead: String
    let worst: Finding.Severity?

    init(_ report: Report) {
        let first = report.findings.first
        worst = report.worst
        let doubt = ReportVerdict.doubt(report.capture)
        guard let first, let worst, worst >= .warning else {
            sentence = ReportVerdict.calm(report)
            lead = doubt
            return
        }
        lead = first.cause
        let who = first.who.map { ", by \(ReportVerdict.article($0))" } ?? ""
        let what = "\(first.title)\(who)."
        if worst == .error, let broke = ReportVerdict.broke(report) {
            sentence = "\(broke): \(what)"
        } else if worst == .error {
            sentence = what
        } else {
            sentence = "Nothing broke, but something is about to: \(what)"
        }
    }

    private static func article(_ who: String) -> String {
        ["client", "proxy", "server", "store", "middlebox"].contains { who.hasPrefix($0) } ? "the \(who)" : who
    }

    /// `2 of 14 sessions broke`: of sessions, else of WebSockets, else of connections.
    private static func broke(_ report: Report) -> String? {
        let kinds: [(Report.Tally, String)] = [
            (report.sessionTally, "session"), (report.socketTally, "WebSocket"), (report.flowTally, "connection"),
        ]
        guard let (tally, name) = kinds.first(where: { $0.0.broke > 0 }) else { return nil }
        let least = report.isTallyLow ? "At least " : ""
        let total = "\(name)\(tally.total == 1 ? "" : "s")"
        if tally.total == 1 { return "The only \(name) broke" }
        return "\(least)\(Quantity.count(tally.broke)) of \(Quantity.count(tally.total)) \(total) broke"
    }

    private static func calm(_ report: Report) -> String {
        let capture = report.capture
        if !capture.isWhole { return "The run was not written to its end, so nothing can be said of the whole." }
        if capture.flows == 0 { return "No TCP flow was seen, so nothing can be said." }
        var parts: [String] = []
        if report.sessionTally.total > 0 { parts.append(Quantity.count(report.sessionTally.total, "session")) }
        // Flows are what all of it travels on: they are named where there is nothing else.
        parts += capture.seen.dropFirst(capture.seen.count > 1 ? 1 : 0)
        let limit =
            report.order.minimumSeverity > .warning
            ? " of severity \(report.order.minimumSeverity.name)" : ""
        return "No drops\(limit) found in \(ReportVerdict.list(parts))."
    }

    private static func list(_ parts: [String]) -> String {
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }

    private static func doubt(_ capture: ReportCapture) -> String {
        var parts: [String] = []
        let verb = { (count: UInt64) in Quantity.count(count, "flow") + (count == 1 ? " is" : " are") }
        if capture.encryptedUnread > 0 {
            parts.append("\(verb(capture.encryptedUnread)) encrypted and not read: only their TCP and TLS were judged.")
        }
        if capture.unknownProtocol > 0 {
            parts.append("\(verb(capture.unknownProtocol)) in unknown protocols: only their TCP was judged.")
        }
        if capture.missingBytes > 0 || (capture.droppedByKernel ?? 0) > 0 { parts.append("The capture has holes.") }
        return parts.joined(separator: " ")
    }
}

extension Report {
    /// `2 errors, 1 warning and 3 notices`; empty where there is nothing.
    var findingTally: String {
        let parts = Finding.Severity.allCases.reversed().compactMap { severity -> String? in
            guard let count = counts[severity], count > 0 else { return nil }
            return severity == .info
                ? Quantity.count(count) + " for information" : Quantity.count(count, severity.name)
        }
        guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
        return parts.dropLast().joined(separator: ", ") + " and " + last
    }
}
