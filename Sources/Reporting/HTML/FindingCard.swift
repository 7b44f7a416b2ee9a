import Diagnosis
import Records

/// One finding: what, by whom, why, how to mend it, and its time lines.
struct FindingCard {
    /// Pieces of evidence, and further occurrences, that are shown.
    private static let evidenceLimit = 24
    private static let occurrenceLimit = 20

    private let finding: ReportFinding
    private let number: Int
    private let stories: [Story]
    private let tellsHandbook: Bool
    private let clock: TextClock

    init(_ finding: ReportFinding, number: Int, stories: [Story], tellsHandbook: Bool, clock: TextClock) {
        self.finding = finding
        self.number = number
        self.stories = stories
        self.tellsHandbook = tellsHandbook
        self.clock = clock
    }

    /// The addresses that a finding speaks of.
    static func hosts(of finding: ReportFinding) -> [String] {
        var hosts: [String] = []
        if let address = finding.actorAddress { hosts.append(address) }
        if ["server", "client", "hop", "store"].contains(finding.subjectKind) {
            let address = host(finding.subject)
            if !hosts.contains(address) { hosts.append(address) }
        }
        return hosts
    }

    private static func host(_ subject: String) -> String {
        let first = subject.prefix { $0 != " " }
        guard let colon = first.lastIndex(of: ":"), first.hasPrefix("[") || !first[..<colon].contains(":") else {
            return String(first)
        }
        return String(first[..<colon].drop { $0 == "[" }.prefix { $0 != "]" })
    }

    var markup: Markup {
        """
        <article class="finding \(finding.severity.name)" id="f-\(finding.id)" tabindex="-1" \
        aria-labelledby="t-\(finding.id)" data-severity="\(finding.severity.name)" data-code="\(finding.code)" \
        data-hosts="\(Self.hosts(of: finding).joined(separator: " "))" \
        data-sessions="\(finding.sessions.joined(separator: " "))">
        <header>
        <p class="tags"><span class="severity">\(finding.severity.name)</span> <code>\(finding.code)</code> \
        <span class="confidence">\(finding.confidence)</span></p>
        <h3 id="t-\(finding.id)"><span class="number">\(number)</span> \(finding.title)</h3>
        <p class="facts">\(facts)</p>
        </header>
        <p class="cause">\(finding.cause)</p>
        <div class="columns">
        \(evidence)\(fixes)</div>
        \(filter)\(occurrences)\(timelines)\(handbook)</article>

        """
    }

    private var facts: Markup {
        var parts: [Markup] = []
        if let who = finding.who { parts.append("by <b>\(who)</b>") }
        if finding.about != finding.who, finding.subjectKind != "capture" { parts.append("\(finding.about)") }
        var when: Markup = "\(finding.times)"
        if let first = finding.first {
            when += finding.count == 1 ? ", \(clock.text(first))" : ", first \(clock.text(first))"
            if finding.count > 1, let last = finding.last { when += ", last \(clock.text(last))" }
        }
        parts.append(when)
        return parts.joined(" <span class=\"dot\" aria-hidden=\"true\">·</span> ")
    }

    private var evidence: Markup {
        guard !finding.evidence.isEmpty else { return "" }
        let items = finding.evidence.prefix(Self.evidenceLimit).map { piece -> Markup in
            let flow: Markup = piece.flow.map { "<span class=\"flow\">flow \($0)</span>" } ?? ""
            return
                "<li><span class=\"packet\"><span class=\"unseen\">packet </span>\(piece.packet)</span> <span>\(piece.text) \(flow)</span></li>\n"
        }
        let more = finding.evidence.count - Self.evidenceLimit
        let rest: Markup = more > 0 ? "<li class=\"note\">and \(more) more</li>" : ""
        return """
            <div class="evidence">
            <h4>Evidence</h4>
            <ol class="packets">\(items)\(rest)</ol>
            </div>

            """
    }

