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

    /// The silences of a story's flows, as the records measured them.
    struct Measured: Sendable {
        /// The longest that each packet ended, seconds.
        private(set) var endedBy: [UInt64: Double] = [:]
        /// The times of the packets before them: no record need be about these.
        private(set) var times: [UInt64: Timestamp] = [:]

        init(_ items: [StoryEvents.Item]) {
            for case let (packet, silence?) in items.map({ ($0.packet, $0.silence) }) {
                endedBy[packet] = max(endedBy[packet] ?? 0, silence.seconds)
                times[silence.before] = silence.start
            }
        }
    }

    /// Where the packet before a silence has to be told, lest the silence look longer than it was; `nil` where
    /// something told is as near.
    static func place(ofLastBefore silence: ReportFlow.Silence, in events: [Story.Event]) -> Int? {
        let index = events.firstIndex { $0.packet > silence.before } ?? events.count
        guard index > 0, !events[..<index].contains(where: { $0.packet == silence.before }),
            let last = events[..<index].compactMap(\.time).max(), silence.start.seconds(since: last) >= shortest
        else { return nil }
        return index
    }

    static func lastBefore(_ silence: ReportFlow.Silence) -> StoryEvents.Item {
        StoryEvents.Item(
            kind: .note, time: silence.start, packet: silence.before, by: nil,
            text: "the last packet before the silence")
    }

    /// `software` are the words in which servers name themselves.
    static func insert(into story: inout Story, software: String) {
        var events: [Story.Event] = []
        var last: Timestamp?
        var band: (seconds: Double, end: Timestamp)?
        var isBeforeHole = story.omitted > 0
        for event in story.events {
            var event = event
            let isBehindHole = isBeforeHole && event.packet >= story.omittedBehind
            if isBehindHole { isBeforeHole = false }
            if let time = event.time {
                if let before = last, !isBehindHole {
                    let seconds = time.seconds(since: before)
                    if seconds >= shortest {
                        events.append(silence(seconds, until: event, at: before, software))
                        band = (seconds, time)
                    }
                }
                // The band says it already, also of a second connection that ends in the same moment.
                if let own = event.silence, let band, abs(own - band.seconds) < 0.1, time.seconds(since: band.end) < 1 {
                    event.silence = nil
                }
                last = max(last ?? time, time)
            }
            if let own = event.silence, event.known == nil { event.known = known(own, endedBy: event, software) }
            events.append(event)
        }
        story.events = events
    }

    private static func silence(
        _ seconds: Double, until event: Story.Event, at start: Timestamp, _ software: String
    ) -> Story.Event {
        Story.Event(
            kind: .silence, time: start, packet: event.packet, flow: event.flow, from: event.from, to: event.to,
            text: Quantity.seconds(seconds) + " of silence", silence: seconds,
            known: known(seconds, endedBy: event, software), isBad: false)
    }

    /// Well-known defaults of that length, where the silence ended as those end it.
    static func known(_ seconds: Double, endedBy event: Story.Event, _ software: String) -> String? {
        guard seconds >= shortestTimer else { return nil }
        let end: KnownDefault.WireEnd
        switch event.kind {
        case .cut: end = event.text.contains("RST") ? .reset : event.text.contains("gives up") ? .silence : .fin
        case .response where event.isBad: end = .status
        default: return nil
        }
        let matches = KnownDefaults.matching(
            seconds, purposes: [.silence, .keepAlive, .state, .answer], end: end, software: software)
        guard let first = matches.first else { return nil }
        let words = software.lowercased()
        let own = matches.filter { entry in entry.marks.contains { words.contains($0) } }
        var names: [String] = []
        for entry in own.isEmpty ? matches : own where entry.seconds == first.seconds {
            let name = "\(entry.software) \(entry.setting)"
            if !names.contains(name) { names.append(name) }
        }
        let more = names.count > named ? " and \(names.count - named) more" : ""
        return "\(Quantity.seconds(first.seconds)) is a default of " + names.prefix(named).joined(separator: ", ")
            + more
    }
}
