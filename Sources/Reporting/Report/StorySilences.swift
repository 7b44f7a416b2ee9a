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

    /// How exactly the ends of a silence are compared with the times of events, seconds.
    private static let tolerance = 0.1

    /// The silences of a story's flows, as the records measured them.
    struct Measured: Sendable {
        private(set) var all: [ReportFlow.Silence]
        /// The longest that each packet ended, seconds.
        private(set) var endedBy: [UInt64: Double] = [:]
        /// The times of the packets before them: no record need be about these.
        private(set) var times: [UInt64: Timestamp] = [:]

        init(_ items: [StoryEvents.Item]) {
            all = items.compactMap(\.silence)
            for case let (packet, silence?) in items.map({ ($0.packet, $0.silence) }) {
                endedBy[packet] = max(endedBy[packet] ?? 0, silence.seconds)
                times[silence.before] = silence.start
            }
        }

        /// Whether a connection was measured to be silent all that time.
        func cover(from start: Timestamp, to end: Timestamp) -> Bool {
            all.contains { silence in
                silence.start.seconds(since: start) <= tolerance
                    && end.seconds(since: silence.start) <= silence.seconds + tolerance
            }
        }
    }

    /// Not every packet is told: where nothing was told for a while, it is silence only if it was measured.
    /// `software` are the words in which servers name themselves.
    static func insert(into story: inout Story, _ silences: Measured, software: String) {
        var events: [Story.Event] = []
        var last: Timestamp?
        var band: (seconds: Double, end: Timestamp)?
        var isBeforeHole = story.omitted > 0
        // What is told without a time stands between the two that have one.
        var hasUntimed = false
        for event in story.events {
            var event = event
            let isBehindHole = isBeforeHole && event.packet >= story.omittedBehind
            if isBehindHole { isBeforeHole = false }
            guard let time = event.time else {
                hasUntimed = true
                events.append(event)
                continue
            }
            if let before = last, !isBehindHole {
                let pauses = pauses(from: before, to: event, silences, hasUntimed: hasUntimed)
                for pause in pauses { events.append(self.event(pause, before: event, software)) }
                if let silence = pauses.last(where: \.isSilence) { band = (silence.seconds, time) }
            }
            // The band says it already, also of a second connection that ends in the same moment.
            if let own = event.silence, let band, abs(own - band.seconds) < tolerance, time.seconds(since: band.end) < 1
            {
                event.silence = nil
            }
            if let own = event.silence { event.known = known(own, endedBy: event, software) }
            last = max(last ?? time, time)
            hasUntimed = false
            events.append(event)
        }
        story.events = events
    }

    /// A time in which nothing was told.
    private struct Pause {
        var seconds: Double
        var isSilence: Bool
        var start: Timestamp
    }

    private static func pauses(
        from before: Timestamp, to event: Story.Event, _ silences: Measured, hasUntimed: Bool
    ) -> [Pause] {
        guard let time = event.time else { return [] }
        let seconds = time.seconds(since: before)
        if let own = event.silence, own >= shortest, own <= seconds + tolerance {
            let rest = seconds - own
            let silence = Pause(seconds: own, isSilence: true, start: time.advanced(bySeconds: -own))
            guard rest >= shortest, !hasUntimed else { return [silence] }
            return [Pause(seconds: rest, isSilence: false, start: before), silence]
        }
        guard seconds >= shortest else { return [] }
        return [Pause(seconds: seconds, isSilence: silences.cover(from: before, to: time), start: before)]
    }

    private static func event(_ pause: Pause, before event: Story.Event, _ software: String) -> Story.Event {
        Story.Event(
            kind: .silence, time: pause.start, packet: event.packet, flow: event.flow, from: event.from, to: event.to,
            text: Quantity.seconds(pause.seconds) + (pause.isSilence ? " of silence" : " later"),
            silence: pause.seconds,
            known: pause.isSilence ? known(pause.seconds, endedBy: event, software) : nil, isMeasured: pause.isSilence)
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