    private var fixes: Markup {
        guard !finding.fixes.isEmpty else { return "" }
        let items = finding.fixes.map { fix -> Markup in
            let setting = fix.setting.isEmpty ? "" : Self.copyable(fix.setting, "setting for \(fix.target)")
            return "<dt>\(fix.target)</dt><dd><p>\(fix.text)</p>\(setting)</dd>\n"
        }
        return """
            <div class="fixes">
            <h4>How to mend it</h4>
            <dl>\(items)</dl>
            </div>

            """
    }

    /// Lines to take along, with a button that the script brings to life.
    static func copyable(_ lines: [String], _ what: String) -> Markup {
        let text = lines.map { line -> Markup in "\(line)" }.joined("\n")
        return """
            <div class="copy"><code>\(text)</code><button type="button" hidden aria-label="Copy the \(what)">Copy</button></div>
            """
    }

    private var filter: Markup {
        guard !finding.filter.isEmpty else { return "" }
        return """
            <div class="wireshark"><h4>In Wireshark</h4>\(Self.copyable([finding.filter], "display filter"))</div>

            """
    }

    private var occurrences: Markup {
        guard finding.count > 1, finding.occurrences.count > 1 else { return "" }
        let rows = finding.occurrences.prefix(Self.occurrenceLimit).map { occurrence -> Markup in
            """
            <tr><td class="packet">\(occurrence.packet)</td><td>\(occurrence.time.map { clock.text($0) })</td>\
            <td class="n">\(occurrence.flow.map(String.init))</td><td><code>\(occurrence.session)</code></td>\
            <td>\(occurrence.note)</td></tr>

            """
        }
        let more = finding.count &- UInt64(rows.count)
        let rest: Markup =
            finding.count > UInt64(rows.count)
            ? "<p class=\"note\">and \(Quantity.count(more, "more time"))</p>" : ""
        return """
            <details class="times"><summary>All \(Quantity.count(finding.count)) times</summary>
            <div class="scroll" role="region" aria-label="Times it happened" tabindex="0"><table>
            <thead><tr><th scope="col">packet</th><th scope="col">time</th><th scope="col" class="n">flow</th>\
            <th scope="col">session</th><th scope="col">what</th></tr></thead>
            <tbody>\(rows)</tbody></table></div>\(rest)</details>

            """
    }

    private var timelines: Markup {
        guard !stories.isEmpty else { return "" }
        let items = stories.map { story -> Markup in
            let silence = story.events.compactMap(\.silence).max()
            let silent = silence.map { ", \(Quantity.seconds($0)) silent" } ?? ""
            let boxes = story.lanes.count
            return """
                <details class="story" data-story="\(story.id)"><summary><span>\(story.title)</span> \
                <small>\(Quantity.count(UInt64(boxes), "party", "parties")), \
                \(Quantity.count(UInt64(story.events.count { $0.kind != .silence }), "event"))\(silent)</small></summary></details>

                """
        }
        return """
            <div class="stories"><h4>Time line\(stories.count == 1 ? "" : "s")</h4>
            \(items)</div>

            """
    }

    /// What the handbook says of the code: in its first card, and a way there from the others.
    private var handbook: Markup {
        guard let entry = Handbook.entry(finding.code) else { return "" }
        guard tellsHandbook else {
            return "<p class=\"handbook\"><a href=\"#h-\(finding.code)\">What it means, and how to be sure</a></p>\n"
        }
        let mending = entry.mending.map { fix -> Markup in
            let lines = fix.settingLines.map { line -> Markup in "\(line)" }
            let setting: Markup = lines.isEmpty ? "" : "<pre><code>\(lines.joined("\n"))</code></pre>"
            return "<dt>\(fix.target)</dt><dd>\(fix.text)\(setting)</dd>\n"
        }
        return """
            <details class="handbook" id="h-\(finding.code)"><summary>What it means, how to be sure, and how to mend it \
            elsewhere</summary>
            <p>\(entry.meaning)</p>
            <p><b>To be sure:</b> \(entry.proof)</p>
            <dl>\(mending)</dl></details>

            """
    }
}
