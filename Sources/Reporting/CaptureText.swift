import Records

/// The head of the text report: what was read, what was seen in it, and what could not be.
struct CaptureText {
    /// Columns of the words at the left.
    private static let hanging = 10

    /// Damaged files that are named.
    private static let damageLimit = 5

    let capture: CaptureSummary
    let options: ReportOptions

    func write(to page: inout TextPage) {
        row("read", [sources, packets].joined(separator: " · "), &page)
        if let times { row("when", times, &page) }
        row("seen", seen, &page)
        if let keys { row("keys", keys, &page) }
        row("not seen", unseen, &page)
    }

    private func row(_ name: String, _ text: String, _ page: inout TextPage) {
        page.paragraph([.init(text)], lead: [.init(name, .faint)], hanging: CaptureText.hanging)
    }

    private var sources: String {
        guard let first = capture.sources.first else { return "nothing" }
        if capture.sources.count == 1 { return "\(first.path) (\(first.format), \(first.linkType))" }
        return Quantity.count(UInt64(capture.sources.count), "file") + " from \(first.path) on"
    }

    private var packets: String {
        let bytes = capture.sources.reduce(UInt64(0)) { $0 &+ $1.bytes }
        let count = Quantity.count(capture.packets.read, "packet")
        return bytes > 0 ? "\(count), \(Quantity.bytes(bytes))" : count
    }

    /// The span in UTC, and the same in the local zone.
    private var times: String? {
        guard let first = capture.first, let last = capture.last else { return nil }
        let duration = Quantity.duration(last.seconds(since: first))
        let isOneDay = TextClock.day(first) == TextClock.day(last)
        let end = (isOneDay ? "" : TextClock.day(last) + " ") + TextClock.time(last)
        let span = "\(TextClock.day(first)) \(TextClock.time(first)) – \(end) UTC, \(duration)"
        let zone = options.zone ?? LocalZone.system(at: TextClock.seconds(first))
        if zone.offset == 0 { return span + " (local time is UTC)" }
        let localStart = TextClock.time(first, zone: zone).prefix(8)
        let localEnd = TextClock.time(last, zone: zone).prefix(8)
        return span + " " + CaptureText.glued("(local \(localStart) – \(localEnd) \(zone.name))")
    }

    private var seen: String {
        var parts = [Quantity.count(capture.visibility.flows, "TCP flow")] + capture.visibility.parts
        let sessions = capture.visibility.sessions
        if sessions > 0 {
            let lost = capture.visibility.lostSessions
            parts.append(Quantity.count(sessions, "session") + (lost > 0 ? ", \(lost) lost" : ""))
        }
        if capture.duplicatePackets > 0 {
            parts.append(Quantity.count(capture.duplicatePackets, "packet") + " captured twice")
        }
        return parts.map(CaptureText.glued).joined(separator: " · ")
    }

    /// The secrets given, and what they opened.
    private var keys: String? {
        guard capture.secrets > 0 || capture.badSecretLines > 0 else { return nil }
        var parts = [Quantity.count(capture.secrets, "secret")]
        if capture.badSecretLines > 0 {
            parts.append(Quantity.count(capture.badSecretLines, "line") + " of the key log not understood")
        }
        parts.append(Quantity.count(capture.visibility.decrypted, "flow") + " decrypted")
        return parts.map(CaptureText.glued).joined(separator: " · ")
    }

    /// A short text that is not broken.
    private static func glued(_ text: String) -> String {
        TerminalText.string(text.unicodeScalars.map { $0 == " " ? TextPage.glue : $0 })
    }

    private var unseen: String {
        let parts = damage + unseenFlows + unseenPackets
        return parts.isEmpty ? "nothing is known to be missing" : parts.joined(separator: " · ")
    }

    private var unseenFlows: [String] {
        let seen = capture.visibility
        var parts: [String] = []
        if seen.encryptedUnread > 0 {
            parts.append(Quantity.count(seen.encryptedUnread, "flow") + " encrypted and not read")
        }
        if seen.midConnection > 0 { parts.append("\(Quantity.count(seen.midConnection)) begun before the capture") }
        if seen.oneSided > 0 { parts.append("\(Quantity.count(seen.oneSided)) with one side only") }
        if seen.unknownProtocol > 0 { parts.append("\(Quantity.count(seen.unknownProtocol)) in unknown protocols") }
        if capture.evictedFlows > 0 { parts.append("\(Quantity.count(capture.evictedFlows)) given up for memory") }
        return parts
    }

    private var unseenPackets: [String] {
        var parts: [String] = []
        if capture.missingBytes > 0 { parts.append("\(Quantity.bytes(capture.missingBytes)) never captured") }
        if capture.cutBytes > 0 { parts.append("\(Quantity.bytes(capture.cutBytes)) cut by the snap length") }
        if let dropped = capture.droppedByKernel, dropped > 0 {
            parts.append("\(Quantity.count(dropped, "packet")) dropped by the kernel")
        }
        if let dropped = capture.droppedByInterface, dropped > 0 {
            parts.append("\(Quantity.count(dropped, "packet")) dropped by the interface")
        }
        let reasons = SkipReason.allCases.filter { capture.packets.count($0) > 0 }
        let skipped = reasons.reduce(UInt64(0)) { $0 &+ capture.packets.count($1) }
        if skipped > 0 {
            let list = reasons.map { "\($0.name) \(Quantity.count(capture.packets.count($0)))" }
            parts.append("\(Quantity.count(skipped, "packet")) skipped: \(list.joined(separator: ", "))")
        }
        return parts
    }

    /// Files that could not be read to their end.
    private var damage: [String] {
        let damaged = capture.sources.filter { $0.truncated || $0.error != nil }
        var parts = damaged.prefix(CaptureText.damageLimit).map { source in
            if let error = source.error { return "\(source.path): \(error)" }
            return "\(source.path) ends in the middle of a packet"
        }
        if damaged.count > parts.count {
            parts.append("\(Quantity.count(UInt64(damaged.count - parts.count), "other file")) likewise")
        }
        return parts
    }
}
