import Records

/// `capture.duplicates`
enum Duplicates: CaptureCause {
    static func explain(_ quality: CaptureQuality, _ capture: CaptureSummary) -> Verdict? {
        let count = max(capture.duplicatePackets, quality.duplicates.reduce(0) { $0 &+ $1.bytes })
        guard count > 0, let at = quality.duplicates.first?.at ?? quality.firstPacket else { return nil }
        let share = capture.packets.read > 0 ? " (\(Figure.percent(Double(count) / Double(capture.packets.read))))" : ""
        var evidence = quality.duplicates.prefix(8).map {
            Finding.Evidence(
                packet: $0.at.packet, flow: $0.flow,
                text: "Flow \($0.flow) begins here; \(Figure.count($0.bytes, "packet")) of it came twice or more")
        }
        if evidence.isEmpty {
            evidence = [Finding.Evidence(packet: at.packet, flow: nil, text: "The capture begins here")]
        }
        return Verdict(
            .notice, .certain, subject: Finding.Subject(kind: .capture, id: "capture"),
            by: Finding.Actor(role: .unknown),
            at: at, flow: quality.duplicates.first?.flow,
            note: "\(Figure.count(count, "packet")) captured more than once",
            cause:
                "\(Figure.count(count, "packet"))\(share) were captured two or three times, on several interfaces "
                + "or by a mirror port. They are not counted as retransmissions.",
            evidence: evidence, fixes: fixes)
    }

    private static let fixes = [
        Finding.Fix(
            for: "capture",
            "Capture on one interface instead of any, and mirror one direction of one port only; editcap -d takes "
                + "copies out of a file."
        )
    ]

    static let entry = HandbookEntry(
        "capture.duplicates", "Packets captured more than once", .capture, layer: 2, severities: [.notice],
        severityRule: "notice",
        meaning:
            "The same packet is in the file two or three times, since it passed several of the interfaces that were "
            + "listened to (-i any, a bridge, a VLAN and its parent) or a mirror port copied it twice. Other tools "
            + "take the copies for retransmissions.",
        proof: "tcp.analysis.retransmission with the same ip.id, within milliseconds.",
        mending: fixes)
}
