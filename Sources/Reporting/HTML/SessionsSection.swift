import Records

/// The sessions, those that broke first; those with a time line open it.
struct SessionsSection {
    /// Sessions in the page; the rest is counted.
    private static let limit = 300

    private let report: Report
    private let clock: TextClock

    init(_ report: Report, _ clock: TextClock) {
        self.report = report
        self.clock = clock
    }

    var markup: Markup {
        guard !report.sessions.isEmpty else { return "" }
        let ordered = report.sessions.enumerated().sorted {
            (rank($0.element), $0.offset) < (rank($1.element), $1.offset)
        }.map(\.element)
        let shown = ordered.prefix(Self.limit)
        let more = report.sessionTally.total &- UInt64(shown.count)
        let rest: Markup =
            report.sessionTally.total > UInt64(shown.count)
            ? "<p class=\"note\">and \(Quantity.count(more, "more session")): the format <code>jsonl</code> has all.</p>\n"
            : ""
        return """
            <section id="sessions" aria-labelledby="sessions-title">
            <h2 id="sessions-title">Sessions</h2>
            <p class="note">By the label of the cookie, header, token or URL that carries them.</p>
            <ul class="sessions">\(shown.map { row($0) })</ul>
            \(rest)</section>

            """
    }

    private func rank(_ session: ReportSession) -> Int {
        session.fate == .broke ? 0 : session.findings.isEmpty ? 2 : 1
    }

    private func row(_ session: ReportSession) -> Markup {
        let head: Markup = """
            <code class="label">\(session.id)</code> <span class="fate \(session.fate.rawValue)">\(fate(session))</span> \
            <span class="facts">\(facts(session))</span>
            """
        guard let place = report.storiesBySession[session.id] else {
            return "<li><div class=\"session\">\(head)</div></li>\n"
        }
        return """
            <li><details class="story session" data-story="\(report.stories[place].id)"><summary>\(head)</summary></details></li>

            """
    }

    private func fate(_ session: ReportSession) -> String {
        switch session.fate {
        case .lived: "lived"
        case .ended: session.ending
        case .broke: session.ending == "open" ? "broke" : session.ending
        }
    }

    private func facts(_ session: ReportSession) -> String {
        var parts = ["\(session.kind) \(session.name)"]
        if let user = session.user { parts.append("user \(user)") }
        if !session.clients.isEmpty { parts.append("from " + list(session.clients)) }
        if !session.servers.isEmpty { parts.append("at " + list(session.servers)) }
        if let created = session.created {
            let end = session.endTime ?? session.lastSeen
            let span = end.map { Quantity.duration(max(0, $0.seconds(since: created))) } ?? ""
            parts.append("\(clock.text(created)), \(span)")
        }
        return parts.joined(separator: " · ")
    }

    private func list(_ names: [String]) -> String {
        names.prefix(3).joined(separator: ", ") + (names.count > 3 ? " and \(names.count - 3) more" : "")
    }
}
