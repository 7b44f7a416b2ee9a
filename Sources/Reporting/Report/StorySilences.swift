import Diagnosis
import Records

/// Puts the times in which nobody said anything between the events of a time line, and says what their lengths are
/// known for.
enum StorySilences {
    /// Shorter ones are no silence, seconds.
    private static let shortest = 1.0
    /// Shorter ones match nobody's timer, seconds.
    private static let shortestTimer = 2.0
    /// Defaults that are named; the others are counted.
    private static let named = 2

    static func insert(into story: inout Story) {
        var events: [Story.Event] = []
        var last: Timestamp?
        var isBeforeHole = story.omitted > 0
        for event in story.events {
            var event = event
            let isBehindHole = isBeforeHole && event.packet >= story.omittedBehind
            if isBehindHole { isBeforeHole = false }
            if let time = event.time {
                if let before = last, !isBehindHole {
                    let seconds = time.seconds(since: before)
                    if seconds >= shortest { events.append(silence(seconds, until: event, at: before)) }
                    // The band says it already.
                    if let own = event.silence, abs(own - seconds) < 0.05 { event.silence = nil }
                }
                last = max(last ?? time, time)
            }
            if let own = event.silence, event.known == nil { event.known = known(own, endedBy: event) }
            events.append(event)
        }
        story.events = events
    }

    private static func silence(_ seconds: Double, until event: Story.Event, at start: Timestamp) -> Story.Event {
        Story.Event(
            kind: .silence, time: start, packet: event.packet, flow: event.flow, from: event.from, to: event.to,
            text: Quantity.seconds(seconds) + " of silence", silence: seconds, known: known(seconds, endedBy: event),
            isBad: false)
    }

    /// Well-known defaults of that length, where the silence ended as those end it.
    static func known(_ seconds: Double, endedBy event: Story.Event) -> String? {
        guard seconds >= shortestTimer else { return nil }
        let end: KnownDefault.WireEnd
        switch event.kind {
        case .cut: end = event.text.contains("RST") ? .reset : event.text.contains("gives up") ? .silence : .fin
        case .response where event.isBad: end = .status
        default: return nil
        }
        let matches = KnownDefaults.matching(
            seconds, purposes: [.silence, .keepAlive, .state, .answer], end: end)
        guard let first = matches.first else { return nil }
        var names: [String] = []
        for entry in matches where entry.seconds == first.seconds {
            let name = "\(entry.software) \(entry.setting)"
            if !names.contains(name) { names.append(name) }
        }
        let more = names.count > named ? " and \(names.count - named) more" : ""
        return "\(Quantity.seconds(first.seconds)) is a default of " + names.prefix(named).joined(separator: ", ")
            + more
    }
}
