import Diagnosis
import Records

/// The capture's time as a line: connections alive and requests asked, and above them when it broke.
struct TimelineDrawing {
    /// Marks are this far apart at least, in thousandths of the width: nearer ones are one.
    private static let grain = 4.0

    private let report: Report
    private let clock: TextClock

    init(_ report: Report, _ clock: TextClock) {
        self.report = report
        self.clock = clock
    }

    var markup: Markup {
        guard let start = report.timeline.start, report.timeline.seconds > 0 else { return "" }
        let alive = report.timeline.alive
        let requests = report.timeline.requests
        let peak = max(1, alive.max() ?? 1)
        let busiest = requests.max() ?? 0
        let count = report.timeline.marks.count
        let summary =
            "\(Quantity.duration(report.timeline.seconds)), up to \(Quantity.count(UInt64(peak))) connections at once, "
            + (count == 0 ? "no break" : Quantity.count(UInt64(count), "break"))
        return """
            <figure class="timeline" aria-labelledby="timeline-title">
            <figcaption id="timeline-title"><b>When</b> <span>\(summary)</span></figcaption>
            <svg width="100%" height="112" role="group" aria-label="The capture’s time line with the breaks on it">
            <svg y="34" width="100%" height="54" viewBox="0 0 \(alive.count) 54" preserveAspectRatio="none" \
            aria-hidden="true">
            <path class="alive" d="\(area(alive, peak))"/>
            \(busiest > 0 ? requestBars(requests, busiest) : "")</svg>
            <line class="axis" x1="0" x2="100%" y1="88.5" y2="88.5"/>
            \(ticks(from: start))
            \(marks)</svg>
            \(legend(busiest))</figure>

            """
    }

    /// A closed path under the counts, in steps.
    private func area(_ counts: [Int], _ peak: Int) -> Markup {
        var path: Markup = "M0 54"
        for (place, count) in counts.enumerated() {
            let y = 54 - 50 * Double(count) / Double(peak)
            path += "L\(place) \(y)L\(place + 1) \(y)"
        }
        return path + "L\(counts.count) 54Z"
    }

    private func requestBars(_ counts: [Int], _ busiest: Int) -> Markup {
        var path = Markup.empty
        for (place, count) in counts.enumerated() where count > 0 {
            let height = max(2, 30 * Double(count) / Double(busiest))
            path += "M\(place) 54h.7v-\(height)h-.7Z"
        }
        return "<path class=\"requests\" d=\"\(path)\"/>"
    }

    /// Five times along the axis, three where it is narrow.
    private func ticks(from start: Timestamp) -> Markup {
        (0...4).map { step -> Markup in
            let time = start.advanced(bySeconds: report.timeline.seconds * Double(step) / 4)
            let anchor = step == 0 ? "start" : step == 4 ? "end" : "middle"
            let text = report.timeline.seconds < 10 ? TextClock.time(time) : String(TextClock.time(time).prefix(8))
            let day = clock.saysDay ? String(TextClock.day(time).suffix(5)) + " " : ""
            let wide = step % 2 == 1 ? " wide" : ""
            return """
                <line class="axis\(wide)" x1="\(step * 25)%" x2="\(step * 25)%" y1="88" y2="93"/>\
                <text class="tick\(wide)" x="\(step * 25)%" y="107" text-anchor="\(anchor)">\(day + text)</text>
                """
        }.joined("\n")
    }

    /// A mark for each break; the first of each finding can be reached with the keyboard, as it leads there.
    private var marks: Markup {
        var drawn: Set<String> = []
        var led: Set<String> = []
        var result = Markup.empty
        for mark in report.timeline.marks.reversed() {
            let place = Int((mark.position * 1_000 / Self.grain).rounded())
            guard drawn.insert("\(place) \(mark.severity.rawValue)").inserted else { continue }
            let isFirst = led.insert(mark.finding).inserted
            let words = "\(mark.severity.name): \(mark.title), packet \(mark.packet) at \(clock.text(mark.time))"
            let reach: Markup = isFirst ? "aria-label=\"\(words)\"" : "tabindex=\"-1\" aria-hidden=\"true\""
            let shape: Markup =
                mark.severity == .error
                ? "<path d=\"M-5 10L5 20M5 10L-5 20\"/>" : "<path d=\"M0 9L6 20H-6Z\"/>"
            result += """
                <a href="#f-\(mark.finding)" \(reach) class="break \(mark.severity.name)"><title>\(words)</title>\
                <line x1="\(mark.position * 100)%" x2="\(mark.position * 100)%" y1="24" y2="88"/>\
                <svg x="\(mark.position * 100)%" y="0" overflow="visible"><rect class="hit" x="-12" y="2" width="24" height="26"/>\
                \(shape)</svg></a>

                """
        }
        return result
    }

    private func legend(_ busiest: Int) -> Markup {
        let requests: Markup = busiest > 0 ? "<span><i class=\"requests\"></i>requests</span>" : ""
        let breaks: Markup =
            report.timeline.marks.isEmpty
            ? "" : "<span><i class=\"break\"></i>what broke</span>"
        return
            "<p class=\"legend\" aria-hidden=\"true\"><span><i class=\"alive\"></i>connections alive</span>\(requests)\(breaks)</p>\n"
    }
}
