import Diagnosis
import Records

/// One sentence: how it stands.
struct VerdictText {
    let capture: CaptureSummary
    let findings: [Finding]
    let options: ReportOptions

    func write(to page: inout TextPage) {
        let worst = findings.map(\.severity).max() ?? .info
        guard worst >= .warning else {
            page.paragraph([.init(calm, .strong)] + [.init(doubt)], hanging: 0)
            return
        }
        let style = FindingText.style(of: worst)
        page.paragraph([.init(tally + ".", style), .init(first)], hanging: 0)
    }

    /// `2 errors, 1 warning and 3 notices`.
    private var tally: String {
        let counts = Finding.Severity.allCases.reversed().compactMap { severity -> String? in
            let count = UInt64(findings.filter { $0.severity == severity }.count)
            guard count > 0 else { return nil }
            return severity == .info ? "\(count) for information" : Quantity.count(count, severity.name)
        }
        guard let last = counts.last, counts.count > 1 else { return counts.first ?? "" }
        return counts.dropLast().joined(separator: ", ") + " and " + last
    }

    private var first: String { findings.count > 1 ? "The first one is the answer." : "" }

    /// What was looked at and found well.
    private var calm: String {
        let seen = capture.visibility
        var parts = seen.sessions > 0 ? [Quantity.count(seen.sessions, "session")] : []
        parts += seen.parts
        if parts.isEmpty { parts.append(Quantity.count(seen.flows, "TCP flow")) }
        let list =
            parts.count > 1 ? parts.dropLast().joined(separator: ", ") + " and " + parts[parts.count - 1] : parts[0]
        if seen.flows == 0 { return "No TCP flow was seen, so nothing can be said." }
        let limit = options.minimumSeverity > .warning ? " of severity \(options.minimumSeverity.name)" : ""
        return "No drops\(limit) found in \(list)."
    }

    /// What nobody could look at.
    private var doubt: String {
        let seen = capture.visibility
        var parts: [String] = []
        if seen.encryptedUnread > 0 {
            parts.append("\(flows(seen.encryptedUnread)) encrypted and not read: only their TCP and TLS were judged.")
        }
        if seen.unknownProtocol > 0 {
            parts.append("\(flows(seen.unknownProtocol)) in unknown protocols: only their TCP was judged.")
        }
        if capture.missingBytes > 0 || (capture.droppedByKernel ?? 0) > 0 {
            parts.append("The capture has holes.")
        }
        return parts.joined(separator: " ")
    }

    private func flows(_ count: UInt64) -> String { Quantity.count(count, "flow") + (count == 1 ? " is" : " are") }
}
