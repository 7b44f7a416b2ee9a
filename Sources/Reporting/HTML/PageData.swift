import Diagnosis
import Records

/// What the page's script draws from: flows and time lines, as JSON in a script element that is not run.
struct PageData {
    private let report: Report
    private let start: Timestamp

    init(_ report: Report) {
        self.report = report
        start = report.capture.first ?? report.flows.map(\.start).min() ?? Timestamp(nanoseconds: 0)
    }

    func write(to sink: inout ByteSink) {
        var json = JSONWriter()
        json.beginObject()
        // Milliseconds since 1970, as browsers count; times are seconds from there.
        json.field("start", Int64(start.nanoseconds / 1_000_000))
        json.field("saysDay", TextClock(from: report.capture.first, to: report.capture.last).saysDay)
        findings(&json)
        flows(&json)
        json.key("stories")
        json.beginArray()
        for story in report.stories { write(story, &json) }
        json.endArray()
        json.endObject()
        sink.write("<script type=\"application/json\" id=\"data\">")
        // An angle bracket would end the element; inside JSON there is none but in strings.
        sink.write(PageData.withoutAngles(json.bytes.contents))
        sink.write("</script>\n")
    }

    private static func withoutAngles(_ json: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count + json.count / 64)
        for octet in json {
            if octet == UInt8(ascii: "<") { result += Array("\\u003c".utf8) } else { result.append(octet) }
        }
        return result
    }

    private func offset(_ time: Timestamp) -> Double {
        let base = Timestamp(nanoseconds: start.nanoseconds / 1_000_000 * 1_000_000)
        return time.seconds(since: base)
    }

    private func findings(_ json: inout JSONWriter) {
        json.key("findings")
        json.beginArray()
        for finding in report.findings {
            json.beginArray()
            json.string(finding.id)
            json.string(finding.code)
            json.string(finding.severity.name)
            json.endArray()
        }
        json.endArray()
    }

    // MARK: Flows

    private func flows(_ json: inout JSONWriter) {
        var stacks = Words()
        var endings = Words()
        let numbers = Dictionary(
            report.findings.enumerated().map { ($1.id, UInt64($0)) }, uniquingKeysWith: { first, _ in first })
        json.field("flowCount", report.flowCount)
        json.key("flows")
        json.beginArray()
        for flow in report.flows { row(flow, &json, &stacks, &endings, numbers) }
        json.endArray()
        json.field("stacks", strings: stacks.list)
        json.field("endings", strings: endings.list)
    }

    /// id, client, server, protocols, start, seconds, packets, octets, longest silence, ending, exchanges, errors,
    /// findings.
    private func row(
        _ flow: ReportFlow, _ json: inout JSONWriter, _ stacks: inout Words, _ endings: inout Words,
        _ numbers: [String: UInt64]
    ) {
        json.beginArray()
        json.number(flow.id)
        json.string(flow.client.text)
        json.string(flow.server.text)
        json.number(stacks.number(of: flow.stack))
        json.seconds(offset(flow.start))
        json.seconds(flow.duration)
        json.number(flow.packets.client &+ flow.packets.server)
        json.number(flow.bytes.client &+ flow.bytes.server)
        json.seconds(flow.story.longest?.seconds ?? 0)
        json.number(endings.number(of: flow.ending))
        json.number(flow.story.exchanges)
        json.number(flow.story.clientErrors &+ flow.story.serverErrors)
        json.beginArray()
        for id in flow.findings { if let number = numbers[id] { json.number(number) } }
        json.endArray()
        json.endArray()
    }

    /// Texts that come again and again, by number.
    private struct Words {
        private(set) var list: [String] = []
        private var numbers: [String: UInt64] = [:]

        mutating func number(of word: String) -> UInt64 {
            if let known = numbers[word] { return known }
            numbers[word] = UInt64(list.count)
            list.append(word)
            return UInt64(list.count - 1)
        }
    }

    // MARK: Time lines

    private func write(_ story: Story, _ json: inout JSONWriter) {
        json.beginObject()
        json.field("id", story.id)
        json.field("title", story.title)
        json.key("lanes")
        json.beginArray()
        for lane in story.lanes {
            json.beginArray()
            json.string(lane.role.rawValue)
            json.string(lane.name)
            json.endArray()
        }
        json.endArray()
        json.field("omitted", story.omitted)
        json.field("behind", story.omittedBehind)
        json.key("events")
        json.beginArray()
        for event in story.events { write(event, &json) }
        json.endArray()
        json.endObject()
    }

    private func write(_ event: Story.Event, _ json: inout JSONWriter) {
        json.beginObject()
        json.field("k", event.kind.rawValue)
        if let time = event.time { json.field("t", seconds: offset(time)) }
        json.field("p", event.packet)
        json.field("f", event.flow)
        json.field("a", UInt64(clamping: event.from))
        json.field("b", UInt64(clamping: event.to))
        json.field("x", event.text)
        if !event.remarks.isEmpty { json.field("r", strings: event.remarks) }
        json.field("s", seconds: event.silence)
        json.field("d", event.known)
        if !event.isMeasured { json.field("l", true) }
        if event.isBad { json.field("e", true) }
        json.endObject()
    }
}
